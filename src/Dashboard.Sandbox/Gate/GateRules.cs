using Dashboard.Sandbox.Faults;
using Dashboard.Sandbox.State;

namespace Dashboard.Sandbox.Gate;

/// <summary>Checks a request the way the platform does and hands it to the desk it is for.</summary>
internal sealed class GateRules(SandboxOptions options, PlatformState state, Recollection recollection, SaleDesk sales, RefundDesk refunds)
{
    private const int MaxPaymentIdLength = 255;

    public async ValueTask<GateAnswer> AnswerAsync(string endpoint, string? method, GateRequest request, Fault? fault, CancellationToken cancellationToken)
    {
        if (CheckGeneral(request, needsPaymentId: endpoint != GateEndpoints.StatusRequest) is { } refusal)
            return refusal;
        if (fault?.Kind == FaultKind.Reject)
            return GateAnswer.Refused(fault.PlatformCode, request);
        var forced = fault?.Kind == FaultKind.Decline ? fault.PlatformCode : null;
        return endpoint switch
        {
            GateEndpoints.Sale => Sale(request, method, forced),
            GateEndpoints.Refund => await RefundAsync(request, method, forced, cancellationToken),
            GateEndpoints.Status => await StatusAsync(request, cancellationToken),
            _ => StatusOfRequest(request),
        };
    }

    private GateAnswer? CheckGeneral(GateRequest request, bool needsPaymentId)
    {
        if (!request.IsJson)
            return GateAnswer.Refused(PlatformCode.InvalidJson, request);
        if (request.ProjectId is not { } projectId)
            return GateAnswer.Refused(PlatformCode.FieldMissing, request, "general.project_id");
        if (options.Projects.FirstOrDefault(p => p.Id == projectId) is not { } project)
            return GateAnswer.Refused(PlatformCode.ProjectUnknown, request, "general.project_id");
        if (!request.HasSignature)
            return GateAnswer.Refused(PlatformCode.SignatureEmpty, request, "general.signature");
        if (!request.IsSignedWith(project.Secret))
            return GateAnswer.Refused(PlatformCode.SignatureWrong, request, "general.signature");
        if (needsPaymentId && string.IsNullOrEmpty(request.PaymentId))
            return GateAnswer.Refused(PlatformCode.FieldMissing, request, "general.payment_id");
        if (request.PaymentId?.Length > MaxPaymentIdLength)
            return GateAnswer.Refused(PlatformCode.InvalidPaymentId, request, "general.payment_id");
        return null;
    }

    private GateAnswer Sale(GateRequest request, string? methodCode, PlatformCode? forced)
    {
        if (PlatformMethod.Find(methodCode) is not { } method)
            return GateAnswer.Refused(PlatformCode.MethodUnknown, request);
        foreach (var field in method.RequiredCustomerFields)
        {
            if (string.IsNullOrEmpty(request.Text("customer", field)))
                return GateAnswer.Refused(PlatformCode.FieldMissing, request, "customer." + field);
        }

        if (request.Text("customer", "email") is { } email && !email.Contains('@', StringComparison.Ordinal))
            return GateAnswer.Refused(PlatformCode.InvalidEmail, request, "customer.email");
        if (CheckMoney(request, method, out var amount, out var currency) is { } refusal)
            return refusal;
        var order = new SaleOrder
        {
            ProjectId = request.ProjectId!.Value,
            PaymentId = request.PaymentId!,
            Method = method,
            Amount = amount,
            Currency = currency,
            Description = request.Text("payment", "description") ?? "",
            CustomerId = request.Text("customer", "id"),
            AccountNumber = method == PlatformMethod.AlfaClick ? request.Text("customer", "account_id") : null,
            ReturnUrl = WebAddress(request.Text("return_url", "default") ?? request.Text("return_url", "return")),
            CallbackUrl = WebAddress(request.Text("general", "merchant_callback_url")),
            CallbackDelay = CallbackDelay(request),
            CallbackDisabled = request.Integer("callback", "force_disable") == 1,
            Forced = forced,
        };
        if (sales.Take(order) is not { } payment)
            return GateAnswer.Refused(PlatformCode.PaymentExists, request, "general.payment_id");
        return GateAnswer.Accepted(payment, payment.Sale) with
        {
            Afterwards = () => _ = sales.SendPayerAsync(payment),
            Beforehand = () => sales.SendPayerAsync(payment),
        };
    }

    private static GateAnswer? CheckMoney(GateRequest request, PlatformMethod method, out long amount, out string currency)
    {
        amount = request.Integer("payment", "amount") ?? 0;
        currency = request.Text("payment", "currency") ?? "";
        if (!request.Has("payment", "amount"))
            return GateAnswer.Refused(PlatformCode.FieldMissing, request, "payment.amount");
        if (request.Integer("payment", "amount") is null)
            return GateAnswer.Refused(PlatformCode.MalformedRequest, request, "payment.amount");
        if (currency.Length == 0)
            return GateAnswer.Refused(PlatformCode.FieldMissing, request, "payment.currency");
        if (!method.Currencies.Contains(currency, StringComparer.Ordinal))
            return GateAnswer.Refused(PlatformCode.InvalidCurrency, request, "payment.currency");
        if (amount < method.Minimum)
            return GateAnswer.Refused(PlatformCode.AmountBelowLimit, request, "payment.amount");
        if (amount > method.Maximum)
            return GateAnswer.Refused(PlatformCode.AmountAboveLimit, request, "payment.amount");
        return null;
    }

    private async ValueTask<GateAnswer> RefundAsync(GateRequest request, string? methodCode, PlatformCode? forced, CancellationToken cancellationToken)
    {
        if (methodCode is not null && PlatformMethod.Recall(methodCode) is null)
            return GateAnswer.Refused(PlatformCode.MethodUnknown, request);
        if (methodCode == PlatformMethod.Poli.Code)
            return GateAnswer.Refused(PlatformCode.NotAllowedByProject, request);
        if (string.IsNullOrEmpty(request.Text("payment", "description")))
            return GateAnswer.Refused(PlatformCode.FieldMissing, request, "payment.description");
        var (hasAmount, hasCurrency) = (request.Has("payment", "amount"), request.Has("payment", "currency"));
        if (hasCurrency && !hasAmount)
            return GateAnswer.Refused(PlatformCode.AmountRequired, request, "payment.amount");
        if (hasAmount && !hasCurrency)
            return GateAnswer.Refused(PlatformCode.CurrencyRequired, request, "payment.currency");
        if (hasAmount && request.Integer("payment", "amount") is not > 0)
            return GateAnswer.Refused(PlatformCode.MalformedRequest, request, "payment.amount");

        var (projectId, paymentId) = (request.ProjectId!.Value, request.PaymentId!);
        var payment = await recollection.FindAsync(projectId, paymentId, cancellationToken);
        if (payment is null && state.AcceptEverything && hasAmount)
            payment = Invent(request, projectId, paymentId, methodCode);
        if (payment is null || (methodCode is not null && payment.Method.Code != methodCode))
            return GateAnswer.Refused(PlatformCode.NotFound, request);
        var taking = refunds.Take(new RefundOrder
        {
            ProjectId = projectId,
            PaymentId = paymentId,
            Amount = request.Integer("payment", "amount"),
            Currency = request.Text("payment", "currency"),
            Description = request.Text("payment", "description")!,
            MerchantRefundId = request.MerchantRefundId,
            CallbackDelay = CallbackDelay(request),
            CallbackDisabled = request.Integer("callback", "force_disable") == 1,
            Forced = forced,
        });
        if (taking is not { Payment: { } taken, Operation: { } operation })
            return GateAnswer.Refused(taking.Refusal ?? PlatformCode.NotFound, request);
        return GateAnswer.Accepted(taken, operation) with
        {
            Afterwards = () => refunds.DecideLater(taken, operation),
            Beforehand = () => refunds.DecideAsync(taken.Key, operation.Id),
        };
    }

    private async ValueTask<GateAnswer> StatusAsync(GateRequest request, CancellationToken cancellationToken) =>
        await recollection.FindAsync(request.ProjectId!.Value, request.PaymentId!, cancellationToken) is { } payment
            ? Picture(payment, payment.Operations)
            : GateAnswer.Refused(PlatformCode.NotFound, request);

    private GateAnswer StatusOfRequest(GateRequest request)
    {
        var requestId = request.Text("general", "request_id");
        if (string.IsNullOrEmpty(requestId))
            return GateAnswer.Refused(PlatformCode.FieldMissing, request, "general.request_id");
        var projectId = request.ProjectId!.Value;
        if (state.FindByRequest(projectId, requestId) is { } payment)
            return Picture(payment, payment.Operations.Where(o => o.RequestId == requestId));
        if (state.FindRefused(projectId, requestId) is not { } refused)
            return GateAnswer.Refused(PlatformCode.NotFound, request);
        var answer = GateAnswer.Refused(refused.Code, request);
        answer.Body["request_id"] = refused.RequestId;
        answer.Body["payment_id"] = refused.PaymentId;
        return answer with { HttpStatus = StatusCodes.Status200OK, RequestId = refused.RequestId, Refusal = null, Secret = Secret(projectId) };
    }

    private GateAnswer Picture(SandboxPayment payment, IEnumerable<SandboxOperation> operations) => new()
    {
        HttpStatus = StatusCodes.Status200OK,
        Body = PaymentJson.Status(payment, operations),
        Secret = Secret(payment.ProjectId),
    };

    private string Secret(long projectId) => options.Projects.First(p => p.Id == projectId).Secret;

    /// <summary>Told to accept everything, the platform also "knows" a payment it never saw: paid with just this sum.</summary>
    private SandboxPayment? Invent(GateRequest request, long projectId, string paymentId, string? methodCode) =>
        recollection.Add(new RecalledPayment
        {
            ProjectId = projectId,
            PaymentId = paymentId,
            Method = methodCode ?? PlatformMethod.AlfaClick.Code,
            Amount = request.Integer("payment", "amount") ?? 0,
            Currency = request.Text("payment", "currency") ?? "",
            Created = options.TimeProvider.GetUtcNow(),
        }) ?? state.Find(projectId, paymentId);

    private static TimeSpan CallbackDelay(GateRequest request) =>
        TimeSpan.FromSeconds(Math.Clamp(request.Integer("callback", "delay") ?? 0, 0, 600));

    private static Uri? WebAddress(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? address
            : null;
}

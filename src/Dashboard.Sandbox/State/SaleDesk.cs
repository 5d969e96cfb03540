using System.Security.Cryptography;
using Dashboard.Sandbox.Callbacks;

namespace Dashboard.Sandbox.State;

/// <summary>A sale that passed every check of the request.</summary>
internal sealed record SaleOrder
{
    public required long ProjectId { get; init; }

    public required string PaymentId { get; init; }

    public required PlatformMethod Method { get; init; }

    public required long Amount { get; init; }

    public required string Currency { get; init; }

    public string Description { get; init; } = "";

    public string? CustomerId { get; init; }

    public string? AccountNumber { get; init; }

    public Uri? ReturnUrl { get; init; }

    public Uri? CallbackUrl { get; init; }

    public TimeSpan CallbackDelay { get; init; }

    public bool CallbackDisabled { get; init; }

    public PlatformCode? Forced { get; init; }
}

/// <summary>The life of a sale: taken, waiting for the payer, paid or declined.</summary>
internal sealed class SaleDesk(PlatformState state, SandboxOptions options, CallbackSender callbacks, Timetable timetable)
{
    private readonly TimeProvider _time = options.TimeProvider;

    /// <summary>Registers the payment; null when its id is taken (3041).</summary>
    public SandboxPayment? Take(SaleOrder order)
    {
        var now = _time.GetUtcNow();
        var project = options.Projects.First(p => p.Id == order.ProjectId);
        var chosen = state.TakeScenario(order.ProjectId, order.PaymentId) ?? project.Scenario;
        var scenario = order.Method == PlatformMethod.AlfaClick ? chosen : PaymentScenario.Redirect;
        var status = scenario == PaymentScenario.Instruction ? PaymentStatuses.AwaitingCustomer : PaymentStatuses.AwaitingRedirect;
        var payment = new SandboxPayment
        {
            ProjectId = order.ProjectId,
            Id = order.PaymentId,
            Method = order.Method,
            Amount = order.Amount,
            Currency = order.Currency,
            Description = order.Description,
            Status = status,
            Created = now,
            Date = now,
            CustomerId = order.CustomerId,
            AccountNumber = order.AccountNumber,
            Scenario = scenario,
            Token = PlatformState.NewId(16),
            ReturnUrl = order.ReturnUrl,
            CallbackUrl = order.CallbackUrl,
            Operations =
            [
                new SandboxOperation
                {
                    Id = state.NextOperationId(),
                    Type = OperationTypes.Sale,
                    Status = status,
                    RequestId = PlatformState.NewId(),
                    Created = now,
                    Date = now,
                    Amount = order.Amount,
                    Currency = order.Currency,
                    Code = PlatformCode.Awaiting,
                    ProviderPaymentId = order.Method == PlatformMethod.Poli ? ProviderNumber() : PlatformState.NewId(12),
                    Forced = order.Forced,
                    CallbackDelay = order.CallbackDelay,
                    CallbackDisabled = order.CallbackDisabled,
                },
            ],
        };
        return state.TryAdd(payment) ? payment : null;
    }

    /// <summary>Tells the merchant to send the payer on, and starts the clock. The task ends with the first attempt of the callback.</summary>
    public Task SendPayerAsync(SandboxPayment payment)
    {
        StartClock(payment);
        return callbacks.EnqueueAsync(payment, payment.Sale, payment.Scenario == PaymentScenario.Redirect);
    }

    /// <summary>Starts the clock alone: Payment Page sends its payer on by itself, the merchant hears of the result only.</summary>
    public void StartClock(SandboxPayment payment)
    {
        var lifetime = payment.Scenario == PaymentScenario.Instruction ? options.BillLifetime : options.UnopenedLifetime;
        timetable.After(lifetime, () => ExpireAsync(payment, opened: null));
    }

    /// <summary>The payer looks at the method's page: from the first look on there are 30 minutes (seed:alfa, Testing).</summary>
    public SandboxPayment Open(SandboxPayment payment)
    {
        var now = _time.GetUtcNow();
        var opened = state.Change(payment.Key, p =>
            p is { Opened: null, Status: PaymentStatuses.AwaitingRedirect } ? p with { Opened = now } : null);
        if (opened is null)
            return state.Find(payment.ProjectId, payment.Id) ?? payment;
        timetable.After(options.OpenedLifetime, () => ExpireAsync(opened, now));
        return opened;
    }

    /// <summary>The payer's press on the method's page. Null when the payment no longer waits.</summary>
    public async Task<SandboxPayment?> PressAsync(SandboxPayment payment, bool success)
    {
        var end = payment.Sale.Forced
            ?? (PlatformMethod.DeclinesAmount(payment.Amount) ? payment.Method.DeclineByAmount
                : success ? PlatformCode.Success : PlatformCode.CancelledByPayer);
        return await FinishAsync(payment.Key, end);
    }

    private Task ExpireAsync(SandboxPayment payment, DateTimeOffset? opened)
    {
        // The clock of an unopened payment gives way to the one that started when the page was opened.
        var current = state.Find(payment.ProjectId, payment.Id);
        if (current is null || (opened is null && payment.Scenario == PaymentScenario.Redirect && current.Opened is not null))
            return Task.CompletedTask;
        return FinishAsync(payment.Key, PlatformCode.GeneralDecline);
    }

    private async Task<SandboxPayment?> FinishAsync((long, string) key, PlatformCode end)
    {
        var now = _time.GetUtcNow();
        var succeeded = end.Code == PlatformCode.Success.Code;
        var finished = state.Change(key, p =>
        {
            if (!p.IsWaiting)
                return null;
            var sale = p.Sale with
            {
                Status = succeeded ? OperationStatuses.Success : OperationStatuses.Decline,
                Date = now,
                Code = end,
                // Poli's provider reports Sydney's wall clock as if it were UTC (seed:poli).
                ProviderDate = succeeded && p.Method == PlatformMethod.Poli ? now.AddHours(11).AddSeconds(-4) : now.AddSeconds(-1),
            };
            return (p with
            {
                Status = succeeded ? PaymentStatuses.Success : PaymentStatuses.Decline,
                Date = now,
                AccountNumber = p.AccountNumber ?? (succeeded ? RandomNumberGenerator.GetString("123456789", 8) : null),
            }).With(sale);
        });
        if (finished is not null)
            await callbacks.EnqueueAsync(finished, finished.Sale, withRedirect: false);
        return finished;
    }

    /// <summary>Twelve digits, as Poli numbers its payments.</summary>
    private static string ProviderNumber() => string.Concat("99", RandomNumberGenerator.GetString("0123456789", 10));
}

using System.Text;
using System.Text.Json;

namespace Dashboard.Gate;

/// <summary>Decides what an answer of Gate means. Whatever cannot be proven to be about our request is unknown.</summary>
internal static class AnswerReader
{
    private const string NotFoundCode = "3061";

    public static GateOutcome Read(WireAnswer answer, PreparedRequest request, string secret)
    {
        var failure = Failure(answer, request, secret, out var document);
        using (document)
        {
            if (failure is not null)
                return failure;
            var root = document!.RootElement;
            if (FactReader.Text(root, "status") != "success")
                return new GateOutcome.Unknown("the answer's status is neither success nor error");
            if (Ids(root, request) != IdMatch.Ours)
                return new GateOutcome.Unknown("the accepted request is not named in the answer");
            return new FactReader().Identifier(root, "request_id", "request_id") is { } id
                ? new GateOutcome.Accepted(id)
                : new GateOutcome.Unknown("the answer has no request_id");
        }
    }

    public static PaymentStatusOutcome ReadStatus(WireAnswer answer, PreparedRequest request, string secret)
    {
        var failure = Failure(answer, request, secret, out var document);
        using (document)
        {
            if (failure is GateOutcome.Refused { Code: NotFoundCode } notFound)
                return new PaymentStatusOutcome.NotFound(notFound.Message);
            if (failure is not null)
                return new PaymentStatusOutcome.Failed(failure);
            var root = document!.RootElement;
            var read = PaymentStatusAnswer.Read(root);
            if (read.Payment?.Id != request.PaymentId || (read.ProjectId ?? request.ProjectId) != request.ProjectId)
                return new PaymentStatusOutcome.Failed(new GateOutcome.Unknown("the answer is about another payment"));
            return new PaymentStatusOutcome.Found(read with
            {
                IsSigned = Signature.Find(root) is not null,
                Raw = ((WireAnswer.Received)answer).Body,
            });
        }
    }

    /// <summary>Everything that is no answer 200 with a readable, genuine body without an error in it.</summary>
    private static GateOutcome? Failure(WireAnswer answer, PreparedRequest request, string secret, out JsonDocument? document)
    {
        document = null;
        if (answer is WireAnswer.NotSent notSent)
            return new GateOutcome.NotSent(notSent.Reason);
        if (answer is not WireAnswer.Received received)
            return Lost((WireAnswer.Lost)answer);

        var status = received.Status;
        if (status is 429 or 503)
            return new GateOutcome.Throttled(status, received.RetryAfter);
        if (status is 401 or 403 or 404)
            return new GateOutcome.Forbidden(status, "HTTP " + Number(status));
        if (status is not (200 or (>= 400 and < 500)))
            return new GateOutcome.Unknown("HTTP " + Number(status));

        document = StrictJson.TryParse(received.Body, out var fault);
        if (document is null)
            return Unreadable(status, fault!);
        var root = document.RootElement;
        if (!Genuine(root, secret))
            return new GateOutcome.Unknown("the answer's signature is wrong");
        if (FactReader.Text(root, "status") == "error")
            return Refusal(root, request);
        return status == 200 ? null : Unreadable(status, "no status: error in the answer");
    }

    private static GateOutcome Lost(WireAnswer.Lost lost) => lost.Status is 429 or 503
        ? new GateOutcome.Throttled(lost.Status.Value, null)
        : new GateOutcome.Unknown(lost.Reason);

    private static GateOutcome Unreadable(int status, string fault) =>
        status == 200 ? new GateOutcome.Unknown(fault) : new GateOutcome.Forbidden(status, "HTTP " + Number(status) + ": " + fault);

    private static GateOutcome Refusal(JsonElement root, PreparedRequest request)
    {
        var ids = Ids(root, request);
        if (ids == IdMatch.Foreign)
            return new GateOutcome.Unknown("the refusal is about another payment");
        var errors = CallbackReader.ReadErrors(root);
        var code = FactReader.Text(root, "code", 32) ?? errors.Select(e => e.Code).FirstOrDefault(c => c is not null) ?? "";
        return new GateOutcome.Refused(code, FactReader.Text(root, "message", CleanText.TextLength) ?? "", errors, ids == IdMatch.Ours);
    }

    private static bool Genuine(JsonElement root, string secret)
    {
        if (!HasSignature(root))
            return true;
        var key = Encoding.UTF8.GetBytes(secret);
        var signature = Signature.Find(root);
        return Signature.Matches(Signature.CanonicalText(root), key, signature)
            || Signature.Matches(Signature.CanonicalText(root, phpNumbers: true), key, signature);
    }

    private static bool HasSignature(JsonElement root) => root.TryGetProperty("signature"u8, out _)
        || (root.TryGetProperty("general"u8, out var general) && general.ValueKind == JsonValueKind.Object && general.TryGetProperty("signature"u8, out _));

    private enum IdMatch
    {
        Absent,
        Ours,
        Foreign,
    }

    /// <remarks>Refusals may name our ids, leave one out or leave both out; one that is not ours makes the whole answer foreign.</remarks>
    private static IdMatch Ids(JsonElement root, PreparedRequest request)
    {
        var general = root.TryGetProperty("general"u8, out var g) && g.ValueKind == JsonValueKind.Object ? g : default;
        var project = Text(root, "project_id") ?? Text(general, "project_id");
        var payment = Text(root, "payment_id") ?? Text(general, "payment_id")
            ?? (root.TryGetProperty("payment"u8, out var p) ? Text(p, "id") : null);
        if ((project is not null && project != Number(request.ProjectId)) || (payment is not null && payment != request.PaymentId))
            return IdMatch.Foreign;
        return project is null || payment is null ? IdMatch.Absent : IdMatch.Ours;
    }

    private static string? Text(JsonElement node, string name)
    {
        if (node.ValueKind != JsonValueKind.Object || !node.TryGetProperty(name, out var value))
            return null;
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.Null => null,
            _ => "",
        };
    }

    private static string Number(long value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

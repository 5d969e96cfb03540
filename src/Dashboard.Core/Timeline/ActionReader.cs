using System.Text;
using System.Text.Json;
using Dashboard.Core.Audit;
using Dashboard.Core.Refunds;
using Dashboard.Gate;

namespace Dashboard.Core.Timeline;

/// <summary>Turns a line of the audit log into a line of a timeline. A detail it does not know is left out, never guessed.</summary>
internal static class ActionReader
{
    public static TimelineAction Read(AuditEntry line, bool withWords)
    {
        var action = new TimelineAction(line.At, line.Id, line.Action, line.Result, line.Actor, line.UserId is not null);
        using var detail = StrictJson.TryParse(Encoding.UTF8.GetBytes(line.Detail), out _);
        if (detail is null)
            return action;
        var facts = detail.RootElement;
        return action with
        {
            RefundId = Guid.TryParse(Text(facts, "refund"), out var refund) ? refund : null,
            From = State(facts, "from"),
            To = State(facts, "to"),
            Amount = facts.TryGetProperty("amount", out var amount) && amount.ValueKind == JsonValueKind.Number && amount.TryGetInt64(out var minor) ? minor : null,
            Currency = Text(facts, "currency"),
            Reason = line.Action == "refund.request" && Enum.TryParse<RefundReason>(Text(facts, "reason"), out var reason) ? reason : null,
            Code = Text(facts, "code"),
            Words = withWords ? Text(facts, line.Action.EndsWith(".reveal", StringComparison.Ordinal) ? "reason" : "note") : null,
        };
    }

    private static RefundState? State(JsonElement facts, string name) => Enum.TryParse<RefundState>(Text(facts, name), out var state) ? state : null;

    private static string? Text(JsonElement facts, string name) =>
        facts.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

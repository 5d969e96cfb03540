using System.Globalization;
using System.Text.Json;
using Dashboard.Sandbox.Gate;
using Dashboard.Sandbox.State;

namespace Dashboard.Sandbox.DataApi;

/// <summary>Which operations a Data API request asks for.</summary>
internal sealed record OperationQuery(
    IReadOnlyCollection<long>? Projects, string? PaymentId, string? Type, DateTimeOffset? Start, DateTimeOffset? End,
    TimeZoneInfo Zone, int Limit, int Offset)
{
    /// <summary>Reads and checks the request; null with the platform's code when it is refused.</summary>
    public static OperationQuery? Read(GateRequest request, SandboxOptions options, bool byPayment, out PlatformCode? refusal)
    {
        refusal = Refusal(request, options);
        if (refusal is not null)
            return null;
        var root = request.Root;
        refusal = PlatformCode.MalformedRequest;
        if (!TryZone(Text(root, "timezone"), out var zone)
            || !TryProjects(root, out var projects)
            || !TryTime(root, "start", zone, out var start)
            || !TryTime(root, "end", zone, out var end)
            || !TryNumber(root, "limit", 1, DataApiEndpoints.MaxLimit, DataApiEndpoints.MaxLimit, out var limit)
            || !TryNumber(root, "offset", 0, int.MaxValue, 0, out var offset))
            return null;
        var paymentId = Text(root, "payment_id");
        if (byPayment && string.IsNullOrEmpty(paymentId))
        {
            refusal = PlatformCode.FieldMissing;
            return null;
        }

        refusal = null;
        return new OperationQuery(projects, byPayment ? paymentId : null, Text(root, "operation_type"), start, end, zone, limit, offset);
    }

    /// <summary>The operations asked for, latest first.</summary>
    public IEnumerable<(SandboxPayment Payment, SandboxOperation Operation)> Select(IReadOnlyList<SandboxPayment> payments) => payments
        .Where(p => (Projects is null || Projects.Contains(p.ProjectId)) && (PaymentId is null || p.Id == PaymentId))
        .SelectMany(p => p.Operations, (p, o) => (Payment: p, Operation: o))
        .Where(x => (Type is null || x.Operation.Type == Type)
            && (Start is null || x.Operation.Date >= Start) && (End is null || x.Operation.Date <= End))
        .OrderByDescending(x => x.Operation.Date).ThenByDescending(x => x.Operation.Id)
        .Skip(Offset).Take(Limit);

    private static PlatformCode? Refusal(GateRequest request, SandboxOptions options)
    {
        if (!request.IsJson)
            return PlatformCode.InvalidJson;
        if (options is not { DataApiToken: { } token, DataApiSecret: { } secret } || Text(request.Root, "token") != token)
            return new PlatformCode("3123", "Invalid API Key");
        if (!request.HasSignature)
            return PlatformCode.SignatureEmpty;
        return request.IsSignedWith(secret) ? null : PlatformCode.SignatureWrong;
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool TryZone(string? name, out TimeZoneInfo zone)
    {
        zone = TimeZoneInfo.Utc;
        return name is null || TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone!);
    }

    private static bool TryProjects(JsonElement root, out IReadOnlyCollection<long>? projects)
    {
        projects = null;
        if (!root.TryGetProperty("project_id", out var value) || value.ValueKind == JsonValueKind.Null)
            return true;
        IEnumerable<JsonElement> items = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [value];
        var ids = new List<long>();
        foreach (var item in items)
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out var id))
                return false;
            ids.Add(id);
        }

        projects = ids;
        return true;
    }

    private static bool TryTime(JsonElement root, string name, TimeZoneInfo zone, out DateTimeOffset? time)
    {
        time = null;
        if (!root.TryGetProperty("interval", out var interval) || interval.ValueKind != JsonValueKind.Object || Text(interval, name) is not { } text)
            return true;
        if (!DateTime.TryParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return false;
        time = new DateTimeOffset(local, zone.GetUtcOffset(local));
        return true;
    }

    private static bool TryNumber(JsonElement root, string name, int minimum, int maximum, int otherwise, out int number)
    {
        number = otherwise;
        if (!root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return true;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out number) && number >= minimum && number <= maximum;
    }
}

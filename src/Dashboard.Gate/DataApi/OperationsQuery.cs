using System.Globalization;
using System.Text.Json;

namespace Dashboard.Gate;

/// <summary>
/// What to ask of <c>/operations/get</c> (api-data, page post-operations-get). The names <c>project_id</c>, <c>interval</c> and <c>timezone</c> are
/// inferred: the public page was not readable in full.
/// </summary>
public sealed record OperationsQuery
{
    /// <summary>Most operations of one answer, also the platform's default.</summary>
    public const int MaxLimit = 1000;

    /// <summary>Projects; empty for all that the token may see.</summary>
    public IReadOnlyList<long> ProjectIds { get; init; } = [];

    /// <summary>Begin of the period, in <see cref="TimeZone"/>.</summary>
    public DateTime? Start { get; init; }

    /// <summary>End of the period, in <see cref="TimeZone"/>.</summary>
    public DateTime? End { get; init; }

    /// <summary>IANA name; decides which operations fall into the period and how times are written in the answer.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>1 to 1000.</summary>
    public int Limit { get; init; } = MaxLimit;

    /// <summary>Operations to skip.</summary>
    public int Offset { get; init; }

    /// <summary>One of the operation types; null for all.</summary>
    public string? Type { get; init; }

    /// <summary>What keeps the request from being sent, each with its field; empty when it can be.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        if (ProjectIds.Any(id => id <= 0))
            faults.Add("project_id: must be above zero");
        if (Start is null != End is null)
            faults.Add("interval: start and end belong together");
        if (Start > End)
            faults.Add("interval: start is after end");
        if (Limit is < 1 or > MaxLimit)
            faults.Add("limit: 1 to 1000");
        if (Offset < 0)
            faults.Add("offset: must not be negative");
        RequestFields.CheckText(faults, "timezone", TimeZone, required: true);
        RequestFields.CheckText(faults, "operation_type", Type);
        return faults;
    }

    /// <summary>The signed JSON.</summary>
    /// <exception cref="ArgumentException">There are <see cref="Faults"/>.</exception>
    public byte[] ToSignedBytes(string token, string secret)
    {
        ArgumentException.ThrowIfNullOrEmpty(token);
        return RequestFields.Sign(Faults(), secret, (json, signature) => Write(json, token, signature));
    }

    private void Write(Utf8JsonWriter json, string token, string? signature)
    {
        json.WriteString("token", token);
        if (ProjectIds.Count > 0)
        {
            json.WriteStartArray("project_id");
            foreach (var id in ProjectIds)
                json.WriteNumberValue(id);
            json.WriteEndArray();
        }

        if (Start is { } start && End is { } end)
        {
            json.WriteStartObject("interval");
            json.WriteString("start", Time(start));
            json.WriteString("end", Time(end));
            json.WriteEndObject();
        }

        json.WriteString("timezone", TimeZone);
        json.WriteNumber("limit", Limit);
        json.WriteNumber("offset", Offset);
        RequestFields.WriteText(json, "operation_type", Type);
        RequestFields.WriteText(json, "signature", signature);
    }

    private static string Time(DateTime time) => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}

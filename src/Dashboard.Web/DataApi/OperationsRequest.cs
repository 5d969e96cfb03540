using System.Globalization;
using System.Text.Json;
using Dashboard.Core.Exports;
using Dashboard.Core.Operations;
using Dashboard.Gate;

namespace Dashboard.Web.DataApi;

/// <summary>What a call of the Data API asks for, read and checked (domain: api-data, post-operations-get).</summary>
internal sealed record OperationsRequest
{
    private static readonly string[] Known =
    [
        "token", "signature", "project_id", "interval", "timezone", "limit", "offset", "after", "operation_type", "fields", "payment_id",
    ];

    private static readonly string[] TimeForms = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd"];

    public OperationFilter Filter { get; private init; } = new();

    public string? PaymentId { get; private init; }

    public TimeZoneInfo Zone { get; private init; } = TimeZoneInfo.Utc;

    public int Limit { get; private init; }

    public int Offset { get; private init; }

    public long? After { get; private init; }

    /// <summary>Names of the members wanted; null for all.</summary>
    public IReadOnlySet<string>? Fields { get; private init; }

    /// <summary>Reads a request whose signature was right.</summary>
    /// <param name="root">The body.</param>
    /// <param name="byPayment">One payment's operations are asked for.</param>
    /// <param name="fault">What is wrong, as <c>field: fix</c>.</param>
    public static OperationsRequest? Read(JsonElement root, bool byPayment, out string? fault)
    {
        var reader = new Reader(root);
        foreach (var member in root.EnumerateObject())
        {
            if (!Known.Contains(member.Name) || (member.Name == "payment_id" && !byPayment))
                reader.Fault ??= $"{member.Name}: is not a parameter of this request; leave it out";
        }

        var zone = reader.Zone();
        var (from, until) = reader.Interval(zone);
        var request = new OperationsRequest
        {
            Zone = zone,
            Filter = new OperationFilter
            {
                Projects = reader.Projects(),
                Types = reader.Text("operation_type") is { } type ? [type] : [],
                From = from,
                Until = until,
            },
            PaymentId = byPayment ? reader.RequiredText("payment_id") : null,
            Limit = (int)reader.Number("limit", 1, OperationFeed.MostRows, OperationFeed.MostRows),
            Offset = (int)reader.Number("offset", 0, int.MaxValue, 0),
            After = reader.After(),
            Fields = reader.Fields(),
        };
        fault = reader.Fault;
        return fault is null ? request : null;
    }

    private sealed class Reader(JsonElement root)
    {
        /// <summary>The first thing that is wrong.</summary>
        public string? Fault { get; set; }

        public string? Text(string name)
        {
            if (!TryGet(name, out var value))
                return null;
            if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= CleanText.IdLength } text && CleanText.IsClean(text))
                return text;
            Fault ??= $"{name}: must be a text of 1 to {CleanText.IdLength} characters";
            return null;
        }

        public string? RequiredText(string name)
        {
            var text = Text(name);
            if (text is null)
                Fault ??= $"{name}: is missing; give it as a text";
            return text;
        }

        public long Number(string name, long least, long most, long otherwise)
        {
            if (!TryGet(name, out var value))
                return otherwise;
            if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= least && number <= most)
                return number;
            Fault ??= string.Create(CultureInfo.InvariantCulture, $"{name}: must be a whole number from {least} to {most}");
            return otherwise;
        }

        public TimeZoneInfo Zone()
        {
            if (Text("timezone") is not { } name)
                return TimeZoneInfo.Utc;
            // Only names of the tz database, which mean the same everywhere; the system also takes paths and Windows names.
            if (name.AsSpan().IndexOfAnyExcept(NameCharacters) < 0 && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
                return zone;
            Fault ??= "timezone: is not known; use an IANA name such as Europe/Riga, or UTC";
            return TimeZoneInfo.Utc;
        }

        public (DateTimeOffset? From, DateTimeOffset? Until) Interval(TimeZoneInfo zone)
        {
            if (!TryGet("interval", out var interval))
                return (null, null);
            if (interval.ValueKind != JsonValueKind.Object)
            {
                Fault ??= "interval: must be an object with start and end";
                return (null, null);
            }

            foreach (var member in interval.EnumerateObject())
            {
                if (member.Name is not ("start" or "end"))
                    Fault ??= "interval: takes only start and end";
            }

            var from = Time(interval, "start", zone, out _);
            var until = Time(interval, "end", zone, out var wholeDay);
            if (from > until)
                Fault ??= "interval: start must not be after end";
            // The end is meant to be included: a whole day, or a whole second.
            return (from, wholeDay ? Instant(LocalDay(until!.Value, zone).AddDays(1), zone) : until?.AddSeconds(1));
        }

        public List<long> Projects()
        {
            if (!TryGet("project_id", out var value))
                return [];
            List<JsonElement> items = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];
            var ids = new List<long>();
            foreach (var item in items)
            {
                if (item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var id) && id > 0)
                    ids.Add(id);
            }

            if (ids.Count is 0 or > 1000 || ids.Count != items.Count)
                Fault ??= "project_id: must be a list of 1 to 1000 project ids; leave it out for all the token may see";
            return ids;
        }

        public long? After()
        {
            if (Text("after") is not { } text)
                return null;
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                return id;
            Fault ??= "after: must be the next of an answer before";
            return null;
        }

        public HashSet<string>? Fields()
        {
            if (!TryGet("fields", out var value))
                return null;
            var fields = new HashSet<string>(StringComparer.Ordinal);
            var whole = value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0;
            if (whole)
            {
                foreach (var item in value.EnumerateArray())
                    whole &= item.ValueKind == JsonValueKind.String && OperationJson.Names.Contains(item.GetString()!) && fields.Add(item.GetString()!);
            }

            if (!whole)
                Fault ??= "fields: must be a list of different names out of " + string.Join(", ", OperationJson.Names);
            return fields;
        }

        private DateTimeOffset? Time(JsonElement interval, string name, TimeZoneInfo zone, out bool wholeDay)
        {
            wholeDay = false;
            if (!interval.TryGetProperty(name, out var value))
                return null;
            if (value.ValueKind == JsonValueKind.String
                && DateTime.TryParseExact(value.GetString(), TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
                && local.Year is >= 1970 and < 9000)
            {
                wholeDay = value.GetString()!.Length == 10;
                return Instant(local, zone);
            }

            Fault ??= $"interval.{name}: must be a time such as 2026-03-02 09:00:00, or a day";
            return null;
        }

        private static DateTime LocalDay(DateTimeOffset instant, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(instant, zone).Date;

        /// <summary>A time that the clocks skip is moved forward by the gap; of a time that comes twice the first is meant.</summary>
        private static DateTimeOffset Instant(DateTime local, TimeZoneInfo zone)
        {
            if (zone.IsInvalidTime(local))
                return new DateTimeOffset(local, zone.GetUtcOffset(local.AddDays(-1))).ToUniversalTime();
            var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
            return new DateTimeOffset(local, offset).ToUniversalTime();
        }

        private bool TryGet(string name, out JsonElement value) =>
            root.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

        private static System.Buffers.SearchValues<char> NameCharacters { get; } =
            System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+/");
    }
}

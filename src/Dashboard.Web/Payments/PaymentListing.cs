using System.Globalization;
using Dashboard.Core.Payments;

namespace Dashboard.Web.Payments;

/// <summary>What an address of the payments list says: which payments, in which order.</summary>
/// <param name="ListKey">Names a pasted list that is too long for an address; its text is the filter's search.</param>
/// <param name="ListGone">The list named is no longer kept.</param>
public sealed record PaymentListing(PaymentFilter Filter, PaymentOrder Order, string? ListKey = null, bool ListGone = false)
{
    public const string ListName = "list";
    public const string SortName = "sort";

    /// <summary>Names payments that were selected, for a file of them: kept as lists are, as row ids.</summary>
    public const string PickedName = "picked";

    private const string Ascending = ".asc";

    public static FilterReading<PaymentListing> Read(
        IReadOnlyList<KeyValuePair<string, string>> values, PastedLists lists, TimeZoneInfo zone, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(lists);
        var reading = PaymentFilter.FromQuery(values, zone, now);
        var (key, filter) = (One(values, ListName), reading.Filter);
        var text = key is null ? null : lists.Find(key);
        if (text is not null)
            filter = filter with { Search = text };
        var picked = One(values, PickedName);
        var rows = picked is null ? null : lists.Find(picked);
        if (rows is not null)
            filter = new PaymentFilter { Rows = [.. rows.Split(' ').Select(id => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var row) ? row : 0)] };
        return new(new(filter, OrderOf(One(values, SortName)), key, (key is not null && text is null) || (picked is not null && rows is null)), reading.Faults);
    }

    public IReadOnlyList<KeyValuePair<string, string>> ToQuery() =>
    [
        .. Filter.ToQuery().Where(pair => ListKey is null || pair.Key != FilterText.Search),
        .. ListKey is { } key ? [new(ListName, key)] : Array.Empty<KeyValuePair<string, string>>(),
        .. Order == default ? Array.Empty<KeyValuePair<string, string>>() : [new(SortName, NameOf(Order))],
    ];

    public PaymentListing With(PaymentFilter filter) =>
        filter.Search == Filter.Search ? this with { Filter = filter } : new(filter, Order);

    /// <summary>The order that the head of a column leads to: the greatest first, and the other way round the second time.</summary>
    public PaymentListing Sorted(PaymentSort by) => this with { Order = new(by, Order == new PaymentOrder(by)) };

    private static string NameOf(PaymentOrder order) => order.By.ToString().ToLowerInvariant() + (order.Ascending ? Ascending : "");

    private static PaymentOrder OrderOf(string? name)
    {
        foreach (var by in Enum.GetValues<PaymentSort>())
        {
            foreach (var order in (PaymentOrder[])[new(by), new(by, Ascending: true)])
            {
                if (NameOf(order) == name)
                    return order;
            }
        }

        return default;
    }

    private static string? One(IReadOnlyList<KeyValuePair<string, string>> values, string name) =>
        values.Where(pair => pair.Key == name).Select(pair => pair.Value).FirstOrDefault();
}

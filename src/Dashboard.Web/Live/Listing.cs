using Dashboard.Core.Payments;

namespace Dashboard.Web.Live;

/// <summary>What an address of a list says: which rows, in which order.</summary>
/// <param name="ListKey">Names a pasted list that is too long for an address; its text is the filter's search.</param>
/// <param name="ListGone">The list named is no longer kept.</param>
public sealed record Listing<TFilter>(TFilter Filter, PaymentOrder Order, string? ListKey = null, bool ListGone = false)
    where TFilter : class, IListFilter
{
    public IReadOnlyList<KeyValuePair<string, string>> ToQuery() =>
    [
        .. Filter.ToQuery().Where(pair => ListKey is null || pair.Key != FilterText.Search),
        .. ListKey is { } key ? [new(Listings.ListName, key)] : Array.Empty<KeyValuePair<string, string>>(),
        .. Order == default ? Array.Empty<KeyValuePair<string, string>>() : [new(Listings.SortName, Listings.NameOf(Order))],
    ];

    public Listing<TFilter> With(TFilter filter) =>
        filter.Search == Filter.Search ? this with { Filter = filter } : new(filter, Order);

    /// <summary>The order that the head of a column leads to: the greatest first, and the other way round the second time.</summary>
    public Listing<TFilter> Sorted(PaymentSort by) => this with { Order = new(by, Order == new PaymentOrder(by)) };
}

/// <summary>Reads addresses of lists.</summary>
public static class Listings
{
    public const string ListName = "list";
    public const string SortName = "sort";

    private const string Ascending = ".asc";

    /// <param name="values">Names and values of the address.</param>
    /// <param name="reading">The filter that they are.</param>
    /// <param name="lists">Where pasted lists are kept.</param>
    /// <param name="orders">What this list can be ordered by.</param>
    /// <param name="searching">The same filter with another search.</param>
    public static FilterReading<Listing<TFilter>> Read<TFilter>(
        IReadOnlyList<KeyValuePair<string, string>> values, FilterReading<TFilter> reading, PastedLists lists, IReadOnlyList<PaymentSort> orders,
        Func<TFilter, string, TFilter> searching)
        where TFilter : class, IListFilter
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentNullException.ThrowIfNull(lists);
        ArgumentNullException.ThrowIfNull(searching);
        var (key, filter) = (One(values, ListName), reading.Filter);
        var text = key is null ? null : lists.Find(key);
        if (text is not null)
            filter = searching(filter, text);
        return new(new(filter, OrderOf(One(values, SortName), orders), key, key is not null && text is null), reading.Faults);
    }

    internal static string NameOf(PaymentOrder order) => order.By.ToString().ToLowerInvariant() + (order.Ascending ? Ascending : "");

    private static PaymentOrder OrderOf(string? name, IReadOnlyList<PaymentSort> orders)
    {
        foreach (var by in orders)
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

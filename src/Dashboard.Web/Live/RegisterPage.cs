using System.Data.Common;
using Dashboard.Core.Access;
using Dashboard.Core.Payments;
using Dashboard.Web.Payments.Details;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Dashboard.Web.Live;

/// <summary>
/// A list with an order, a search that takes pasted lists, and columns of the person's choice; come back to by the browser, it stands where it was left.
/// </summary>
public abstract class RegisterPage<TRow, TFilter, TColumn> : ListPage<TRow, Listing<TFilter>>
    where TRow : class
    where TFilter : class, IListFilter, new()
    where TColumn : struct, Enum
{
    /// <summary>Rows that are read again at most when somebody comes back to the list.</summary>
    private const int MostRestored = 1000;

    private Listing<TFilter>? _read;
    private IReadOnlyList<TColumn>? _columns;
    private ListPlace? _stay;

    [Inject] protected PastedLists PastedTexts { get; init; } = null!;

    [Inject] private PastedListQuery Pasted { get; init; } = null!;

    [Inject] private UserPreferences Preferences { get; init; } = null!;

    [Inject] private IJSRuntime Browser { get; init; } = null!;

    /// <summary>The columns there are.</summary>
    protected abstract ListColumns<TColumn> ColumnSet { get; }

    /// <summary>The columns this person has chosen, in their order.</summary>
    protected IReadOnlyList<TColumn> Columns => _columns ?? ColumnSet.Usual;

    /// <summary>What of a pasted list was not found.</summary>
    protected PastedMissing? Missing { get; private set; }

    /// <summary>Where the search finds something when it finds nothing here.</summary>
    protected string? Elsewhere { get; private set; }

    /// <summary>Changes when the figures above the list are to be counted anew.</summary>
    protected int Version { get; private set; }

    protected override bool Filtered => Filter.Filter.ToQuery().Count > 0;

    protected virtual string Clear => Address(new(new TFilter(), Filter.Order));

    protected override async Task PrepareAsync(Actor actor, CancellationToken cancellationToken) =>
        _columns = ColumnSet.Read(await Preferences.ReadAsync(actor, ColumnSet.Preference, cancellationToken));

    protected override IReadOnlyList<KeyValuePair<string, string>> ToQuery(Listing<TFilter> filter) => filter.ToQuery();

    protected abstract TFilter Searching(TFilter filter, string? text);

    protected abstract Task<Window<TRow>> WindowAsync(Actor actor, TFilter filter, PaymentOrder order, SortKey? after, int size, CancellationToken cancellationToken);

    protected abstract SortKey KeyOf(TRow row, PaymentOrder order);

    protected virtual IReadOnlyCollection<long> Selected => [];

    /// <summary>The list begins anew with these rows selected.</summary>
    protected virtual void Restore(IReadOnlyList<long> selected)
    {
    }

    protected override async Task<Window<TRow>> FetchAsync(Actor actor, PageKey? after, int size, CancellationToken cancellationToken)
    {
        if (after is not null)
            return await WindowAsync(actor, Filter.Filter, Filter.Order, KeyOf(List.Rows[^1], Filter.Order), size, cancellationToken);

        // The browser and the database are asked at the same time.
        var placed = _stay is { } stay ? Task.FromResult(stay)
            : RendererInfo.IsInteractive ? ListPlace.TakeAsync(Browser, cancellationToken)
            : Task.FromResult(ListPlace.Top);
        _stay = null;
        var first = WindowAsync(actor, Filter.Filter, Filter.Order, null, size, cancellationToken);
        var place = await placed;
        Restore(place.Selected);
        // Another order of the same rows has the same sums.
        if (_read is not { } read || !read.Filter.Equals(Filter.Filter) || read.Order == Filter.Order)
            Version++;
        _read = Filter;
        var window = await first;
        var rows = window.Rows.ToList();
        while (window.More && rows.Count < Math.Min(place.Rows, MostRestored))
        {
            window = await WindowAsync(actor, Filter.Filter, Filter.Order, KeyOf(rows[^1], Filter.Order),
                Math.Min(place.Rows - rows.Count, PaymentQueries.MostRows), cancellationToken);
            rows.AddRange(window.Rows);
        }

        await LookAroundAsync(actor, rows.Count, cancellationToken);
        return new(rows, window.More);
    }

    /// <summary>What is new takes its place; how far the list was read and what was selected stays.</summary>
    protected Task ShowNewAsync()
    {
        _stay = new(List.Rows.Count + List.Waiting, [.. Selected]);
        return ReloadAsync();
    }

    protected void Show(TFilter filter) => Go(Filter.With(filter));

    protected void Search(string text)
    {
        var filter = Searching(Filter.Filter, text.Length == 0 ? null : text);
        if (text.Length <= FilterText.MostLength)
            Show(filter);
        else if (text != Filter.Filter.Search)
            Go(new(filter, Filter.Order, PastedTexts.Keep(text[..Math.Min(text.Length, PastedLists.MostLength)])));
    }

    /// <summary>Keeps what is open beside the list.</summary>
    protected string Address(Listing<TFilter> listing) => PanelTabs.Carry(Navigation.Uri, AddressOf(listing.ToQuery()));

    /// <summary>The same list with another search.</summary>
    protected string SearchAddress(string text) => Address(Filter.With(Searching(Filter.Filter, text)));

    /// <summary>What a saved view keeps: the filter and the order, not a pasted list and not what is open beside the list.</summary>
    protected string? ViewQuery => Filter.ListKey is null
        ? QueryString.Create(Filter.ToQuery().Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Value!.TrimStart('?')
        : null;

    protected string InOrder(PaymentOrder order) => Address(Filter with { Order = order });

    protected async Task KeepColumnsAsync(IReadOnlyList<TColumn> columns)
    {
        _columns = columns;
        try
        {
            await Preferences.KeepAsync(await User.ActorAsync(), ColumnSet.Preference, ColumnSet.Write(columns), CancellationToken.None);
        }
        catch (DbException failure)
        {
            // The columns stand as they were chosen as long as the page is open.
            Report(failure);
        }
    }

    /// <summary>Whether the first comes before the second in the list as it is ordered.</summary>
    protected bool Precedes(TRow row, TRow last)
    {
        var (one, other) = (KeyOf(row, Filter.Order), KeyOf(last, Filter.Order));
        if (one.Value is null || other.Value is null)
            return one.Value is not null;
        var order = one.Value == other.Value ? one.Id.CompareTo(other.Id) : one.Value.Value.CompareTo(other.Value.Value);
        return Filter.Order.Ascending ? order < 0 : order > 0;
    }

    /// <summary>What of a pasted list was not found; and when a search finds nothing here, whether it would without the other filters.</summary>
    private async Task LookAroundAsync(Actor actor, int found, CancellationToken cancellationToken)
    {
        (Missing, Elsewhere) = (null, null);
        if (Filter.Filter.Search is not { } text)
            return;
        if (SearchText.Parse(text, DateOnly.MaxValue).Ids.Count > 0)
            Missing = await Pasted.MissingAsync(actor, text, cancellationToken);
        var search = Searching(new TFilter(), text);
        if (found == 0 && !search.Equals(Filter.Filter) && (await WindowAsync(actor, search, default, null, 1, cancellationToken)).Rows.Count > 0)
            Elsewhere = Address(Filter with { Filter = search });
    }
}

using System.Globalization;
using Dashboard.Core.Access;
using Dashboard.Core.Payments;
using Dashboard.Web.Live;
using Dashboard.Web.Payments.Details;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;

namespace Dashboard.Web.Payments;

public sealed partial class PaymentsPage
{
    /// <summary>Rows that are read again at most when somebody comes back to the list.</summary>
    private const int MostRestored = 1000;

    private readonly HashSet<long> _selected = [];
    private PaymentChoices _choices = PaymentChoices.None;
    private Dictionary<long, string> _projectNames = [];
    private IReadOnlyList<PaymentColumn> _columns = PaymentColumns.Usual;
    private IDisposable? _reader;
    private PaymentRow? _refunding;
    private PastedMissing? _missing;
    private string? _elsewhere;
    private PaymentListing? _read;
    private int _version;

    [Inject] private PaymentQueries Queries { get; init; } = null!;

    [Inject] private ChangedPayments Changed { get; init; } = null!;

    [Inject] private PastedListQuery Pasted { get; init; } = null!;

    [Inject] private PastedLists PastedTexts { get; init; } = null!;

    [Inject] private UserPreferences Preferences { get; init; } = null!;

    [Inject] private IJSRuntime Browser { get; init; } = null!;

    [Inject] private IStringLocalizer<Texts> T { get; init; } = null!;

    public PaymentsPage() => List = new(row => row.Key, Precedes);

    protected override LiveRows<PaymentRow> List { get; }

    protected override bool Filtered => Filter.Filter.ToQuery().Count > 0;

    private IReadOnlyList<PaymentColumn> Shown =>
        _projectNames.Count > 1 ? _columns : [.. _columns.Where(column => column != PaymentColumn.Project)];

    private IReadOnlyList<PaymentRow> SelectedRows => [.. List.Rows.Where(row => _selected.Contains(row.Id))];

    private bool AllSelected => List.Rows.Count > 0 && List.Rows.All(row => _selected.Contains(row.Id));

    private string Clear => Address(new(new PaymentFilter(), Filter.Order));

    private string? WiderAddress => Filter.Filter.From is null && Filter.Filter.Until is null
        ? null
        : Address(Filter.With(Filter.Filter with { Period = null, From = null, Until = null }));

    protected override async Task OnInitializedAsync()
    {
        var actor = await User.ActorAsync();
        var options = await Queries.OptionsAsync(actor, CancellationToken.None);
        _projectNames = options.Projects.ToDictionary(project => project.Id, project => project.Name);
        _choices = PaymentChoices.Of(options, T, Times.Culture);
        _columns = PaymentColumns.Read(await Preferences.ReadAsync(actor, PaymentColumns.Preference, CancellationToken.None));
        if (RendererInfo.IsInteractive)
            _reader = Changed.Open(actor);
        await base.OnInitializedAsync();
    }

    protected override void Dispose(bool disposing)
    {
        _reader?.Dispose();
        base.Dispose(disposing);
    }

    protected override FilterReading<PaymentListing> Read(IEnumerable<KeyValuePair<string, string>> values, TimeZoneInfo zone, DateTimeOffset now) =>
        PaymentListing.Read([.. values], PastedTexts, zone, now);

    protected override IReadOnlyList<KeyValuePair<string, string>> ToQuery(PaymentListing filter) => filter.ToQuery();

    protected override async Task<Window<PaymentRow>> FetchAsync(Actor actor, PageKey? after, int size, CancellationToken cancellationToken)
    {
        if (after is not null)
            return await Queries.ListAsync(actor, Filter.Filter, Filter.Order, List.Rows[^1].KeyIn(Filter.Order), size, cancellationToken);

        // The browser and the database are asked at the same time.
        var placed = PlaceAsync(cancellationToken);
        var first = Queries.ListAsync(actor, Filter.Filter, Filter.Order, null, size, cancellationToken);
        var place = await placed;
        _selected.Clear();
        _selected.UnionWith(place.Selected);
        // Another order of the same rows has the same sums.
        if (_read is not { } read || read.Filter != Filter.Filter || read.Order == Filter.Order)
            _version++;
        _read = Filter;
        var window = await first;
        var rows = window.Rows.ToList();
        while (window.More && rows.Count < Math.Min(place.Rows, MostRestored))
        {
            window = await Queries.ListAsync(actor, Filter.Filter, Filter.Order, rows[^1].KeyIn(Filter.Order),
                Math.Min(place.Rows - rows.Count, PaymentQueries.MostRows), cancellationToken);
            rows.AddRange(window.Rows);
        }

        await LookAroundAsync(actor, rows.Count, cancellationToken);
        return new(rows, window.More);
    }

    protected override async Task<(IEnumerable<PaymentRow> Current, IEnumerable<PaymentRow> Matching)> FetchChangedAsync(
        Actor actor, IReadOnlyCollection<long> paymentRowIds, CancellationToken cancellationToken)
    {
        var changed = await Changed.ReadAsync(actor, Filter.Filter, paymentRowIds, cancellationToken);
        return (changed.Rows.Where(row => List.Shows(row.Id)), changed.Matching.Where(row => !List.Shows(row.Id)));
    }

    protected override HashSet<long> ShownPayments() => [.. List.Rows.Select(row => row.Id)];

    /// <summary>What of a pasted list was not found; and when a search finds nothing here, whether it would without the other filters.</summary>
    private async Task LookAroundAsync(Actor actor, int found, CancellationToken cancellationToken)
    {
        (_missing, _elsewhere) = (null, null);
        if (Filter.Filter.Search is not { } text)
            return;
        if (SearchText.Parse(text, DateOnly.MaxValue).Ids.Count > 0)
            _missing = await Pasted.MissingAsync(actor, text, cancellationToken);
        var search = new PaymentFilter { Search = text };
        if (found == 0 && search != Filter.Filter && (await Queries.ListAsync(actor, search, null, 1, cancellationToken)).Rows.Count > 0)
            _elsewhere = Address(Filter with { Filter = search });
    }

    /// <summary>What a view keeps: the filter and the order, not a pasted list and not what is open beside the list.</summary>
    private string? ViewQuery => Filter.ListKey is null ? QueryString.Create(Filter.ToQuery().Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Value!.TrimStart('?') : null;

    /// <summary>A file of the payments that are selected: kept as a list is that was pasted.</summary>
    private string ExportAddress(string format) =>
        $"/exports/payments.{format}?{PaymentListing.ListName}={PastedTexts.Keep(string.Join('\n', SelectedRows.Select(row => row.PaymentId)))}";

    private void Show(PaymentFilter filter) => Go(Filter.With(filter));

    private void Search(string text)
    {
        var filter = Filter.Filter with { Search = text.Length == 0 ? null : text };
        if (text.Length <= FilterText.MostLength)
            Show(filter);
        else if (text != Filter.Filter.Search)
            Go(new(filter, Filter.Order, PastedTexts.Keep(text[..Math.Min(text.Length, PastedLists.MostLength)])));
    }

    /// <summary>Keeps what is open beside the list.</summary>
    private string Address(PaymentListing listing) => PanelTabs.Carry(Navigation.Uri, AddressOf(listing.ToQuery()));

    private async Task KeepColumnsAsync(IReadOnlyList<PaymentColumn> columns)
    {
        _columns = columns;
        await Preferences.KeepAsync(await User.ActorAsync(), PaymentColumns.Preference, PaymentColumns.Write(columns), CancellationToken.None);
    }

    private void Select(PaymentRow row)
    {
        if (!_selected.Remove(row.Id))
            _selected.Add(row.Id);
    }

    private void SelectAll()
    {
        var all = AllSelected;
        _selected.Clear();
        if (!all)
            _selected.UnionWith(List.Rows.Select(row => row.Id));
    }

    private string ProjectOf(PaymentRow row) =>
        _projectNames.GetValueOrDefault(row.ProjectId) ?? row.ProjectId.ToString(CultureInfo.InvariantCulture);

    private bool MayRefund(PaymentRow row) => row.Remaining > 0 && Scope.Can(Permission.RequestRefund, row.ProjectId);

    private bool Precedes(PaymentRow row, PaymentRow last)
    {
        var (one, other) = (row.KeyIn(Filter.Order), last.KeyIn(Filter.Order));
        if (one.Value is null || other.Value is null)
            return one.Value is not null;
        var order = one.Value == other.Value ? one.Id.CompareTo(other.Id) : one.Value.Value.CompareTo(other.Value.Value);
        return Filter.Order.Ascending ? order < 0 : order > 0;
    }

    /// <summary>How far the list had been read, and what was selected, when the browser goes back to it; the script keeps the place on the screen.</summary>
    private async Task<Place> PlaceAsync(CancellationToken cancellationToken)
    {
        if (!RendererInfo.IsInteractive)
            return Place.Top;
        try
        {
            return await Browser.InvokeAsync<Place?>("listPlace.take", cancellationToken) ?? Place.Top;
        }
        catch (JSException)
        {
            // A browser that keeps no places starts at the top.
            return Place.Top;
        }
    }

    private sealed record Place(int Rows, long[] Selected)
    {
        public static Place Top { get; } = new(0, []);
    }
}

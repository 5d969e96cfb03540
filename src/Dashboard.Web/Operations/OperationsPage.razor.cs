using Dashboard.Core.Access;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Operations;
using Dashboard.Core.Payments;
using Dashboard.Web.Live;
using Dashboard.Web.Payments;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Operations;

public sealed partial class OperationsPage
{
    private readonly CountedRows _counted = new();
    private OperationChoices _choices = OperationChoices.None;
    private Dictionary<long, string> _projectNames = [];
    private DateTimeOffset? _received;
    private IDisposable? _reader;

    [Inject] private OperationQueries Queries { get; init; } = null!;

    [Inject] private OperationTotalsQuery Totals { get; init; } = null!;

    [Inject] private PaymentQueries Register { get; init; } = null!;

    [Inject] private CallbackQueries Callbacks { get; init; } = null!;

    [Inject] private ChangedOperations Changed { get; init; } = null!;

    [Inject] private IStringLocalizer<Payments.Texts> P { get; init; } = null!;

    [Inject] private IStringLocalizer<Texts> T { get; init; } = null!;

    public OperationsPage() => List = new(row => row.Key, Precedes);

    protected override LiveRows<OperationRow> List { get; }

    protected override ListColumns<OperationColumn> ColumnSet => OperationColumns.All;

    private IReadOnlyList<OperationColumn> Shown =>
        _projectNames.Count > 1 ? Columns : [.. Columns.Where(column => column != OperationColumn.Project)];

    private string? WiderAddress => Filter.Filter.From is null && Filter.Filter.Until is null
        ? null
        : Address(Filter.With(Filter.Filter with { Period = null, From = null, Until = null }));

    /// <summary>The ready view that the filter is, or is a narrower form of.</summary>
    private OperationView? View =>
        Filter.Filter.OverdueAt is not null ? OperationView.Overdue
        : CountsDeclines && Filter.Filter.Period?.Word == PeriodWord.Today ? OperationView.DeclinesToday
        : null;

    /// <summary>Declines of a few days are worth counting by code.</summary>
    private bool CountsDeclines =>
        Filter.Filter is { Statuses: [OperationViews.Declined], Search: null, OverdueAt: null, MinAmount: null, MaxAmount: null, From: { } from, Until: var until }
        && (until ?? DateTimeOffset.MaxValue) - from <= TimeSpan.FromDays(31);

    /// <summary>A ready view that is not narrowed: empty, it is good news and not a filter that leaves nothing.</summary>
    private bool IsBareView => View is { } view && AddressOf(Filter.Filter.ToQuery()) == OperationTabs.AddressOf(view, new());

    private string? NothingTitle => IsBareView ? T[$"No{View}"].Value : null;

    private string? NothingText => IsBareView ? T["NothingWaits"].Value : null;

    private string OverdueWords => T["OverdueMeaning", T["Minutes", Overdue.Kinds[0].After.TotalMinutes], T["Hours", Overdue.Kinds[1].After.TotalHours],
        Overdue.Kinds[2].After.TotalDays, Overdue.Kinds[3].After.TotalDays];

    protected override async Task PrepareAsync(Actor actor, CancellationToken cancellationToken)
    {
        var options = await Register.OptionsAsync(actor, cancellationToken);
        _projectNames = options.Projects.ToDictionary(project => project.Id, project => project.Name);
        _received = await Callbacks.NewestAsync(cancellationToken);
        _choices = OperationChoices.Of(options.Projects, P, Times.Culture);
        if (RendererInfo.IsInteractive)
            _reader ??= Changed.Open(actor);
        await base.PrepareAsync(actor, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        _reader?.Dispose();
        base.Dispose(disposing);
    }

    protected override FilterReading<Listing<OperationFilter>> Read(IEnumerable<KeyValuePair<string, string>> values, TimeZoneInfo zone, DateTimeOffset now) =>
        OperationListing.Read([.. values], PastedTexts, zone, now);

    protected override OperationFilter Searching(OperationFilter filter, string? text) => filter with { Search = text };

    protected override Task<Window<OperationRow>> WindowAsync(
        Actor actor, OperationFilter filter, PaymentOrder order, SortKey? after, int size, CancellationToken cancellationToken) =>
        Queries.ListAsync(actor, filter, order, after, size, cancellationToken);

    protected override SortKey KeyOf(OperationRow row, PaymentOrder order) => row.KeyIn(order);

    protected override async Task<(IEnumerable<OperationRow> Current, IEnumerable<OperationRow> Matching)> FetchChangedAsync(
        Actor actor, IReadOnlyCollection<long> paymentRowIds, CancellationToken cancellationToken)
    {
        var changed = await Changed.ReadAsync(actor, Filter.Filter, paymentRowIds, cancellationToken);
        return (changed.Rows.Where(row => List.Shows(row.Id)), changed.Matching.Where(row => !List.Shows(row.Id)));
    }

    protected override HashSet<long> ShownPayments() => [.. List.Rows.Select(row => row.PaymentRowId)];

    private async Task<ListTotals> CountAsync(CancellationToken cancellationToken)
    {
        var totals = await Totals.HandleAsync(await User.ActorAsync(), Filter.Filter, cancellationToken);
        // Where no money moved, as in a list of declines, the sum of what was tried says more than zero.
        var first = totals.Currencies.Any(one => (one.In, one.Out) != (0, 0)) ? 3 : 0;
        return new(
            T["TotalOperations", totals.Operations.ToString("N0", Times.Culture)], P["Operations"], [P["Amount"], T["SumIn"], T["SumOut"], T["SumNet"]],
            [.. totals.Currencies.Select(one => new CurrencySums(one.Currency, one.Operations, first, [one.Amount, one.In, -one.Out, one.In - one.Out]))]);
    }

    private string NameOf(OperationColumn column) => T[$"Column{column}"];

    private string ProjectOf(OperationRow row) =>
        _projectNames.GetValueOrDefault(row.ProjectId) ?? row.ProjectId.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

using Dashboard.Core.Access;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Payments;
using Dashboard.Web.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Payments;

public sealed partial class PaymentsPage
{
    private readonly HashSet<long> _selected = [];
    private readonly CountedRows _counted = new();
    private PaymentChoices _choices = PaymentChoices.None;
    private Dictionary<long, string> _projectNames = [];
    private IDisposable? _reader;
    private DateTimeOffset? _received;
    private PaymentRow? _refunding;

    [Inject] private PaymentQueries Queries { get; init; } = null!;

    [Inject] private CallbackQueries Callbacks { get; init; } = null!;

    [Inject] private PaymentTotalsQuery Totals { get; init; } = null!;

    [Inject] private ChangedPayments Changed { get; init; } = null!;

    [Inject] private IStringLocalizer<Texts> T { get; init; } = null!;

    public PaymentsPage() => List = new(row => row.Key, Precedes);

    protected override LiveRows<PaymentRow> List { get; }

    protected override ListColumns<PaymentColumn> ColumnSet => PaymentColumns.All;

    private IReadOnlyList<PaymentColumn> Shown =>
        _projectNames.Count > 1 ? Columns : [.. Columns.Where(column => column != PaymentColumn.Project)];

    private IReadOnlyList<PaymentRow> SelectedRows => [.. List.Rows.Where(row => _selected.Contains(row.Id))];

    private bool AllSelected => List.Rows.Count > 0 && List.Rows.All(row => _selected.Contains(row.Id));

    private string? WiderAddress => Filter.Filter.From is null && Filter.Filter.Until is null
        ? null
        : Address(Filter.With(Filter.Filter with { Period = null, From = null, Until = null }));

    protected override async Task PrepareAsync(Actor actor, CancellationToken cancellationToken)
    {
        _received = await Callbacks.NewestAsync(cancellationToken);
        var options = await Queries.OptionsAsync(actor, cancellationToken);
        _projectNames = options.Projects.ToDictionary(project => project.Id, project => project.Name);
        _choices = PaymentChoices.Of(options, T, Times.Culture);
        if (RendererInfo.IsInteractive)
            _reader ??= Changed.Open(actor);
        await base.PrepareAsync(actor, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        _reader?.Dispose();
        base.Dispose(disposing);
    }

    protected override FilterReading<Listing<PaymentFilter>> Read(IEnumerable<KeyValuePair<string, string>> values, TimeZoneInfo zone, DateTimeOffset now) =>
        PaymentListing.Read([.. values], PastedTexts, zone, now);

    protected override PaymentFilter Searching(PaymentFilter filter, string? text) => filter with { Search = text };

    protected override Task<Window<PaymentRow>> WindowAsync(
        Actor actor, PaymentFilter filter, PaymentOrder order, SortKey? after, int size, CancellationToken cancellationToken) =>
        Queries.ListAsync(actor, filter, order, after, size, cancellationToken);

    protected override SortKey KeyOf(PaymentRow row, PaymentOrder order) => row.KeyIn(order);

    protected override IReadOnlyCollection<long> Selected => _selected;

    protected override void Restore(IReadOnlyList<long> selected)
    {
        _selected.Clear();
        _selected.UnionWith(selected);
    }

    protected override async Task<(IEnumerable<PaymentRow> Current, IEnumerable<PaymentRow> Matching)> FetchChangedAsync(
        Actor actor, IReadOnlyCollection<long> paymentRowIds, CancellationToken cancellationToken)
    {
        var changed = await Changed.ReadAsync(actor, Filter.Filter, paymentRowIds, cancellationToken);
        return (changed.Rows.Where(row => List.Shows(row.Id)), changed.Matching.Where(row => !List.Shows(row.Id)));
    }

    protected override HashSet<long> ShownPayments() => [.. List.Rows.Select(row => row.Id)];

    private async Task<ListTotals> CountAsync(CancellationToken cancellationToken)
    {
        var totals = await Totals.HandleAsync(await User.ActorAsync(), Filter.Filter, cancellationToken);
        return new(
            T["TotalPayments", totals.Payments.ToString("N0", Times.Culture)], T["Payments"], [T["Amount"], T["Captured"], T["RefundedSum"]],
            [.. totals.Currencies.Select(one => new CurrencySums(one.Currency, one.Payments, 1, [one.Amount, one.Captured, -one.Refunded]))],
            T["PaidCount", totals.Currencies.Sum(one => one.Successful).ToString("N0", Times.Culture)]);
    }

    /// <summary>A file of the payments that are selected: kept as a list is that was pasted.</summary>
    private string ExportAddress(string format) =>
        $"/exports/payments.{format}?{PaymentListing.PickedName}={PastedTexts.Keep(string.Join(' ', SelectedRows.Select(row => row.Id)))}";

    private string NameOf(PaymentColumn column) => T[$"Column{column}"];

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
        _projectNames.GetValueOrDefault(row.ProjectId) ?? row.ProjectId.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private bool MayRefund(PaymentRow row) => row.Remaining > 0 && Scope.Can(Permission.RequestRefund, row.ProjectId);
}

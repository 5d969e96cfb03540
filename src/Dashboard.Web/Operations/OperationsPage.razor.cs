using Dashboard.Core.Access;
using Dashboard.Core.Operations;
using Dashboard.Core.Payments;
using Dashboard.Gate;
using Dashboard.Web.Live;
using Dashboard.Web.Payments;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Operations;

public sealed partial class OperationsPage
{
    private IReadOnlyList<FilterMenu.Option> _types = [];
    private IReadOnlyList<FilterMenu.Option> _statuses = [];
    private IReadOnlyList<FilterMenu.Option> _codes = [];
    private IReadOnlyList<FilterMenu.Option> _methods = [];
    private IReadOnlyList<FilterMenu.Option> _currencies = [];

    [Inject] private OperationQueries Queries { get; init; } = null!;

    [Inject] private IStringLocalizer<Payments.Texts> P { get; init; } = null!;

    [Inject] private IStringLocalizer<Texts> T { get; init; } = null!;

    protected override LiveRows<OperationRow> List { get; } = new(row => row.Key);

    private string? WiderAddress => Filter.From is null && Filter.Until is null ? null : AddressOf(WithPeriod(null).ToQuery());

    /// <summary>The ready view that the filter is, or is a narrower form of.</summary>
    private OperationView? View =>
        Filter.OverdueAt is not null ? OperationView.Overdue
        : CountsDeclines && Filter.Period?.Word == PeriodWord.Today ? OperationView.DeclinesToday
        : null;

    /// <summary>Declines of a few days are worth counting by code.</summary>
    private bool CountsDeclines => Filter is { Statuses: [OperationViews.Declined], Search: null, OverdueAt: null, From: { } from, Until: var until }
        && (until ?? DateTimeOffset.MaxValue) - from <= TimeSpan.FromDays(31);

    /// <summary>A ready view that is not narrowed: empty, it is good news and not a filter that leaves nothing.</summary>
    private bool IsBareView => View is { } view && AddressOf(ToQuery(Filter)) == OperationTabs.AddressOf(view);

    private string? NothingTitle => IsBareView ? T[$"No{View}"].Value : null;

    private string? NothingText => IsBareView ? T["NothingWaits"].Value : null;

    private string OverdueWords => T["OverdueMeaning", T["Minutes", Overdue.Kinds[0].After.TotalMinutes], T["Hours", Overdue.Kinds[1].After.TotalHours],
        Overdue.Kinds[2].After.TotalDays, Overdue.Kinds[3].After.TotalDays];

    protected override async Task OnInitializedAsync()
    {
        _types = Options(OperationType.All.Select(type => type.Code), code => StatusWords.OfType(P, code));
        _statuses = Options(OperationStatus.All.Select(status => status.Code), code => StatusWords.OfOperation(P, code));
        _codes = [.. ResponseCodes.All.Select(code => new FilterMenu.Option(code.Code, $"{code.Code} · {code.Meaning(Times.Culture)}"))];
        _methods = Options(PaymentMethods.All.Select(method => method.Code), MethodText.NameOf);
        _currencies = Options(Currency.All.Select(currency => currency.Code), code => code);
        await base.OnInitializedAsync();
    }

    protected override FilterReading<OperationFilter> Read(IEnumerable<KeyValuePair<string, string>> values, TimeZoneInfo zone, DateTimeOffset now) =>
        OperationFilter.FromQuery(values, zone, now);

    protected override IReadOnlyList<KeyValuePair<string, string>> ToQuery(OperationFilter filter) => filter.ToQuery();

    protected override Task<Window<OperationRow>> FetchAsync(Actor actor, PageKey? after, int size, CancellationToken cancellationToken) =>
        Queries.ListAsync(actor, Filter, after, size, cancellationToken);

    protected override async Task<(IEnumerable<OperationRow> Current, IEnumerable<OperationRow> Matching)> FetchChangedAsync(
        Actor actor, IReadOnlyCollection<long> paymentRowIds, CancellationToken cancellationToken)
    {
        var current = await Queries.OfPaymentsAsync(actor, new OperationFilter(), paymentRowIds, cancellationToken);
        var matching = Filtered ? await Queries.OfPaymentsAsync(actor, Filter, paymentRowIds, cancellationToken) : current;
        return (current, matching);
    }

    protected override HashSet<long> ShownPayments() => [.. List.Rows.Select(row => row.PaymentRowId)];

    private OperationFilter WithPeriod(Period? period) => Filter with { Period = period, From = null, Until = null };

    private static IReadOnlyList<FilterMenu.Option> Options(IEnumerable<string> codes, Func<string, string> name) =>
        [.. codes.Select(code => new FilterMenu.Option(code, name(code)))
            .OrderBy(option => StatusWords.Rank(option.Value)).ThenBy(option => option.Name, StringComparer.CurrentCulture)];
}

using System.Globalization;
using Dashboard.Core.Access;
using Dashboard.Core.Payments;
using Dashboard.Gate;
using Dashboard.Web.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Payments;

public sealed partial class PaymentsPage
{
    private IReadOnlyList<FilterMenu.Option> _statuses = [];
    private IReadOnlyList<FilterMenu.Option> _methods = [];
    private IReadOnlyList<FilterMenu.Option> _currencies = [];
    private IReadOnlyList<FilterMenu.Option> _projects = [];
    private Dictionary<long, string> _projectNames = [];
    private PaymentRow? _refunding;

    [Inject] private PaymentQueries Queries { get; init; } = null!;

    [Inject] private IStringLocalizer<Texts> T { get; init; } = null!;

    protected override LiveRows<PaymentRow> List { get; } = new(row => row.Key);

    private IReadOnlyList<string> ProjectsChosen => [.. Filter.Projects.Select(id => id.ToString(CultureInfo.InvariantCulture))];

    private string? WiderAddress => Filter.From is null && Filter.Until is null ? null : AddressOf(WithPeriod(null).ToQuery());

    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        var options = await Queries.OptionsAsync(await User.ActorAsync(), CancellationToken.None);
        _projectNames = options.Projects.ToDictionary(project => project.Id, project => project.Name);
        _statuses =
        [
            .. options.Statuses.Select(status => new FilterMenu.Option(status, StatusWords.OfPayment(T, status)))
                .OrderBy(option => option.Name, StringComparer.CurrentCulture),
        ];
        _methods = [.. options.Methods.Select(method => new FilterMenu.Option(method, MethodText.NameOf(method)))];
        _currencies = [.. options.Currencies.Select(code => new FilterMenu.Option(code, code))];
        _projects =
        [
            .. options.Projects.Select(project =>
                new FilterMenu.Option(project.Id.ToString(CultureInfo.InvariantCulture), $"{project.Name} · {project.Id}")),
        ];
    }

    protected override FilterReading<PaymentFilter> Read(IEnumerable<KeyValuePair<string, string>> values, TimeZoneInfo zone, DateTimeOffset now) =>
        PaymentFilter.FromQuery(values, zone, now);

    protected override IReadOnlyList<KeyValuePair<string, string>> ToQuery(PaymentFilter filter) => filter.ToQuery();

    protected override Task<Window<PaymentRow>> FetchAsync(Actor actor, PageKey? after, int size, CancellationToken cancellationToken) =>
        Queries.ListAsync(actor, Filter, after, size, cancellationToken);

    protected override async Task<(IEnumerable<PaymentRow> Current, IEnumerable<PaymentRow> Matching)> FetchChangedAsync(
        Actor actor, IReadOnlyCollection<long> paymentRowIds, CancellationToken cancellationToken)
    {
        var shown = paymentRowIds.Where(List.Shows).ToList();
        var others = paymentRowIds.Where(id => !List.Shows(id)).ToList();
        return (
            await Queries.RowsAsync(actor, new PaymentFilter(), shown, cancellationToken),
            await Queries.RowsAsync(actor, Filter, others, cancellationToken));
    }

    private string ProjectOf(PaymentRow row) =>
        _projectNames.GetValueOrDefault(row.ProjectId) ?? row.ProjectId.ToString(CultureInfo.InvariantCulture);

    private PaymentFilter WithPeriod(Period? period) => Filter with { Period = period, From = null, Until = null };

    private static IReadOnlyList<long> Numbers(IEnumerable<string> chosen) =>
        [.. chosen.Select(text => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture))];

    private bool MayRefund(PaymentRow row) => row.Remaining > 0 && Scope.Can(Permission.RequestRefund, row.ProjectId);

    private string RefundedWords(PaymentRow row) => T[
        "RefundedWords", Money(row.Refunded, row), Money(row.Reserved, row), Money(row.Remaining, row)];

    private string Money(long minor, PaymentRow row) => $"{Currency.Format(minor, row.Currency ?? "", Times.Culture)} {row.Currency}";
}

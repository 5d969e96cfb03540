using System.Data.Common;
using System.Globalization;
using Dashboard.Core.Access;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Journal;
using Dashboard.Core.Payments;
using Dashboard.Web.Live;
using Dashboard.Web.Payments.Details;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;

namespace Dashboard.Web.Callbacks;

public sealed partial class CallbacksPage
{
    private IReadOnlyList<FilterMenu.Option> _projects = [];
    private Dictionary<long, string> _projectNames = [];
    private IReadOnlyList<Rejection> _samples = [];
    private IReadOnlyDictionary<RejectionReason, long> _counts = new Dictionary<RejectionReason, long>();
    private IReadOnlyDictionary<CallbackVerdict, WaitingCount> _waitingFor = new Dictionary<CallbackVerdict, WaitingCount>();
    private DateTimeOffset? _received;
    private int? _waitedWhenRead;
    private bool _tooMany;
    private int _version;

    [Inject] private CallbackLog Log { get; init; } = null!;

    [Inject] private CallbackQueries Queries { get; init; } = null!;

    [Inject] private PaymentQueries Register { get; init; } = null!;

    [Inject] private IJSRuntime Browser { get; init; } = null!;

    [Inject] private IStringLocalizer<Texts> T { get; init; } = null!;

    protected override LiveRows<CallbackRow> List { get; } = new(row => row.Key);

    /// <summary>A verdict is a list of its own, not a filter that leaves something out.</summary>
    protected override bool Filtered => (Filter with { Verdict = null, Refused = false }).ToQuery().Count > 0;

    private string Clear => Address(new CallbackFilter { Verdict = Filter.Verdict });

    private string? WiderAddress => (Filter.From ?? Filter.Until) is null ? null : Address(WithPeriod(null));

    /// <summary>What waits is told by no change of a payment: there the count tells that more has come.</summary>
    private int NewCount => Math.Max(List.Waiting, CountOfVerdict - (_waitedWhenRead ?? CountOfVerdict));

    private int CountOfVerdict => Filter.Verdict is { } verdict && !Filtered ? _waitingFor.GetValueOrDefault(verdict)?.Count ?? 0 : 0;

    /// <summary>Whether the period counts, and what instants it means in the reader's zone.</summary>
    private string? Notes => Filter.IgnoresPeriod ? T["SearchIgnoresPeriod"].Value : (Filter.From, Filter.Until) switch
    {
        ({ } from, { } until) => T["Bounds", Times.Absolute(from), Times.Absolute(until)].Value,
        ({ } from, null) => T["BoundsFrom", Times.Absolute(from)].Value,
        (null, { } until) => T["BoundsUntil", Times.Absolute(until)].Value,
        _ => null,
    };

    protected override async Task PrepareAsync(Actor actor, CancellationToken cancellationToken)
    {
        var options = await Register.OptionsAsync(actor, cancellationToken);
        _projectNames = options.Projects.ToDictionary(project => project.Id, project => project.Name);
        _projects = [.. options.Projects.Select(project => new FilterMenu.Option(Text(project.Id), $"{project.Name} · {project.Id}"))];
    }

    protected override FilterReading<CallbackFilter> Read(IEnumerable<KeyValuePair<string, string>> values, TimeZoneInfo zone, DateTimeOffset now) =>
        CallbackFilter.FromQuery(values, zone, now);

    protected override IReadOnlyList<KeyValuePair<string, string>> ToQuery(CallbackFilter filter) => filter.ToQuery();

    protected override async Task<Window<CallbackRow>> FetchAsync(Actor actor, PageKey? after, int size, CancellationToken cancellationToken)
    {
        if (after is null)
        {
            _waitedWhenRead = null;
            _version++;
            _received = await Queries.NewestAsync(cancellationToken);
            if (RendererInfo.IsInteractive)
                size = Math.Clamp((await ListPlace.TakeAsync(Browser, cancellationToken)).Rows, size, CallbackQueries.MostRows);
        }

        if (Filter.Refused)
            (_samples, _counts) = await Queries.RejectedAsync(actor, cancellationToken);
        var window = await Log.ListAsync(actor, Filter, after, size, cancellationToken);
        _tooMany = window.TooMany;
        return new(window.Rows, window.More);
    }

    protected override async Task<(IEnumerable<CallbackRow> Current, IEnumerable<CallbackRow> Matching)> FetchChangedAsync(
        Actor actor, IReadOnlyCollection<long> paymentRowIds, CancellationToken cancellationToken)
    {
        if (Filter.Refused)
            return ([], []);
        var current = await Log.OfPaymentsAsync(actor, new CallbackFilter(), paymentRowIds, cancellationToken);
        var matching = Filter.ToQuery().Count > 0 ? await Log.OfPaymentsAsync(actor, Filter, paymentRowIds, cancellationToken) : current;
        return (current, matching);
    }

    protected override HashSet<long> ShownPayments() => [.. List.Rows.Select(row => row.PaymentRowId).OfType<long>()];

    private void Counted(IReadOnlyDictionary<CallbackVerdict, WaitingCount> waiting)
    {
        _waitingFor = waiting;
        // What has been settled here meanwhile makes room for what comes next.
        _waitedWhenRead = Math.Min(_waitedWhenRead ?? CountOfVerdict, CountOfVerdict);
    }

    /// <summary>A message was applied again: its row stays where it is and tells its new verdict.</summary>
    private async Task ReadAgainAsync(long id)
    {
        try
        {
            if (await Queries.FindAsync(await User.ActorAsync(), id, CancellationToken.None) is { } row)
                List.Take([row], []);
        }
        catch (DbException)
        {
            // The answer stands beside the button; the row tells its verdict when it is read again.
        }

        _version++;
    }

    private CallbackFilter WithPeriod(Period? period) => Filter with { Period = period, From = null, Until = null };

    /// <summary>Keeps what is open beside the list.</summary>
    private string Address(CallbackFilter filter) => PanelTabs.Carry(Navigation.Uri, AddressOf(filter.ToQuery()));

    private string ProjectName(long id) => _projectNames.GetValueOrDefault(id) ?? Text(id);

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    private static IReadOnlyList<long> Numbers(IEnumerable<string> chosen) =>
        [.. chosen.Select(text => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture))];
}

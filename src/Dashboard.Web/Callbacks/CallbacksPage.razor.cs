using Dashboard.Core.Access;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Live;
using Dashboard.Web.Access;
using Dashboard.Web.Live;
using Dashboard.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Callbacks;

public sealed partial class CallbacksPage
{
    private const int PageSize = 50;
    private const string RefusedName = "refused";

    private readonly List<CallbackRow> _rows = [];
    private AccessScope _scope = AccessScope.Nothing;
    private IReadOnlyList<Rejection> _samples = [];
    private IReadOnlyDictionary<RejectionReason, long> _counts = new Dictionary<RejectionReason, long>();
    private IReadOnlyDictionary<CallbackVerdict, int> _waitingFor = new Dictionary<CallbackVerdict, int>();
    private LiveChanges? _changes;
    private CallbackVerdict? _verdict;
    private bool _refused;
    private bool _loaded;
    private bool _more;
    private bool _disposed;
    private int _waiting;

    [SupplyParameterFromQuery(Name = "verdict")] private string? VerdictName { get; set; }

    [Inject] private CallbackQueries Queries { get; init; } = null!;

    [Inject] private CurrentUser User { get; init; } = null!;

    [Inject] private LiveFeed Feed { get; init; } = null!;

    [Inject] private TimeProvider Clock { get; init; } = null!;

    [Inject] private IStringLocalizer<Texts> T { get; init; } = null!;

    [Inject] private Times Times { get; init; } = null!;

    protected override void OnInitialized()
    {
        if (RendererInfo.IsInteractive)
            _changes = new LiveChanges(Feed, Clock, changes => InvokeAsync(() => Note(changes)));
    }

    protected override async Task OnParametersSetAsync()
    {
        _refused = VerdictName == RefusedName;
        _verdict = Enum.GetValues<CallbackVerdict>().Where(verdict => Name(verdict) == VerdictName).Select(verdict => (CallbackVerdict?)verdict).FirstOrDefault();
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var actor = await User.ActorAsync();
        _scope = await User.ScopeAsync(CancellationToken.None);
        (_samples, _counts) = await Queries.RejectedAsync(actor, CancellationToken.None);
        _waitingFor = await Queries.WaitingAsync(actor, CancellationToken.None);
        var window = await Queries.ListAsync(actor, _verdict, null, PageSize, CancellationToken.None);
        _rows.Clear();
        _rows.AddRange(window.Rows);
        (_more, _waiting, _loaded) = (window.More, 0, true);
    }

    private async Task MoreAsync()
    {
        var window = await Queries.ListAsync(await User.ActorAsync(), _verdict, _rows[^1].Id, PageSize, CancellationToken.None);
        _rows.AddRange(window.Rows);
        _more = window.More;
    }

    /// <summary>A message was applied again: its row stays where it is and tells its new verdict.</summary>
    private async Task ReadAgainAsync(long id)
    {
        var actor = await User.ActorAsync();
        if (_rows.FindIndex(row => row.Id == id) is >= 0 and var at && await Queries.FindAsync(actor, id, CancellationToken.None) is { } row)
            _rows[at] = row;
        _waitingFor = await Queries.WaitingAsync(actor, CancellationToken.None);
    }

    private string Figure(long count) => count.ToString("N0", Times.Culture) + (count == CallbackQueries.MostCounted ? "+" : "");

    private void Note(IReadOnlyCollection<LiveChange> changes)
    {
        if (_disposed || _verdict is not (null or CallbackVerdict.Applied))
            return;
        _waiting += changes.Count(change => change.RefundId is null && _scope.Sees(change.ProjectId));
        StateHasChanged();
    }

    private string? Current(CallbackVerdict? verdict) => !_refused && _verdict == verdict ? "page" : null;

    private static string Name(CallbackVerdict verdict) => verdict.ToString().ToLowerInvariant();

    public void Dispose()
    {
        _disposed = true;
        _changes?.Dispose();
    }
}

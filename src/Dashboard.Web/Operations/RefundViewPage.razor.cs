using System.Data.Common;
using System.Security.Cryptography;
using Dashboard.Core.Access;
using Dashboard.Core.Live;
using Dashboard.Core.Operations;
using Dashboard.Core.Refunds;
using Dashboard.Gate;
using Dashboard.Web.Access;
using Dashboard.Web.Live;
using Dashboard.Web.Refunds;
using Dashboard.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Operations;

public sealed partial class RefundViewPage
{
    private const int PageSize = 50;

    private readonly CancellationTokenSource _gone = new();
    private readonly List<RefundView> _rows = [];
    private readonly HashSet<Guid> _waiting = [];
    private LiveChanges? _changes;
    private OperationView? _shown;
    private string? _failure;
    private bool _loaded;
    private bool _more;
    private HashSet<Guid> _fresh = [];
    private AccessScope _scope = AccessScope.Nothing;

    [Inject] private OperationViews Views { get; init; } = null!;

    [Inject] private CurrentUser User { get; init; } = null!;

    [Inject] private LiveFeed Feed { get; init; } = null!;

    [Inject] private TimeProvider Clock { get; init; } = null!;

    [Inject] private Times Times { get; init; } = null!;

    [Inject] private NavigationManager Navigation { get; init; } = null!;

    [Inject] private ILogger<RefundViewPage> Log { get; init; } = null!;

    [Inject] private IStringLocalizer<Texts> T { get; init; } = null!;

    [Inject] private IStringLocalizer<Payments.Texts> P { get; init; } = null!;

    [Inject] private IStringLocalizer<Refunds.Texts> R { get; init; } = null!;

    private OperationView View =>
        new Uri(Navigation.Uri).AbsolutePath.EndsWith("unknown-refunds", StringComparison.OrdinalIgnoreCase) ? OperationView.UnknownRefunds : OperationView.FailedRefunds;

    protected override void OnInitialized()
    {
        if (RendererInfo.IsInteractive)
            _changes = new LiveChanges(Feed, Clock, changes => InvokeAsync(() => TakeAsync(changes)));
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == View)
            return;
        _shown = View;
        await LoadAsync();
    }

    private Task LoadAsync() => ReadAsync(null);

    private Task MoreAsync() => ReadAsync(new RefundKey(_rows[^1].StateAt, _rows[^1].Id));

    private async Task ReadAsync(RefundKey? after)
    {
        try
        {
            _scope = await User.ScopeAsync(_gone.Token);
            var window = await Views.RefundsAsync(await User.ActorAsync(), View, after, PageSize, _gone.Token);
            if (after is null)
            {
                _rows.Clear();
                _waiting.Clear();
                _fresh = [];
            }

            _rows.AddRange(window.Rows.Where(row => !_rows.Exists(shown => shown.Id == row.Id)));
            (_more, _loaded, _failure) = (window.More, true, null);
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page is gone.
        }
        catch (DbException failure)
        {
            _failure = RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 10);
            LogFailure(Log, failure, _failure);
        }
    }

    /// <summary>Refunds that are shown change where they stand, also when they have left the view; those that have entered it are counted.</summary>
    private async Task TakeAsync(IReadOnlyCollection<LiveChange> changes)
    {
        var concerned = changes.Where(change => _scope.Sees(change.ProjectId)
            && (change.RefundId is not null || _rows.Exists(row => row.PaymentRowId == change.PaymentRowId))).Select(change => change.PaymentRowId).ToList();
        if (_gone.IsCancellationRequested || !_loaded || concerned.Count == 0)
            return;
        try
        {
            var fresh = new HashSet<Guid>();
            var before = _waiting.Count;
            foreach (var refund in await Views.RefundsOfAsync(await User.ActorAsync(), concerned, _gone.Token))
            {
                var at = _rows.FindIndex(row => row.Id == refund.Id);
                if (at >= 0 && _rows[at] != refund)
                {
                    _rows[at] = refund;
                    fresh.Add(refund.Id);
                }
                else if (at < 0 && OperationViews.Holds(View, refund.State))
                {
                    _waiting.Add(refund.Id);
                }
                else if (at < 0)
                {
                    _waiting.Remove(refund.Id);
                }
            }

            if (fresh.Count == 0 && _waiting.Count == before)
                return;
            if (fresh.Count > 0)
                _fresh = fresh;
            StateHasChanged();
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page is gone.
        }
        catch (DbException failure)
        {
            // The rows stand as they were read; the next change tries again.
            LogFailure(Log, failure, "live");
        }
    }

    /// <summary>The platform's code in words, else what the refund itself says.</summary>
    private string Why(RefundView row) => ResponseCodes.Find(row.Code) is { Group: not CodeGroup.Success } code
        ? $"{code.Code} · {code.Meaning(Times.Culture)}"
        : row.StateDetail is { } detail ? RefundWords.OfDetail(R, detail) : row.Message ?? "";

    public void Dispose()
    {
        _changes?.Dispose();
        _gone.Cancel();
        _gone.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A view of refunds could not be read. Reference {Reference}")]
    private static partial void LogFailure(ILogger logger, Exception failure, string reference);
}

using Dashboard.Core.Access;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Live;
using Dashboard.Core.Payments;
using Dashboard.Core.Refunds;
using Dashboard.Web.Access;
using Dashboard.Web.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Refunds;

/// <summary>What waits for a second person, and what stands still until somebody looks at it.</summary>
public sealed partial class ApprovalsPage
{
    private ApprovalInbox? _inbox;
    private DateTimeOffset? _received;
    private AccessScope _scope = AccessScope.Nothing;
    private (ApprovalRow Row, DecisionKind Kind)? _deciding;
    private PaymentAlarmRow? _acknowledging;
    private Guid? _asking;
    private LiveChanges? _changes;
    private string? _said;
    private bool _failed;
    private bool _gone;

    [Inject] private ApprovalQueries Queries { get; init; } = null!;

    [Inject] private CallbackQueries Callbacks { get; init; } = null!;

    [Inject] private CancelRefund Cancel { get; init; } = null!;

    [Inject] private AskAboutPayment Ask { get; init; } = null!;

    [Inject] private CurrentUser User { get; init; } = null!;

    [Inject] private LiveFeed Feed { get; init; } = null!;

    [Inject] private TimeProvider Clock { get; init; } = null!;

    [Inject] private IStringLocalizer<Texts> T { get; init; } = null!;

    protected override async Task OnInitializedAsync()
    {
        if (RendererInfo.IsInteractive)
            _changes = new LiveChanges(Feed, Clock, changes => changes.Any(change => change.IsWork) ? InvokeAsync(ShowAsync) : Task.CompletedTask);
        _received = await Callbacks.NewestAsync(CancellationToken.None);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        _scope = await User.ScopeAsync(CancellationToken.None);
        _inbox = await Queries.ReadAsync(await User.ActorAsync(), CancellationToken.None);
    }

    private async Task ShowAsync()
    {
        if (_gone)
            return;
        await ReadAsync();
        StateHasChanged();
    }

    private void Open((ApprovalRow Row, DecisionKind Kind) asked) => (_deciding, _said) = (asked, null);

    private async Task ClosedAsync(bool decided)
    {
        if (decided)
            (_said, _failed) = (T[$"Decide{_deciding!.Value.Kind}Done"], false);
        _deciding = null;
        await ReadAsync();
    }

    private async Task AcknowledgedAsync(bool done)
    {
        if (done)
            (_said, _failed) = (T["AcknowledgeDone"], false);
        _acknowledging = null;
        await ReadAsync();
    }

    private async Task CancelAsync(ApprovalRow row)
    {
        _failed = !await Cancel.HandleAsync(await User.ActorAsync(), row.Refund.Id, CancellationToken.None);
        _said = T[_failed ? "CancelTooLate" : "CancelledDone"];
        await ReadAsync();
    }

    private async Task AskAsync(OverdueRow row)
    {
        (_asking, _said) = (row.Refund.Id, null);
        try
        {
            var answer = await Ask.HandleAsync(await User.ActorAsync(), row.Refund.ProjectId, row.Refund.PaymentId, CancellationToken.None);
            await ReadAsync();
            // An answer that tells no end leaves it where it was.
            var open = _inbox!.Overdue.Any(one => one.Refund.Id == row.Refund.Id);
            _failed = open || answer != AskedAnswer.Known;
            _said = T[answer == AskedAnswer.Known && open ? "AskedStillOpen" : $"Asked{answer}", row.Refund.PaymentId];
        }
        finally
        {
            _asking = null;
        }
    }

    public void Dispose()
    {
        _gone = true;
        _changes?.Dispose();
    }
}

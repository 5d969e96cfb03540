using System.Data.Common;
using Dashboard.Core.Live;
using Dashboard.Core.Refunds.Batches;
using Dashboard.Web.Access;
using Dashboard.Web.Live;
using Dashboard.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Refunds.Batches;

/// <summary>One batch while it is sent and after: progress, rows with the platform's answers, pause, resume and stop.</summary>
public sealed partial class BatchPage
{
    private const int PageSize = 100;

    private List<RefundBatchRowView> _rows = [];
    private RefundBatchView? _view;
    private LiveChanges? _changes;
    private RefundBatchRowFilter _filter;
    private string? _failure;
    private bool _loaded;
    private bool _more;
    private bool _busy;
    private bool _stopping;
    private bool _tooLate;
    private bool _disposed;

    [Parameter] public Guid Id { get; set; }

    [Inject] private RefundBatchQueries Queries { get; init; } = null!;

    [Inject] private SteerRefundBatch Steer { get; init; } = null!;

    [Inject] private CurrentUser User { get; init; } = null!;

    [Inject] private LiveFeed Feed { get; init; } = null!;

    [Inject] private TimeProvider Clock { get; init; } = null!;

    [Inject] private Times Times { get; init; } = null!;

    [Inject] private ILogger<BatchPage> Log { get; init; } = null!;

    [Inject] private IStringLocalizer<Texts> T { get; init; } = null!;

    private RefundBatchSummary Batch => _view!.Batch;

    private bool Active => Batch.State is RefundBatchState.Running or RefundBatchState.Paused;

    protected override void OnInitialized()
    {
        if (RendererInfo.IsInteractive)
            _changes = new LiveChanges(Feed, Clock, changes => changes.Any(change => change.RefundId is not null) ? InvokeAsync(RefreshAsync) : Task.CompletedTask);
    }

    protected override async Task OnParametersSetAsync() => await LoadAsync();

    private async Task LoadAsync()
    {
        try
        {
            var actor = await User.ActorAsync();
            _view = await Queries.FindAsync(actor, Id, CancellationToken.None);
            var most = Math.Max(PageSize, _rows.Count);
            _rows = [.. await Queries.RowsAsync(actor, Id, _filter, 0, most, CancellationToken.None)];
            (_more, _loaded, _failure) = (_rows.Count == most, true, null);
        }
        catch (DbException failure)
        {
            _failure = BatchLog.Report(Log, failure);
        }
    }

    private async Task FilterAsync(RefundBatchRowFilter filter)
    {
        (_filter, _rows) = (filter, []);
        await LoadAsync();
    }

    private async Task MoreAsync()
    {
        var next = await Queries.RowsAsync(await User.ActorAsync(), Id, _filter, _rows[^1].Line, PageSize, CancellationToken.None);
        _rows.AddRange(next);
        _more = next.Count == PageSize;
    }

    private async Task SteerAsync(RefundBatchStep step)
    {
        if (_busy)
            return;
        _busy = true;
        try
        {
            _tooLate = !await Steer.HandleAsync(await User.ActorAsync(), Id, step, CancellationToken.None);
            _stopping = false;
            await LoadAsync();
        }
        catch (DbException failure)
        {
            _failure = BatchLog.Report(Log, failure);
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task RefreshAsync()
    {
        if (_disposed)
            return;
        await LoadAsync();
        StateHasChanged();
    }

    public void Dispose()
    {
        _disposed = true;
        _changes?.Dispose();
    }
}

using System.Data.Common;
using Dashboard.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Payments;

/// <summary>Counts what a list's filter means, beside the rows and never in their way; stopped when the filter changes, the page goes or somebody says so.</summary>
public sealed partial class TotalsStrip
{
    private CancellationTokenSource? _stop;
    private ListTotals? _totals;
    private DateTimeOffset _at;
    private object? _meant;
    private int? _counted;
    private bool _counting;
    private bool _failed;

    /// <summary>What is counted; compares by content.</summary>
    [Parameter, EditorRequired] public object Filter { get; set; } = null!;

    /// <summary>Counts it.</summary>
    [Parameter, EditorRequired] public Func<CancellationToken, Task<ListTotals>> Count { get; set; } = null!;

    /// <summary>Counted anew when it changes.</summary>
    [Parameter, EditorRequired] public int Version { get; set; }

    /// <summary>Is told how many rows there are.</summary>
    [Parameter] public CountedRows? Counted { get; set; }

    [Inject] private TimeProvider Clock { get; init; } = null!;

    protected override void OnParametersSet()
    {
        // Figures of another filter must not stand above the rows to come.
        if (_meant is not null && !_meant.Equals(Filter))
        {
            Stop();
            (_totals, _counting) = (null, true);
            Counted?.Tell(null);
        }

        _meant = Filter;
        // The rows are asked for first; a page that is only drawn once counts nothing.
        if (_counted == Version || !RendererInfo.IsInteractive)
            return;
        _counted = Version;
        _totals = null;
        Counted?.Tell(null);
        Start();
    }

    public void Dispose() => Stop();

    private void Start() => _ = CountAsync();

    private void Stop()
    {
        _stop?.Cancel();
        _stop?.Dispose();
        _stop = null;
        _counting = false;
    }

    private async Task CountAsync()
    {
        Stop();
        using var stop = new CancellationTokenSource();
        _stop = stop;
        (_counting, _failed) = (true, false);
        try
        {
            var totals = await Count(stop.Token);
            if (_stop == stop)
                (_totals, _at) = (totals, Clock.GetUtcNow());
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped.
        }
        // Sums beyond 64 bits cannot be shown, and a wrong one must not be.
        catch (Exception failure) when (failure is DbException or OverflowException)
        {
            _failed = _stop == stop;
        }

        if (_stop != stop)
            return;
        (_stop, _counting) = (null, false);
        Counted?.Tell(_failed ? null : _totals?.Currencies.Sum(one => one.Rows));
        StateHasChanged();
    }
}

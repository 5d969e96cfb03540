using System.Data.Common;
using Dashboard.Core.Live;
using Dashboard.Core.Operations;

namespace Dashboard.Web.Operations;

/// <summary>What changes while somebody looks.</summary>
public sealed partial class RefundViewPage
{
    /// <summary>Refunds that are shown change where they stand, also when they have left the view; those that have entered it are counted.</summary>
    private async Task TakeAsync(IReadOnlyCollection<LiveChange> changes)
    {
        var concerned = changes.Where(change => _scope.Sees(change.ProjectId)
            && (change.RefundId is not null || _rows.Exists(row => row.PaymentRowId == change.PaymentRowId))).Select(change => change.PaymentRowId).ToList();
        if (_gone || !_loaded || concerned.Count == 0)
            return;
        var stop = _loading.Token;
        try
        {
            var fresh = new HashSet<Guid>();
            var before = _waiting.Count;
            foreach (var refund in await Views.RefundsOfAsync(await User.ActorAsync(), concerned, stop))
            {
                // The list has begun anew meanwhile.
                if (stop.IsCancellationRequested)
                    return;
                var at = _rows.FindIndex(row => row.Id == refund.Id);
                if (at >= 0 && _rows[at] != refund)
                {
                    _rows[at] = refund;
                    fresh.Add(refund.Id);
                }
                else if (at < 0 && OperationViews.Holds(_view, refund.State) && (_chosen.Count == 0 || _chosen.Contains(refund.ProjectId)))
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
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The list has begun anew, or the page is gone.
        }
        catch (DbException failure)
        {
            // The rows stand as they were read; the next change tries again.
            LogFailure(Log, failure, "live");
        }
    }
}

using Dashboard.Core.Operations;
using Dashboard.Gate;

namespace Dashboard.Core.Refunds;

/// <summary>
/// What the platform has told of one refund: one operation, or more where a request was taken after it had been proven absent and sent again. All of
/// them together say what became of the refund: done when one is done and not taken back, else open while one is, else declined.
/// </summary>
internal sealed class RefundOperations
{
    private readonly List<Operation> _done;
    private readonly List<Operation> _open;
    private readonly List<Operation> _failed;
    private readonly List<Operation> _takenBack;

    /// <param name="told">Found to be of this refund, by its id or otherwise.</param>
    public RefundOperations(Refund refund, IReadOnlyCollection<Refund> refunds, IEnumerable<Operation> operations, Operation? told)
    {
        var ours = operations.Where(one => one == told || one.OperationId == refund.OperationId || Named(one, refunds) == refund)
            .OrderBy(one => one.OperationId).ToLookup(one => OperationType.Of(one.Type).Effect);
        var made = ours[MoneyEffect.Out].Where(one => !IsRepeat(one)).ToList();
        _done = made.FindAll(one => OperationStatus.Of(one.Status).IsSuccess);
        _open = made.FindAll(one => !OperationStatus.Of(one.Status).IsFinal);
        _failed = [.. made.Except(_done).Except(_open)];
        IsUntold = refund.Attempts > 1 && (ours[MoneyEffect.Out].All(one => one.CreatedAt < refund.SentAt - RefundFacts.ClockTolerance)
            || (refund.RequestId is { } taken && ours[MoneyEffect.Out].All(one => one.RequestId is { } request && request != taken)));
        _takenBack = [.. ours[MoneyEffect.UndoesOut].Where(one => OperationStatus.Of(one.Status).IsSuccess)];
    }

    /// <summary>All that the platform has told is of an earlier request than the last one, which it may have taken as well.</summary>
    public bool IsUntold { get; }

    /// <summary>Everything that was done has been taken back.</summary>
    public bool IsTakenBack => _takenBack.Count >= _done.Count;

    /// <summary>More operations were done and not taken back than the one that was asked for.</summary>
    public bool IsDoneTwice => _done.Count - _takenBack.Count > 1;

    /// <summary>More is done or may still be than was taken back.</summary>
    public bool MayStand => _done.Count + _open.Count + (IsUntold ? 1 : 0) > _takenBack.Count;

    /// <summary>Minor units that went back and stayed there; an operation without a usable sum counts as what was asked for.</summary>
    public Int128 Given(Refund refund) => Sum(_done, refund) - Sum(_takenBack, refund);

    /// <summary>The operation that says what became of the refund.</summary>
    /// <param name="told">One of them, other than <see cref="IsRepeat"/>: where several say the same, this one.</param>
    public Operation Decisive(Operation told)
    {
        var deciding = _done.Count > 0 && (_open.Count == 0 || !IsTakenBack) ? _done : _open.Count > 0 ? _open : _failed;
        return deciding.Contains(told) ? told : deciding[0];
    }

    /// <summary>
    /// Ended by one operation, and another one of it is under way or done: that is no contradiction, each of them has its own end. Without an operation that
    /// ended it, a success contradicts what ended it.
    /// </summary>
    /// <param name="decisive">As <see cref="Decisive"/> says.</param>
    public bool OpensAgain(Refund refund, Operation decisive)
    {
        if (refund is not { IsFinal: true, DecidedByPeople: false } || (refund.State == RefundState.Reversed && !MayStand))
            return false;
        return _done.Contains(decisive)
            ? refund.State is RefundState.Declined or RefundState.Reversed && refund.OperationId is { } endedBy && endedBy != decisive.OperationId
            : _open.Contains(decisive) || (_failed.Contains(decisive) && IsUntold);
    }

    /// <summary>A second try that was turned away because the first is there says nothing of how the first one ends.</summary>
    public static bool IsRepeat(Operation operation) => operation.Code == Refund.ExistsAlreadyCode && !OperationStatus.Of(operation.Status).IsSuccess;

    /// <summary>The refund of ours that an operation names, by our id or by that of the request.</summary>
    public static Refund? Named(Operation operation, IReadOnlyCollection<Refund> refunds)
    {
        if (Guid.TryParse(operation.MerchantRefundId, out var id) && refunds.FirstOrDefault(refund => refund.Id == id) is { } named)
            return named;
        return operation.RequestId is { } requestId ? refunds.FirstOrDefault(refund => refund.RequestId == requestId) : null;
    }

    private static Int128 Sum(List<Operation> operations, Refund refund) => operations.Aggregate((Int128)0,
        (sum, one) => sum + (one.Amount is { } amount && one.Currency == refund.Currency ? amount : refund.Amount));
}

namespace Dashboard.Core.Refunds;

/// <summary>The ends that the platform tells.</summary>
public sealed partial class Refund
{
    /// <summary>"The operation with such merchant_refund_id already exists" (page en_platform_payment_info_codes).</summary>
    internal const string ExistsAlreadyCode = "3230";

    internal const string ToldLess = "The platform tells of a smaller sum than was asked for and is being asked. The rest stays held.";

    internal const string DoneTwice = "The platform made this refund more than once: more went back than was asked for.";

    internal const string UnderWayAfterAll = "It had ended, but the platform has another operation of it under way. Its amount is held again.";

    /// <summary>The platform has said that it took this refund: an answer that does not list it is no proof of anything any more.</summary>
    internal bool IsKnownToExist => Code == ExistsAlreadyCode || RequestId is not null;

    /// <summary>Refused because an earlier request arrived after all, whatever was taken for proof that it had not: what came of that one nobody has told.</summary>
    internal void ExistsAlready(string? message, DateTimeOffset now, DateTimeOffset firstCheckAt)
    {
        LoseTrack("The platform says that it has this refund already.", mayResend: false, now, firstCheckAt);
        (Code, Message) = (ExistsAlreadyCode, message);
    }

    /// <summary>An operation that may be told wrong counts so much of it as refunded: that part is no longer held besides.</summary>
    internal void CountPart(long counted)
    {
        if (Counted == counted)
            return;
        Counted = counted;
        StateDetail = ToldLess;
        Version++;
    }

    /// <param name="gave">What the platform gave back, minor units of the refund's currency; null when that cannot be compared.</param>
    internal void Succeed(long operationId, string? requestId, string? code, string? message, DateTimeOffset now, long? gave)
    {
        End(RefundState.Succeeded, operationId, requestId, code, message, now);
        if (gave < Amount)
            StateDetail = "The platform gave back less than was asked for.";
        else if (gave > Amount)
            StateDetail = "The platform gave back more than was asked for.";
    }

    internal void Decline(long? operationId, string? requestId, string? code, string? message, DateTimeOffset now) =>
        End(RefundState.Declined, operationId, requestId, code, message, now);

    internal void Reverse(DateTimeOffset now)
    {
        Move(RefundState.Reversed, "The platform took the refund back.", now, RefundState.Succeeded);
        // The platform has spoken: what it tells afterwards of the refund is no word in place of theirs any more.
        DecidedByPeople = false;
    }

    /// <summary>Ended, and the platform has another operation of it that is not: its money may still leave, so its amount is held again.</summary>
    internal void Reopen(string? requestId, DateTimeOffset now, DateTimeOffset nextCheckAt)
    {
        Move(RefundState.Accepted, UnderWayAfterAll, now, RefundState.Declined, RefundState.Cancelled, RefundState.Succeeded, RefundState.Reversed);
        RequestId ??= requestId;
        DecidedByPeople = false;
        OperationId = null;
        (Code, Message) = (null, null);
        NextActionAt = nextCheckAt;
    }

    /// <returns>False when that was noted before.</returns>
    internal bool NoteDoneTwice()
    {
        if (StateDetail == DoneTwice)
            return false;
        StateDetail = DoneTwice;
        Version++;
        return true;
    }

    /// <summary>The platform told one end, then, asked again, another: its answer decides, so that nothing is shown that is not true.</summary>
    internal void Correct(bool succeeded, long operationId, string? requestId, string? code, string? message, DateTimeOffset now)
    {
        if (succeeded)
            Move(RefundState.Succeeded, "The platform, asked again, says that it succeeded.", now, RefundState.Declined, RefundState.Cancelled);
        else
            Move(RefundState.Reversed, "The platform, asked again, says that it was declined. No money moved.", now, RefundState.Succeeded);
        OperationId = operationId;
        RequestId ??= requestId;
        (Code, Message) = (code, message);
    }

    private void End(RefundState end, long? operationId, string? requestId, string? code, string? message, DateTimeOffset now)
    {
        if (DecidedByPeople)
        {
            Move(end, "The platform told the end after people had decided it.", now, RefundState.Succeeded, RefundState.Declined);
        }
        else
        {
            Move(end, null, now, RefundState.Sending, RefundState.Accepted, RefundState.Unknown, RefundState.ManualReview,
                // Proven absent, and there after all: the platform's fact wins.
                RefundState.Queued, RefundState.Blocked);
        }

        DecidedByPeople = false;
        Counted = 0;
        OperationId = operationId;
        RequestId ??= requestId;
        Code = code;
        Message = message;
        NextActionAt = null;
        Release();
    }
}

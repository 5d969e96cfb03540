namespace Dashboard.Core.Refunds;

/// <summary>
/// One intent to give money back: made when the dialog opens, sent to the Gate at most once, ended by a fact of the platform.
/// Changes only through its methods, which name the states they may start from.
/// </summary>
public sealed partial class Refund
{
    /// <summary>Made by the dialog before it is shown; sent to the platform as <c>merchant_refund_id</c>.</summary>
    public Guid Id { get; init; }

    public long PaymentRowId { get; init; }

    public long ProjectId { get; init; }

    /// <summary>The platform's payment id, repeated here because it is part of what was approved.</summary>
    public string PaymentId { get; init; } = "";

    public string Method { get; init; } = "";

    /// <summary>Minor units of <see cref="Currency"/>, above zero.</summary>
    public long Amount { get; init; }

    public string Currency { get; init; } = "";

    public RefundReason Reason { get; init; }

    public string? Note { get; init; }

    public string? Ticket { get; init; }

    public Guid? RequestedBy { get; init; }

    public string RequestedByName { get; init; } = "";

    public DateTimeOffset RequestedAt { get; init; }

    public Guid? ApprovedBy { get; private set; }

    public string? ApprovedByName { get; private set; }

    public DateTimeOffset? ApprovedAt { get; private set; }

    /// <summary>Until when it may be approved.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Why it needed a second person; null when it did not.</summary>
    public ApprovalReason? ApprovalReason { get; init; }

    /// <summary>SHA-256 of payment, amount, currency and method as they were approved; checked again before sending.</summary>
    public byte[] ApprovedHash { get; init; } = [];

    public RefundState State { get; private set; }

    /// <summary>Why it is blocked, unknown or declined, in words for staff; English, shown with the code's own meaning.</summary>
    public string? StateDetail { get; private set; }

    public DateTimeOffset StateAt { get; private set; }

    /// <summary>Times a send was begun; more than one only after proof that the one before never arrived.</summary>
    public int Attempts { get; private set; }

    /// <summary>The bytes that were sent, with their signature: evidence, without the secret.</summary>
    public byte[]? RequestBody { get; private set; }

    public DateTimeOffset? SentAt { get; private set; }

    /// <summary>The platform's id of the request, from its answer or from the callback.</summary>
    public string? RequestId { get; private set; }

    /// <summary>The platform's operation that ended it.</summary>
    public long? OperationId { get; private set; }

    public string? Code { get; private set; }

    public string? Message { get; private set; }

    /// <summary>Who holds the right to send it, and until when (database time).</summary>
    public string? LeaseOwner { get; private set; }

    public DateTimeOffset? LeaseUntil { get; private set; }

    /// <summary>Earliest next send (Queued) or next status request (Accepted, Unknown).</summary>
    public DateTimeOffset? NextActionAt { get; private set; }

    /// <summary>Status requests made so far.</summary>
    public int Checks { get; private set; }

    /// <summary>When a status answer first showed no such operation; a second, later one proves absence.</summary>
    public DateTimeOffset? AbsentSince { get; private set; }

    /// <summary>Once its absence is proven it may go out again by itself; otherwise a person decides.</summary>
    public bool MayResend { get; private set; }

    /// <summary>Two people ended it without the platform's word, which replaces theirs should it ever come.</summary>
    public bool DecidedByPeople { get; private set; }

    /// <summary>When it had been silent for so long that somebody was told (<see cref="RefundSchedule.OverdueAfter"/>); null before.</summary>
    public DateTimeOffset? OverdueAt { get; private set; }

    /// <summary>
    /// Minor units that an operation of the platform already counts as refunded, told by a callback as less than was asked for: only the rest is held
    /// until the platform, asked, says which sum is right. 0 otherwise.
    /// </summary>
    public long Counted { get; private set; }

    public int Version { get; private set; }

    /// <summary>Its amount is reserved on the payment, or what is not <see cref="Counted"/> of it.</summary>
    public bool Holds => Holding(State, DecidedByPeople);

    /// <summary>Minor units reserved on the payment.</summary>
    public long Held => HeldOf(State, DecidedByPeople, Amount, Counted);

    public bool IsFinal => State is RefundState.Succeeded or RefundState.Declined or RefundState.Rejected or RefundState.Expired
        or RefundState.Cancelled or RefundState.Reversed;

    public static bool StateHolds(RefundState state) => state is RefundState.AwaitingApproval or RefundState.Queued or RefundState.Blocked
        or RefundState.Sending or RefundState.Accepted or RefundState.Unknown or RefundState.ManualReview;

    /// <summary>Money that went back by people's word is in no operation of the platform: it stays reserved, so that it is not refunded again.</summary>
    internal static bool Holding(RefundState state, bool decidedByPeople) =>
        StateHolds(state) || (decidedByPeople && state == RefundState.Succeeded);

    internal static long HeldOf(RefundState state, bool decidedByPeople, long amount, long counted) =>
        Holding(state, decidedByPeople) ? Math.Max(0, amount - counted) : 0;

    internal void Submit(bool needsApproval, DateTimeOffset now)
    {
        State = needsApproval ? RefundState.AwaitingApproval : RefundState.Queued;
        NextActionAt = needsApproval ? null : now;
        StateAt = now;
    }

    internal void Approve(Guid by, string byName, DateTimeOffset now)
    {
        Move(RefundState.Queued, null, now, RefundState.AwaitingApproval);
        (ApprovedBy, ApprovedByName, ApprovedAt) = (by, byName, now);
        NextActionAt = now;
    }

    internal void Reject(string why, DateTimeOffset now) => Move(RefundState.Rejected, why, now, RefundState.AwaitingApproval);

    internal void Expire(DateTimeOffset now) => Move(RefundState.Expired, "Nobody approved it in time.", now, RefundState.AwaitingApproval);

    /// <summary>A person has looked at why it was blocked; the tries before a send are counted anew.</summary>
    internal void Requeue(DateTimeOffset now)
    {
        Move(RefundState.Queued, null, now, RefundState.Blocked);
        Checks = 0;
        NextActionAt = now;
    }

    /// <summary>Somebody proposed how it ends; counts as a change, so that it is not confirmed by whoever has not seen it.</summary>
    internal void EndProposed() => Version++;

    internal void EndByPeople(RefundState end, string why, DateTimeOffset now)
    {
        Move(end, why, now, RefundState.ManualReview);
        DecidedByPeople = true;
        NextActionAt = null;
    }

    internal void Cancel(DateTimeOffset now) =>
        Move(RefundState.Cancelled, null, now, RefundState.Queued, RefundState.Blocked, RefundState.AwaitingApproval);

    internal void Block(string why, DateTimeOffset now) => Move(RefundState.Blocked, why, now, RefundState.Queued);

    /// <summary>Committed before the first byte leaves.</summary>
    internal void BeginSending(string owner, byte[] body, DateTimeOffset now, TimeSpan lease)
    {
        Move(RefundState.Sending, null, now, RefundState.Queued);
        Attempts++;
        Checks = 0;
        OverdueAt = null;
        RequestBody = body;
        SentAt = now;
        LeaseOwner = owner;
        LeaseUntil = now + lease;
        AbsentSince = null;
    }

    /// <summary>Provably nothing left us: back to the queue, or to a person after the last try.</summary>
    internal void NotSent(string why, TimeSpan? retryAfter, DateTimeOffset now)
    {
        Move(retryAfter is null ? RefundState.Blocked : RefundState.Queued, why, now, RefundState.Sending);
        SentAt = null;
        NextActionAt = now + retryAfter;
        Release();
    }

    internal void Accept(string requestId, DateTimeOffset now, DateTimeOffset firstCheckAt)
    {
        if (State is not (RefundState.Sending or RefundState.Unknown or RefundState.Queued or RefundState.Blocked))
        {
            // The callback was faster than the answer, which may only add the request's id. Where the callback was about an earlier request of it, this
            // one is still to be heard of.
            RequestId = IsFinal ? RequestId ?? requestId : requestId;
            Version++;
            return;
        }

        // Also after the lease, and after what was taken for proof of absence: the platform says that it has it.
        Move(RefundState.Accepted, null, now, RefundState.Sending, RefundState.Unknown, RefundState.Queued, RefundState.Blocked);
        RequestId ??= requestId;
        AbsentSince = null;
        NextActionAt = firstCheckAt;
        Release();
    }

    internal void LoseTrack(string why, bool mayResend, DateTimeOffset now, DateTimeOffset firstCheckAt)
    {
        Move(RefundState.Unknown, why, now, RefundState.Sending);
        MayResend = mayResend;
        AbsentSince = null;
        NextActionAt = firstCheckAt;
        Release();
    }

    internal void Checked(DateTimeOffset nextAt)
    {
        Checks++;
        NextActionAt = nextAt;
        Version++;
    }

    /// <summary>Not asked for: the platform is left alone until then.</summary>
    internal void WaitToAsk(DateTimeOffset until)
    {
        NextActionAt = until;
        Version++;
    }

    /// <summary>Silent for so long that somebody is told.</summary>
    internal void Overdue(DateTimeOffset now)
    {
        OverdueAt = now;
        Version++;
    }

    /// <summary>A fact of the platform names it before our own request was answered.</summary>
    internal void Recognise(string? requestId, DateTimeOffset now, DateTimeOffset firstCheckAt)
    {
        RequestId ??= requestId;
        AbsentSince = null;
        if (State is RefundState.Sending or RefundState.Unknown or RefundState.Queued or RefundState.Blocked)
        {
            Move(RefundState.Accepted, null, now, RefundState.Sending, RefundState.Unknown, RefundState.Queued, RefundState.Blocked);
            NextActionAt = firstCheckAt;
            Release();
        }
    }

    /// <summary>The platform could not be asked whether it may be sent; asked again later, or given to a person.</summary>
    internal void Postpone(string why, TimeSpan? after, DateTimeOffset now)
    {
        Move(after is null ? RefundState.Blocked : RefundState.Queued, why, now, RefundState.Queued);
        Checks++;
        NextActionAt = now + after;
    }

    internal void SeenAbsent(DateTimeOffset now) => AbsentSince ??= now;

    /// <summary>An answer that may show it: the proof of absence begins anew.</summary>
    internal void SeenPerhaps() => AbsentSince = null;

    /// <summary>Two signed answers of the platform agree that the request never arrived: it is sent again, or a person decides.</summary>
    internal void ProvenAbsent(DateTimeOffset now)
    {
        const string why = "The platform has no such refund: the request never arrived. No money moved.";
        Move(MayResend ? RefundState.Queued : RefundState.Blocked, why, now, RefundState.Unknown);
        NextActionAt = MayResend ? now : null;
        AbsentSince = null;
        Checks = 0;
    }

    internal void GiveToPeople(DateTimeOffset now)
    {
        Move(RefundState.ManualReview, "The platform has not told the result in eleven days.", now, RefundState.Unknown, RefundState.Accepted);
        NextActionAt = null;
    }

    private void Move(RefundState to, string? detail, DateTimeOffset now, params ReadOnlySpan<RefundState> from)
    {
        if (!from.Contains(State))
            throw new InvalidOperationException($"A refund that is {State} cannot become {to}.");
        State = to;
        StateDetail = detail;
        StateAt = now;
        Version++;
    }

    private void Release()
    {
        LeaseOwner = null;
        LeaseUntil = null;
    }
}

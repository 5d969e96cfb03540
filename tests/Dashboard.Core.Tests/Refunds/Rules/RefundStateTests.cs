using Dashboard.Core.Refunds;

namespace Dashboard.Core.Tests.Refunds.Rules;

/// <summary>A refund's states without a database: every way there is, none besides, and what each step leaves behind.</summary>
public sealed class RefundStateTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 12, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Later = Noon.AddMinutes(7);
    private static readonly RefundState[] Sent = [RefundState.Sending, RefundState.Accepted, RefundState.Unknown, RefundState.ManualReview];

    /// <summary>What can happen to a refund, from where, and where it leads.</summary>
    private static readonly (string Name, Action<Refund> Do, RefundState To, RefundState[] From)[] Steps =
    [
        ("approve", one => one.Approve(Guid.Empty, "ann", Later), RefundState.Queued, [RefundState.AwaitingApproval]),
        ("reject", one => one.Reject("no", Later), RefundState.Rejected, [RefundState.AwaitingApproval]),
        ("expire", one => one.Expire(Later), RefundState.Expired, [RefundState.AwaitingApproval]),
        ("requeue", one => one.Requeue(Later), RefundState.Queued, [RefundState.Blocked]),
        ("people: done", one => one.EndByPeople(RefundState.Succeeded, "seen", Later), RefundState.Succeeded, [RefundState.ManualReview]),
        ("people: not", one => one.EndByPeople(RefundState.Declined, "seen", Later), RefundState.Declined, [RefundState.ManualReview]),
        ("cancel", one => one.Cancel(Later), RefundState.Cancelled, [RefundState.AwaitingApproval, RefundState.Queued, RefundState.Blocked]),
        ("block", one => one.Block("why", Later), RefundState.Blocked, [RefundState.Queued]),
        ("send", one => one.BeginSending("me", [1], Later, RefundSchedule.Lease), RefundState.Sending, [RefundState.Queued]),
        ("not sent", one => one.NotSent("why", TimeSpan.FromSeconds(5), Later), RefundState.Queued, [RefundState.Sending]),
        ("not sent, for good", one => one.NotSent("why", null, Later), RefundState.Blocked, [RefundState.Sending]),
        ("lose track", one => one.LoseTrack("why", true, Later, Later), RefundState.Unknown, [RefundState.Sending]),
        ("exists already", one => one.ExistsAlready("why", Later, Later), RefundState.Unknown, [RefundState.Sending]),
        ("postpone", one => one.Postpone("why", TimeSpan.FromSeconds(5), Later), RefundState.Queued, [RefundState.Queued]),
        ("postpone, for good", one => one.Postpone("why", null, Later), RefundState.Blocked, [RefundState.Queued]),
        ("proven absent", one => one.ProvenAbsent(Later), RefundState.Blocked, [RefundState.Unknown]),
        ("give to people", one => one.GiveToPeople(Later), RefundState.ManualReview, [RefundState.Unknown, RefundState.Accepted]),
        ("succeed", one => one.Succeed(2, "r", "0", "ok", Later, 2_000), RefundState.Succeeded, [.. Sent, RefundState.Queued, RefundState.Blocked]),
        ("decline", one => one.Decline(2, "r", "1", "no", Later), RefundState.Declined, [.. Sent, RefundState.Queued, RefundState.Blocked]),
        ("reverse", one => one.Reverse(Later), RefundState.Reversed, [RefundState.Succeeded]),
        ("open again", one => one.Reopen("r", Later, Later), RefundState.Accepted,
            [RefundState.Declined, RefundState.Cancelled, RefundState.Succeeded, RefundState.Reversed]),
        ("correct: done", one => one.Correct(true, 2, "r", "0", "ok", Later), RefundState.Succeeded, [RefundState.Declined, RefundState.Cancelled]),
        ("correct: not", one => one.Correct(false, 2, "r", "1", "no", Later), RefundState.Reversed, [RefundState.Succeeded]),
    ];

    [Fact]
    public void EveryStep_FromEveryState_LeadsWhereItMayOrIsRefused()
    {
        foreach (var (name, act, to, from) in Steps)
        {
            foreach (var state in Enum.GetValues<RefundState>())
            {
                var refund = In(state);
                var version = refund.Version;
                if (from.Contains(state))
                {
                    act(refund);
                    Assert.True(refund.State == to, $"{name} from {state}: {refund.State}");
                    Assert.True(refund.Version > version && refund.StateAt == Later, $"{name} from {state}: not noted as a change");
                }
                else
                {
                    Assert.ThrowsAny<InvalidOperationException>(() => act(refund));
                    Assert.Equal((state, version), (refund.State, refund.Version));
                }
            }
        }
    }

    [Fact]
    public void Holds_EveryStateThatMayStillMoveMoneyAndNoOther()
    {
        RefundState[] free = [RefundState.Succeeded, RefundState.Declined, RefundState.Rejected, RefundState.Expired, RefundState.Cancelled, RefundState.Reversed];
        foreach (var state in Enum.GetValues<RefundState>())
        {
            var refund = In(state);
            Assert.Equal(!free.Contains(state), refund.Holds);
            Assert.Equal(free.Contains(state), refund.IsFinal);
            Assert.Equal(free.Contains(state) ? 0 : 2_000, refund.Held);
        }
    }

    [Fact]
    public void EndedByPeople_AsGoneBack_StaysHeldUntilThePlatformSpeaks()
    {
        var refund = In(RefundState.ManualReview);
        refund.EndByPeople(RefundState.Succeeded, "seen", Later);
        Assert.Equal((true, true, 2_000L, (DateTimeOffset?)null), (refund.DecidedByPeople, refund.Holds, refund.Held, refund.NextActionAt));

        refund.Succeed(2, "r", "0", "ok", Later, 2_000);
        Assert.Equal((RefundState.Succeeded, false, 0L, (long?)2), (refund.State, refund.DecidedByPeople, refund.Held, refund.OperationId));
        Assert.Equal("The platform told the end after people had decided it.", refund.StateDetail);
    }

    [Fact]
    public void EndedByPeople_AndTakenBackByThePlatform_IsNobodysDecisionAnyMore()
    {
        var refund = In(RefundState.ManualReview);
        refund.EndByPeople(RefundState.Succeeded, "seen", Later);
        refund.Reverse(Later);
        Assert.Equal((RefundState.Reversed, false, 0L), (refund.State, refund.DecidedByPeople, refund.Held));
    }

    [Fact]
    public void Reopen_HoldsAgainAndForgetsTheEnd()
    {
        var refund = After(RefundState.Declined, one => one.Reopen("another", Later, Later.AddSeconds(15)));
        Assert.Equal((2_000L, "r", null, null, null, (DateTimeOffset?)Later.AddSeconds(15)),
            (refund.Held, refund.RequestId, refund.OperationId, refund.Code, refund.Message, refund.NextActionAt));
        Assert.Equal(Refund.UnderWayAfterAll, refund.StateDetail);
        Assert.Equal("another", After(RefundState.Cancelled, one => one.Reopen("another", Later, Later)).RequestId);
    }

    [Fact]
    public void NoteDoneTwice_IsNotedOnce()
    {
        var refund = In(RefundState.Succeeded);
        var version = refund.Version;
        Assert.True(refund.NoteDoneTwice());
        Assert.False(refund.NoteDoneTwice());
        Assert.Equal((Refund.DoneTwice, version + 1), (refund.StateDetail, refund.Version));
    }

    [Theory]
    [InlineData(RefundState.Succeeded, true)]
    [InlineData(RefundState.Succeeded, false)]
    [InlineData(RefundState.Declined, true)]
    [InlineData(RefundState.Declined, false)]
    public void EndedByPeople_IsReplacedByThePlatformsWord(RefundState end, bool succeeded)
    {
        var refund = In(RefundState.ManualReview);
        refund.EndByPeople(end, "seen", Later);
        if (succeeded)
            refund.Succeed(2, null, null, null, Later, 2_000);
        else
            refund.Decline(2, null, null, null, Later);

        Assert.Equal((succeeded ? RefundState.Succeeded : RefundState.Declined, 0L), (refund.State, refund.Held));
        Assert.Throws<InvalidOperationException>(() => refund.Succeed(2, null, null, null, Later, 2_000));
    }

    [Fact]
    public void Submit_QueuesAtOnceOrWaitsForASecondPerson()
    {
        Assert.Equal((RefundState.Queued, (DateTimeOffset?)Noon, Noon), (In(RefundState.Queued).State, In(RefundState.Queued).NextActionAt, In(RefundState.Queued).StateAt));
        Assert.Equal((RefundState.AwaitingApproval, (DateTimeOffset?)null), (In(RefundState.AwaitingApproval).State, In(RefundState.AwaitingApproval).NextActionAt));
    }

    [Fact]
    public void Approve_NamesThePersonAndQueuesAtOnce()
    {
        var (refund, person) = (In(RefundState.AwaitingApproval), Guid.NewGuid());
        refund.Approve(person, "ann", Later);
        Assert.Equal((person, "ann", Later, Later), (refund.ApprovedBy, refund.ApprovedByName, refund.ApprovedAt, refund.NextActionAt));
    }

    [Fact]
    public void BeginSending_KeepsWhatIsSentAndForgetsTheTryBefore()
    {
        var refund = In(RefundState.Unknown, mayResend: true);
        refund.SeenAbsent(Later);
        refund.Overdue(Later);
        refund.Checked(Later);
        refund.ProvenAbsent(Later);
        Assert.Equal((RefundState.Queued, 0, (DateTimeOffset?)null, (DateTimeOffset?)Later), (refund.State, refund.Checks, refund.AbsentSince, refund.NextActionAt));
        refund.Postpone("why", TimeSpan.FromSeconds(5), Later);
        Assert.Equal((1, (DateTimeOffset?)Later.AddSeconds(5), "why"), (refund.Checks, refund.NextActionAt, refund.StateDetail));

        refund.BeginSending("me", [1, 2], Later, TimeSpan.FromSeconds(80));

        Assert.Equal((2, 0, (DateTimeOffset?)Later, (DateTimeOffset?)null), (refund.Attempts, refund.Checks, refund.SentAt, refund.OverdueAt));
        Assert.Equal(("me", (DateTimeOffset?)Later.AddSeconds(80), (string?)null), (refund.LeaseOwner, refund.LeaseUntil, refund.StateDetail));
        Assert.Equal([1, 2], refund.RequestBody);
    }

    [Fact]
    public void NotSent_LeavesNoTraceOfASend()
    {
        var refund = In(RefundState.Sending);
        refund.NotSent("Not sent", TimeSpan.FromSeconds(30), Later);
        Assert.Equal(((DateTimeOffset?)null, (DateTimeOffset?)Later.AddSeconds(30), (string?)null, (DateTimeOffset?)null, "Not sent"),
            (refund.SentAt, refund.NextActionAt, refund.LeaseOwner, refund.LeaseUntil, refund.StateDetail));
        Assert.Null(After(RefundState.Sending, one => one.NotSent("Not sent", null, Later)).NextActionAt);
    }

    [Fact]
    public void Accept_AfterTheCallback_OnlyAddsTheRequestsId()
    {
        // After the lease, and after proof of absence, it is the platform's word all the same.
        RefundState[] open = [RefundState.Sending, RefundState.Unknown, RefundState.Queued, RefundState.Blocked];
        foreach (var state in open)
        {
            var accepted = In(state);
            accepted.SeenAbsent(Noon);
            accepted.Accept("request-1", Later, Later.AddSeconds(15));
            Assert.Equal((RefundState.Accepted, "request-1", (DateTimeOffset?)Later.AddSeconds(15), (string?)null),
                (accepted.State, accepted.RequestId, accepted.NextActionAt, accepted.LeaseOwner));
            Assert.True(accepted is { AbsentSince: null, IsKnownToExist: true });
        }

        foreach (var state in Enum.GetValues<RefundState>().Except(open))
        {
            var refund = In(state);
            var version = refund.Version;
            var next = refund.NextActionAt;
            refund.Accept("request-1", Later, Later.AddSeconds(15));
            Assert.Equal((state, version + 1, next), (refund.State, refund.Version, refund.NextActionAt));
            Assert.NotNull(refund.RequestId);
        }

        var known = After(RefundState.Succeeded, one => one.Accept("another", Later, Later));
        Assert.Equal("r", known.RequestId);
        Assert.Equal("another", After(RefundState.Accepted, one => one.Accept("another", Later, Later)).RequestId);
    }

    [Fact]
    public void LoseTrack_BeginsTheProofAnew()
    {
        var refund = After(RefundState.Sending, one => one.LoseTrack("why", mayResend: true, Later, Later.AddSeconds(15)));
        Assert.Equal((true, (DateTimeOffset?)null, (DateTimeOffset?)Later.AddSeconds(15), (string?)null, "why"),
            (refund.MayResend, refund.AbsentSince, refund.NextActionAt, refund.LeaseOwner, refund.StateDetail));
        Assert.False(refund.IsKnownToExist);

        var exists = After(RefundState.Sending, one => one.ExistsAlready("taken", Later, Later));
        Assert.Equal((false, true, "3230", "taken"), (exists.MayResend, exists.IsKnownToExist, exists.Code, exists.Message));
    }

    [Theory]
    [InlineData(RefundState.Sending, true)]
    [InlineData(RefundState.Unknown, true)]
    [InlineData(RefundState.Queued, true)]
    [InlineData(RefundState.Blocked, true)]
    [InlineData(RefundState.Accepted, false)]
    [InlineData(RefundState.ManualReview, false)]
    [InlineData(RefundState.Succeeded, false)]
    [InlineData(RefundState.Cancelled, false)]
    public void Recognise_AcceptsWhatWasSentOnceAndLeavesTheRest(RefundState state, bool accepted)
    {
        var refund = In(state);
        refund.SeenAbsent(Noon);
        refund.Recognise("request-9", Later, Later.AddSeconds(15));
        Assert.Equal(accepted ? RefundState.Accepted : state, refund.State);
        Assert.Null(refund.AbsentSince);
        Assert.NotNull(refund.RequestId);
        if (accepted)
            Assert.Equal(((DateTimeOffset?)Later.AddSeconds(15), (DateTimeOffset?)null, (string?)null), (refund.NextActionAt, refund.LeaseUntil, refund.LeaseOwner));
    }

    [Fact]
    public void ProvenAbsent_WithoutTheRightToGoAgain_WaitsForAPerson()
    {
        var refund = In(RefundState.Unknown, mayResend: false);
        refund.ProvenAbsent(Later);
        Assert.Equal((RefundState.Blocked, (DateTimeOffset?)null), (refund.State, refund.NextActionAt));
        Assert.StartsWith("The platform has no such refund", refund.StateDetail, StringComparison.Ordinal);
    }

    [Fact]
    public void SeenAbsent_KeepsTheFirstTimeUntilSomethingMayShowIt()
    {
        var refund = In(RefundState.Unknown);
        refund.SeenAbsent(Noon);
        refund.SeenAbsent(Later);
        Assert.Equal(Noon, refund.AbsentSince);
        refund.SeenPerhaps();
        Assert.Null(refund.AbsentSince);
    }

    [Fact]
    public void Notes_RaiseTheVersion()
    {
        Action<Refund>[] notes = [one => one.EndProposed(), one => one.Checked(Later), one => one.WaitToAsk(Later), one => one.Overdue(Later), one => one.CountPart(5)];
        foreach (var note in notes)
        {
            var refund = In(RefundState.Accepted);
            var version = refund.Version;
            note(refund);
            Assert.Equal(version + 1, refund.Version);
        }

        Assert.Equal((1, (DateTimeOffset?)Later), (After(RefundState.Accepted, one => one.Checked(Later)).Checks, After(RefundState.Accepted, one => one.Checked(Later)).NextActionAt));
        Assert.Equal((0, (DateTimeOffset?)Later), (After(RefundState.Accepted, one => one.WaitToAsk(Later)).Checks, After(RefundState.Accepted, one => one.WaitToAsk(Later)).NextActionAt));
        Assert.Equal(Later, After(RefundState.Accepted, one => one.Overdue(Later)).OverdueAt);
    }

    [Fact]
    public void CountPart_HoldsTheRestOnceAndEndsWithTheEnd()
    {
        var refund = In(RefundState.Accepted);
        refund.CountPart(1_500);
        Assert.Equal((500L, 1_500L, Refund.ToldLess), (refund.Held, refund.Counted, refund.StateDetail));
        var version = refund.Version;
        refund.CountPart(1_500);
        Assert.Equal(version, refund.Version);
        Assert.Equal(0, Refund.HeldOf(RefundState.Accepted, false, 2_000, 2_500));
        refund.Succeed(2, "r", "0", "ok", Later, 1_500);
        Assert.Equal((0L, 0L, "The platform gave back less than was asked for."), (refund.Held, refund.Counted, refund.StateDetail));
    }

    [Theory]
    [InlineData(1_999L, "The platform gave back less than was asked for.")]
    [InlineData(2_000L, null)]
    [InlineData(2_001L, "The platform gave back more than was asked for.")]
    [InlineData(null, null)]
    public void Succeed_SaysWhetherTheSumIsTheOneAskedFor(long? gave, string? detail) =>
        Assert.Equal(detail, After(RefundState.Accepted, one => one.Succeed(2, "r", "0", "ok", Later, gave)).StateDetail);

    [Fact]
    public void End_KeepsWhatThePlatformTold()
    {
        var refund = After(RefundState.Unknown, one => one.Decline(7, "r", "20000", "Declined", Later));
        Assert.Equal(((long?)7, "r", "20000", "Declined", (DateTimeOffset?)null, (string?)null), (refund.OperationId, refund.RequestId, refund.Code, refund.Message, refund.NextActionAt, refund.StateDetail));
        Assert.Equal("a", After(RefundState.Accepted, one => one.Succeed(7, "b", null, null, Later, null)).RequestId);
        Assert.Null(After(RefundState.Sending, one => one.Succeed(7, "b", null, null, Later, null)).LeaseUntil);
        Assert.Equal("r", After(RefundState.Declined, one => one.Correct(true, 9, "c", "0", "ok", Later)).RequestId);
        Assert.Equal("a", After(RefundState.Accepted, one => one.Recognise("another", Later, Later)).RequestId);
        var corrected = After(RefundState.Declined, one => one.Correct(true, 9, "c", "0", "ok", Later));
        Assert.Equal(((long?)9, "0", "ok", "The platform, asked again, says that it succeeded."), (corrected.OperationId, corrected.Code, corrected.Message, corrected.StateDetail));
    }

    [Fact]
    public void Requeue_CountsTheTriesAnew()
    {
        var refund = In(RefundState.Queued);
        refund.Postpone("why", null, Later);
        Assert.Equal((RefundState.Blocked, (DateTimeOffset?)null, 1), (refund.State, refund.NextActionAt, refund.Checks));
        refund.Requeue(Later);
        Assert.Equal((0, (DateTimeOffset?)Later, (string?)null), (refund.Checks, refund.NextActionAt, refund.StateDetail));
    }

    [Fact]
    public void Hash_DiffersWithEachFactThatWasApproved()
    {
        byte[][] all =
        [
            RefundRecords.HashOf(386, "EP-1", 2_000, "EUR", "card"), RefundRecords.HashOf(387, "EP-1", 2_000, "EUR", "card"),
            RefundRecords.HashOf(386, "EP-2", 2_000, "EUR", "card"), RefundRecords.HashOf(386, "EP-1", 2_001, "EUR", "card"),
            RefundRecords.HashOf(386, "EP-1", 2_000, "USD", "card"), RefundRecords.HashOf(386, "EP-1", 2_000, "EUR", "ideal"),
            // A payment's id is opaque: one that holds what comes after it is another one.
            RefundRecords.HashOf(386, "EP-1\n2000\nEUR", 2_000, "EUR", "card"), RefundRecords.HashOf(38, "6\n4:EP-1", 2_000, "EUR", "card"),
        ];
        Assert.Equal(all.Length, all.Select(Convert.ToHexString).Distinct().Count());
        Assert.Equal(all[0], RefundRecords.HashOf(386, "EP-1", 2_000, "EUR", "card"));
        Assert.All(all, hash => Assert.Equal(32, hash.Length));
        Assert.Equal("payment 386/EP-1", RefundRecords.Subject(386, "EP-1"));
    }

    private static Refund After(RefundState state, Action<Refund> act)
    {
        var refund = In(state);
        act(refund);
        return refund;
    }

    /// <summary>A refund of 20.00 that came to a state on a way that there is.</summary>
    private static Refund In(RefundState state, bool mayResend = false)
    {
        var refund = new Refund { Id = Guid.CreateVersion7(), Amount = 2_000, Currency = "EUR" };
        refund.Submit(needsApproval: state is RefundState.AwaitingApproval or RefundState.Rejected or RefundState.Expired, Noon);
        if (state is RefundState.Sending or RefundState.Accepted or RefundState.Unknown or RefundState.ManualReview or RefundState.Succeeded or RefundState.Declined
            or RefundState.Reversed)
            refund.BeginSending("me", [1], Noon, RefundSchedule.Lease);
        switch (state)
        {
            case RefundState.Blocked:
                refund.Block("why", Noon);
                break;
            case RefundState.Accepted:
                refund.Accept("a", Noon, Noon);
                break;
            case RefundState.Unknown:
                refund.LoseTrack("why", mayResend, Noon, Noon);
                break;
            case RefundState.ManualReview:
                refund.LoseTrack("why", mayResend, Noon, Noon);
                refund.GiveToPeople(Noon);
                break;
            case RefundState.Succeeded or RefundState.Reversed:
                refund.Succeed(2, "r", "0", "ok", Noon, 2_000);
                if (state == RefundState.Reversed)
                    refund.Reverse(Noon);
                break;
            case RefundState.Declined:
                refund.Decline(2, "r", "1", "no", Noon);
                break;
            case RefundState.Rejected:
                refund.Reject("no", Noon);
                break;
            case RefundState.Expired:
                refund.Expire(Noon);
                break;
            case RefundState.Cancelled:
                refund.Cancel(Noon);
                break;
        }

        Assert.Equal(state, refund.State);
        return refund;
    }
}

using Dashboard.Core.Refunds;

namespace Dashboard.Core.Tests.Refunds.Rules;

/// <summary>When things are tried and asked again, to the second.</summary>
public sealed class RefundScheduleTests
{
    private static readonly DateTimeOffset Sent = new(2026, 11, 12, 14, 3, 17, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 5)]
    [InlineData(2, 30)]
    [InlineData(3, 120)]
    [InlineData(4, 600)]
    [InlineData(9, 600)]
    [InlineData(10, null)]
    [InlineData(100, null)]
    public void NextSend_AfterTries_WaitsLongerUntilAPersonLooks(int tries, int? seconds) =>
        Assert.Equal(seconds is { } wait ? TimeSpan.FromSeconds(wait) : null, RefundSchedule.NextSend(tries));

    [Theory]
    [InlineData(0, 15)]
    [InlineData(1, 30)]
    [InlineData(2, 60)]
    [InlineData(3, 120)]
    [InlineData(4, 300)]
    [InlineData(5, 900)]
    [InlineData(6, 1800)]
    public void NextCheck_OfTheFirstSeven_IsCountedFromTheSend(int made, int seconds) =>
        Assert.Equal(Sent.AddSeconds(seconds), RefundSchedule.NextCheck(Sent, made, Sent));

    [Fact]
    public void NextCheck_ThatIsOverdue_WaitsTenSecondsFromNow()
    {
        Assert.Equal(Sent.AddSeconds(70), RefundSchedule.NextCheck(Sent, 2, Sent.AddSeconds(60)));
        Assert.Equal(Sent.AddSeconds(60), RefundSchedule.NextCheck(Sent, 2, Sent.AddSeconds(50)));
        Assert.Equal(Sent.AddSeconds(61), RefundSchedule.NextCheck(Sent, 2, Sent.AddSeconds(51)));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(23.99, 1)]
    [InlineData(24, 4)]
    [InlineData(240, 4)]
    public void NextCheck_AfterTheSeventh_IsHourlyForADayAndThenFourHourly(double hoursAfter, int pause)
    {
        var now = Sent.AddHours(hoursAfter);
        Assert.Equal(now.AddHours(pause), RefundSchedule.NextCheck(Sent, 7, now));
    }

    [Fact]
    public void NextCheck_OfOneRefund_IsSpreadDifferentlyEachTime()
    {
        var now = Sent.AddHours(2);
        var pauses = Enumerable.Range(7, 20).Select(made => RefundSchedule.NextCheck(new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), Sent, made, now));
        Assert.True(pauses.Distinct().Count() > 10, "the pauses are the same");
    }

    [Fact]
    public void Check_PutOff_IsAskedThenAndStaysWhatItWas()
    {
        var check = new PaymentCheck { PaymentRowId = 1 };
        check.Contradict(Sent);
        var version = check.Version;
        check.Wait(Sent.AddMinutes(8));
        Assert.Equal((Sent.AddMinutes(8), true, version + 1), (check.DueAt, check.Contradicted, check.Version));
    }

    [Fact]
    public void NextCheck_OfManyRefunds_IsSpreadOverATenthOfThePause()
    {
        var ids = Enumerable.Range(1, 200).Select(number => new Guid(number, 0, 0, 1, 2, 3, 4, (byte)number, (byte)(number * 7), 5, 6)).ToList();
        var sure = RefundSchedule.NextCheck(Sent, 3, Sent);
        var spread = ids.ConvertAll(id => RefundSchedule.NextCheck(id, Sent, 3, Sent));

        Assert.All(spread, at => Assert.InRange(at, sure, sure + TimeSpan.FromSeconds(12)));
        Assert.True(spread.Distinct().Count() > 100, "they come together");
        Assert.Equal(spread, ids.ConvertAll(id => RefundSchedule.NextCheck(id, Sent, 3, Sent)));
    }

    [Fact]
    public void Check_OfAPayment_IsDueAtOnceDailyOrLaterAndLater()
    {
        var check = new PaymentCheck { PaymentRowId = 1 };
        check.Follow(Sent);
        Assert.Equal((Sent.AddDays(1), Sent.AddDays(30), false), (check.DueAt, check.DailyUntil, check.Contradicted));

        check.Contradict(Sent.AddHours(2));
        Assert.Equal((Sent.AddHours(2), true), (check.DueAt, check.Contradicted));
        // Another success does not put off what is due now.
        check.Follow(Sent.AddHours(3));
        Assert.Equal((Sent.AddHours(2), Sent.AddHours(3).AddDays(30)), (check.DueAt, check.DailyUntil));

        foreach (var (failure, minutes) in new[] { 1, 2, 4, 8, 16, 32, 64, 128, 240, 240, 240, 240 }.Index())
        {
            check.NotAnswered(Sent);
            Assert.Equal((failure + 1, Sent.AddMinutes(minutes)), (check.Failures, check.DueAt));
        }

        Assert.True(check.Answered(Sent.AddDays(1)));
        Assert.Equal((Sent.AddDays(2), false, 0), (check.DueAt, check.Contradicted, check.Failures));
        Assert.True(check.Answered(check.DailyUntil!.Value - PaymentCheck.Day));
        Assert.False(check.Answered(check.DailyUntil.Value - PaymentCheck.Day + TimeSpan.FromTicks(1)));
    }

    [Fact]
    public void Check_WhateverIsNoted_GrowsItsVersion()
    {
        // What was noted while a question was under way is recognised by it.
        var check = new PaymentCheck { PaymentRowId = 1 };
        var versions = new List<int> { check.Version };
        foreach (var note in (Action[])[() => check.Contradict(Sent), () => check.Follow(Sent), () => check.NotAnswered(Sent), () => check.Answered(Sent)])
        {
            note();
            versions.Add(check.Version);
        }

        Assert.Equal([0, 1, 2, 3, 4], versions);
    }

    [Fact]
    public void Check_OfAContradictionAlone_EndsWithTheAnswer()
    {
        var check = new PaymentCheck { PaymentRowId = 1 };
        check.Contradict(Sent);
        var version = check.Version;
        Assert.False(check.Answered(Sent));
        Assert.True(check.Version > version);
    }
}

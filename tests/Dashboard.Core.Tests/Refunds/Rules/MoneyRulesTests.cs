using System.Globalization;
using Dashboard.Core.Operations;
using Dashboard.Core.Payments;
using Dashboard.Core.Refunds;
using Dashboard.Core.Refunds.Batches;
using Dashboard.Gate;

namespace Dashboard.Core.Tests.Refunds.Rules;

/// <summary>How money is counted, compared and read, without a database: each rule at its edge.</summary>
public sealed class MoneyRulesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 12, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void CountMoney_AddsByEffectInThePaymentsCurrencyOnly()
    {
        (MoneyEffect, long?, string?)[] operations =
        [
            (MoneyEffect.In, 5_000, "EUR"), (MoneyEffect.In, 700, "EUR"), (MoneyEffect.In, 900, "USD"), (MoneyEffect.In, null, "EUR"), (MoneyEffect.None, 40, "EUR"),
            (MoneyEffect.Out, 1_000, "EUR"), (MoneyEffect.Out, 200, "EUR"), (MoneyEffect.Out, 300, null), (MoneyEffect.UndoesOut, 50, "EUR"),
        ];

        Assert.Equal((5_700L, 1_150L), Payment.CountMoney(operations, "EUR"));
        Assert.Equal((900L, 0L), Payment.CountMoney(operations, "USD"));
        Assert.Equal((0L, 300L), Payment.CountMoney(operations, null));
    }

    [Fact]
    public void CountMoney_UndoneBeforeItWasTold_GivesBackNothing() =>
        Assert.Equal((0L, 0L), Payment.CountMoney([(MoneyEffect.UndoesOut, 50, "EUR")], "EUR"));

    [Fact]
    public void CountMoney_BeyondSixtyFourBits_IsNoSum()
    {
        Assert.Equal((long.MaxValue, 0L), Payment.CountMoney([(MoneyEffect.In, long.MaxValue, "EUR")], "EUR"));
        Assert.Throws<OverflowException>(() => Payment.CountMoney([(MoneyEffect.In, long.MaxValue, "EUR"), (MoneyEffect.In, 1, "EUR")], "EUR"));
        Assert.Throws<OverflowException>(() => Payment.CountMoney([(MoneyEffect.Out, long.MaxValue, "EUR"), (MoneyEffect.Out, 1, "EUR")], "EUR"));
        Assert.Throws<InvalidOperationException>(() => Payment.CountMoney([((MoneyEffect)99, 1, "EUR")], "EUR"));
    }

    [Theory]
    [InlineData(100, 0, 0, 100, false)]
    [InlineData(100, 60, 40, 0, false)]
    [InlineData(100, 60, 39, 1, false)]
    [InlineData(100, 60, 41, 0, true)]
    [InlineData(0, 1, 0, 0, true)]
    public void Left_IsNeverBelowZeroAndMoreThanCapturedIsSeen(long captured, long refunded, long reserved, long left, bool over)
    {
        var payment = new Payment { Captured = captured, Refunded = refunded, Reserved = reserved };
        Assert.Equal((left, over), (payment.Remaining, payment.OverRefunded));
        Assert.Equal(captured > 0 ? Int128.Max(0, (Int128)refunded + reserved - captured) : (Int128?)null, payment.ExcessAfter([]));
    }

    /// <summary>A sale that has ended without money is known as well: what went back of it went back of nothing.</summary>
    [Theory]
    [InlineData("sale", "processing", false)]
    [InlineData("sale", "decline", true)]
    [InlineData("refund", "success", false)]
    public void Excess_OfNothingCaptured_CountsOnceASaleHasEnded(string type, string status, bool counts) =>
        Assert.Equal(counts ? (Int128)20 : null, new Payment { Refunded = 20 }.ExcessAfter([new Operation { Type = type, Status = status }]));

    [Theory]
    [InlineData(100, 0, RefundedPart.None)]
    [InlineData(100, 1, RefundedPart.Partly)]
    [InlineData(100, 99, RefundedPart.Partly)]
    [InlineData(100, 100, RefundedPart.Fully)]
    [InlineData(0, 1, RefundedPart.Partly)]
    public void Part_OfWhatWasCaptured(long captured, long refunded, RefundedPart part) => Assert.Equal(part, Payment.PartOf(captured, refunded));

    [Theory]
    [InlineData("431422******0056", "0056")]
    [InlineData("0056", "0056")]
    [InlineData("056", null)]
    [InlineData("43142200561a", null)]
    [InlineData("4314 005", null)]
    [InlineData(null, null)]
    public void EndOf_AnAccount_IsFourDigitsOrNothing(string? account, string? end) => Assert.Equal(end, Payment.EndOf(account));

    [Fact]
    public void Merge_BelievesWhoeverTellsAndTheGreaterOfTwo()
    {
        Assert.Equal("b", Facts.Merge("a", "b"));
        Assert.Equal("b", Facts.Merge("b", "a"));
        Assert.Equal("a", Facts.Merge("a", ""));
        Assert.Equal("a", Facts.Merge(null, "a"));
        Assert.Equal("a", Facts.Merge("", "a"));
        Assert.Null(Facts.Merge(null, null));
        // Ordinal: capital letters come before small ones in every culture.
        Assert.Equal("a", Facts.Merge("B", "a"));
    }

    [Fact]
    public void Earliest_OfWhatIsKnown_InUtc()
    {
        Assert.Equal(Noon, Facts.Earliest(null, Noon.AddSeconds(1), Noon, Noon.AddSeconds(2)));
        Assert.Equal(Noon, Facts.Earliest(Noon, Noon.AddSeconds(1)));
        Assert.Null(Facts.Earliest(null, null));
        Assert.Equal(TimeSpan.Zero, Facts.Earliest(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(3)))!.Value.Offset);
    }

    [Fact]
    public void Listed_IsCountedOnceEachByWhatSucceeded()
    {
        var answer = Answer(
            Listed(1, "sale", "success", 5_000), Listed(1, "sale", "success", 5_000), Listed(2, "refund", "success", 1_000), Listed(3, "refund", "decline", 300),
            Listed(4, "refund", "processing", 200), Listed(5, "refund reverse", "success", 100), Listed(null, "sale", "success", 7), Listed(null, "sale", "success", 8));

        Assert.Equal(new ListedMoney(5_015, 900), ListedMoney.Of(answer, "EUR"));
        Assert.Equal(new ListedMoney(0, 0), ListedMoney.Of(answer, "USD"));
        // Told twice and not alike, it is still one operation.
        Assert.Equal(new ListedMoney(5_000, 0), ListedMoney.Of(Answer(Listed(1, "sale", "success", 5_000), Listed(1, "sale", "success", 4_000)), "EUR"));
    }

    [Theory]
    [InlineData(5_000, 1_000, false)]
    [InlineData(4_999, 1_000, true)]
    [InlineData(5_000, 1_001, true)]
    [InlineData(5_001, 999, false)]
    public void Listed_LessThanOurBooks_IsToldToTheLastUnit(long captured, long refunded, bool less) =>
        Assert.Equal(less, new ListedMoney(captured, refunded).IsLessThan(new Payment { Captured = 5_000, Refunded = 1_000 }));

    [Fact]
    public void Alarm_TellsTheSumsOfThisMomentAndWhoHasSeenIt()
    {
        var alarm = new PaymentAlarm();
        alarm.Tell(new Payment { Captured = 3, Refunded = 4, Reserved = 5 }, new ListedMoney(1, 2));
        Assert.Equal((3L, 4L, 5L, (long?)1, (long?)2, 1), (alarm.Captured, alarm.Refunded, alarm.Reserved, alarm.ListedCaptured, alarm.ListedRefunded, alarm.Version));
        alarm.Tell(new Payment { Captured = 6 }, null);
        Assert.Equal((6L, 0L, 0L, (long?)null, (long?)null, 2), (alarm.Captured, alarm.Refunded, alarm.Reserved, alarm.ListedCaptured, alarm.ListedRefunded, alarm.Version));
        var person = Guid.NewGuid();
        alarm.Acknowledge(person, "ann", "seen", Noon);
        Assert.Equal((person, "ann", Noon, "seen", 3), (alarm.AcknowledgedBy, alarm.AcknowledgedByName, alarm.AcknowledgedAt, alarm.Note, alarm.Version));
    }

    [Theory]
    [InlineData("12.34", "EUR", 1_234L)]
    [InlineData("12,34", "EUR", 1_234L)]
    [InlineData("12,3", "EUR", 1_230L)]
    [InlineData("12", "JPY", 12L)]
    [InlineData("1.234", "KWD", 1_234L)]
    [InlineData("1,234", "KWD", null)]
    [InlineData("1,234.5", "EUR", null)]
    [InlineData(",234", "KWD", null)]
    [InlineData("1.234,5", "EUR", null)]
    [InlineData("1,2,3", "EUR", null)]
    [InlineData("1 234", "EUR", null)]
    [InlineData("-1", "EUR", null)]
    [InlineData("+1", "EUR", null)]
    [InlineData("1e3", "EUR", null)]
    [InlineData("12.345", "EUR", null)]
    [InlineData("92233720368547758.07", "EUR", long.MaxValue)]
    [InlineData("92233720368547758.08", "EUR", null)]
    public void ReadAmount_TakesPlainAmountsAndRoundsNothing(string text, string currency, long? minor) => Assert.Equal(minor, CheckRefundBatch.ReadAmount(text, currency));

    [Fact]
    public void Confirmation_IsTheTotalOfOneCurrencyOrTheNumberOfRows()
    {
        BatchTotal[] one = [new("EUR", 3, 123_456)];
        BatchTotal[] two = [new("EUR", 3, 123_456), new("JPY", 2, 500)];
        var (english, russian) = (CultureInfo.InvariantCulture, CultureInfo.GetCultureInfo("ru"));
        Assert.True(CreateRefundBatch.IsConfirmed(one, "1234.56", english));
        Assert.True(CreateRefundBatch.IsConfirmed(one, "1234,56", russian));
        Assert.False(CreateRefundBatch.IsConfirmed(one, "1234.57", english));
        Assert.False(CreateRefundBatch.IsConfirmed(one, "3", english));
        Assert.True(CreateRefundBatch.IsConfirmed(two, " 5 ", english));
        Assert.False(CreateRefundBatch.IsConfirmed(two, "4", english));
        Assert.False(CreateRefundBatch.IsConfirmed(two, "-5", english));
    }

    private static CallbackOperation Listed(long? id, string type, string status, long sum) =>
        new() { Id = id, Type = type, Status = status, SumInitial = new Money(sum, "EUR") };

    private static PaymentStatusAnswer Answer(params CallbackOperation[] operations) => new() { Message = new CallbackMessage(), Operations = operations, ListsOperations = true };
}

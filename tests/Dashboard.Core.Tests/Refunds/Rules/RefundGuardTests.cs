using Dashboard.Core.Payments;
using Dashboard.Core.Refunds;

namespace Dashboard.Core.Tests.Refunds.Rules;

/// <summary>The last look before a refund leaves: every fact that may have changed stops it, and each is told by its own sentence.</summary>
public sealed class RefundGuardTests
{
    private const string Method = "The payment's method does not allow this refund.";
    private const string Elsewhere = "Refunds made elsewhere leave less than this amount.";
    private const string Changed = "The payment is no longer what the refund was asked for.";

    [Fact]
    public void Guard_WithNothingChanged_LetsItGo() => Assert.Null(WhyNotNow(Refund(), Payment(), stopped: false, uncounted: false));

    [Fact]
    public void Guard_AtTheLastUnit_LetsItGoAndNoFurther()
    {
        Assert.Null(WhyNotNow(Refund(), Payment(refunded: 8_000), stopped: false, uncounted: false));
        Assert.Equal(Elsewhere, WhyNotNow(Refund(), Payment(refunded: 8_001), stopped: false, uncounted: false));
    }

    [Fact]
    public void Guard_WithSumsThatTogetherDoNotFit64Bits_StopsIt()
    {
        var payment = Payment(refunded: long.MaxValue - 1_000, reserved: 2_000);

        Assert.Equal(Elsewhere, WhyNotNow(Refund(), payment, stopped: false, uncounted: false));
        Assert.True(payment.OverRefunded);
        Assert.Equal(0, payment.Remaining);
        Assert.Equal(0, Payment(refunded: long.MaxValue, reserved: long.MaxValue).Remaining);
    }

    [Fact]
    public void Guard_WithTheSwitchTurned_StopsEverything() =>
        Assert.Equal(RefundGuard.Stopped, WhyNotNow(Refund(), Payment(method: "poli", refunded: 9_000), stopped: true, uncounted: false));

    [Theory]
    [InlineData("poli", Method)]
    [InlineData("nothing-we-know", Method)]
    [InlineData(null, Method)]
    [InlineData("card", Changed)]
    public void Guard_WithAnotherMethod_StopsIt(string? method, string why) =>
        Assert.Equal(why, WhyNotNow(Refund(), Payment(method: method), stopped: false, uncounted: false));

    [Fact]
    public void Guard_WithAMethodThatRefundsOnlyTheWhole_TellsPartFromWhole()
    {
        Assert.Equal(Method, WhyNotNow(Refund(amount: 9_999, method: "paypal"), Payment(method: "paypal", reserved: 9_999), stopped: false, uncounted: false));
        Assert.Null(WhyNotNow(Refund(amount: 10_000, method: "paypal"), Payment(method: "paypal", reserved: 10_000), stopped: false, uncounted: false));
    }

    [Theory]
    [InlineData("EUR", 386, "EP-1")]
    [InlineData("RUB", 387, "EP-1")]
    [InlineData("RUB", 386, "EP-2")]
    public void Guard_WithAnotherPaymentThanWasApproved_StopsIt(string currency, long project, string payment) =>
        Assert.Equal(Changed, WhyNotNow(Refund(), Payment(currency: currency, project: project, id: payment), stopped: false, uncounted: false));

    [Fact]
    public void Guard_WithAnotherAmountThanWasApproved_StopsIt() =>
        Assert.Equal(Changed, WhyNotNow(Refund(amount: 2_000, approved: 1_999), Payment(), stopped: false, uncounted: false));

    [Fact]
    public void Guard_WithTheProjectsRule_AllowsWhatItEnablesAndHoldsItsBounds()
    {
        var rule = new RefundMethodRule { ProjectId = 386, Method = "ideal", Full = true, Partial = true, Least = 10, Most = 50, WindowDays = 30 };
        Payment Paid(string method = "ideal") => Payment(method: method, currency: "EUR");
        Refund Asked(long amount, string method = "ideal") => new()
        {
            Amount = amount,
            Currency = "EUR",
            Method = method,
            ApprovedHash = RefundRecords.HashOf(386, "EP-1", amount, "EUR", method),
        };

        Assert.Equal(Method, WhyNotNow(Asked(2_000), Paid(), stopped: false, uncounted: false));
        Assert.Null(WhyNotNow(Asked(1_000), Paid(), stopped: false, uncounted: false, rule));
        Assert.Null(WhyNotNow(Asked(5_000), Paid(), stopped: false, uncounted: false, rule));
        Assert.Equal(Method, WhyNotNow(Asked(999), Paid(), stopped: false, uncounted: false, rule));
        Assert.Equal(Method, WhyNotNow(Asked(5_001), Paid(), stopped: false, uncounted: false, rule));
        Assert.Null(WhyNotNow(Asked(2_000), Paid(), stopped: false, uncounted: false, rule, Paid().CreatedAt.AddDays(30)));
        Assert.Equal("The time in which payments of this method can be refunded is over.",
            WhyNotNow(Asked(2_000), Paid(), stopped: false, uncounted: false, rule, Paid().CreatedAt.AddDays(30).AddSeconds(1)));
        Assert.Equal(Method, WhyNotNow(Asked(2_000, "poli"), Paid("poli"), stopped: false, uncounted: false, rule));
    }

    [Fact]
    public void Guard_WithARefundThatNoSumTells_StopsIt() => Assert.Equal(
        "The platform tells of a refund without a usable sum.", WhyNotNow(Refund(), Payment(), stopped: false, uncounted: true));

    private static string? WhyNotNow(Refund refund, Payment payment, bool stopped, bool uncounted, RefundMethodRule? rule = null, DateTimeOffset now = default) =>
        RefundGuard.WhyNotNow(refund, payment, stopped, uncounted, RefundTerms.Of(payment.Method, rule), now);

    private static Refund Refund(long amount = 2_000, string method = "alfa-click", long? approved = null) => new()
    {
        Amount = amount,
        Currency = "RUB",
        Method = method,
        ApprovedHash = RefundRecords.HashOf(386, "EP-1", approved ?? amount, "RUB", method),
    };

    private static Payment Payment(
        string? method = "alfa-click", long refunded = 0, long reserved = 2_000, string currency = "RUB", long project = 386, string id = "EP-1") => new()
        {
            ProjectId = project,
            PaymentId = id,
            Method = method,
            Currency = currency,
            Captured = 10_000,
            Refunded = refunded,
            Reserved = reserved,
        };
}

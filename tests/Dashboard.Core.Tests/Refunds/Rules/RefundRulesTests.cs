using Dashboard.Core.Refunds;

namespace Dashboard.Core.Tests.Refunds.Rules;

/// <summary>The rules by themselves, without a database: each number at its edge.</summary>
public sealed class RefundRulesTests
{
    public static TheoryData<string, Action<RefundRules>> Wrong => new()
    {
        { "Refunds:OperatorSingle must be 0 or more.", rules => rules.OperatorSingle = -1 },
        { "Refunds:OperatorDay must be 0 or more.", rules => rules.OperatorDay = -1 },
        { "Refunds:OperatorMonth must be 0 or more.", rules => rules.OperatorMonth = -1 },
        { "Refunds:BrakeAfter must be 1 or more.", rules => rules.BrakeAfter = 0 },
        { "Refunds:BrakeMinutes must be from 1 to 1440.", rules => rules.BrakeMinutes = 0 },
        { "Refunds:BrakeMinutes must be from 1 to 1440.", rules => rules.BrakeMinutes = 1441 },
        { "Refunds:StepUpAbove must be 0 or more.", rules => rules.StepUpAbove = -1 },
        { "Refunds:ApprovalHours must be from 1 to 720.", rules => rules.ApprovalHours = 0 },
        { "Refunds:ApprovalHours must be from 1 to 720.", rules => rules.ApprovalHours = 721 },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void Faults_OfOneWrongNumber_NameIt(string fault, Action<RefundRules> change)
    {
        var rules = new RefundRules();
        change(rules);
        Assert.Equal([fault], rules.Faults());
    }

    [Fact]
    public void Faults_AtEveryEdge_AreNone()
    {
        Assert.Empty(new RefundRules().Faults());
        Assert.Empty(new RefundRules { OperatorSingle = 0, OperatorDay = 0, OperatorMonth = 0, BrakeAfter = 1, BrakeMinutes = 1, StepUpAbove = 0, ApprovalHours = 1 }.Faults());
        Assert.Empty(new RefundRules { BrakeMinutes = 1440, ApprovalHours = 720 }.Faults());
    }

    [Theory]
    [InlineData(500, "EUR", 50_000)]
    [InlineData(500, "JPY", 500)]
    [InlineData(500, "KWD", 500_000)]
    [InlineData(500, "XXX", 500)]
    [InlineData(long.MaxValue, "JPY", long.MaxValue)]
    [InlineData(long.MaxValue, "EUR", long.MaxValue)]
    [InlineData(92_233_720_368_547_758, "EUR", 9_223_372_036_854_775_800)]
    [InlineData(92_233_720_368_547_759, "EUR", long.MaxValue)]
    public void Minor_OfWholeUnits_FollowsTheCurrencyAndNeverOverflows(long whole, string currency, long minor) =>
        Assert.Equal(minor, RefundRules.Minor(whole, currency));

    [Theory]
    [InlineData(100, null)]
    [InlineData(101, ApprovalReason.OverSingle)]
    public void Allowance_OfTheSingleRefund_HoldsUpToTheLastUnit(long amount, ApprovalReason? why) =>
        Assert.Equal(why, new RefundAllowance(100, null, null, TooFast: false).WhyApproval(amount));

    [Fact]
    public void Allowance_NamesTheFirstReasonAndTheLeastOfThem()
    {
        Assert.Equal(ApprovalReason.OverDay, new RefundAllowance(100, 50, 20, TooFast: true).WhyApproval(51));
        Assert.Equal(ApprovalReason.OverMonth, new RefundAllowance(100, 50, 20, TooFast: true).WhyApproval(50));
        Assert.Equal(ApprovalReason.OverMonth, new RefundAllowance(100, 50, 20, TooFast: true).WhyApproval(21));
        Assert.Equal(ApprovalReason.TooFast, new RefundAllowance(100, 50, 20, TooFast: true).WhyApproval(20));
        Assert.Null(new RefundAllowance(100, 50, 20, TooFast: false).WhyApproval(20));
        Assert.Null(new RefundAllowance(null, null, null, TooFast: false).WhyApproval(long.MaxValue));
        Assert.Equal(20, new RefundAllowance(100, 50, 20, TooFast: false).Most);
        Assert.Equal(50, new RefundAllowance(null, 50, null, TooFast: false).Most);
        Assert.Equal(0, new RefundAllowance(null, 50, null, TooFast: true).Most);
        Assert.Null(new RefundAllowance(null, null, null, TooFast: false).Most);
    }
}

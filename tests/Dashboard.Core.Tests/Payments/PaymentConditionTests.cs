using Dashboard.Core.Payments;
using Dashboard.Core.Refunds;
using Dashboard.Gate;

namespace Dashboard.Core.Tests.Payments;

public sealed class PaymentConditionTests
{
    [Theory]
    [InlineData("success", 100, 0, PaymentCondition.Success)]
    [InlineData("success", 100, 30, PaymentCondition.PartlyRefunded)]
    [InlineData("success", 100, 100, PaymentCondition.Refunded)]
    [InlineData("partially refunded", 100, 130, PaymentCondition.Refunded)]
    [InlineData("reversed", 0, 0, PaymentCondition.Refunded)]
    [InlineData("decline", 0, 0, PaymentCondition.Declined)]
    [InlineData("internal error", 0, 0, PaymentCondition.Declined)]
    [InlineData("expired", 0, 0, PaymentCondition.Expired)]
    [InlineData("canceled", 0, 0, PaymentCondition.Cancelled)]
    [InlineData("awaiting 3ds result", 0, 0, PaymentCondition.AwaitingCustomer)]
    [InlineData("awaiting capture", 0, 0, PaymentCondition.Processing)]
    [InlineData("foo", 0, 0, PaymentCondition.Unrecognised)]
    [InlineData("", 0, 0, PaymentCondition.Unrecognised)]
    public void Of_WithoutRefundsHere_FollowsStatusAndMoney(string status, long captured, long refunded, PaymentCondition expected) =>
        Assert.Equal(expected, PaymentConditions.Of(status, captured, refunded, []));

    [Theory]
    [InlineData(RefundState.AwaitingApproval, PaymentCondition.RefundRequested)]
    [InlineData(RefundState.Queued, PaymentCondition.RefundRequested)]
    [InlineData(RefundState.Sending, PaymentCondition.RefundRequested)]
    [InlineData(RefundState.Accepted, PaymentCondition.RefundRequested)]
    [InlineData(RefundState.Unknown, PaymentCondition.RefundUnknown)]
    [InlineData(RefundState.ManualReview, PaymentCondition.RefundUnknown)]
    [InlineData(RefundState.Declined, PaymentCondition.RefundFailed)]
    [InlineData(RefundState.Blocked, PaymentCondition.RefundFailed)]
    [InlineData(RefundState.Cancelled, PaymentCondition.Success)]
    [InlineData(RefundState.Rejected, PaymentCondition.Success)]
    [InlineData(RefundState.Expired, PaymentCondition.Success)]
    [InlineData(RefundState.Reversed, PaymentCondition.Success)]
    public void Of_NewestRefund_ShowsWhatIsOpen(RefundState state, PaymentCondition expected) =>
        Assert.Equal(expected, PaymentConditions.Of("success", 100, 0, [state]));

    /// <summary>Money that may have left outweighs everything else that is going on.</summary>
    [Fact]
    public void Of_UnknownBesideOthers_IsUnknown() =>
        Assert.Equal(PaymentCondition.RefundUnknown, PaymentConditions.Of("success", 100, 40, [RefundState.Accepted, RefundState.Unknown, RefundState.Succeeded]));

    [Fact]
    public void Of_DeclinedAndThenDone_IsNotFailed() =>
        Assert.Equal(PaymentCondition.PartlyRefunded, PaymentConditions.Of("success", 100, 40, [RefundState.Succeeded, RefundState.Declined]));

    [Theory]
    [InlineData("success", true)]
    [InlineData("partially refunded", true)]
    [InlineData("refunded", true)]
    [InlineData("processing", false)]
    [InlineData("decline", false)]
    [InlineData("foo", false)]
    public void IsPaid_ByThePlatformsWord_WhateverWentBackSince(string status, bool paid) => Assert.Equal(paid, PaymentConditions.IsPaid(status));

    /// <summary>A message names the code of whichever operation it is about: that of a declined refund says nothing about the payer.</summary>
    [Theory]
    [InlineData("decline", "20105", "20105")]
    [InlineData("expired", "3999", "3999")]
    [InlineData("decline", "not in the register", "not in the register")]
    [InlineData("success", "20105", null)]
    [InlineData("partially refunded", "20105", null)]
    [InlineData("awaiting customer", "9999", null)]
    [InlineData("processing", "20105", null)]
    [InlineData("decline", "9999", null)]
    [InlineData("decline", "0", null)]
    [InlineData("decline", "", null)]
    [InlineData("decline", null, null)]
    public void DeclineCode_OnlyOfAPaymentThatEndedUnpaid(string status, string? code, string? expected) => Assert.Equal(expected,
        new PaymentRow { Id = 1, ProjectId = 1, PaymentId = "EP-1", Status = status, Code = code, CreatedAt = DateTimeOffset.UnixEpoch }.DeclineCode);

    [Fact]
    public void OfStatus_EveryKnownStatus_IsRecognised() =>
        Assert.All(PaymentStatus.All, status => Assert.NotEqual(PaymentCondition.Unrecognised, PaymentConditions.OfStatus(status.Code)));
}

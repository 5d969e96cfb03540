using Dashboard.Core.Callbacks;
using Dashboard.Core.Operations;
using Dashboard.Core.Payments;
using Dashboard.Gate;

namespace Dashboard.Core.Tests.Refunds.Rules;

/// <summary>What messages make of a payment and its operations, without a database.</summary>
public sealed class PaymentFoldTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 12, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Payment_TakesItsFactsFromWhoeverTellsThemAndItsStateFromTheLatest()
    {
        var payment = new Payment();
        payment.Apply(Message("processing", Noon, 500, received: Noon.AddSeconds(5)) with { Method = "card", Customer = "c-1" });
        payment.Apply(Message("success", Noon.AddMinutes(1), 700, code: "0", received: Noon.AddSeconds(9)));
        payment.Apply(Message("processing", Noon.AddSeconds(30), 600, code: "9", received: Noon.AddSeconds(7)));

        Assert.Equal(("success", "card", "c-1", "EUR", (long?)700, "0"), (payment.Status, payment.Method, payment.CustomerId, payment.Currency, payment.Amount, payment.Code));
        Assert.Equal((Noon, Noon.AddMinutes(1), Noon.AddSeconds(9)), (payment.CreatedAt, payment.UpdatedAt, payment.ReceivedAt));
    }

    [Fact]
    public void Payment_ToldEarlierThanKnown_BeginsEarlierAndStaysInItsState()
    {
        var payment = new Payment();
        payment.Apply(Message("success", Noon, 500));
        payment.Apply(Message("processing", Noon.AddHours(-1), 900));

        Assert.Equal(("success", Noon.AddHours(-1), Noon, (long?)900), (payment.Status, payment.CreatedAt, payment.UpdatedAt, payment.Amount));
    }

    [Fact]
    public void Payment_WithoutAnyDate_IsDatedByItsReceipt()
    {
        var payment = new Payment();
        payment.Apply(Message(null, null, null, received: Noon.AddSeconds(3)));

        Assert.Equal(("", Noon.AddSeconds(3), Noon.AddSeconds(3), (long?)null), (payment.Status, payment.CreatedAt, payment.UpdatedAt, payment.Amount));
    }

    [Fact]
    public void Payment_CountsItsOperationsAndMarksAContradiction()
    {
        var (sale, refund) = (new Operation(), new Operation());
        sale.Apply(Message("success", Noon, 500) with { Type = "sale" });
        refund.Apply(Message("success", Noon, 200) with { Type = "refund" });
        var payment = new Payment { Currency = "EUR" };
        payment.Count([sale, refund]);
        Assert.Equal((500L, 200L, 300L, false, RefundedPart.Partly), (payment.Captured, payment.Refunded, payment.Remaining, payment.HasConflict, payment.RefundedPart));

        refund.Apply(Message("decline", Noon.AddMinutes(1), 200) with { Type = "refund" });
        payment.Count(new[] { sale, refund }.Where(_ => true));
        Assert.Equal((200L, true), (payment.Refunded, payment.HasConflict));
    }

    [Fact]
    public void Operation_TakesItsEndFromTheFirstAndItsCreationFromTheEarliest()
    {
        var operation = new Operation();
        operation.Apply(Message("success", Noon, 500, code: "0", received: Noon.AddSeconds(5)) with { Type = "sale" });
        operation.Apply(Message("decline", Noon.AddMinutes(1), 500, code: "1", received: Noon.AddSeconds(3)) with { Type = "refund" });
        operation.Apply(Message("processing", Noon.AddMinutes(-1), 500, code: "2", received: Noon.AddSeconds(4)));

        Assert.Equal(("success", "sale", "0", MoneyEffect.In, true), (operation.Status, operation.Type, operation.Code, operation.Effect, operation.HasConflict));
        Assert.Equal((Noon.AddMinutes(-1), (DateTimeOffset?)Noon, Noon.AddSeconds(5)), (operation.CreatedAt, operation.UpdatedAt, operation.ReceivedAt));
        Assert.False(operation.IsConfirmed);
    }

    [Fact]
    public void Operation_IsCreatedWhenTheEarliestMessageSays()
    {
        Operation After(params CallbackEvent[] messages)
        {
            var operation = new Operation();
            foreach (var message in messages)
                operation.Apply(message);
            return operation;
        }

        Assert.Equal(Noon, After(Message("success", Noon, 1)).CreatedAt);
        Assert.Equal(Noon, After(Message("success", Noon, 1), Message("decline", Noon.AddMinutes(1), 1)).CreatedAt);
        Assert.Equal(Noon.AddHours(-2), After(Message("success", Noon, 1) with { Created = Noon.AddHours(-2) }).CreatedAt);
        Assert.Equal(Noon.AddHours(-1), After(Message("success", null, 1) with { PaymentDate = Noon.AddHours(-1) }).CreatedAt);
        Assert.Equal(Noon.AddSeconds(4), After(Message("success", null, 1, received: Noon.AddSeconds(4))).CreatedAt);
    }

    [Fact]
    public void Operation_ThatContradictedItselfOnce_StaysMarked()
    {
        var operation = new Operation();
        foreach (var status in new[] { "success", "decline", "decline" })
            operation.Apply(Message(status, Noon, 1));
        Assert.True(operation.HasConflict);
    }

    [Theory]
    [InlineData("success", "success", false)]
    [InlineData("processing", "success", false)]
    [InlineData("success", "processing", false)]
    [InlineData("success", "decline", true)]
    [InlineData("decline", "success", true)]
    public void Operation_ContradictsItself_OnlyByTwoEnds(string first, string second, bool conflict)
    {
        var operation = new Operation();
        operation.Apply(Message(first, Noon, 1));
        operation.Apply(Message(second, Noon.AddSeconds(1), 1));
        Assert.Equal(conflict, operation.HasConflict);
    }

    [Theory]
    [InlineData("decline", MoneyEffect.None)]
    [InlineData("processing", MoneyEffect.None)]
    [InlineData("success", MoneyEffect.Out)]
    public void Operation_MovesMoney_OnlyWhenItSucceeded(string status, MoneyEffect effect)
    {
        var operation = new Operation();
        operation.Apply(Message(status, Noon, 1) with { Type = "refund" });
        Assert.Equal(effect, operation.Effect);
    }

    [Fact]
    public void Operation_BelievesThePaymentsRefundIdInCallbacksOnly()
    {
        var (told, asked) = (new Operation(), new Operation());
        told.Apply(Message("success", Noon, 1) with { RefundId = "ours" });
        asked.Apply(Message("success", Noon, 1) with { RefundId = "ours", Source = CallbackSource.StatusRead });
        var both = new Operation();
        both.Apply(Message("success", Noon, 1) with { RefundId = "of the payment", OwnRefundId = "ours" });
        Assert.Equal("ours", both.MerchantRefundId);
        Assert.Equal(("ours", (string?)null, true), (told.MerchantRefundId, asked.MerchantRefundId, asked.IsConfirmed));
    }

    private static Made Message(string? status, DateTimeOffset? date, long? sum, string? code = null, DateTimeOffset? received = null) =>
        new(status, date, sum, code, received ?? Noon);

    /// <summary>A message in the making; becomes one where one is wanted.</summary>
    private sealed record Made(string? Status, DateTimeOffset? Date, long? Sum, string? Code, DateTimeOffset Received)
    {
        public string? Method { get; init; }

        public string? Customer { get; init; }

        public string Type { get; init; } = "sale";

        public string? RefundId { get; init; }

        public string? OwnRefundId { get; init; }

        public DateTimeOffset? Created { get; init; }

        public DateTimeOffset? PaymentDate { get; init; } = Date;

        public CallbackSource Source { get; init; }

        public static implicit operator CallbackEvent(Made made)
        {
            Money? sum = made.Sum is { } minor ? new Money(minor, "EUR") : null;
            return new CallbackEvent
            {
                Source = made.Source,
                ReceivedAt = made.Received,
                Hash = new byte[32],
                Message = new CallbackMessage
                {
                    CustomerId = made.Customer,
                    Payment = new CallbackPayment("EP-1") { Status = made.Status, Date = made.PaymentDate, Sum = sum, Method = made.Method, MerchantRefundId = made.RefundId },
                    Operation = new CallbackOperation
                    {
                        Id = 1,
                        Type = made.Type,
                        Status = made.Status,
                        Date = made.Date,
                        CreatedDate = made.Created,
                        SumInitial = sum,
                        Code = made.Code,
                        MerchantRefundId = made.OwnRefundId,
                    },
                },
            };
        }
    }
}

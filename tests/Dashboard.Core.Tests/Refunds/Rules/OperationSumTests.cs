using Dashboard.Core.Callbacks;
using Dashboard.Core.Operations;
using Dashboard.Core.Payments;
using Dashboard.Gate;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Refunds.Rules;

/// <summary>Whose sum an operation has: a later message that tells none takes none back, in whatever order they come.</summary>
public sealed class OperationSumTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 12, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Sum_ToldOnceAndThenNotAnyMore_Stays()
    {
        var operation = After(Told("success", Noon, 2_000), Asked("success", Noon.AddDays(1), null));

        Assert.Equal((2_000L, "EUR", "success", MoneyEffect.Out), (operation.Amount, operation.Currency, operation.Status, operation.Effect));
        Assert.True(operation.IsConfirmed);
    }

    [Fact]
    public void Sum_ToldByTwo_IsThatOfTheOneThatSpeaksFirst()
    {
        Assert.Equal(1_500, After(Told("success", Noon, 2_000), Asked("success", Noon.AddDays(1), 1_500)).Amount);
        Assert.Equal(1_500, After(Told("success", Noon, 2_000), Asked("success", Noon.AddDays(1), 1_500), Asked("success", Noon.AddDays(2), null)).Amount);
        Assert.Equal(2_000, After(Told("success", Noon, 2_000), Told("success", Noon.AddDays(1), 1_500)).Amount);
    }

    [Fact]
    public void Sum_OfOneInProgress_IsNotThatOfItsEnd()
    {
        Assert.Null(After(Told("processing", Noon, 2_000), Told("success", Noon.AddDays(1), null)).Amount);
        Assert.Null(After(Told("success", Noon.AddDays(1), null), Told("processing", Noon, 2_000)).Amount);
        Assert.Equal(2_000, After(Told("processing", Noon, 2_000), Told("processing", Noon.AddDays(1), null)).Amount);
        Assert.Equal(1_500, After(Told("processing", Noon, 2_000), Told("success", Noon.AddDays(1), null), Told("decline", Noon.AddDays(2), 1_500)).Amount);
    }

    [Fact]
    public void Key_IsLongerOnlyWhereAnotherMessageTellsTheSum()
    {
        Assert.Equal(StateKey.OperationLength, After(Told("success", Noon, 2_000)).StateKey.Length);
        Assert.Equal(StateKey.OperationLength, After(Told("success", Noon, null)).StateKey.Length);
        Assert.Equal(32, After(Told("success", Noon, 2_000), Asked("success", Noon.AddDays(1), null)).StateKey.Length);
    }

    [Fact]
    public void Sum_NeverTold_IsNone() => Assert.Null(After(Told("success", Noon, null), Asked("success", Noon.AddDays(1), null)).Amount);

    [Fact]
    public async Task Messages_InAnyOrderWithAnyRepeats_EndInTheSameOperation() => await Property.CheckAsync(seed: 3, 2_000, Make, example =>
    {
        var (messages, random) = example;
        var expected = Facts(After([.. messages]));
        for (var order = 0; order < 4; order++)
            Assert.Equal(expected, Facts(After([.. random.Shuffle([.. messages, .. messages.Where(_ => random.Chance(30))])])));
        return Task.CompletedTask;
    });

    private static (List<CallbackEvent> Messages, Seeded Random) Make(Seeded random)
    {
        string[] statuses = ["processing", "success", "decline", "no such status"];
        var messages = new List<CallbackEvent>();
        for (var count = random.Whole(1, 6); messages.Count < count;)
        {
            messages.Add(Message(random.Pick<string>(statuses), Noon.AddSeconds(random.Whole(0, 3)), random.Chance(50) ? null : random.Whole(1, 3),
                random.Chance(50) ? CallbackSource.Callback : CallbackSource.StatusRead, (byte)(messages.Count + 1)));
        }

        return (messages, random);
    }

    private static string Facts(Operation operation) =>
        $"{operation.Status} {operation.Effect} {operation.Amount} {operation.Currency} {operation.UpdatedAt} {Convert.ToHexString(operation.StateKey)}";

    private static Operation After(params CallbackEvent[] messages)
    {
        var operation = new Operation();
        foreach (var message in messages)
            operation.Apply(message);
        // What the database keeps of it.
        Assert.InRange(operation.StateKey.Length, StateKey.OperationLength, 32);
        return operation;
    }

    private static CallbackEvent Told(string status, DateTimeOffset date, long? sum) => Message(status, date, sum, CallbackSource.Callback, 1);

    private static CallbackEvent Asked(string status, DateTimeOffset date, long? sum) => Message(status, date, sum, CallbackSource.StatusRead, 1);

    private static CallbackEvent Message(string status, DateTimeOffset date, long? sum, CallbackSource source, byte hash) => new()
    {
        Source = source,
        ReceivedAt = date,
        Hash = [.. Enumerable.Repeat(hash, 32)],
        Message = new CallbackMessage
        {
            Payment = new CallbackPayment("EP-1"),
            Operation = new CallbackOperation
            {
                Id = 1,
                Type = "refund",
                Status = status,
                Date = date,
                SumInitial = sum is { } minor ? new Money(minor, "EUR") : null,
            },
        },
    };
}

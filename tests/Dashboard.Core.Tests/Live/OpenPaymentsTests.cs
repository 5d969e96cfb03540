using Dashboard.Core.Live;

namespace Dashboard.Core.Tests.Live;

public sealed class OpenPaymentsTests
{
    private static readonly Guid Ann = Guid.NewGuid();
    private static readonly Guid Bob = Guid.NewGuid();

    [Fact]
    public void Enter_TellsOthersAtTheSamePaymentOnlyAndUntilTheyLeave()
    {
        var payments = new OpenPayments();
        List<string> told = [];
        using var ann = payments.Enter(1, Ann, "ann", () => told.Add("ann"));
        using var elsewhere = payments.Enter(2, Bob, "bob", () => told.Add("bob at 2"));
        Assert.Empty(told);

        using (payments.Enter(1, Bob, "bob", () => told.Add("bob")))
        {
            Assert.Equal(["bob"], payments.Others(1, Ann));
            Assert.Equal(["ann"], payments.Others(1, Bob));
            Assert.Empty(payments.Others(2, Bob));
            Assert.Equal(["ann"], told);
        }

        Assert.Empty(payments.Others(1, Ann));
        Assert.Equal(["ann", "ann"], told);
    }

    [Fact]
    public void Enter_OnePersonInTwoWindows_IsOneNameUntilBothAreGone()
    {
        var payments = new OpenPayments();
        using var first = payments.Enter(1, Ann, "ann", () => { });
        var second = payments.Enter(1, Ann, "ann", () => { });
        Assert.Equal(["ann"], payments.Others(1, Bob));
        second.Dispose();
        second.Dispose();
        Assert.Equal(["ann"], payments.Others(1, Bob));
        first.Dispose();
        Assert.Empty(payments.Others(1, Bob));
    }
}

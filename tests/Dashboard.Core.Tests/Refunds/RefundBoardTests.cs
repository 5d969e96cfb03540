using Dashboard.Core.Refunds;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Refunds;

public sealed class RefundBoardTests
{
    private static readonly Guid Ann = Guid.NewGuid();
    private static readonly Guid Bob = Guid.NewGuid();

    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void Enter_TellsOthersOfTheSamePaymentOnly()
    {
        var board = new RefundBoard(_clock);
        var told = 0;
        using var listening = board.Subscribe(() => told++);

        using (board.Enter(1, Ann, "ann@shop.test"))
        {
            Assert.Equal(["ann@shop.test"], board.Others(1, Bob));
            Assert.Empty(board.Others(1, Ann));
            Assert.Empty(board.Others(2, Bob));
        }

        Assert.Empty(board.Others(1, Bob));
        Assert.Equal(2, told);
    }

    [Fact]
    public void Entry_NotRenewed_IsForgottenAfterTheLease()
    {
        var board = new RefundBoard(_clock);
        using var ann = board.Enter(1, Ann, "ann@shop.test");
        _clock.Advance(RefundBoard.Lease - TimeSpan.FromSeconds(1));
        ann.Renew();
        _clock.Advance(RefundBoard.Lease - TimeSpan.FromSeconds(1));
        Assert.NotEmpty(board.Others(1, Bob));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(board.Others(1, Bob));
    }

    [Fact]
    public void Entry_OfOnePersonInTwoWindows_IsOneNameUntilBothAreGone()
    {
        var board = new RefundBoard(_clock);
        using var first = board.Enter(1, Ann, "ann@shop.test");
        var second = board.Enter(1, Ann, "ann@shop.test");
        Assert.Single(board.Others(1, Bob));
        second.Dispose();
        Assert.Single(board.Others(1, Bob));
    }
}

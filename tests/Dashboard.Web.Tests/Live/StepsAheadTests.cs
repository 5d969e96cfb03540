using Dashboard.Web.Live;

namespace Dashboard.Web.Tests.Live;

public sealed class StepsAheadTests
{
    [Fact]
    public void Address_OfAnEarlierStep_IsPassedByUntilTheLastOneHasCome()
    {
        var steps = new StepsAhead();
        steps.Take();
        steps.Take();
        steps.Take();
        Assert.Equal([true, true, false, false], new[] { false, false, true, false }.Select(steps.PassBy));
    }

    [Fact]
    public void Address_ThatNobodySteppedTo_IsFollowed() => Assert.False(new StepsAhead().PassBy(isShown: false));

    /// <summary>A page must not go by the addresses that come for ever because one never came.</summary>
    [Fact]
    public void Address_AfterOneThatNeverCame_IsFollowed()
    {
        var steps = new StepsAhead();
        steps.Take();
        Assert.False(steps.PassBy(isShown: false));
        steps.Take();
        steps.Take();
        Assert.False(steps.PassBy(isShown: true));
        Assert.False(steps.PassBy(isShown: false));
    }
}

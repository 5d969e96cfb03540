using Dashboard.TestKit;

namespace Dashboard.Core.Tests.TestKit;

public sealed class PropertyTests
{
    [Fact]
    public void Check_FailingCase_NamesSeedThatFailsAgainAtOnce()
    {
        var fault = Assert.Throws<PropertyFailedException>(() =>
            Property.Check(7, 1000, random => random.Number(0, 100), number => Assert.True(number < 95)));

        var seed = long.Parse(fault.Message.Split("seed ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Throws<PropertyFailedException>(() =>
            Property.Check(seed, 1, random => random.Number(0, 100), number => Assert.True(number < 95)));
    }

    [Fact]
    public void CheckSteps_TwoGuiltySteps_ShrinksToThem()
    {
        var fault = Assert.Throws<PropertyFailedException>(() => Property.CheckSteps(
            1, 500, random => random.List(0, 40, step => step.Whole(0, 9)),
            steps => Assert.False(steps.Contains(3) && steps.Contains(8))));

        Assert.Contains("  1. 3\n  2. 8\n", fault.Message.Replace("  1. 8\n  2. 3\n", "  1. 3\n  2. 8\n", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("  3. ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_PropertyHolds_TriesEveryCase()
    {
        var tried = 0;
        Property.Check(1, 250, random => random.Text(0, 5), text =>
        {
            tried++;
            Assert.InRange(text.Length, 0, 5);
        });
        Assert.Equal(250, tried);
    }

    [Fact]
    public void Number_WidestRange_StaysWithoutOverflow()
    {
        var random = new Seeded(42);
        var numbers = Enumerable.Range(0, 100).Select(_ => random.Number(long.MinValue, long.MaxValue)).ToList();
        Assert.Equal(100, numbers.Distinct().Count());
        Assert.Contains(numbers, number => number < 0);
    }
}

using System.Text;

namespace Dashboard.Gate.Tests.Signatures;

public sealed class NaturalOrderTests
{
    [Theory]
    [InlineData("items:2", "items:10", -1)]
    [InlineData("items:02", "items:1", -1)]
    [InlineData("field10", "field9", 1)]
    [InlineData("a", "a", 0)]
    [InlineData("a", "ab", -1)]
    [InlineData("B", "a", -1)]
    [InlineData("", "a", -1)]
    [InlineData("", "", 0)]
    [InlineData("007", "7", 0)]
    [InlineData("a b", "ab", 0)]
    [InlineData("a-b", "a:b", -1)]
    [InlineData("sum1", "sum:amount", -1)]
    [InlineData("1.05", "1.5", -1)]
    public void Compare_KnownPairs_SortAsInPhp(string a, string b, int expected)
    {
        Assert.Equal(expected, Math.Sign(Compare(a, b)));
        Assert.Equal(-expected, Math.Sign(Compare(b, a)));
    }

    [Fact]
    public void Compare_RandomPaths_AgreesWithTheSlowReference()
    {
        var random = new Random(20190304);
        const string alphabet = "aabB001290:: -_\t";
        for (var i = 0; i < 200_000; i++)
        {
            var a = Text(random, alphabet);
            var b = Text(random, alphabet);
            Assert.True(Math.Sign(SlowNaturalOrder.Compare(a, b)) == Math.Sign(Compare(a, b)), $"'{a}' and '{b}'");
        }
    }

    private static int Compare(string a, string b) => NaturalOrder.Compare(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b));

    private static string Text(Random random, string alphabet)
    {
        var length = random.Next(0, 9);
        return string.Create(length, random, (span, r) =>
        {
            foreach (ref var c in span)
                c = alphabet[r.Next(alphabet.Length)];
        });
    }
}

using System.Globalization;
using System.Text;

namespace Dashboard.Gate.Tests.Signatures;

public sealed class CanonicalTextTests
{
    [Theory]
    [InlineData("""{"a":{"b":1,"c":[true,null,""]},"d":[],"e":{}}""", "a:b:1;a:c:0:1;a:c:1:;a:c:2:")]
    [InlineData("""{"a":{"b":1111111111111111,"c":2},"d":false,"f":["g",{"h":7,"i":{"k":8}}],"e":[4,5],"j":null}""",
        "a:b:1111111111111111;a:c:2;d:0;e:0:4;e:1:5;f:0:g;f:1:h:7;f:1:i:k:8;j:")]
    [InlineData("""{"0":null,"a":{"b":1,"c":2},"d":false,"f":["g",{"h":7,"i":{"k":8}}],"e":[4,5],"l":{"m":[{"n":9}]}}""",
        "0:;a:b:1;a:c:2;d:0;e:0:4;e:1:5;f:0:g;f:1:h:7;f:1:i:k:8;l:m:0:n:9")]
    [InlineData("""{"a:b":1}""", "a::b:1")]
    [InlineData("""{"a":1e2,"b":1.0,"c":90071992547409931}""", "a:1e2;b:1.0;c:90071992547409931")]
    [InlineData("""{"general":{"signature":"x"},"a":[{"signature":"y","b":1,"frame_mode":{"c":1}}]}""", "a:0:b:1")]
    [InlineData("""{"\u0061\"":"\u00e9\n"}""", "a\":é\n")]
    [InlineData("{}", "")]
    public void CanonicalText_KnownMessages_AreTheTextsOfTheSdks(string json, string expected) => Assert.Equal(expected, TestData.Canonical(json));

    [Fact]
    public void CanonicalText_ElevenItems_OrdersDiffer()
    {
        var json = "{\"o\":[" + string.Join(',', Enumerable.Range(0, 11)) + "]}";
        Assert.Equal("o:0:0;o:1:1;o:2:2;o:3:3;o:4:4;o:5:5;o:6:6;o:7:7;o:8:8;o:9:9;o:10:10", TestData.Canonical(json));
        Assert.StartsWith("o:0:0;o:10:10;o:1:1;", TestData.Canonical(json, SignatureOrder.Line), StringComparison.Ordinal);
        Assert.StartsWith("o:0:0;o:1:1;o:10:10;", TestData.Canonical(json, SignatureOrder.Key), StringComparison.Ordinal);
    }

    [Fact]
    public void CanonicalText_SiblingThatGoesOnWithADigit_LineOrderDiffers()
    {
        const string json = """{"address":"a","address1":"b"}""";
        Assert.Equal("address:a;address1:b", TestData.Canonical(json));
        Assert.Equal("address:a;address1:b", TestData.Canonical(json, SignatureOrder.Key));
        Assert.Equal("address1:b;address:a", TestData.Canonical(json, SignatureOrder.Line));
    }

    [Theory]
    [InlineData("10000.0", "10000")]
    [InlineData("1e4", "10000")]
    [InlineData("1.0", "1")]
    [InlineData("0.1", "0.1")]
    [InlineData("-0", "-0")]
    [InlineData("-0.0", "-0")]
    [InlineData("0.0001", "0.0001")]
    [InlineData("0.00001", "1.0E-5")]
    [InlineData("-0.000012", "-1.2E-5")]
    [InlineData("12345678901234.0", "12345678901234")]
    [InlineData("123456789012345.0", "1.2345678901234E+14")]
    [InlineData("1e25", "1.0E+25")]
    [InlineData("123456789.123456789", "123456789.12346")]
    [InlineData("18446744073709551616", "1.844674407371E+19")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("1e400", "INF")]
    [InlineData("-1e400", "-INF")]
    public void CanonicalText_PhpNumbers_ArePrintedWithFourteenDigits(string number, string expected) =>
        Assert.Equal("a:" + expected, TestData.Canonical("{\"a\":" + number + "}", phpNumbers: true));

    [Fact]
    public void CanonicalText_ManyMembers_IsSortedAndLosesNothing()
    {
        var random = new Random(7);
        var paths = Enumerable.Range(0, 5000).OrderBy(_ => random.Next()).Select(i => "k" + i.ToString(CultureInfo.InvariantCulture)).ToList();
        var json = "{" + string.Join(',', paths.Select(p => $"\"{p}\":1")) + "}";
        var expected = string.Join(';', Enumerable.Range(0, 5000).Select(i => $"k{i}:1"));
        Assert.Equal(expected, TestData.Canonical(json));
    }

    [Fact]
    public void CanonicalText_RandomTrees_IsAStableSortOfTheFlattenedLeaves()
    {
        var random = new Random(11);
        for (var i = 0; i < 500; i++)
        {
            var leaves = Enumerable.Range(0, random.Next(1, 60)).Select(n => (Path: Path(random), Value: n)).DistinctBy(l => l.Path).ToList();
            var json = "{" + string.Join(',', leaves.Select(l => $"\"{l.Path}\":{l.Value}")) + "}";
            // Without digits natural order is plain byte order of what is not white space.
            var expected = string.Join(';', leaves.OrderBy(l => l.Path, StringComparer.Ordinal).Select(l => $"{l.Path}:{l.Value}"));
            Assert.Equal(expected, TestData.Canonical(json));
        }
    }

    [Fact]
    public void CanonicalText_RecutRequest_IsTheSameAsTheForgedCallback()
    {
        // The weakness the shape rule exists for.
        const string request = """{"customer_first_name":"J;payment:id:P-1;payment:status:success;zz:x","payment_id":"P-1","project_id":35}""";
        const string forged = """{"customer_first_name":"J","payment":{"id":"P-1","status":"success"},"zz":"x;payment_id:P-1;project_id:35"}""";
        Assert.Equal(TestData.Canonical(request), TestData.Canonical(forged));
        Assert.True(CallbackMessage.HasRequestShape(TestData.Parse(forged)));
    }

    [Fact]
    public void CanonicalText_LongNamesAndValues_AreKeptWhole()
    {
        var name = new string('n', 200_000);
        var value = new string('é', 300_000);
        var text = Signature.CanonicalText(TestData.Parse($"{{\"{name}\":{{\"b\":\"{value}\"}}}}"));
        Assert.Equal(name + ":b:" + value, Encoding.UTF8.GetString(text));
    }

    private static string Path(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => "abXYé_-"[random.Next(7)]));
}

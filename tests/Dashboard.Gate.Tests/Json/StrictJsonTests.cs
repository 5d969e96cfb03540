using System.Text;
using System.Text.Json;

namespace Dashboard.Gate.Tests.Json;

public sealed class StrictJsonTests
{
    public static TheoryData<string> BadJson { get; } = Hostile("badJson");

    public static TheoryData<string> BadUtf8 { get; } = ["FF", "FEFF", "C0AF", "C1BF", "E080AF", "EDA080", "EDBFBF", "EDA0BDEDB2B3", "F08080AF",
        "F4908080", "F5808080", "F888808080", "80", "BFBF", "C3", "E282", "F09F92", "E9", "61CC"];

    private static TheoryData<string> Hostile(string list)
    {
        using var data = JsonDocument.Parse(TestData.Bytes("hostile.json"));
        return [.. data.RootElement.GetProperty(list).EnumerateArray().Select(e => e.GetString()!)];
    }

    [Theory]
    [MemberData(nameof(BadJson))]
    public void TryParse_BrokenJson_IsRefusedWithAReason(string text)
    {
        using var document = StrictJson.TryParse(Encoding.UTF8.GetBytes(text), out var fault);
        Assert.Null(document);
        Assert.NotNull(fault);
    }

    [Theory]
    [MemberData(nameof(BadUtf8))]
    public void TryParse_BadUtf8InValueNameOrTail_IsRefused(string hex)
    {
        var junk = Convert.FromHexString(hex);
        byte[][] bodies = [[.. "{\"a\":\""u8, .. junk, .. "\"}"u8], [.. "{\""u8, .. junk, .. "\":1}"u8], [.. "{}"u8, .. junk]];
        Assert.All(bodies, body =>
        {
            using var document = StrictJson.TryParse(body, out var fault);
            Assert.Null(document);
            Assert.NotNull(fault);
        });
    }

    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"p\u0061yment":1,"payment":2}""")]
    [InlineData("""{"x":{"a":1,"b":2,"a":1}}""")]
    [InlineData("""{"x":[{"a":1,"a":1}]}""")]
    public void TryParse_NameGivenTwice_IsRefused(string json) => AssertRefused(json);

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("\\uDC00")]
    [InlineData("\\ud83dx")]
    [InlineData("\\ud83d\\u0041")]
    [InlineData("\\udcb3\\ud83d")]
    [InlineData("\\ud800\\ud800")]
    [InlineData("a\\udfff")]
    public void TryParse_LoneSurrogate_IsRefusedInNamesAndValues(string escape)
    {
        AssertRefused("{\"a\":[{\"b\":\"" + escape + "\"}]}");
        AssertRefused("{\"a\":{\"" + escape + "\":1}}");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("1")]
    [InlineData("[{}]")]
    public void TryParse_RootIsNoObject_IsRefused(string json) => AssertRefused(json);

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    [InlineData(100_000, false)]
    public void TryParse_Depth_EndsAtSixtyFourLevels(int depth, bool accepted)
    {
        var json = "{\"a\":" + new string('[', depth) + new string(']', depth) + "}";
        using var document = StrictJson.TryParse(Encoding.UTF8.GetBytes(json), out _);
        Assert.Equal(accepted, document is not null);
    }

    [Fact]
    public void TryParse_ByteOrderMarkAndOtherEncodings_AreRefused()
    {
        byte[][] bodies = [[0xEF, 0xBB, 0xBF, .. "{}"u8], Encoding.Unicode.GetBytes("{}"), Encoding.BigEndianUnicode.GetBytes("{}"), Encoding.UTF32.GetBytes("{}")];
        Assert.All(bodies, body => Assert.Null(StrictJson.TryParse(body, out _)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData(" \r\n{\"a\":\"\\ud83d\\ude00\",\"\":1}\n")]
    [InlineData("""{"a":{"a":1},"A":2}""")]
    public void TryParse_StrictJson_IsAccepted(string json)
    {
        using var document = StrictJson.TryParse(Encoding.UTF8.GetBytes(json), out var fault);
        Assert.NotNull(document);
        Assert.Null(fault);
    }

    [Fact]
    public void TryParse_Fault_DoesNotQuoteTheBody()
    {
        StrictJson.TryParse("{\"card\":4111111111111111x}"u8.ToArray(), out var fault);
        Assert.DoesNotContain("4111", fault, StringComparison.Ordinal);
    }

    private static void AssertRefused(string json)
    {
        using var document = StrictJson.TryParse(Encoding.UTF8.GetBytes(json), out var fault);
        Assert.Null(document);
        Assert.NotNull(fault);
    }
}

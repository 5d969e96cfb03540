using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dashboard.Gate.Tests.Callbacks;

public sealed class CallbackFaultTests
{
    [Theory]
    [InlineData("operation.sum_initial.amount", "10.5", "operation.sum_initial.amount: 10.5 is not a whole number of minor units")]
    [InlineData("operation.sum_initial.amount", "100.00", "operation.sum_initial.amount: 100.00 is not a whole number of minor units")]
    [InlineData("operation.sum_initial.amount", "1e2", "operation.sum_initial.amount: 1e2 is not a whole number of minor units")]
    [InlineData("operation.sum_initial.amount", "-1", "operation.sum_initial.amount: -1 is negative")]
    [InlineData("operation.sum_initial.amount", "9223372036854775808", "operation.sum_initial.amount: 9223372036854775808 is too large")]
    [InlineData("operation.sum_initial.amount", "\"100\"", "operation.sum_initial.amount: a number is expected, not a text")]
    [InlineData("operation.sum_initial.amount", "true", "operation.sum_initial.amount: a number is expected, not true or false")]
    [InlineData("operation.sum_initial.amount", "null", "operation.sum_initial.amount: missing")]
    [InlineData("operation.sum_initial.currency", "null", "operation.sum_initial.currency: missing")]
    [InlineData("operation.sum_initial.currency", "\"eur\"", "operation.sum_initial.currency: not three capital letters")]
    [InlineData("operation.sum_converted.currency", "\"978\"", "operation.sum_converted.currency: not three capital letters")]
    [InlineData("payment.sum.currency", "\"EURO\"", "payment.sum.currency: not three capital letters")]
    [InlineData("payment.sum", "\"100\"", "payment.sum: an object is expected, not a text")]
    [InlineData("operation.id", "1.0", "operation.id: 1.0 is not a whole number from 0 to 9223372036854775807")]
    [InlineData("operation.id", "-5", "operation.id: -5 is not a whole number from 0 to 9223372036854775807")]
    [InlineData("operation.id", "\" 5\"", "operation.id: \" 5\" is not a whole number from 0 to 9223372036854775807")]
    [InlineData("operation.id", "18446744073709551616", "operation.id: 18446744073709551616 is not a whole number from 0 to 9223372036854775807")]
    [InlineData("operation.id", "[]", "operation.id: a number is expected, not a list")]
    [InlineData("operation", "\"x\"", "operation: an object is expected, not a text")]
    [InlineData("payment", "[1]", "payment: an object is expected, not a list")]
    [InlineData("payment.id", "\"\"", "payment.id: empty")]
    [InlineData("payment.id", "null", "payment.id: missing")]
    [InlineData("payment.id", "5", "payment.id: a text is expected, not a number")]
    [InlineData("payment.id", "\"a\\u0000b\"", "payment.id: contains control characters")]
    [InlineData("operation.request_id", "\"a\\u0000b\"", "operation.request_id: contains control characters")]
    public void Read_UnusableFact_IsAbsentAndNamed(string path, string json, string fault)
    {
        var read = Read(path, json);
        Assert.Equal([fault], read.Faults);
        if (path.StartsWith("operation.sum_initial", StringComparison.Ordinal))
            Assert.Null(read.Operation!.SumInitial);
        if (path == "operation.id")
            Assert.Null(read.Operation!.Id);
        if (path.StartsWith("payment.id", StringComparison.Ordinal))
            Assert.Null(read.Payment);
    }

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public void Read_PaymentIdLength_EndsAt255(int length, bool usable)
    {
        var read = Read("payment.id", "\"" + new string('x', length) + "\"");
        Assert.Equal(usable, read.Payment is not null);
        Assert.Equal(usable ? [] : ["payment.id: longer than 255 characters"], read.Faults);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("9007199254740993", 9007199254740993)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void Read_WholeAmount_IsExact(string amount, long expected)
    {
        var read = Read("operation.sum_initial.amount", amount);
        Assert.Equal(new Money(expected, "RUB"), read.Operation!.SumInitial);
        Assert.Empty(read.Faults);
    }

    [Theory]
    [InlineData("operation.id", "\"632\"")]
    [InlineData("operation.id", "null")]
    [InlineData("operation.sum_initial", "null")]
    [InlineData("operation.sum_initial", "[]")]
    [InlineData("operation", "null")]
    [InlineData("operation", "[]")]
    [InlineData("account", "[]")]
    [InlineData("account", "\"x\"")]
    [InlineData("payment.method", "[1]")]
    [InlineData("payment.status", "\"brand new\"")]
    [InlineData("payment.sum.currency", "\"XXX\"")]
    [InlineData("operation.provider", "false")]
    [InlineData("operation.provider.id", "1e400")]
    [InlineData("operation.code", "0")]
    [InlineData("payment.date", "\"0000-00-00T00:00:00+0000\"")]
    [InlineData("errors", "{}")]
    public void Read_HarmlessNovelty_HasNoFaults(string path, string json) => Assert.Empty(Read(path, json).Faults);

    [Fact]
    public void Read_NumbersWhereTextsAreUsual_AreTakenAsWritten()
    {
        Assert.Equal("20105", Read("operation.code", "20105").Operation!.Code);
        Assert.Equal("7", Read("customer", "{\"id\":7}").CustomerId);
    }

    [Fact]
    public void Read_NamesInOtherCase_AreNotThere()
    {
        var read = CallbackMessage.Read(TestData.Parse("""{"Project_Id":1,"PAYMENT":{"id":"x"},"Operation":{"id":1}}"""));
        Assert.Null(read.ProjectId);
        Assert.Null(read.Payment);
        Assert.Null(read.Operation);
    }

    [Fact]
    public void Read_ControlCharactersInTexts_AreRemovedAndLengthIsBounded()
    {
        var read = Read("payment.description", "\"a\\u0000b\\u0001c\\td\\ne\\u001bf" + new string('x', 5000) + "\"");
        Assert.StartsWith("abc\td\nef", read.Payment!.Description, StringComparison.Ordinal);
        Assert.Equal(CleanText.TextLength, read.Payment.Description!.Length);
    }

    [Fact]
    public void Read_EveryHostileValueInEveryPlace_NeverThrowsAndIsStorable()
    {
        using var hostile = JsonDocument.Parse(TestData.Bytes("hostile.json"));
        var values = new[] { "numbers", "scalars" }.SelectMany(l => hostile.RootElement.GetProperty(l).EnumerateArray().Select(v => v.GetString()!))
            .Concat(new[] { "texts", "dates" }.SelectMany(l => hostile.RootElement.GetProperty(l).EnumerateArray().Select(v => v.GetRawText()))).ToList();
        foreach (var path in hostile.RootElement.GetProperty("paths").EnumerateArray().Select(p => p.GetString()!))
        {
            foreach (var value in values)
            {
                var read = Read(path, value);
                string?[] texts = [read.AccountNumber, read.CustomerId, read.Payment?.Id, read.Payment?.Status, read.Payment?.DateText, read.Payment?.Method,
                    read.Payment?.Description, read.Operation?.Message, read.Operation?.Code, read.Operation?.RequestId, .. read.Faults];
                Assert.All(texts, t => Assert.True(CleanText.IsClean(t) && (t?.Length ?? 0) <= CleanText.TextLength, path + " = " + value));
            }
        }
    }

    private static CallbackMessage Read(string path, string json)
    {
        var root = JsonNode.Parse(TestData.Bytes("samples/callbacks/alfa-click-sale-success-success-0.json"))!;
        var parts = path.Split('.');
        var parent = root;
        foreach (var part in parts[..^1])
            parent = parent[part] ??= new JsonObject();
        parent[parts[^1]] = "@@";
        return CallbackMessage.Read(TestData.Parse(root.ToJsonString().Replace("\"@@\"", json, StringComparison.Ordinal)));
    }
}

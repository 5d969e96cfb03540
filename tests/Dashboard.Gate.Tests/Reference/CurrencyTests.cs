using System.Globalization;
using System.Numerics;

namespace Dashboard.Gate.Tests.Reference;

public sealed class CurrencyTests
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");
    private static readonly CultureInfo Russian = CultureInfo.GetCultureInfo("ru-RU");

    public static TheoryData<string> Cultures { get; } = ["en-GB", "en-US", "ru-RU", "de-DE", "de-CH", "fr-FR", "pl-PL", "pt-BR", "hi-IN", "kk-KZ", ""];

    [Theory]
    [InlineData("JPY", 0)]
    [InlineData("KRW", 0)]
    [InlineData("VND", 0)]
    [InlineData("CLP", 0)]
    [InlineData("ISK", 0)]
    [InlineData("UGX", 0)]
    [InlineData("XOF", 0)]
    [InlineData("EUR", 2)]
    [InlineData("RUB", 2)]
    [InlineData("MRU", 2)]
    [InlineData("KWD", 3)]
    [InlineData("BHD", 3)]
    [InlineData("OMR", 3)]
    [InlineData("JOD", 3)]
    [InlineData("TND", 3)]
    [InlineData("CLF", 4)]
    [InlineData("UYW", 4)]
    public void Find_KnownCode_HasTheExponentOfIso4217(string code, int exponent) => Assert.Equal(exponent, Currency.Find(code)!.Exponent);

    [Theory]
    [InlineData("eur")]
    [InlineData("XXX")]
    [InlineData("BTC")]
    [InlineData("XAU")]
    [InlineData("")]
    [InlineData(null)]
    public void Find_NoCurrency_IsNull(string? code) => Assert.Null(Currency.Find(code));

    [Fact]
    public void All_Codes_AreThreeCapitalLettersOnce()
    {
        Assert.True(Currency.All.Count > 150);
        Assert.All(Currency.All, c => Assert.True(c.Code.Length == 3 && c.Code.All(char.IsAsciiLetterUpper) && c.Exponent is 0 or 2 or 3 or 4 && c.Name.Length > 2));
    }

    [Theory]
    [InlineData("16.60", "EUR", 1660)]
    [InlineData("16.6", "EUR", 1660)]
    [InlineData("16", "EUR", 1600)]
    [InlineData(" 1,234,567.89 ", "EUR", 123456789)]
    [InlineData("1 234.50", "EUR", 123450)]
    [InlineData("1,234", "EUR", 123400)]
    [InlineData("1,234", "JPY", 1234)]
    [InlineData("1,234.567", "KWD", 1234567)]
    [InlineData("-0.01", "EUR", -1)]
    [InlineData("\u22120.01", "EUR", -1)]
    [InlineData("+5", "EUR", 500)]
    [InlineData("000000000000000000000000000000000000001", "EUR", 100)]
    [InlineData("92233720368547758.07", "EUR", long.MaxValue)]
    [InlineData("-92233720368547758.08", "EUR", long.MinValue)]
    public void TryParseAmount_English_IsExact(string text, string currency, long expected)
    {
        Assert.True(Currency.TryParseAmount(text, currency, English, out var minor, out var fault), fault.ToString());
        Assert.Equal(expected, minor);
    }

    [Theory]
    [InlineData("16,60", "RUB", 1660)]
    [InlineData("16.60", "RUB", 1660)]
    [InlineData("1 234 567,89", "RUB", 123456789)]
    [InlineData("1\u00a0234,5", "RUB", 123450)]
    public void TryParseAmount_Russian_TakesCommaAndPoint(string text, string currency, long expected)
    {
        Assert.True(Currency.TryParseAmount(text, currency, Russian, out var minor, out var fault), fault.ToString());
        Assert.Equal(expected, minor);
    }

    [Theory]
    [InlineData("10.5", "JPY", AmountFault.TooManyDecimals)]
    [InlineData("1.2345", "KWD", AmountFault.TooManyDecimals)]
    [InlineData("1.000", "EUR", AmountFault.TooManyDecimals)]
    [InlineData("", "EUR", AmountFault.Empty)]
    [InlineData("  ", "EUR", AmountFault.Empty)]
    [InlineData(null, "EUR", AmountFault.Empty)]
    [InlineData("1", "BTC", AmountFault.UnknownCurrency)]
    [InlineData("abc", "EUR", AmountFault.NotANumber)]
    [InlineData("-", "EUR", AmountFault.NotANumber)]
    [InlineData("--1", "EUR", AmountFault.NotANumber)]
    [InlineData("1e3", "EUR", AmountFault.NotANumber)]
    [InlineData("1.", "EUR", AmountFault.NotANumber)]
    [InlineData(".5", "EUR", AmountFault.NotANumber)]
    [InlineData("1.2.3", "EUR", AmountFault.NotANumber)]
    [InlineData("1.-5", "EUR", AmountFault.NotANumber)]
    [InlineData("\u0661", "EUR", AmountFault.NotANumber)]
    [InlineData("10,50", "EUR", AmountFault.AmbiguousSeparator)]
    [InlineData("1,23,456", "EUR", AmountFault.AmbiguousSeparator)]
    [InlineData("1234,567", "EUR", AmountFault.AmbiguousSeparator)]
    [InlineData(",123", "EUR", AmountFault.AmbiguousSeparator)]
    [InlineData("1,234 567", "EUR", AmountFault.AmbiguousSeparator)]
    [InlineData("1,234", "KWD", AmountFault.AmbiguousSeparator)]
    [InlineData("92233720368547758.08", "EUR", AmountFault.OutOfRange)]
    [InlineData("99999999999999999999999999999999999999999999", "EUR", AmountFault.OutOfRange)]
    public void TryParseAmount_NotAnAmount_SaysWhy(string? text, string currency, AmountFault expected)
    {
        Assert.False(Currency.TryParseAmount(text, currency, English, out var minor, out var fault));
        Assert.Equal((expected, 0L), (fault, minor));
    }

    [Theory]
    [MemberData(nameof(Cultures))]
    public void TryParseAmount_OfFormat_IsTheSameAmount(string culture)
    {
        var named = CultureInfo.GetCultureInfo(culture);
        var random = new Random(20190325);
        long[] edges = [0, 1, -1, 9, 10, 99, 100, 999, 1000, 1001, 9999, 10000, 123456, long.MaxValue, long.MinValue, long.MaxValue - 1];
        var amounts = edges.Concat(Enumerable.Range(0, 3000).Select(_ => random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(0, 63))).ToList();
        foreach (var currency in (string[])["JPY", "EUR", "KWD", "CLF"])
        {
            foreach (var amount in amounts)
            {
                foreach (var minus in (char[])['-', Currency.MinusSign])
                {
                    var text = Currency.Format(amount, currency, named, minus);
                    Assert.True(Currency.TryParseAmount(text, currency, named, out var read, out var fault), $"{text} {currency}: {fault}");
                    Assert.Equal(amount, read);
                }

                Assert.True(Currency.TryParseAmount(Currency.FormatInvariant(amount, currency), currency, CultureInfo.InvariantCulture, out var plain, out _));
                Assert.Equal(amount, plain);
            }
        }
    }

    [Theory]
    [InlineData(1660, "EUR", "16.60")]
    [InlineData(5, "EUR", "0.05")]
    [InlineData(-5, "KWD", "-0.005")]
    [InlineData(1234567, "JPY", "1234567")]
    [InlineData(1234567, "CLF", "123.4567")]
    [InlineData(1234567, "BTC", "1234567")]
    [InlineData(long.MinValue, "EUR", "-92233720368547758.08")]
    public void FormatInvariant_Amounts_HavePointAndNoGroups(long minor, string currency, string expected) =>
        Assert.Equal(expected, Currency.FormatInvariant(minor, currency));

    [Fact]
    public void Format_Cultures_GroupAndSeparateTheirWay()
    {
        Assert.Equal("1,234,567.89", Currency.Format(123456789, "EUR", English));
        Assert.Equal("\u22121,234,567.89", Currency.Format(-123456789, "EUR", English, Currency.MinusSign));
        Assert.Equal("1\u00a0234\u00a0567,89", Currency.Format(123456789, "RUB", Russian));
    }

    [Fact]
    public void Format_LargeAmount_IsTheExactQuotient()
    {
        var value = new BigInteger(9007199254740993);
        Assert.Equal((value / 100) + "." + (value % 100).ToString("00", CultureInfo.InvariantCulture), Currency.FormatInvariant((long)value, "EUR"));
    }
}

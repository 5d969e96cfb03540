using System.Globalization;
using Dashboard.Core.Payments;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Payments;

public sealed class SearchTextTests
{
    /// <summary>A Saturday.</summary>
    private static readonly DateOnly Today = new(2026, 11, 21);

    [Theory]
    [InlineData("16.60", 1660, 2, null)]
    [InlineData("16,6", 166, 1, null)]
    [InlineData("1 234,50", 123450, 2, null)]
    [InlineData("1\u00A0234,50", 123450, 2, null)]
    [InlineData("1,234.50", 123450, 2, null)]
    [InlineData("1,234 USD", 1234, 0, "USD")]
    [InlineData("100 EUR", 100, 0, "EUR")]
    [InlineData("100 eur", 100, 0, "EUR")]
    [InlineData("EUR 100", 100, 0, "EUR")]
    [InlineData("€16.60", 1660, 2, "EUR")]
    [InlineData("14.500 KWD", 14500, 3, "KWD")]
    public void Parse_Amount_IsReadInMajorUnits(string text, long digits, int fraction, string? currency) =>
        Assert.Equal(new TypedAmount(digits, fraction, currency), SearchText.Parse(text, Today).Amount);

    [Theory]
    [InlineData("4242 16.60", 1660, null, null)]
    [InlineData("16.60 EUR *4242", 1660, "EUR", null)]
    [InlineData("•4242 16,60 вчера", 1660, null, "2026-11-20")]
    [InlineData("4242 100", 100, null, null)]
    [InlineData("100 *4242 yesterday", 100, null, "2026-11-20")]
    public void Parse_AccountEndBesideAnAmount_IsBoth(string text, long digits, string? currency, string? day)
    {
        var search = SearchText.Parse(text, Today);
        Assert.Equal(("4242", digits, currency), (search.EndOfAmount, search.Amount!.Digits, search.Amount.Currency));
        Assert.Equal(day, search.Day?.First is { } first ? first.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : search.Day is null ? null : "2026-11-20");
        Assert.Equal((null, null, null), (search.Id, search.AccountEnd, search.OperationId));
    }

    [Theory]
    [InlineData("1660")]
    [InlineData("EP0003f2-1a2b")]
    [InlineData("16.")]
    [InlineData(".5")]
    [InlineData("1.23456")]
    [InlineData("12 34")]
    [InlineData("EUR")]
    [InlineData("99999999999999999999.00")]
    public void Parse_NoAmount_IsLookedForAsAnId(string text)
    {
        var search = SearchText.Parse(text, Today);
        Assert.Null(search.Amount);
        Assert.Equal(text, search.Id);
        Assert.True(search.IgnoresPeriod);
    }

    [Theory]
    [InlineData("100 eur yesterday", "2026-11-20", "2026-11-20")]
    [InlineData("100 yesterday", "2026-11-20", "2026-11-20")]
    [InlineData("1 234 yesterday", "2026-11-20", "2026-11-20")]
    [InlineData("=100 yesterday", "2026-11-20", "2026-11-20")]
    [InlineData("100 eur вчера", "2026-11-20", "2026-11-20")]
    [InlineData("16.60 today", "2026-11-21", "2026-11-21")]
    [InlineData("16,60 сегодня", "2026-11-21", "2026-11-21")]
    [InlineData("16.60 12 Nov", "2026-11-12", "2026-11-12")]
    [InlineData("16.60 Nov 12", "2026-11-12", "2026-11-12")]
    [InlineData("16.60 12 ноября 2025", "2025-11-12", "2025-11-12")]
    [InlineData("16.60 12 декабря", "2025-12-12", "2025-12-12")]
    [InlineData("16.60 12.11.2026", "2026-11-12", "2026-11-12")]
    [InlineData("16.60 2026-11-12", "2026-11-12", "2026-11-12")]
    [InlineData("100 eur last week", "2026-11-09", "2026-11-15")]
    [InlineData("100 eur на прошлой неделе", "2026-11-09", "2026-11-15")]
    public void Parse_AmountWithDay_TellsBoth(string text, string first, string last)
    {
        var search = SearchText.Parse(text, Today);
        Assert.NotNull(search.Amount);
        Assert.Null(search.Id);
        Assert.False(search.IgnoresPeriod);
        Assert.Equal((Day(first), Day(last)), search.Day!.DaysOf(Today));
    }

    [Fact]
    public void Parse_DayAlone_LooksForNothingElse()
    {
        var search = SearchText.Parse("Last Week", Today);
        Assert.NotNull(search.Day);
        Assert.True(search.IsEmpty);
    }

    [Fact]
    public void Parse_FebruaryTheTwentyNinthInAnotherYear_IsNoDay() => Assert.Null(SearchText.Parse("16.60 29 feb", Today).Day);

    [Theory]
    [InlineData("4242", "4242")]
    [InlineData("••4242", "4242")]
    [InlineData("****4242", "4242")]
    [InlineData("411111******4242", null)]
    [InlineData("242", null)]
    public void Parse_LastDigits_MayBeAnAccount(string text, string? end) => Assert.Equal(end, SearchText.Parse(text, Today).AccountEnd);

    [Theory]
    [InlineData("4242 yesterday", 4242L)]
    [InlineData("*4242 вчера", null)]
    public void Parse_LastDigitsWithADay_AreAnAccountWithinThatDay(string text, long? amount)
    {
        var search = SearchText.Parse(text, Today);
        Assert.Equal(("4242", amount, null), (search.AccountEnd, search.Amount?.Digits, search.Id));
        Assert.NotNull(search.Day);
        Assert.False(search.IgnoresPeriod);
    }

    [Theory]
    [InlineData("Anna@Example.com", "Anna@Example.com")]
    [InlineData("@example", null)]
    [InlineData("anna example.com", null)]
    public void Parse_AddressWithAnAt_MayBeACustomersEmail(string text, string? email) => Assert.Equal(email, SearchText.Parse(text, Today).Email);

    [Theory]
    [InlineData("=100", 100, null)]
    [InlineData("= 100 EUR", 100, "EUR")]
    [InlineData("=1 234", 1234, null)]
    public void Parse_AmountBehindItsSign_IsNothingElse(string text, long digits, string? currency)
    {
        var search = SearchText.Parse(text, Today);
        Assert.Equal((digits, currency), (search.Amount!.Digits, search.Amount.Currency));
        Assert.Equal((null, null, null), (search.Id, search.OperationId, search.AccountEnd));
    }

    [Theory]
    [InlineData("1660", "=1660")]
    [InlineData("16.60", null)]
    [InlineData("=1660", null)]
    [InlineData("EP1660", null)]
    public void AsAmount_WholeNumber_IsOfferedAsOne(string text, string? offered) => Assert.Equal(offered, SearchText.Parse(text, Today).AsAmount);

    [Fact]
    public void Parse_Number_MayBeAnOperation() => Assert.Equal(23132000000071, SearchText.Parse(" 23132000000071 ", Today).OperationId);

    [Theory]
    [InlineData("a1\nb2\r\nb2\n\nc3")]
    [InlineData("a1;b2; c3")]
    [InlineData("a1,b2,c3")]
    [InlineData("\"a1\"\t\"b2\"\t\"c3\"")]
    public void Parse_SeveralIds_AreAListWithoutRepeats(string text) => Assert.Equal(["a1", "b2", "c3"], SearchText.Parse(text, Today).Ids);

    [Fact]
    public void Parse_MoreThanAThousandIds_TellsHowManyAreLeftOut()
    {
        var search = SearchText.Parse(string.Join('\n', Enumerable.Range(0, 1203)), Today);
        Assert.Equal((1000, 203), (search.Ids.Count, search.LeftOut));
    }

    [Theory]
    [InlineData(1660, 2, 2, 1660L)]
    [InlineData(1660, 2, 3, 16600L)]
    [InlineData(1660, 2, 0, null)]
    [InlineData(100, 0, 2, 10000L)]
    [InlineData(long.MaxValue, 0, 2, null)]
    public void MinorUnits_DependOnTheCurrency(long digits, int fraction, int exponent, long? units) =>
        Assert.Equal(units, new TypedAmount(digits, fraction, null).MinorUnits(exponent));

    [Fact]
    public void Parse_AnyText_NeverThrows() =>
        Property.Check(20261121, 5000, random => random.Text(0, 24, "0123456789 .,;€$*•\n\t\0EURновяб-janfeb/\uD83D"), text => SearchText.Parse(text, Today));

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}

using Dashboard.Core.Payments;

namespace Dashboard.Core.Tests.Payments;

public sealed class AccountMaskTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("1", "••")]
    [InlineData("1234", "••4")]
    [InlineData("account1", "••nt1")]
    [InlineData("4242424242424242", "••4242")]
    public void Tail_Account_ShowsFourAtMostAndNeverHalf(string? account, string? expected) => Assert.Equal(expected, AccountMask.Tail(account));

    [Theory]
    [InlineData("anna@example.com", "a••@e••.com")]
    [InlineData("no address", "••")]
    [InlineData("a@b", "a••@b••")]
    public void Email_Address_ShowsFirstLetters(string address, string expected) => Assert.Equal(expected, AccountMask.Email(address));

    [Theory]
    [InlineData("pan 4242424242424242.", "pan ••4242.")]
    [InlineData("4242 4242 4242 4242", "••4242")]
    [InlineData("4242-4242-4242-4242 and 5555555555554444", "••4242 and ••4444")]
    [InlineData("4242424242424241", "4242424242424241")]
    [InlineData("order 20260302", "order 20260302")]
    [InlineData("42424242424242424242424242", "42424242424242424242424242")]
    [InlineData("", "")]
    public void CardNumbers_Text_HidesOnlyRunsWithCheckDigit(string text, string expected) => Assert.Equal(expected, AccountMask.CardNumbers(text));
}

namespace Dashboard.Core.Exports;

/// <summary>Hides a payer's account in whatever leaves the application.</summary>
public static class AccountMask
{
    /// <summary>
    /// Card numbers keep the first six and last four digits, as card rules allow; anything else its last four characters, and none when it is
    /// shorter than eight.
    /// </summary>
    public static string? Apply(string? account)
    {
        if (string.IsNullOrEmpty(account))
            return account;
        var digits = account.Count(char.IsAsciiDigit);
        if (digits is >= 13 and <= 19 && account.All(c => char.IsAsciiDigit(c) || c is ' ' or '-'))
        {
            var plain = string.Concat(account.Where(char.IsAsciiDigit));
            return string.Concat(plain.AsSpan(0, 6), new string('*', plain.Length - 10), plain.AsSpan(plain.Length - 4));
        }

        // What the platform has masked already is shown as it came.
        if (account.Contains("****", StringComparison.Ordinal))
            return account;
        return account.Length < 8 ? "****" : string.Concat("****", account.AsSpan(account.Length - 4));
    }
}

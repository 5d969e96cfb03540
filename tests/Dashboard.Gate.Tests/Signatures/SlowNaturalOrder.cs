namespace Dashboard.Gate.Tests.Signatures;

/// <summary>
/// The order as its description reads, with no eye on speed: cut both texts into tokens (single characters and runs of digits, white space dropped)
/// and compare token by token.
/// </summary>
internal static class SlowNaturalOrder
{
    public static int Compare(string a, string b)
    {
        if (a.Length == 0 || b.Length == 0)
            return a.Length.CompareTo(b.Length);
        a = WithoutLeadingZeros(a);
        b = WithoutLeadingZeros(b);
        while (true)
        {
            var x = a.TrimStart(' ', '\t');
            var y = b.TrimStart(' ', '\t');
            if (x.Length > 0 && y.Length > 0 && char.IsAsciiDigit(x[0]) && char.IsAsciiDigit(y[0]))
            {
                var left = Run(x);
                var right = Run(y);
                var result = left[0] == '0' || right[0] == '0' ? string.CompareOrdinal(left, right) : ByValue(left, right);
                if (result != 0)
                    return result;
                x = x[left.Length..];
                y = y[right.Length..];
                if (x.Length == 0 || y.Length == 0)
                    return Ended(x, y);
            }

            // A text that ran out inside white space stands on the terminating zero.
            var first = x.Length > 0 ? x[0] : '\0';
            var second = y.Length > 0 ? y[0] : '\0';
            if (first != second)
                return first.CompareTo(second);
            a = x.Length > 0 ? x[1..] : "";
            b = y.Length > 0 ? y[1..] : "";
            if (a.Length == 0 || b.Length == 0)
                return Ended(a, b);
        }
    }

    private static int Ended(string a, string b) => Math.Min(1, a.Length) - Math.Min(1, b.Length);

    private static int ByValue(string left, string right) =>
        left.Length != right.Length ? left.Length.CompareTo(right.Length) : string.CompareOrdinal(left, right);

    private static string Run(string text) => string.Concat(text.TakeWhile(char.IsAsciiDigit));

    private static string WithoutLeadingZeros(string text)
    {
        while (text.Length > 1 && text[0] == '0' && char.IsAsciiDigit(text[1]))
            text = text[1..];
        return text;
    }
}

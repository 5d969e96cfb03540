namespace Dashboard.Gate;

/// <summary>PHP 8's <c>strnatcmp</c> on bytes, case-sensitive: the order in which the platform sorts the paths that it signs.</summary>
public static class NaturalOrder
{
    /// <summary>
    /// Compares two UTF-8 texts: runs of digits by value, leading zeros at the very start and runs of white space skipped, everything else by byte.
    /// </summary>
    /// <returns>Below, at or above zero, as <paramref name="a"/> sorts before, with or after <paramref name="b"/>.</returns>
    public static int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (a.IsEmpty || b.IsEmpty)
            return a.Length.CompareTo(b.Length);

        var common = CommonBeginning(a, b);
        var i = common > 0 ? common : SkipLeadingZeros(a);
        var j = common > 0 ? common : SkipLeadingZeros(b);
        if (common > 0 && (i >= a.Length || j >= b.Length))
            return (i < a.Length).CompareTo(j < b.Length);
        while (true)
        {
            while (i < a.Length && IsSpace(a[i])) i++;
            while (j < b.Length && IsSpace(b[j])) j++;

            if (i < a.Length && j < b.Length && IsDigit(a[i]) && IsDigit(b[j]))
            {
                // A zero makes the run a fraction: "0.05" sorts by its first differing digit, not by its length.
                var result = a[i] == '0' || b[j] == '0' ? CompareLeft(a, ref i, b, ref j) : CompareRight(a, ref i, b, ref j);
                if (result != 0)
                    return result;
                if (i >= a.Length || j >= b.Length)
                    return (i < a.Length).CompareTo(j < b.Length);
            }

            var x = i < a.Length ? a[i] : 0;
            var y = j < b.Length ? b[j] : 0;
            if (x != y)
                return x < y ? -1 : 1;
            i++;
            j++;
            if (i >= a.Length || j >= b.Length)
                return (i < a.Length).CompareTo(j < b.Length);
        }
    }

    /// <summary>
    /// Bytes that both texts begin with and that cannot decide: sorted paths share long beginnings. A run of digits or white space that may go on
    /// differently is left for the comparison.
    /// </summary>
    private static int CommonBeginning(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var length = a.CommonPrefixLength(b);
        while (length > 0 && (IsDigit(a[length - 1]) || IsSpace(a[length - 1]))) length--;
        return length;
    }

    private static int SkipLeadingZeros(ReadOnlySpan<byte> text)
    {
        var i = 0;
        while (i + 1 < text.Length && text[i] == '0' && IsDigit(text[i + 1])) i++;
        return i;
    }

    private static int CompareRight(ReadOnlySpan<byte> a, ref int i, ReadOnlySpan<byte> b, ref int j)
    {
        var bias = 0;
        for (; ; i++, j++)
        {
            var x = i < a.Length && IsDigit(a[i]);
            var y = j < b.Length && IsDigit(b[j]);
            if (!x && !y) return bias;
            if (!x) return -1;
            if (!y) return 1;
            if (bias == 0 && a[i] != b[j]) bias = a[i] < b[j] ? -1 : 1;
        }
    }

    private static int CompareLeft(ReadOnlySpan<byte> a, ref int i, ReadOnlySpan<byte> b, ref int j)
    {
        for (; ; i++, j++)
        {
            var x = i < a.Length && IsDigit(a[i]);
            var y = j < b.Length && IsDigit(b[j]);
            if (!x && !y) return 0;
            if (!x) return -1;
            if (!y) return 1;
            if (a[i] != b[j]) return a[i] < b[j] ? -1 : 1;
        }
    }

    private static bool IsDigit(byte c) => (uint)(c - '0') <= 9;

    private static bool IsSpace(byte c) => c == ' ' || (uint)(c - '\t') <= '\r' - '\t';
}

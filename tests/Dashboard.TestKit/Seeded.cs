namespace Dashboard.TestKit;

/// <summary>A small random generator (SplitMix64) that gives the same sequence for the same seed on every machine and runtime.</summary>
public sealed class Seeded(long seed)
{
    private ulong _state = unchecked((ulong)seed);

    public ulong Bits()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            var bits = _state;
            bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
            bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
            return bits ^ (bits >> 31);
        }
    }

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>, both included.</summary>
    public long Number(long least, long most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, least);
        var width = unchecked((ulong)most - (ulong)least) + 1;
        return unchecked((long)((ulong)least + (width == 0 ? Bits() : Bits() % width)));
    }

    /// <inheritdoc cref="Number"/>
    public int Whole(int least, int most) => (int)Number(least, most);

    /// <summary>True in <paramref name="percent"/> of a hundred cases.</summary>
    public bool Chance(int percent) => Whole(0, 99) < percent;

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[Whole(0, choices.Length - 1)];

    public IReadOnlyList<T> List<T>(int least, int most, Func<Seeded, T> item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var list = new T[Whole(least, most)];
        for (var index = 0; index < list.Length; index++)
            list[index] = item(this);
        return list;
    }

    public IReadOnlyList<T> Shuffle<T>(IEnumerable<T> items)
    {
        var list = items.ToArray();
        for (var index = list.Length - 1; index > 0; index--)
        {
            var other = Whole(0, index);
            (list[index], list[other]) = (list[other], list[index]);
        }

        return list;
    }

    public string Text(int least, int most, string alphabet = "abcdefghijklmnopqrstuvwxyz0123456789") =>
        string.Concat(List(least, most, random => random.Pick<char>(alphabet)));
}

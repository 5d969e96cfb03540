namespace Dashboard.Core.Data.Seeding;

/// <summary>SplitMix64: the same numbers on every machine and version for one seed, which the runtime's own generator does not promise.</summary>
internal sealed class SeedRandom(ulong state)
{
    private ulong _state = state;

    public ulong Next()
    {
        _state += 0x9E37_79B9_7F4A_7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>0 to <paramref name="below"/> - 1.</summary>
    public long Below(long below) => (long)(((UInt128)Next() * (ulong)below) >> 64);

    public bool OneIn(int thousandths) => Below(1000) < thousandths;

    /// <summary>Picks by shares.</summary>
    public T Pick<T>(T[] from, Func<T, int> share)
    {
        var total = 0;
        foreach (var one in from)
            total += share(one);
        var at = Below(total);
        foreach (var one in from)
        {
            at -= share(one);
            if (at < 0)
                return one;
        }

        return from[^1];
    }

    /// <summary>Small numbers far more often than large ones; 0 to <paramref name="below"/> - 1.</summary>
    public long Few(long below) => Below(1 + Below(1 + Below(below)));
}

using System.Globalization;

namespace Dashboard.Core.Tests.Refunds.Model;

/// <summary>How many cases a run tries: the full number unless HISTORY_PERCENT says otherwise, ten times as many at night (NIGHTLY).</summary>
internal static class Effort
{
    public static long Seed { get; } = Number("HISTORY_SEED") ?? 1;

    public static int Of(int cases) => Environment.GetEnvironmentVariable("NIGHTLY") is { Length: > 0 }
        ? cases * 10
        : Math.Max(2, (int)(cases * (Number("HISTORY_PERCENT") ?? 100) / 100));

    private static long? Number(string name) =>
        long.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}

using System.Globalization;

namespace Dashboard.TestKit;

/// <summary>
/// Checks that something holds for many generated cases. A failure names the seed that shows it again as the first case, and the smallest
/// case found that still fails.
/// </summary>
public static class Property
{
    private const int ShrinkSteps = 1000;

    /// <param name="seed">Seed of the first case; the n-th case after it has seed + n.</param>
    /// <param name="cases">How many cases to try.</param>
    /// <param name="generate">Makes a case.</param>
    /// <param name="holds">Throws when the property does not hold.</param>
    /// <param name="shrink">Smaller cases to try in place of a failing one, the boldest first.</param>
    public static async Task CheckAsync<T>(
        long seed, int cases, Func<Seeded, T> generate, Func<T, Task> holds, Func<T, IEnumerable<T>>? shrink = null)
    {
        for (var index = 0; index < cases; index++)
        {
            var example = generate(new Seeded(seed + index));
            if (await FaultAsync(example, holds) is not { } fault)
                continue;
            if (shrink is not null)
                (example, fault) = await ShrinkAsync(example, fault, holds, shrink);
            throw new PropertyFailedException(string.Create(CultureInfo.InvariantCulture,
                $"Does not hold for seed {seed + index} (case {index + 1} of {cases}). Smallest case found:\n{Describe(example)}\n{fault.Message}"), fault);
        }
    }

    /// <inheritdoc cref="CheckAsync{T}"/>
    public static void Check<T>(long seed, int cases, Func<Seeded, T> generate, Action<T> holds, Func<T, IEnumerable<T>>? shrink = null) =>
        CheckAsync(seed, cases, generate, Completed(holds), shrink).GetAwaiter().GetResult();

    /// <summary>As <see cref="CheckAsync{T}"/>, for a list of steps: a failing list is cut down to the steps that matter.</summary>
    public static Task CheckStepsAsync<T>(long seed, int cases, Func<Seeded, IReadOnlyList<T>> generate, Func<IReadOnlyList<T>, Task> holds) =>
        CheckAsync(seed, cases, generate, holds, ShorterLists);

    /// <inheritdoc cref="CheckStepsAsync{T}"/>
    public static void CheckSteps<T>(long seed, int cases, Func<Seeded, IReadOnlyList<T>> generate, Action<IReadOnlyList<T>> holds) =>
        Check(seed, cases, generate, holds, ShorterLists);

    /// <summary>The list without one part of it: halves first, then quarters, down to single items.</summary>
    public static IEnumerable<IReadOnlyList<T>> ShorterLists<T>(IReadOnlyList<T> list)
    {
        ArgumentNullException.ThrowIfNull(list);
        for (var part = Math.Max(1, list.Count / 2); part >= 1; part /= 2)
        {
            for (var start = 0; start < list.Count; start += part)
                yield return [.. list.Take(start), .. list.Skip(start + part)];
        }
    }

    private static async Task<(T Example, Exception Fault)> ShrinkAsync<T>(
        T example, Exception fault, Func<T, Task> holds, Func<T, IEnumerable<T>> shrink)
    {
        var steps = 0;
        for (var shrunk = true; shrunk;)
        {
            shrunk = false;
            foreach (var smaller in shrink(example))
            {
                if (++steps > ShrinkSteps)
                    return (example, fault);
                if (await FaultAsync(smaller, holds) is not { } stillFails)
                    continue;
                (example, fault, shrunk) = (smaller, stillFails, true);
                break;
            }
        }

        return (example, fault);
    }

    private static async Task<Exception?> FaultAsync<T>(T example, Func<T, Task> holds)
    {
        try
        {
            await holds(example);
            return null;
        }
#pragma warning disable CA1031 // Whatever the property throws is the failure being looked for.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return fault;
        }
    }

    private static Func<T, Task> Completed<T>(Action<T> holds) => example =>
    {
        holds(example);
        return Task.CompletedTask;
    };

    private static string Describe<T>(T example) => example is System.Collections.IEnumerable items and not string
        ? string.Join('\n', items.Cast<object?>().Select((item, index) => string.Create(CultureInfo.InvariantCulture, $"  {index + 1}. {item}")))
        : string.Create(CultureInfo.InvariantCulture, $"  {example}");
}

/// <summary>A property did not hold; the message names seed and case.</summary>
public sealed class PropertyFailedException : Exception
{
    public PropertyFailedException()
    {
    }

    public PropertyFailedException(string message)
        : base(message)
    {
    }

    public PropertyFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Dashboard.EndToEnd.Tests;

internal static class Accessibility
{
    /// <summary>Every rule is run; only what breaks one is written out, which takes half the time.</summary>
    private static readonly AxeRunOptions _violations = new() { ResultTypes = [ResultType.Violations] };

    /// <summary>What axe has against the page as it is now, one line for each rule.</summary>
    public static async Task<IReadOnlyList<string>> FaultsAsync(this IPage page)
    {
        // The title is taken out and written anew when the page becomes interactive.
        await page.WaitForFunctionAsync("document.title !== ''");
        var result = await page.RunAxe(_violations);
        return [.. result.Violations.Select(violation => $"{page.Url} {violation.Id}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}")];
    }
}

using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Dashboard.EndToEnd.Tests;

internal static class Accessibility
{
    /// <summary>Every rule is run; only what breaks one is written out, which takes half the time.</summary>
    private static readonly AxeRunOptions Violations = new() { ResultTypes = [ResultType.Violations] };

    /// <summary>What axe has against the page as it is now, one line for each rule.</summary>
    public static async Task<IReadOnlyList<string>> FaultsAsync(this IPage page)
    {
        // The title is taken out and written anew when the page becomes interactive.
        await Assertions.Expect(page).ToHaveTitleAsync(new Regex("."));
        var result = await page.RunAxe(Violations);
        return [.. result.Violations.Select(violation => $"{page.Url} {violation.Id}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}")];
    }
}

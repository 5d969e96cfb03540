using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Dashboard.EndToEnd.Tests;

internal static class Accessibility
{
    private static readonly string Engine = new BundledAxeScriptProvider().GetScript();

    /// <summary>
    /// What axe has against the page as it is now, one line for each rule. Every rule is run; only what breaks one is written out. In the page
    /// itself, which has no frames: the library's own way puts the results together in another page, which takes as long as the rules do.
    /// </summary>
    public static async Task<IReadOnlyList<string>> FaultsAsync(this IPage page)
    {
        // The title is taken out and written anew when the page becomes interactive.
        await Assertions.Expect(page).ToHaveTitleAsync(new Regex("."));
        await Assertions.Expect(page.Locator("iframe")).ToHaveCountAsync(0);
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window"))
            await page.EvaluateAsync(Engine);
        return await page.EvaluateAsync<string[]>("""
            async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
              .map(rule => `${location.href} ${rule.id}: ${rule.nodes.map(node => node.html).join(" | ")}`)
            """);
    }
}

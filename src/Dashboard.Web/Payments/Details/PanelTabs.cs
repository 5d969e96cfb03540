using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace Dashboard.Web.Payments.Details;

/// <summary>A payment that is open beside a list.</summary>
public readonly record struct PanelTab(long ProjectId, string PaymentId)
{
    /// <summary>As the address names it: "386:EP-1"; letters, digits and '-', '_', '.', '~' only.</summary>
    public string Token => string.Create(CultureInfo.InvariantCulture, $"{ProjectId}:{PaymentLink.Segment(PaymentId)}");

    public static PanelTab? Read(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        var colon = token.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && long.TryParse(token.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var project)
            && PaymentLink.TryRead(token[(colon + 1)..]) is { Length: <= PanelTabs.MostId } paymentId
            ? new PanelTab(project, paymentId)
            : null;
    }
}

/// <summary>
/// The payments open beside a list, as the address tells them: <c>open=386:abc,386:def</c>, and <c>tab=386:abc</c> when the one in front is not the
/// last. What cannot be read is left out.
/// </summary>
public sealed record PanelTabs(IReadOnlyList<PanelTab> Open, PanelTab? Active)
{
    public const string OpenName = "open";

    public const string TabName = "tab";

    /// <summary>More than these and the one opened first gives way; each open panel is kept current.</summary>
    public const int Most = 8;

    internal const int MostId = 255;

    public static PanelTabs None { get; } = new([], null);

    public static PanelTabs Read(string address)
    {
        var query = QueryHelpers.ParseQuery(new Uri(address).Query);
        List<PanelTab> open =
        [
            .. query.GetValueOrDefault(OpenName).SelectMany(value => (value ?? "").Split(',', Most * 8)).Select(PanelTab.Read).OfType<PanelTab>().Distinct()
                .TakeLast(Most),
        ];
        if (open.Count == 0)
            return None;
        var named = query.GetValueOrDefault(TabName) is [{ } token, ..] ? PanelTab.Read(token) : null;
        return new(open, named is { } tab && open.Contains(tab) ? tab : open[^1]);
    }

    public PanelTabs Activate(PanelTab tab) => Open.Contains(tab) ? this with { Active = tab } : this;

    /// <summary>Without one; its right neighbour comes to the front, or the left one when there is none.</summary>
    public PanelTabs Close(PanelTab tab)
    {
        var at = Open.ToList().IndexOf(tab);
        if (at < 0)
            return this;
        PanelTab[] rest = [.. Open.Where(one => one != tab)];
        return rest.Length == 0 ? None : new(rest, Active == tab ? rest[Math.Min(at, rest.Length - 1)] : Active);
    }

    /// <summary>The same page with these panels in place of those it had.</summary>
    public string Address(string address)
    {
        var uri = new Uri(address);
        var rest = QueryHelpers.ParseQuery(uri.Query).Where(pair => pair.Key is not (OpenName or TabName))
            .SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value)));
        var path = QueryHelpers.AddQueryString(uri.AbsolutePath, rest);
        if (Open.Count == 0)
            return path;
        path += $"{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{OpenName}={string.Join(',', Open.Select(tab => tab.Token))}";
        return Active is { } active && active != Open[^1] ? $"{path}&{TabName}={active.Token}" : path;
    }

    /// <summary>Another address of the same list, which keeps what is open beside it.</summary>
    /// <param name="from">The present address.</param>
    /// <param name="to">The new one, relative to the application.</param>
    public static string Carry(string from, string to)
    {
        var tabs = Read(from);
        return tabs.Open.Count == 0 ? to : tabs.Address(new Uri(new Uri(from), to).ToString());
    }
}

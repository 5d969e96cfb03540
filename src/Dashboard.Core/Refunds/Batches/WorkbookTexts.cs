using System.Globalization;
using System.Text;
using System.Xml;

namespace Dashboard.Core.Refunds.Batches;

/// <summary>The parts of a workbook that its sheets point into.</summary>
internal static class WorkbookTexts
{
    /// <summary>The shared texts, by their number. Closes the part.</summary>
    public static IReadOnlyList<string> Shared(XmlReader? part)
    {
        var texts = new List<string>();
        using (part)
        {
            while (part?.Read() == true)
            {
                if (part is { NodeType: XmlNodeType.Element, LocalName: "si" })
                    texts.Add(Of(part));
            }
        }

        return texts;
    }

    /// <summary>The text of the element the reader stands on, its runs joined, without pronunciation. Leaves the reader on its end.</summary>
    public static string Of(XmlReader part)
    {
        if (part.IsEmptyElement)
            return "";
        var text = new StringBuilder();
        var depth = part.Depth;
        var (inText, hidden) = (false, 0);
        while (part.Read() && part.Depth > depth)
        {
            switch (part.NodeType)
            {
                case XmlNodeType.Element when part.LocalName == "rPh" && !part.IsEmptyElement:
                    hidden = part.Depth;
                    break;
                case XmlNodeType.EndElement when part.LocalName == "rPh":
                    hidden = 0;
                    break;
                case XmlNodeType.Element when part.LocalName == "t":
                    inText = !part.IsEmptyElement;
                    break;
                case XmlNodeType.EndElement when part.LocalName == "t":
                    inText = false;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace when inText && hidden == 0:
                    text.Append(part.Value);
                    break;
            }
        }

        // Workbooks write characters that XML does not have as _x000D_.
        return XmlConvert.DecodeName(text.ToString());
    }

    /// <summary>Numbers of the cell styles that show a number as a date or a time. Closes the part.</summary>
    public static IReadOnlySet<int> DateStyles(XmlReader? part)
    {
        var dates = new HashSet<int>();
        var formats = new HashSet<int>();
        using (part)
        {
            var (inCells, style) = (false, 0);
            while (part?.Read() == true)
            {
                if (part.LocalName == "cellXfs")
                    inCells = part.NodeType == XmlNodeType.Element && !part.IsEmptyElement;
                if (part.NodeType != XmlNodeType.Element || !int.TryParse(part.GetAttribute("numFmtId"), NumberStyles.None, CultureInfo.InvariantCulture, out var format))
                {
                    if (inCells && part is { NodeType: XmlNodeType.Element, LocalName: "xf" })
                        style++;
                    continue;
                }

                if (part.LocalName == "numFmt" && IsDate(part.GetAttribute("formatCode") ?? ""))
                    formats.Add(format);
                else if (inCells && part.LocalName == "xf")
                {
                    if (format is (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58) || formats.Contains(format))
                        dates.Add(style);
                    style++;
                }
            }
        }

        return dates;
    }

    /// <summary>Whether a format shows years, months, days, hours or seconds outside of its quoted words and colours.</summary>
    private static bool IsDate(string code)
    {
        var (quoted, bracketed, escaped) = (false, false, false);
        foreach (var c in code)
        {
            if (escaped)
                escaped = false;
            else if (c == '"')
                quoted = !quoted;
            else if (quoted)
                continue;
            else if (c is '\\' or '_' or '*')
                escaped = true;
            else if (c is '[' or ']')
                bracketed = c == '[';
            else if (!bracketed && char.ToLowerInvariant(c) is 'y' or 'm' or 'd' or 'h' or 's')
                return true;
        }

        return false;
    }
}

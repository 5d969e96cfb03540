using System.Buffers;
using System.Globalization;
using System.Text;

namespace Dashboard.Core.Exports;

/// <summary>The parts of a workbook around its rows (ECMA-376, part 1).</summary>
internal static class XlsxParts
{
    public const int HeadingStyle = 1;
    public const int InstantStyle = 2;

    public const string AboutHead = Declaration + "<worksheet xmlns=\"" + Main + "\"><cols><col min=\"1\" max=\"1\" width=\"28\" customWidth=\"1\"/>"
        + "<col min=\"2\" max=\"2\" width=\"80\" customWidth=\"1\"/></cols><sheetData>";

    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006/";
    private const string Declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

    // Amounts by digits after the point: 0, 2, 3, 4; one digit is not used by any currency.
    private static readonly string[] AmountFormats = ["0", "0.0", "0.00", "0.000", "0.0000"];

    private static readonly SearchValues<byte> Special = SearchValues.Create("<>&_\0\u0001\u0002\u0003\u0004\u0005\u0006\a\b\v\f\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\r"u8);

    public static int AmountStyle(int exponent) => InstantStyle + 1 + exponent;

    public static string SheetName(int number) => string.Create(CultureInfo.InvariantCulture, $"xl/worksheets/sheet{number}.xml");

    /// <summary>A, B ... Z, AA ...</summary>
    public static string ColumnName(int number) =>
        number <= 26 ? ((char)('A' + number - 1)).ToString() : ColumnName((number - 1) / 26) + ColumnName(((number - 1) % 26) + 1);

    public static string SheetHead(ExportColumn[] columns)
    {
        var xml = new StringBuilder(Declaration).Append(CultureInfo.InvariantCulture,
            $"<worksheet xmlns=\"{Main}\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><cols>");
        for (var index = 0; index < columns.Length; index++)
        {
            xml.Append(CultureInfo.InvariantCulture,
                $"<col min=\"{index + 1}\" max=\"{index + 1}\" width=\"{Width(columns[index])}\" customWidth=\"1\"/>");
        }

        return xml.Append("</cols><sheetData>").ToString();
    }

    /// <summary>Everything but the sheets themselves; the sheet after the last one says what the workbook is about.</summary>
    public static IEnumerable<(string Name, string Content)> Around(int sheets)
    {
        var all = Enumerable.Range(1, sheets + 1).ToList();
        string Each(Func<int, string> part) => string.Concat(all.Select(part));
        string Title(int sheet) => sheet > sheets ? "About" : sheets == 1 ? "Data" : string.Create(CultureInfo.InvariantCulture, $"Data {sheet}");

        yield return ("xl/workbook.xml", Declaration + $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Relations}\"><sheets>"
            + Each(sheet => string.Create(CultureInfo.InvariantCulture, $"<sheet name=\"{Title(sheet)}\" sheetId=\"{sheet}\" r:id=\"rId{sheet}\"/>"))
            + "</sheets></workbook>");
        yield return ("xl/_rels/workbook.xml.rels", Declaration + $"<Relationships xmlns=\"{Package}relationships\">"
            + Each(sheet => string.Create(CultureInfo.InvariantCulture,
                $"<Relationship Id=\"rId{sheet}\" Type=\"{Relations}/worksheet\" Target=\"worksheets/sheet{sheet}.xml\"/>"))
            + string.Create(CultureInfo.InvariantCulture, $"<Relationship Id=\"rId{sheets + 2}\" Type=\"{Relations}/styles\" Target=\"styles.xml\"/>")
            + "</Relationships>");
        yield return ("xl/styles.xml", Styles());
        yield return ("_rels/.rels", Declaration + $"<Relationships xmlns=\"{Package}relationships\"><Relationship Id=\"rId1\" "
            + $"Type=\"{Relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
        const string application = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
        yield return ("[Content_Types].xml", Declaration + $"<Types xmlns=\"{Package}content-types\">"
            + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
            + $"<Override PartName=\"/xl/workbook.xml\" ContentType=\"{application}sheet.main+xml\"/>"
            + $"<Override PartName=\"/xl/styles.xml\" ContentType=\"{application}styles+xml\"/>"
            + Each(sheet => $"<Override PartName=\"/{SheetName(sheet)}\" ContentType=\"{application}worksheet+xml\"/>") + "</Types>");
    }

    /// <summary>
    /// Writes a text into XML. Control characters XML does not have are left out, and an underscore that would read as the beginning of an escaped
    /// character (<c>_x0041_</c>) is escaped itself.
    /// </summary>
    public static void WriteEscaped(ArrayBufferWriter<byte> xml, ReadOnlySpan<byte> text)
    {
        while (text.IndexOfAny(Special) is >= 0 and var at)
        {
            xml.Write(text[..at]);
            switch (text[at])
            {
                case (byte)'<':
                    xml.Write("&lt;"u8);
                    break;
                case (byte)'>':
                    xml.Write("&gt;"u8);
                    break;
                case (byte)'&':
                    xml.Write("&amp;"u8);
                    break;
                case (byte)'_':
                    xml.Write(at + 1 < text.Length && text[at + 1] is (byte)'x' or (byte)'X' ? "_x005F_"u8 : "_"u8);
                    break;
                case (byte)'\r':
                    xml.Write("&#13;"u8);
                    break;
            }

            text = text[(at + 1)..];
        }

        xml.Write(text);
    }

    private static int Width(ExportColumn column) => column.Kind switch
    {
        CellKind.Instant => 20,
        CellKind.Amount => 14,
        CellKind.FreeText => 30,
        CellKind.Text or CellKind.Id => column.Name.EndsWith("_id", StringComparison.Ordinal) ? 24 : 16,
        CellKind.Account => 14,
        _ => throw new InvalidOperationException($"Unknown kind {column.Kind}."),
    };

    private static string Styles()
    {
        var formats = string.Concat(AmountFormats.Select((format, index) =>
            string.Create(CultureInfo.InvariantCulture, $"<numFmt numFmtId=\"{170 + index}\" formatCode=\"{format}\"/>")));
        var amounts = string.Concat(AmountFormats.Select((_, index) => string.Create(CultureInfo.InvariantCulture,
            $"<xf numFmtId=\"{170 + index}\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>")));
        return Declaration + $"<styleSheet xmlns=\"{Main}\"><numFmts count=\"{AmountFormats.Length + 1}\">"
            + $"<numFmt numFmtId=\"169\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm:ss\"/>{formats}</numFmts>"
            + "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font><font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
            + "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>"
            + "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
            + "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
            + string.Create(CultureInfo.InvariantCulture, $"<cellXfs count=\"{3 + AmountFormats.Length}\">")
            + "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
            + "<xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/>"
            + $"<xf numFmtId=\"169\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>{amounts}</cellXfs></styleSheet>";
    }
}

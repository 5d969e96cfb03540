using System.IO.Compression;
using System.Text;

namespace Dashboard.Core.Tests.Refunds.Batches;

/// <summary>A workbook as a spreadsheet writes it, part by part, so that a test can break any of them.</summary>
internal sealed class Workbook
{
    public const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    public Dictionary<string, string> Parts { get; } = new(StringComparer.Ordinal)
    {
        ["[Content_Types].xml"] = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>",
        ["xl/workbook.xml"] = $"<workbook xmlns=\"{Main}\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">"
            + "<sheets><sheet name=\"Refunds\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
        ["xl/_rels/workbook.xml.rels"] = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
            + "<Relationship Id=\"rId1\" Type=\"t\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"t\" Target=\"worksheets/sheet2.xml\"/></Relationships>",
    };

    /// <summary>Cells as texts in place; a text that begins as a cell element is that element.</summary>
    public static Workbook Of(params string[][] rows)
    {
        var book = new Workbook();
        book.Parts["xl/worksheets/sheet1.xml"] = Sheet(rows);
        return book;
    }

    public static string Sheet(params string[][] rows)
    {
        var xml = new StringBuilder($"<worksheet xmlns=\"{Main}\"><sheetData>");
        foreach (var row in rows)
        {
            xml.Append("<row>");
            foreach (var cell in row)
                xml.Append(cell.StartsWith("<c", StringComparison.Ordinal) ? cell : Inline(cell));
            xml.Append("</row>");
        }

        return xml.Append("</sheetData></worksheet>").ToString();
    }

    public static string Inline(string text) =>
        text.Length == 0 ? "<c/>" : $"<c t=\"inlineStr\"><is><t xml:space=\"preserve\">{System.Security.SecurityElement.Escape(text)}</t></is></c>";

    public static string Number(string value, int style = 0) => $"<c s=\"{style}\"><v>{value}</v></c>";

    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in Parts)
            {
                using var part = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
                part.Write(Encoding.UTF8.GetBytes(content));
            }
        }

        return bytes.ToArray();
    }
}

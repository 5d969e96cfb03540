using System.IO.Compression;
using System.Xml;

namespace Dashboard.Core.Refunds.Batches;

/// <summary>
/// A workbook (ECMA-376), read as what it is: XML in an archive. Both are bounded: nothing is unpacked beyond <see cref="MostUnpacked"/>, no document
/// type is taken, nothing outside the archive is followed, no formula is calculated.
/// </summary>
internal static class BatchWorkbook
{
    /// <summary>Bytes of all its parts together: a file of five thousand rows needs a few of them.</summary>
    public const long MostUnpacked = 48 * 1024 * 1024;

    /// <summary>Our own workbooks say there what they are about; nothing of it is a row.</summary>
    private const string AboutSheet = "About";

    public static IEnumerable<BatchLine> Read(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(content.ToArray(), writable: false), ZipArchiveMode.Read);
            // All of it is read here, so that every fault of the archive is met inside.
            return Lines(archive);
        }
        catch (Exception broken) when (broken is InvalidDataException or XmlException or FormatException or OverflowException
            or ArgumentException or EndOfStreamException or NotSupportedException)
        {
            throw BatchFile.Unusable(BatchFileFaultKind.BrokenWorkbook);
        }
    }

    private static List<BatchLine> Lines(ZipArchive archive)
    {
        if (archive.Entries.Any(entry => entry.FullName.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase)
                || entry.FullName.Contains("/macrosheets/", StringComparison.OrdinalIgnoreCase)))
            throw BatchFile.Unusable(BatchFileFaultKind.Macros);
        var budget = new UnpackBudget(MostUnpacked);
        var sheets = Sheets(archive, budget);
        if (sheets is [])
            throw BatchFile.Unusable(BatchFileFaultKind.BrokenWorkbook);
        var dates = WorkbookTexts.DateStyles(Open(archive, "xl/styles.xml", budget));
        var shared = WorkbookTexts.Shared(Open(archive, "xl/sharedStrings.xml", budget));
        List<BatchLine>? lines = null;
        foreach (var (name, path) in sheets.Where(sheet => sheet.Name != AboutSheet))
        {
            using var part = Open(archive, path, budget) ?? throw BatchFile.Unusable(BatchFileFaultKind.BrokenWorkbook);
            var found = WorkbookSheet.Read(part, shared, dates).ToList();
            if (lines is not null && found.Any(line => line.Cells.Any(cell => cell.Length > 0)))
                throw BatchFile.Unusable(BatchFileFaultKind.SecondSheet, detail: name.Length <= 64 ? name : name[..64]);
            lines ??= found;
        }

        return lines ?? throw BatchFile.Unusable(BatchFileFaultKind.Empty);
    }

    /// <summary>Names and parts of the sheets, in their order.</summary>
    private static List<(string Name, string Path)> Sheets(ZipArchive archive, UnpackBudget budget)
    {
        var targets = new Dictionary<string, string>(StringComparer.Ordinal);
        using (var relations = Open(archive, "xl/_rels/workbook.xml.rels", budget))
        {
            while (relations?.Read() == true)
            {
                if (relations is { NodeType: XmlNodeType.Element, LocalName: "Relationship" }
                    && relations.GetAttribute("Id") is { } id && relations.GetAttribute("Target") is { } target && relations.GetAttribute("TargetMode") != "External")
                    targets[id] = target.StartsWith('/') ? target[1..] : "xl/" + target;
            }
        }

        var sheets = new List<(string, string)>();
        using var workbook = Open(archive, "xl/workbook.xml", budget);
        while (workbook?.Read() == true)
        {
            if (workbook is not { NodeType: XmlNodeType.Element, LocalName: "sheet" })
                continue;
            var relation = workbook.GetAttribute("id", "http://schemas.openxmlformats.org/officeDocument/2006/relationships")
                ?? workbook.GetAttribute("id", "http://purl.oclc.org/ooxml/officeDocument/relationships");
            if (relation is not null && targets.TryGetValue(relation, out var path))
                sheets.Add((workbook.GetAttribute("name") ?? "", path));
        }

        return sheets;
    }

    private static XmlReader? Open(ZipArchive archive, string path, UnpackBudget budget)
    {
        var entry = archive.Entries.FirstOrDefault(entry => entry.FullName.Equals(path, StringComparison.OrdinalIgnoreCase));
        return entry is null ? null : XmlReader.Create(budget.Limit(entry.Open()), new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = MostUnpacked,
            CloseInput = true,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
        });
    }
}

/// <summary>How many bytes may still be unpacked; what an archive claims about its parts is not believed.</summary>
internal sealed class UnpackBudget(long most)
{
    private long _left = most;

    public Stream Limit(Stream unpacked) => new Limited(unpacked, this);

    private int Spend(int read) => (_left -= read) < 0 ? throw BatchFile.Unusable(BatchFileFaultKind.ExpandsTooMuch) : read;

    private sealed class Limited(Stream unpacked, UnpackBudget budget) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => budget.Spend(unpacked.Read(buffer, offset, count));

        public override int Read(Span<byte> buffer) => budget.Spend(unpacked.Read(buffer));

        public override void Flush()
        {
            // Nothing is written.
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                unpacked.Dispose();
            base.Dispose(disposing);
        }
    }
}

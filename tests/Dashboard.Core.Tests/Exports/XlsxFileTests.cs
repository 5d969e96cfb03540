using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using Dashboard.Core.Exports;
using Dashboard.Gate;

namespace Dashboard.Core.Tests.Exports;

public sealed class XlsxFileTests
{
    private static readonly XNamespace Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    private static readonly ExportColumn[] Columns =
    [
        new("id", CellKind.Id), new("text", CellKind.Text), new("currency", CellKind.Text), new("amount", CellKind.Amount, 2),
        new("at (UTC)", CellKind.Instant),
    ];

    [Fact]
    public async Task Write_OddTexts_ReadBackAsTheyWereAndNeverAsFormulas()
    {
        string[] texts = ["=1+1", "+1", "@x", "<&>\"'", "_x0041_", " padded ", "\u041F\u0440\u0438\u0432\u0435\u0442 \U0001F600", "a\nb\tc"];

        using var book = await WriteAsync(texts.Select(text => new object?[] { 1L, text, "EUR", 1L, 0L }));

        Assert.Equal(texts, Rows(book, 1).Skip(1).Select(row => Text(row[1]).Replace("_x005F_", "_", StringComparison.Ordinal)));
        Assert.All(book.Entries.Where(part => part.FullName.Contains("/sheet", StringComparison.Ordinal)),
            part => Assert.Empty(XDocument.Parse(Read(part)).Descendants(Main + "f")));
    }

    [Fact]
    public async Task Write_NumbersAndTimes_AreTypedAndLongOnesAreText()
    {
        using var book = await WriteAsync(
        [
            [23132000003336L, "a", "EUR", 1660L, new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds()],
            [long.MaxValue, "b", "KWD", -1234L, 0L],
            [1L, "c", "JPY", 123_456_789_012_345L, null],
            [1L, "d", "EUR", 1_234_567_890_123_456L, null],
            [1L, "e", null, 5L, null],
        ]);

        var rows = Rows(book, 1).Skip(1).ToList();
        Assert.Equal(["23132000003336", "9223372036854775807"], rows.Take(2).Select(row => Text(row[0])));
        Assert.Equal(["16.60", "-1.234", "123456789012345", null, "5"], rows.Select(row => (string?)row[3].Element(Main + "v")));
        Assert.Equal("12345678901234.56", Text(rows[3][3]));
        Assert.Equal("46083.3750000000", (string?)rows[0][4].Element(Main + "v"));
        Assert.Equal(new DateTime(2026, 3, 2, 9, 0, 0), DateTime.FromOADate(double.Parse("46083.3750000000", CultureInfo.InvariantCulture)));
        Assert.Empty(rows[2][4].Elements());
    }

    [Fact]
    public async Task Write_MoreRowsThanASheetHolds_GoesOnInAnotherWithItsHeading()
    {
        using var book = await WriteAsync(Enumerable.Range(0, 25).Select(index => new object?[] { (long)index, "x", "EUR", 1L, 0L }), mostRows: 11);

        Assert.Equal([11, 11, 6], Enumerable.Range(1, 3).Select(sheet => Rows(book, sheet).Count));
        Assert.All(Enumerable.Range(1, 3), sheet => Assert.Equal("id", Text(Rows(book, sheet)[0][0])));
        Assert.Equal(Enumerable.Range(0, 25), Enumerable.Range(1, 3).SelectMany(sheet => Rows(book, sheet).Skip(1))
            .Select(row => int.Parse(Text(row[0]), CultureInfo.InvariantCulture)));
        Assert.Equal(["rows", "25"], Rows(book, 4)[0].Select(Text));
        Assert.Contains("name=\"About\"", Read(book.GetEntry("xl/workbook.xml")!), StringComparison.Ordinal);
        Assert.Contains("state=\"frozen\"", Read(book.GetEntry("xl/worksheets/sheet1.xml")!), StringComparison.Ordinal);
        Assert.Contains("<autoFilter ref=\"A1:E6\"/>", Read(book.GetEntry("xl/worksheets/sheet3.xml")!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "EUR"), InlineData(5, "EUR"), InlineData(-5, "EUR"), InlineData(1660, "EUR"), InlineData(16, "JPY"), InlineData(1234, "KWD")]
    [InlineData(long.MaxValue, "KWD"), InlineData(long.MinValue, "EUR"), InlineData(long.MinValue, "JPY"), InlineData(7, "CLF"), InlineData(42, "XXX")]
    public void Amount_EveryCurrency_IsAsTheGateLibraryWritesIt(long minor, string currency)
    {
        var cells = new CellWriter(TimeZoneInfo.Utc);
        Assert.Equal(Currency.FormatInvariant(minor, currency),
            Encoding.ASCII.GetString(cells.Amount(minor, Currency.Find(currency)?.Exponent ?? 0, out _)));
    }

    [Theory]
    [InlineData("2026-03-29T00:59:59Z", "2026-03-29 02:59:59"), InlineData("2026-03-29T01:00:00Z", "2026-03-29 04:00:00")]
    [InlineData("2026-10-25T00:59:59Z", "2026-10-25 03:59:59"), InlineData("2026-10-25T01:00:00Z", "2026-10-25 03:00:00")]
    [InlineData("1969-12-31T23:59:59Z", "1970-01-01 02:59:59")]
    public void Instant_ClockChange_IsTheZonesOwnTime(string instant, string expected)
    {
        var cells = new CellWriter(TimeZoneInfo.FindSystemTimeZoneById("Europe/Riga"));
        var at = DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
        Assert.Equal(expected, Encoding.ASCII.GetString(cells.Instant(at)));
    }

    private static async Task<ZipArchive> WriteAsync(IEnumerable<object?[]> rows, int mostRows = XlsxFile.MostRows)
    {
        var file = new MemoryStream();
        await using (var book = new XlsxFile(file, Columns, new CellWriter(TimeZoneInfo.Utc), mostRows))
        {
            await book.BeginAsync([.. Columns.Select(column => column.Name)], CancellationToken.None);
            var count = 0;
            foreach (var row in rows)
            {
                await book.WriteAsync(new ListedRow(row), CancellationToken.None);
                count++;
            }

            await book.EndAsync([("rows", count.ToString(CultureInfo.InvariantCulture))], CancellationToken.None);
        }

        file.Position = 0;
        return new ZipArchive(file);
    }

    private static List<List<XElement>> Rows(ZipArchive book, int sheet) =>
        [.. XDocument.Parse(Read(book.GetEntry($"xl/worksheets/sheet{sheet}.xml")!), LoadOptions.PreserveWhitespace)
            .Descendants(Main + "row").Select(row => row.Elements(Main + "c").ToList())];

    private static string Text(XElement cell) => (string)cell.Element(Main + "is")!.Element(Main + "t")!;

    private static string Read(ZipArchiveEntry part)
    {
        using var reader = new StreamReader(part.Open());
        return reader.ReadToEnd();
    }

    /// <summary>One row out of memory, in the form the readers hand rows over.</summary>
    private sealed class ListedRow(object?[] values) : IExportRows
    {
        public ValueTask<bool> ReadAsync(CancellationToken cancellationToken) => ValueTask.FromResult(true);

        public bool IsNull(int column) => values[column] is null;

        public long Number(int column) => (long)values[column]!;

        public ReadOnlySpan<byte> Text(int column) => Encoding.UTF8.GetBytes((string)values[column]!);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

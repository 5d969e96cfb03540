using System.Globalization;
using System.Text;
using Dashboard.Core.Exports;
using Dashboard.Core.Refunds.Batches;

namespace Dashboard.Core.Tests.Refunds.Batches;

public sealed class BatchFileTests
{
    private const string Heading = "project_id,payment_id,amount,currency,reason,note,ticket\n";

    private static readonly string[] Columns = [.. BatchFile.Columns];

    [Theory]
    [InlineData(Heading + "386,EP-1,12.50,eur,Fraud,\"a, \"\"b\"\"\",T-1\n")]
    [InlineData("\uFEFF" + Heading + "386,EP-1,12.50,EUR,Fraud,\"a, \"\"b\"\"\",T-1")]
    [InlineData("Project_ID;payment_id;Amount;currency;reason;note;ticket\r\n386;EP-1;12.50;EUR;Fraud;\"a, \"\"b\"\"\";T-1\r\n")]
    [InlineData("ticket,note,reason,currency,amount,payment_id,project_id\nT-1,\"a, \"\"b\"\"\",Fraud,EUR,12.50, EP-1 ,386\n")]
    public void Csv_AnyUsualForm_GivesTheRow(string text) =>
        Assert.Equal(new BatchDraftRow(2, "386", "EP-1", "12.50", "EUR", "Fraud", "a, \"b\"", "T-1"), Row(text));

    [Fact]
    public void Csv_NoOptionalColumnsAndBlankLines_KeepsTheFilesRowNumbers()
    {
        var draft = Draft("project_id,payment_id,amount,currency,reason\n\n386,EP-1,,,Fraud\n,,,,\n386,EP-2,1,EUR,Fraud");
        Assert.Equal([(3, "EP-1"), (5, "EP-2")], draft.Rows.Select(row => (row.Line, row.PaymentId)));
    }

    [Theory]
    [InlineData("", BatchFileFaultKind.Empty, null, null)]
    [InlineData("\n\n", BatchFileFaultKind.Empty, null, null)]
    [InlineData(Heading, BatchFileFaultKind.NoRows, null, null)]
    [InlineData("project_id,payment_id,amount,reason\n", BatchFileFaultKind.MissingColumn, 1, "currency")]
    [InlineData("project_id,payment_id,amount,currency,reason,sum\n", BatchFileFaultKind.UnknownColumn, 1, "F")]
    [InlineData("project_id,payment_id,amount,currency,reason,Amount\n", BatchFileFaultKind.ColumnTwice, 1, "amount")]
    [InlineData(Heading + "386,EP-1,1,EUR,Fraud,a,b,c", BatchFileFaultKind.TooManyCells, 2, "H")]
    [InlineData(Heading + "386,EP-1,1,EUR,Fraud,\"a", BatchFileFaultKind.BrokenQuotes, 2, "F")]
    [InlineData(Heading + "386,EP-1,1,EUR,Fraud,\"a\"b", BatchFileFaultKind.BrokenQuotes, 2, "F")]
    [InlineData(Heading + "386,EP\"1,1,EUR,Fraud", BatchFileFaultKind.BrokenQuotes, 2, "B")]
    [InlineData(Heading + "386,EP-1,=1+1,EUR,Fraud", BatchFileFaultKind.Formula, 2, "amount")]
    [InlineData(Heading + "386,EP-1,1,EUR,Fraud,ok\n386,EP-1,1,EUR,Fraud,\" =cmd|'/c calc'!A0\"", BatchFileFaultKind.Formula, 3, "note")]
    [InlineData(Heading + "386,EP\0,1,EUR,Fraud", BatchFileFaultKind.UnknownFormat, null, null)]
    public void Csv_Unusable_IsToldByRowAndColumn(string text, BatchFileFaultKind kind, int? row, string? column)
    {
        var fault = Fault(Encoding.UTF8.GetBytes(text));
        Assert.Equal((kind, row, column), (fault.Kind, fault.Row, fault.Column));
    }

    [Fact]
    public void Csv_OtherEncodings_AreToldNotGuessed()
    {
        Assert.Equal("UTF-16", Fault([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Heading)]).Detail);
        var latin = Fault([.. Encoding.UTF8.GetBytes(Heading + "386,EP-1,1,EUR,Fraud,ok\n386,EP-2,1,EUR,Fraud,Ren"), 0xE9]);
        Assert.Equal((BatchFileFaultKind.NotUtf8, 3), (latin.Kind, latin.Row));
    }

    [Fact]
    public void File_TooManyRowsOrBytes_IsRefusedNeverCut()
    {
        static byte[] Rows(int count) => Encoding.UTF8.GetBytes(Heading + string.Concat(Enumerable.Range(1, count).Select(n => $"386,EP-{n},1,EUR,Fraud\n")));

        Assert.Equal(BatchFile.MostRows, BatchFile.Read("a.csv", Rows(BatchFile.MostRows)).Draft!.Rows.Count);
        Assert.Equal(BatchFileFaultKind.TooManyRows, Fault(Rows(BatchFile.MostRows + 1)).Kind);
        Assert.Equal(BatchFileFaultKind.TooLarge, Fault(new byte[BatchFile.MostBytes + 1]).Kind);
        var book = Workbook.Of([Columns, .. Enumerable.Range(1, BatchFile.MostRows + 1).Select(n => new[] { "386", "EP-" + n, "1", "EUR", "Fraud" })]);
        Assert.Equal(BatchFileFaultKind.TooManyRows, Fault(book.ToBytes()).Kind);
        Assert.Equal(BatchFileFaultKind.CellTooLong, Fault(Encoding.UTF8.GetBytes(Heading + "386,EP-1,1,EUR,Fraud," + new string('x', BatchFile.MostCell + 1))).Kind);
    }

    [Fact]
    public void Workbook_TextsNumbersAndSharedTexts_ReadAsTheyAreShown()
    {
        var book = Workbook.Of(Columns, [Workbook.Number("386"), "<c t=\"s\"><v>1</v></c>", Workbook.Number("16.600000000000001"), "eur", "Fraud", "a_x000A_b", ""]);
        book.Parts["xl/sharedStrings.xml"] = $"<sst xmlns=\"{Workbook.Main}\"><si><t>no</t></si><si><r><t>EP</t></r><r><t>-1</t></r><rPh><t>x</t></rPh></si></sst>";
        Assert.Equal(new BatchDraftRow(2, "386", "EP-1", "16.6", "EUR", "Fraud", "a\nb", ""), Assert.Single(BatchFile.Read("a.xlsx", book.ToBytes()).Draft!.Rows));
    }

    public static TheoryData<string, BatchFileFaultKind, int?, string?> HostileCells => new()
    {
        { "<c><f>SUM(A1:A9)</f><v>5</v></c>", BatchFileFaultKind.Formula, 2, "C" },
        { "<c t=\"str\"><f>WEBSERVICE(\"http://x\")</f><v>5</v></c>", BatchFileFaultKind.Formula, 2, "C" },
        { "<c t=\"e\"><v>#REF!</v></c>", BatchFileFaultKind.ErrorCell, 2, "C" },
        { Workbook.Number("46143", 1), BatchFileFaultKind.DateCell, 2, "C" },
        { Workbook.Number("46143", 2), BatchFileFaultKind.DateCell, 2, "C" },
        { Workbook.Number("12345678901234567"), BatchFileFaultKind.NumberLosesDigits, 2, "C" },
        { Workbook.Number("1E+300"), BatchFileFaultKind.NumberLosesDigits, 2, "C" },
        { "<c t=\"s\"><v>7</v></c>", BatchFileFaultKind.BrokenWorkbook, 2, "C" },
        { "<c t=\"zz\"><v>7</v></c>", BatchFileFaultKind.BrokenWorkbook, 2, "C" },
        { "<c r=\"A2\"><v>7</v></c>", BatchFileFaultKind.BrokenWorkbook, 2, "A" },
        { "<c r=\"XFE2\"><v>7</v></c>", BatchFileFaultKind.BrokenWorkbook, null, null },
        { "<c r=\"CZ2\"><v>7</v></c>", BatchFileFaultKind.TooManyCells, 2, "CZ" },
        { "<c r=\"J2\"><v>7</v></c>", BatchFileFaultKind.TooManyCells, 2, "J" },
        { Workbook.Inline("_x0000_"), BatchFileFaultKind.BrokenCharacter, 2, "amount" },
        { Workbook.Inline("_xD800_"), BatchFileFaultKind.BrokenCharacter, 2, "amount" },
    };

    [Theory, MemberData(nameof(HostileCells))]
    public void Workbook_HostileCell_IsToldByRowAndColumn(string cell, BatchFileFaultKind kind, int? row, string? column)
    {
        var book = Workbook.Of(Columns, ["386", "EP-1", cell, "EUR", "Fraud"]);
        book.Parts["xl/styles.xml"] = $"<styleSheet xmlns=\"{Workbook.Main}\"><numFmts><numFmt numFmtId=\"170\" formatCode=\"[Red]&quot;sum &quot;dd\\-mm\"/></numFmts>"
            + "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"2\"/><xf numFmtId=\"14\"/><xf numFmtId=\"170\"/></cellXfs></styleSheet>";
        var fault = Fault(book.ToBytes());
        Assert.Equal((kind, row, column), (fault.Kind, fault.Row, fault.Column));
    }

    public static TheoryData<string, string, BatchFileFaultKind> HostileParts => new()
    {
        { "xl/vbaProject.bin", "x", BatchFileFaultKind.Macros },
        { "xl/worksheets/sheet1.xml", "<!DOCTYPE a [<!ENTITY b \"bb\"><!ENTITY c \"&b;&b;\">]><worksheet>&c;</worksheet>", BatchFileFaultKind.BrokenWorkbook },
        { "xl/worksheets/sheet1.xml", "<!DOCTYPE a SYSTEM \"file:///etc/hosts\"><worksheet/>", BatchFileFaultKind.BrokenWorkbook },
        { "xl/worksheets/sheet1.xml", "<worksheet><sheetData><row><c><v>1</v>", BatchFileFaultKind.BrokenWorkbook },
        { "xl/worksheets/sheet1.xml", "<worksheet><sheetData><row r=\"2\"><c><v>1</v></c></row><row r=\"2\"><c><v>1</v></c></row></sheetData></worksheet>", BatchFileFaultKind.BrokenWorkbook },
        { "xl/worksheets/sheet1.xml", "<worksheet><sheetData><row hidden=\"1\"><c><v>1</v></c></row></sheetData></worksheet>", BatchFileFaultKind.HiddenRow },
        { "xl/workbook.xml", "<workbook/>", BatchFileFaultKind.BrokenWorkbook },
        { "xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id=\"rId1\" Target=\"http://x/sheet.xml\" TargetMode=\"External\"/></Relationships>", BatchFileFaultKind.BrokenWorkbook },
    };

    [Theory, MemberData(nameof(HostileParts))]
    public void Workbook_HostilePart_IsRefused(string name, string content, BatchFileFaultKind kind)
    {
        var book = Workbook.Of(Columns, ["386", "EP-1", "1", "EUR", "Fraud"]);
        book.Parts[name] = content;
        Assert.Equal(kind, Fault(book.ToBytes()).Kind);
    }

    [Fact]
    public void Workbook_ThatUnpacksWithoutEnd_IsRefused()
    {
        var book = Workbook.Of(Columns, ["386", "EP-1", "1", "EUR", "Fraud"]);
        book.Parts["xl/sharedStrings.xml"] = $"<sst xmlns=\"{Workbook.Main}\"><si><t>" + new string(' ', (int)BatchWorkbook.MostUnpacked) + "</t></si></sst>";
        var bomb = book.ToBytes();
        Assert.InRange(bomb.Length, 0, BatchFile.MostBytes);
        Assert.Equal(BatchFileFaultKind.ExpandsTooMuch, Fault(bomb).Kind);
    }

    [Fact]
    public void Workbook_RowsOnASecondSheet_AreRefusedNotIgnored()
    {
        var book = Workbook.Of(Columns, ["386", "EP-1", "1", "EUR", "Fraud"]);
        book.Parts["xl/workbook.xml"] = book.Parts["xl/workbook.xml"].Replace("</sheets>", "<sheet name=\"More\" sheetId=\"2\" r:id=\"rId2\"/></sheets>", StringComparison.Ordinal);
        book.Parts["xl/worksheets/sheet2.xml"] = Workbook.Sheet([]);
        Assert.NotNull(BatchFile.Read("a.xlsx", book.ToBytes()).Draft);
        book.Parts["xl/worksheets/sheet2.xml"] = Workbook.Sheet(["386"]);
        Assert.Equal((BatchFileFaultKind.SecondSheet, "More"), (Fault(book.ToBytes()).Kind, Fault(book.ToBytes()).Detail));
    }

    [Fact]
    public void Workbook_OldOrProtected_IsTold() =>
        Assert.Equal(BatchFileFaultKind.OldOrProtectedWorkbook, Fault([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]).Kind);

    [Theory]
    [InlineData("16.600000000000001", "16.6")]
    [InlineData("0.30000000000000004", "0.3")]
    [InlineData("1E-2", "0.01")]
    [InlineData("1.5E+3", "1500")]
    [InlineData("-7", "-7")]
    [InlineData("123456789012345", "123456789012345")]
    [InlineData("0", "0")]
    [InlineData("NaN", null)]
    [InlineData("1234567890123456", null)]
    public void Number_OfACell_IsWhatTheSheetShows(string value, string? shown) => Assert.Equal(shown, WorkbookSheet.Plain(value));

    [Theory]
    [InlineData("12.50", "EUR", 1250L)]
    [InlineData("12,50", "EUR", 1250L)]
    [InlineData("12,5", "EUR", 1250L)]
    [InlineData("12", "JPY", 12L)]
    [InlineData("1.234", "KWD", 1234L)]
    [InlineData("12.5", "JPY", null)]
    [InlineData("1,234", "KWD", null)]
    [InlineData("1,234", "EUR", null)]
    [InlineData("1.234", "EUR", null)]
    [InlineData("1,234.50", "EUR", null)]
    [InlineData("1.234,50", "EUR", null)]
    [InlineData("-1", "EUR", null)]
    [InlineData("+1", "EUR", null)]
    [InlineData("1e3", "EUR", null)]
    [InlineData("1 000", "EUR", null)]
    [InlineData("\u0661", "EUR", null)]
    [InlineData("99999999999999999999", "EUR", null)]
    public void Amount_InAFile_ReadsOneWayOrNot(string text, string currency, long? minor) => Assert.Equal(minor, CheckRefundBatch.ReadAmount(text, currency));

    [Theory]
    [InlineData(ExportFormat.Csv)]
    [InlineData(ExportFormat.Xlsx)]
    public async Task Template_AsDownloaded_IsAcceptedOnceItHasARow(ExportFormat format)
    {
        using var file = new MemoryStream();
        await RefundBatchFiles.WriteTemplateAsync(format, file, TestContext.Current.CancellationToken);
        Assert.Equal(BatchFileFaultKind.NoRows, Fault(file.ToArray()).Kind);
        if (format == ExportFormat.Csv)
            Assert.Equal("EP-1", Row(Encoding.UTF8.GetString(file.ToArray()) + string.Create(CultureInfo.InvariantCulture, $"386,EP-1,{12.5m},EUR,Fraud,,\n")).PaymentId);
    }

    private static BatchDraftRow Row(string text) => Assert.Single(Draft(text).Rows);

    private static RefundBatchDraft Draft(string text)
    {
        var reading = BatchFile.Read("a.csv", Encoding.UTF8.GetBytes(text));
        Assert.Null(reading.Fault);
        return reading.Draft!;
    }

    private static BatchFileFault Fault(byte[] content)
    {
        var reading = BatchFile.Read("a", content);
        Assert.Null(reading.Draft);
        return reading.Fault!;
    }
}

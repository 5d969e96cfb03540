using System.Text;
using Dashboard.Core.Refunds.Batches;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Refunds.Batches;

public sealed class BatchFilePropertyTests
{
    private const string Odd = "ab1 .,;\"'\n\r\t<&>_x-+@\u00e9\u044f\u20ac";

    private static readonly string[] Columns = [.. BatchFile.Columns];

    /// <summary>Whatever is in the cells comes out of both formats as it went in, or the file says which cell is at fault.</summary>
    [Fact]
    public void File_AnyCells_ComeOutAsTheyWentIn() => Property.Check(20261, 300, random => random.List(1, 6, Cells), rows =>
    {
        var csv = new StringBuilder(string.Join(';', Columns)).Append("\r\n");
        foreach (var row in rows)
            csv.AppendJoin(';', row.Select(cell => '"' + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + '"')).Append("\r\n");
        Compare(rows, BatchFile.Read("a.csv", Encoding.UTF8.GetBytes(csv.ToString())));
        // XML has one kind of line end; workbooks write the other as an escape.
        var book = Workbook.Of([Columns, .. rows.Select(row => row.Select(cell => cell.Replace("_", "_x005F_", StringComparison.Ordinal)
            .Replace("\r", "_x000D_", StringComparison.Ordinal)).ToArray())]);
        Compare(rows, BatchFile.Read("a.xlsx", book.ToBytes()));
    });

    [Fact]
    public void Csv_DamagedAnywhere_IsReadOrToldNeverThrown() => Property.Check(30261, 2000, random =>
    {
        var rows = random.List(1, 4, Cells).Select(row => string.Join(',', row));
        return Damage(random, Encoding.UTF8.GetBytes(string.Join(',', Columns) + "\n" + string.Join('\n', rows)));
    }, IsReadOrTold);

    [Fact]
    public void Workbook_DamagedAnywhere_IsReadOrToldNeverThrown() => Property.Check(40261, 1000, random =>
    {
        var book = Workbook.Of([Columns, .. random.List(1, 3, Cells)]);
        if (random.Chance(50))
            return Damage(random, book.ToBytes());
        // The archive is whole, one of its parts is not.
        var name = random.Pick<string>([.. book.Parts.Keys]);
        book.Parts[name] = Encoding.UTF8.GetString(Damage(random, Encoding.UTF8.GetBytes(book.Parts[name])));
        return book.ToBytes();
    }, IsReadOrTold);

    private static void IsReadOrTold(byte[] content)
    {
        var reading = BatchFile.Read("a", content);
        Assert.True(reading.Draft is null != reading.Fault is null);
        Assert.All(reading.Draft?.Rows ?? [], row => Assert.InRange(row.Line, 2, 1_048_576));
        Assert.Equal(reading.Draft?.Rows.Count, reading.Draft?.Rows.Select(row => row.Line).Distinct().Count());
    }

    private static void Compare(IReadOnlyList<string[]> rows, BatchFileReading reading)
    {
        if (reading.Fault is { } fault)
        {
            Assert.Equal(BatchFileFaultKind.Formula, fault.Kind);
            Assert.Contains(rows, row => row.Any(cell => cell.TrimStart().StartsWith('=')));
            return;
        }

        Assert.Equal(
            rows.Select(row => (row[0].Trim(), row[1].Trim(), row[2].Trim(), row[3].Trim().ToUpperInvariant(), row[4].Trim(), row[5].Trim(), row[6].Trim())),
            reading.Draft!.Rows.Select(row => (row.ProjectId, row.PaymentId, row.Amount, row.Currency, row.Reason, row.Note, row.Ticket)));
    }

    private static string[] Cells(Seeded random) => ["386", .. Enumerable.Range(1, 6).Select(_ => random.Text(0, 8, Odd))];

    private static byte[] Damage(Seeded random, byte[] bytes)
    {
        var damaged = bytes.ToList();
        for (var times = random.Whole(1, 6); times > 0 && damaged.Count > 0; times--)
        {
            var at = random.Whole(0, damaged.Count - 1);
            switch (random.Whole(0, 3))
            {
                case 0:
                    damaged[at] = (byte)random.Whole(0, 255);
                    break;
                case 1:
                    damaged.RemoveAt(at);
                    break;
                case 2:
                    damaged.InsertRange(at, damaged.Skip(random.Whole(0, damaged.Count - 1)).Take(random.Whole(1, 40)).ToList());
                    break;
                default:
                    damaged.Insert(at, random.Pick<byte>([.. "\"<>=,;\n\r\0/&"u8]));
                    break;
            }
        }

        return [.. damaged];
    }
}

using System.Globalization;
using System.Text;
using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Core.Data.Seeding;
using Dashboard.Core.Exports;
using Dashboard.Core.Operations;
using Dashboard.Core.Payments;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Exports;

public sealed class ExporterTests(Databases databases)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static readonly TimeZoneInfo Riga = TimeZoneInfo.FindSystemTimeZoneById("Europe/Riga");
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public static TheoryData<DatabaseProvider, PaymentFilter> Filters
    {
        get
        {
            var data = new TheoryData<DatabaseProvider, PaymentFilter>();
            foreach (var provider in Enum.GetValues<DatabaseProvider>())
            {
                data.Add(provider, new PaymentFilter());
                data.Add(provider, new PaymentFilter { Statuses = ["decline", "refunded"], Methods = ["card"], Currencies = ["EUR", "KWD", "USD"] });
                data.Add(provider, new PaymentFilter { Projects = [386], From = Now.AddDays(-300), Until = Now.AddDays(-20) });
                data.Add(provider, new PaymentFilter { Search = "EP" });
                data.Add(provider, new PaymentFilter { Statuses = ["' OR 1=1 --"] });
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Filters))]
    public async Task Rows_OfPayments_AreTheRowsTheModelReads(DatabaseProvider provider, PaymentFilter filter)
    {
        await using var core = await SeededAsync(provider);
        await using var context = core.OpenContext();
        var expected = await ExportColumns.Ask(context, filter.Apply(context, AccessScope.Everything)).ToListAsync(Stop);

        var read = await ReadAsync(core, ExportRequest.Of(filter, ExportFormat.Csv, TimeZoneInfo.Utc), row => new PaymentFileRow(
            row.Text(0)!, row.Number(1)!.Value, row.Text(2)!, row.Text(3), row.Text(4), row.Number(5), row.Number(6)!.Value, row.Number(7)!.Value,
            row.Number(8)!.Value, row.Text(9), row.Text(10), row.Text(11), row.Text(12), row.Instant(13)!.Value, row.Instant(14)!.Value));

        Assert.Equal(expected, read);
        Assert.Equal(filter.Statuses is not ["' OR 1=1 --"], expected.Count > 0);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Rows_OfOperations_AreTheRowsTheModelReads(DatabaseProvider provider)
    {
        await using var core = await SeededAsync(provider);
        var filter = new OperationFilter { Types = ["refund", "sale"], Currencies = ["EUR", "AUD", "JPY"] };
        await using var context = core.OpenContext();
        var expected = await ExportColumns.Ask(context, filter.Apply(context, AccessScope.Everything)).ToListAsync(Stop);

        var read = await ReadAsync(core, ExportRequest.Of(filter, ExportFormat.Csv, TimeZoneInfo.Utc), row => new OperationFileRow(
            row.Number(0)!.Value, row.Text(1)!, row.Number(2)!.Value, row.Text(3)!, row.Text(4)!, row.Text(5), row.Text(6), row.Number(7), row.Text(8),
            row.Number(9), row.Text(10), row.Text(11), row.Text(12), row.Text(13), row.Text(14), row.Text(15), row.Text(16), row.Text(17),
            row.Instant(18)!.Value, row.Instant(19)));

        Assert.NotEmpty(expected);
        Assert.Equal(expected, read);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Csv_OddPayments_IsWrittenToTheLetter(DatabaseProvider provider)
    {
        await using var core = await Receiver.StartAsync(databases, provider, new ManualTimeProvider(Now));
        var at = new DateTimeOffset(2026, 1, 5, 22, 30, 0, TimeSpan.Zero);
        await core.ReceiveAsync(PlatformCallback.Sale("=cmd|' /C calc'!A0", 1660, "EUR").Operation(1, "a").At(at).CreatedAt(at)
            .With("payment.description", "a \"b\", 4111 1111 1111 1111").Account("555555******4444"));
        await core.ReceiveAsync(PlatformCallback.Sale("\uFF1D1+1", 16, "JPY").Operation(2, "b").At(at.AddSeconds(1)).CreatedAt(at.AddSeconds(1)));
        await core.ReceiveAsync(PlatformCallback.Sale("-2", 1234, "KWD").Operation(3, "c").At(at.AddSeconds(2)).CreatedAt(at.AddSeconds(2)));

        var (text, report) = await WriteAsync(core, ExportRequest.Of(new PaymentFilter(), ExportFormat.Csv, Riga));

        Assert.Equal(
            """
            payment_id,project_id,status,method,currency,amount,captured,refunded,held_for_refunds,customer_id,account,description,code,created_at (Europe/Riga),updated_at (Europe/Riga)
            '-2,386,success,alfa-click,KWD,1.234,1.234,0.000,0.000,,••nt1,,0,2026-01-06 00:30:02,2026-01-06 00:30:02
            '＝1+1,386,success,alfa-click,JPY,16,16,0,0,,••nt1,,0,2026-01-06 00:30:01,2026-01-06 00:30:01
            '=cmd|' /C calc'!A0,386,success,alfa-click,EUR,16.60,16.60,0.00,0.00,,••4444,"a ""b"", ••1111",0,2026-01-06 00:30:00,2026-01-06 00:30:00

            """.ReplaceLineEndings("\r\n"), Encoding.UTF8.GetString(text));
        Assert.Equal(3, report.Rows);
        Assert.Equal(["EUR 1660", "JPY 16", "KWD 1234"], report.Totals.Select(total => $"{total.Currency} {total.Sums["amount"]}"));
    }

    [Fact]
    public async Task Write_Done_IsOnRecordWithFilterRowsAndTotals()
    {
        await using var core = await SeededAsync(DatabaseProvider.Sqlite);

        var (_, report) = await WriteAsync(core, ExportRequest.Of(new PaymentFilter { Currencies = ["EUR"] }, ExportFormat.Csv, Riga));

        await using var context = core.OpenContext();
        var line = await context.AuditEntries.OrderBy(entry => entry.Id).LastAsync(Stop);
        Assert.Equal(("export.payments", AuditResult.Done), (line.Action, line.Result));
        Assert.Contains("currency=EUR", line.Detail, StringComparison.Ordinal);
        Assert.Contains($"\"rows\":{report.Rows},", line.Detail, StringComparison.Ordinal);
        Assert.Contains(report.Totals.Single().Sums["amount"].ToString(CultureInfo.InvariantCulture), line.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_WithoutTheRight_IsRefusedAndOnRecord()
    {
        await using var core = await Receiver.StartAsync(databases, DatabaseProvider.Sqlite);
        var request = ExportRequest.Of(new PaymentFilter(), ExportFormat.Csv, Riga);

        Assert.Null(await core.Get<Exporter>().OpenAsync(new Actor(Guid.NewGuid(), "nobody"), request, Stop));

        await using var context = core.OpenContext();
        Assert.Equal(AuditResult.Refused, (await context.AuditEntries.OrderBy(entry => entry.Id).LastAsync(Stop)).Result);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Write_Cancelled_StopsAndIsOnRecordAsFailed(DatabaseProvider provider)
    {
        await using var core = await SeededAsync(provider);
        var request = ExportRequest.Of(new PaymentFilter(), ExportFormat.Xlsx, Riga);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => core.Get<Exporter>().WriteAsync(
            Actor.CommandLine, AccessScope.Everything, request, new MemoryStream(), cancelled.Token));

        await using var context = core.OpenContext();
        Assert.Equal(AuditResult.Failed, (await context.AuditEntries.OrderBy(entry => entry.Id).LastAsync(Stop)).Result);
    }

    internal static async Task<(byte[] Content, ExportReport Report)> WriteAsync(Receiver core, ExportRequest request)
    {
        using var file = new MemoryStream();
        var report = await core.Get<Exporter>().WriteAsync(Actor.CommandLine, AccessScope.Everything, request, file, Stop);
        return (file.ToArray(), report);
    }

    private async Task<Receiver> SeededAsync(DatabaseProvider provider)
    {
        var core = await Receiver.StartAsync(databases, provider, new ManualTimeProvider(Now), projects: [386, 1254, 2077]);
        await core.Get<Seeder>().RunAsync(Actor.CommandLine, new SeedRequest(1500, 11, "http://localhost:5081"), Stop);
        return core;
    }

    private static async Task<List<T>> ReadAsync<T>(Receiver core, ExportRequest request, Func<Row, T> make)
    {
        await using var context = core.OpenContext();
        await using var rows = await Exporter.ReadAsync(core.Get<Database>(), context, request, AccessScope.Everything, Stop);
        var read = new List<T>();
        while (await rows.ReadAsync(Stop))
            read.Add(make(new Row(rows)));
        return read;
    }

    private sealed class Row(IExportRows rows)
    {
        public string? Text(int column) => rows.IsNull(column) ? null : Encoding.UTF8.GetString(rows.Text(column));

        public long? Number(int column) => rows.IsNull(column) ? null : rows.Number(column);

        public DateTimeOffset? Instant(int column) => Number(column) is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
    }
}

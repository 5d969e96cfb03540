using System.Text;
using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Core.Exports;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Refunds.Batches;

/// <summary>The files of batches: the empty one to fill in, and the one with the platform's answer for each row.</summary>
public sealed class RefundBatchFiles(Database database, AuditLog audit)
{
    private static readonly ExportColumn[] TemplateColumns = [.. BatchFile.Columns.Select(name => new ExportColumn(name, CellKind.Text))];

    private static readonly ExportColumn[] ResultColumns =
    [
        new("row", CellKind.Id), new("project_id", CellKind.Id), new("payment_id", CellKind.Text), new("amount", CellKind.Amount, 4),
        new("currency", CellKind.Text), new("reason", CellKind.Text), new("note", CellKind.FreeText), new("ticket", CellKind.FreeText),
        new("check", CellKind.Text), new("row_state", CellKind.Text), new("refusal", CellKind.Text), new("refund_id", CellKind.Text),
        new("refund_state", CellKind.Text), new("refund_detail", CellKind.FreeText), new("request_id", CellKind.Text), new("code", CellKind.Text),
        new("message", CellKind.FreeText), new("answered_at", CellKind.Instant), new("sent_at", CellKind.Instant), new("state_at", CellKind.Instant),
    ];

    /// <summary>Headings and nothing else; written asynchronously only.</summary>
    public static Task WriteTemplateAsync(ExportFormat format, Stream destination, CancellationToken cancellationToken) =>
        WriteAsync(format, TemplateColumns, [], [("reason", string.Join(", ", Enum.GetNames<RefundReason>())),
            ("amount", "12.50, in the currency's own units; empty: all that remains"), ("rows", $"at most {BatchFile.MostRows}")], destination, cancellationToken);

    /// <summary>Every row with what came of it, instants in UTC; that it was taken is in the audit log.</summary>
    /// <returns>False when the batch does not exist for this person; nothing is written then.</returns>
    public async Task<bool> WriteResultAsync(
        Actor actor, Guid id, ExportFormat format, Func<Stream> open, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(open);
        List<RefundBatchRowView> rows;
        RefundBatch? batch;
        await using (var context = await database.OpenAsync(cancellationToken))
        {
            var access = await AccessControl.ScopeAsync(context, actor, cancellationToken);
            batch = await RefundBatchQueries.Visible(context, access).SingleOrDefaultAsync(one => one.Id == id, cancellationToken);
            if (batch is null)
                return false;
            rows = await RefundBatchQueries.Rows(context, id, RefundBatchRowFilter.All, 0).ToListAsync(cancellationToken);
        }

        await audit.WriteAsync(actor, new AuditLine("refund.batch.result", CreateRefundBatch.Subject(id), Detail: new { format = format.ToString(), rows = rows.Count }),
            cancellationToken);
        await WriteAsync(format, ResultColumns, rows.Select(Cells), [("content", "result of refund batch " + id), ("confirmed by", batch.CreatedByName),
            ("file", batch.FileName), ("sha256", Convert.ToHexStringLower(batch.FileHash)), ("state", batch.State.ToString()), ("times in zone", "UTC")],
            open(), cancellationToken);
        return true;
    }

    private static object?[] Cells(RefundBatchRowView row) =>
    [
        (long)row.Line, row.ProjectId == 0 ? null : row.ProjectId, row.PaymentId, row.Amount, row.Currency, row.Reason.ToString(), row.Note, row.Ticket,
        row.Verdict.ToString(), row.State.ToString(), row.Refusal?.ToString(), row.RefundId?.ToString(), row.Refund?.ToString(), row.RefundDetail,
        row.RequestId, row.Code, row.Message, row.AnsweredAt?.ToUnixTimeMilliseconds(), row.SentAt?.ToUnixTimeMilliseconds(),
        row.RefundStateAt?.ToUnixTimeMilliseconds(),
    ];

    private static async Task WriteAsync(
        ExportFormat format, ExportColumn[] columns, IEnumerable<object?[]> rows, IReadOnlyList<(string Name, string Value)> about, Stream destination,
        CancellationToken cancellationToken)
    {
        var cells = new CellWriter(TimeZoneInfo.Utc);
        await using IExportFile file = format == ExportFormat.Csv ? new CsvFile(destination, columns, cells) : new XlsxFile(destination, columns, cells);
        await file.BeginAsync([.. columns.Select(column => column.Kind == CellKind.Instant ? column.Name + " (UTC)" : column.Name)], cancellationToken);
        await using var source = new MemoryRows(rows);
        while (await source.ReadAsync(cancellationToken))
            await file.WriteAsync(source, cancellationToken);
        await file.EndAsync(about, cancellationToken);
    }

    /// <summary>Rows that are in memory already, for the writers of exports.</summary>
    private sealed class MemoryRows(IEnumerable<object?[]> rows) : IExportRows
    {
        private readonly IEnumerator<object?[]> _rows = rows.GetEnumerator();

        public ValueTask<bool> ReadAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_rows.MoveNext());

        public bool IsNull(int column) => _rows.Current[column] is null or "";

        public long Number(int column) => (long)_rows.Current[column]!;

        public ReadOnlySpan<byte> Text(int column) => Encoding.UTF8.GetBytes((string)_rows.Current[column]!);

        public ValueTask DisposeAsync()
        {
            _rows.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

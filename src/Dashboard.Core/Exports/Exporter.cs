using System.Data.Common;
using System.Globalization;
using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Exports;

/// <summary>
/// Writes what a list shows into a file: the same filter, all rows, one snapshot, flat memory. What was written, with its control totals, is in the
/// audit log; so is an export that was refused or did not end.
/// </summary>
public sealed class Exporter(Database database, AccessControl access, AuditLog audit, TimeProvider clock)
{
    /// <summary>Asks for the right to export. Null when the actor has none, which is then on record.</summary>
    public async Task<AccessScope?> OpenAsync(Actor actor, ExportRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(request);
        var scope = await access.ScopeAsync(actor, cancellationToken);
        if (scope.Can(Permission.Export))
            return scope;
        await audit.WriteAsync(actor, Line(request, AuditResult.Refused, null), cancellationToken);
        return null;
    }

    /// <summary>Name of the file: what it holds and when it was made.</summary>
    public string FileName(ExportRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var at = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), request.Zone);
        return string.Create(CultureInfo.InvariantCulture,
            $"{request.Subject}-{at:yyyyMMdd-HHmmss}.{(request.Format == ExportFormat.Csv ? "csv" : "xlsx")}");
    }

    /// <param name="actor">Who exports.</param>
    /// <param name="scope">From <see cref="OpenAsync"/>.</param>
    /// <param name="request">What to write.</param>
    /// <param name="destination">Where to; written asynchronously only, not closed.</param>
    /// <param name="cancellationToken">Stops in the middle.</param>
    public async Task<ExportReport> WriteAsync(
        Actor actor, AccessScope scope, ExportRequest request, Stream destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(request);
        var columns = request.Payments is null ? ExportColumns.Operations : ExportColumns.Payments;
        var totals = new ControlTotals(columns);
        try
        {
            await WriteRowsAsync(actor, scope, request, columns, totals, destination, cancellationToken);
        }
        catch
        {
            await audit.WriteAsync(actor, Line(request, AuditResult.Failed, totals.Report()), CancellationToken.None);
            throw;
        }

        var report = totals.Report();
        await audit.WriteAsync(actor, Line(request, AuditResult.Done, report), CancellationToken.None);
        return report;
    }

    internal static async Task<IExportRows> ReadAsync(
        Database database, AppDbContext context, ExportRequest request, AccessScope scope, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        // EF says the question, so that it is the list's own; the provider answers it, so that no row becomes an object.
        DbCommand question = request.Payments is { } payments
            ? ExportColumns.Ask(context, payments.Apply(context, scope)).CreateDbCommand()
            : ExportColumns.Ask(context, request.Operations!.Apply(context, scope)).CreateDbCommand();
        if (!database.IsSqlite)
            return await PostgresExportRows.OpenAsync(question, cancellationToken);
        await using (question)
            return new SqliteExportRows(question);
    }

    private async Task WriteRowsAsync(
        Actor actor, AccessScope scope, ExportRequest request, ExportColumn[] columns, ControlTotals totals, Stream destination,
        CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        await using var rows = await ReadAsync(database, context, request, scope, cancellationToken);
        var cells = new CellWriter(request.Zone);
        await using IExportFile file = request.Format == ExportFormat.Csv
            ? new CsvFile(destination, columns, cells)
            : new XlsxFile(destination, columns, cells);
        await file.BeginAsync([.. columns.Select(column => Heading(column, request.Zone))], cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            await file.WriteAsync(rows, cancellationToken);
            totals.Add(rows);
        }

        await file.EndAsync(About(actor, scope, request, totals.Report()), cancellationToken);
    }

    private static string Heading(ExportColumn column, TimeZoneInfo zone) =>
        column.Kind == CellKind.Instant ? $"{column.Name} ({zone.Id})" : column.Name;

    private static AuditLine Line(ExportRequest request, AuditResult result, ExportReport? report) =>
        new("export." + request.Subject, request.Subject, result, Detail: new
        {
            format = request.Format.ToString(),
            zone = request.Zone.Id,
            filter = request.Filter.Select(pair => $"{pair.Key}={pair.Value}"),
            rows = report?.Rows,
            totals = report?.Totals.Select(total => new
            {
                total.Currency,
                total.Rows,
                sums = total.Sums.ToDictionary(sum => sum.Key, sum => sum.Value.ToString(CultureInfo.InvariantCulture)),
            }),
        });

    private List<(string Name, string Value)> About(Actor actor, AccessScope scope, ExportRequest request, ExportReport report)
    {
        var about = new List<(string, string)>
        {
            ("content", request.Subject),
            ("made at (UTC)", clock.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)),
            ("made by", actor.Name),
            ("times in zone", request.Zone.Id),
            ("projects", scope.Projects is { } projects ? string.Join(", ", projects.Order()) : "all"),
            ("rows", report.Rows.ToString(CultureInfo.InvariantCulture)),
        };
        about.AddRange(request.Filter.Count == 0 ? [("filter", "none")] : request.Filter.Select(pair => ("filter: " + pair.Key, pair.Value)));
        foreach (var total in report.Totals)
        {
            about.AddRange(total.Sums.OrderBy(sum => sum.Key, StringComparer.Ordinal).Select(sum =>
                ($"total {sum.Key} {total.Currency}", Amount(sum.Value, total.Currency))));
        }

        return about;
    }

    private static string Amount(Int128 minor, string currency) => minor >= long.MinValue && minor <= long.MaxValue
        ? Currency.FormatInvariant((long)minor, currency)
        : minor.ToString(CultureInfo.InvariantCulture) + " minor units";
}

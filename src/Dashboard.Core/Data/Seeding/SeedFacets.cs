using System.Data.Common;
using Dashboard.Core.Payments;

namespace Dashboard.Core.Data.Seeding;

/// <summary>The combinations that are there and those that seeded rows add, while the seed holds the turn to write.</summary>
internal sealed class SeedFacets
{
    private readonly Dictionary<(bool, long, string, string?, string?, string?, string?, RefundedPart), long> _ids = [];
    private long _next = 1;

    /// <summary>Reads by the connection that writes: another would wait for it.</summary>
    public static async Task<SeedFacets> LoadAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var facets = new SeedFacets();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, of_operations, project_id, status, type, method, currency, code, refunded FROM facets";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetInt64(0);
            facets._ids.Add((reader.GetBoolean(1), reader.GetInt64(2), reader.GetString(3), Text(reader, 4), Text(reader, 5), Text(reader, 6),
                Text(reader, 7), (RefundedPart)reader.GetInt32(8)), id);
            facets._next = Math.Max(facets._next, id + 1);
        }

        return facets;
    }

    /// <param name="last">The telling that speaks for the payment.</param>
    public long IdOf(SeedBatch batch, SeedPayment payment, in SeedTelling last, RefundedPart refunded) => IdOf(batch, (false, payment.ProjectId,
        last.PaymentStatus, SeedMessage.PaymentType, payment.Channel.Method, payment.Channel.Currency, last.Code, refunded));

    public long IdOf(SeedBatch batch, SeedPayment payment, in SeedTelling told) => IdOf(batch, (true, payment.ProjectId,
        told.Status, told.Type, payment.Channel.Method, payment.Channel.Currency, told.Code, RefundedPart.None));

    private long IdOf(
        SeedBatch batch,
        (bool OfOperations, long ProjectId, string Status, string? Type, string? Method, string? Currency, string? Code, RefundedPart Refunded) values)
    {
        if (_ids.TryGetValue(values, out var known))
            return known;
        var facet = new Facet
        {
            Id = _next++,
            OfOperations = values.OfOperations,
            ProjectId = values.ProjectId,
            Status = values.Status,
            Type = values.Type,
            Method = values.Method,
            Currency = values.Currency,
            Code = values.Code,
            Refunded = values.Refunded,
        }.Named();
        batch.Facets.Add(
            facet.Id, batch.Word(facet.Key), facet.OfOperations ? 1 : 0, facet.ProjectId, batch.Word(facet.Status), batch.Word(facet.Type),
            batch.Word(facet.Method), batch.Word(facet.Currency), batch.Word(facet.Code), (long)facet.Refunded);
        _ids.Add(values, facet.Id);
        return facet.Id;
    }

    private static string? Text(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}

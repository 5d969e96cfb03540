using Dashboard.Core.Payments;

namespace Dashboard.Core.Data.Seeding;

/// <summary>The combinations that are there and those that seeded rows add, while the seed holds the turn to write.</summary>
internal sealed class SeedFacets
{
    private readonly Dictionary<(bool, long, string, string?, string?, string?, string?, RefundedPart), long> _ids = [];
    private long _next = 1;

    public const string Sql = "SELECT id, of_operations, project_id, status, type, method, currency, code, refunded FROM facets";

    /// <summary>One that is there already.</summary>
    public void Add(
        long id, bool ofOperations, long projectId, string status, string? type, string? method, string? currency, string? code, RefundedPart refunded)
    {
        _ids.Add((ofOperations, projectId, status, type, method, currency, code, refunded), id);
        _next = Math.Max(_next, id + 1);
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
}

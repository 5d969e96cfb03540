using Dashboard.Core.Payments;

namespace Dashboard.Core.Data.Seeding;

/// <summary>Puts seeded rows into a database, all or none.</summary>
internal interface ISeedWriter : IAsyncDisposable
{
    /// <returns>Ids for the first payment and the first operation.</returns>
    Task<(long Payment, long Operation)> BeginAsync(CancellationToken cancellationToken);

    Task WriteAsync(IReadOnlyList<SeedPayment> payments, CancellationToken cancellationToken);

    /// <summary>Combinations that the rows written refer to and that were not there.</summary>
    Task WriteAsync(IReadOnlyList<Facet> facets, CancellationToken cancellationToken);

    Task CommitAsync(CancellationToken cancellationToken);
}

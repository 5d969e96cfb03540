namespace Dashboard.Core.Data.Seeding;

/// <summary>Puts seeded rows into a database, all or none.</summary>
internal interface ISeedWriter : IAsyncDisposable
{
    Task<SeedIds> BeginAsync(CancellationToken cancellationToken);

    /// <summary>Those that are there once the turn to write is taken.</summary>
    Task<SeedFacets> FacetsAsync(CancellationToken cancellationToken);

    /// <summary>The batch is the caller's again once this is done.</summary>
    Task WriteAsync(SeedBatch batch, CancellationToken cancellationToken);

    Task CommitAsync(CancellationToken cancellationToken);
}

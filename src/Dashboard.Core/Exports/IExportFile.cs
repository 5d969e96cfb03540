namespace Dashboard.Core.Exports;

/// <summary>A file being written, row by row, without keeping rows in memory.</summary>
internal interface IExportFile : IAsyncDisposable
{
    ValueTask BeginAsync(IReadOnlyList<string> headings, CancellationToken cancellationToken);

    ValueTask WriteAsync(IExportRows rows, CancellationToken cancellationToken);

    /// <param name="about">Scope and control totals, for formats that have a place for them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task EndAsync(IReadOnlyList<(string Name, string Value)> about, CancellationToken cancellationToken);
}

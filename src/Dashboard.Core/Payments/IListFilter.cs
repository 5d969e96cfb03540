namespace Dashboard.Core.Payments;

/// <summary>What the frame around a list has to know of its filter.</summary>
public interface IListFilter
{
    /// <inheritdoc cref="PaymentFilter.Search"/>
    string? Search { get; }

    /// <inheritdoc cref="PaymentFilter.IgnoresPeriod"/>
    bool IgnoresPeriod { get; }

    /// <summary>The filter as names and values; see <see cref="FilterText"/>.</summary>
    IReadOnlyList<KeyValuePair<string, string>> ToQuery();
}

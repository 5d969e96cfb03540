using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Dashboard.Core.Data;

/// <summary>
/// Instants are kept as 64-bit Unix milliseconds in both databases: SQLite can neither order nor compare <see cref="DateTimeOffset"/>,
/// and one form lets the hot paths share their SQL.
/// </summary>
internal sealed class InstantConverter() : ValueConverter<DateTimeOffset, long>(
    instant => instant.ToUnixTimeMilliseconds(),
    milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));

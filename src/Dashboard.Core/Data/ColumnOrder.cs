using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Data;

internal static class ColumnOrder
{
    /// <summary>
    /// Puts these columns before the others. SQLite reads a row from its front and stops at the last column that is asked for: what indexes are
    /// built from and lists are filtered by stands there, long texts behind.
    /// </summary>
    public static void First<TEntity>(this EntityTypeBuilder<TEntity> builder, params ReadOnlySpan<string> properties)
        where TEntity : class
    {
        for (var place = 0; place < properties.Length; place++)
            builder.Property(properties[place]).HasColumnOrder(place);
    }
}

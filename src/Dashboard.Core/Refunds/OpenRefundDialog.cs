using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Refunds;

/// <summary>Somebody has the refund dialog of a payment open, in this process or another on the same database.</summary>
public sealed class OpenRefundDialog
{
    public Guid Id { get; init; }

    public long PaymentRowId { get; init; }

    public Guid? UserId { get; init; }

    public string Name { get; init; } = "";

    /// <summary>Renewed while the dialog is open; after it the page has gone without a word.</summary>
    public DateTimeOffset Until { get; init; }
}

internal sealed class OpenRefundDialogConfiguration : IEntityTypeConfiguration<OpenRefundDialog>
{
    public void Configure(EntityTypeBuilder<OpenRefundDialog> builder)
    {
        builder.ToTable("OpenRefundDialogs");
        builder.Property(dialog => dialog.Id).ValueGeneratedNever();
        builder.Property(dialog => dialog.Name).HasMaxLength(256);
        builder.HasIndex(dialog => dialog.PaymentRowId);
        builder.HasIndex(dialog => dialog.Until);
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Refunds;

internal sealed class RefundConfiguration : IEntityTypeConfiguration<Refund>
{
    public void Configure(EntityTypeBuilder<Refund> builder)
    {
        builder.ToTable("Refunds", table => table.HasCheckConstraint(
            "refunds_second_person", "approved_by IS NULL OR requested_by IS NULL OR approved_by <> requested_by"));
        builder.Property(refund => refund.Id).ValueGeneratedNever();
        builder.Property(refund => refund.PaymentId).HasMaxLength(255);
        builder.Property(refund => refund.Method).HasMaxLength(128);
        builder.Property(refund => refund.Currency).HasMaxLength(3);
        builder.Property(refund => refund.Note).HasMaxLength(500);
        builder.Property(refund => refund.Ticket).HasMaxLength(64);
        builder.Property(refund => refund.RequestedByName).HasMaxLength(256);
        builder.Property(refund => refund.ApprovedByName).HasMaxLength(256);
        builder.Property(refund => refund.ApprovedHash).HasMaxLength(32);
        builder.Property(refund => refund.StateDetail).HasMaxLength(512);
        builder.Property(refund => refund.RequestId).HasMaxLength(255);
        builder.Property(refund => refund.Code).HasMaxLength(32);
        builder.Property(refund => refund.Message).HasMaxLength(1024);
        builder.Property(refund => refund.LeaseOwner).HasMaxLength(128);
        builder.Property(refund => refund.Version).IsConcurrencyToken();
        builder.Ignore(refund => refund.Holds);
        builder.Ignore(refund => refund.Held);
        builder.Ignore(refund => refund.IsFinal);
        builder.HasIndex(refund => new { refund.PaymentRowId, refund.RequestedAt });
        builder.HasIndex(refund => new { refund.State, refund.NextActionAt });
        builder.HasIndex(refund => new { refund.State, refund.StateAt });
        builder.HasIndex(refund => new { refund.RequestedBy, refund.RequestedAt });
        builder.HasIndex(refund => refund.RequestId);
        // At most one request of a payment may be on the wire or unaccounted for.
        builder.HasIndex(refund => refund.PaymentRowId, "refunds_one_on_the_wire").IsUnique()
            .HasFilter("state IN ('Sending', 'Unknown')");
    }
}

using Dashboard.Core.Payments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Notes;

/// <summary>
/// What a member of staff wrote down about a payment. Never changed and never deleted: its author may withdraw it, and then it stays, struck
/// through, with the time of it.
/// </summary>
public sealed class PaymentNote
{
    /// <summary>Characters of a note at most (UTF-16, as browsers count them).</summary>
    public const int MostText = 1000;

    /// <summary>Made by the form before it is shown, so that a note sent twice is one note.</summary>
    public Guid Id { get; init; }

    public long PaymentRowId { get; init; }

    public long ProjectId { get; init; }

    /// <summary>The person; null for the command line.</summary>
    public Guid? AuthorId { get; init; }

    public string AuthorName { get; init; } = "";

    public string Text { get; init; } = "";

    public DateTimeOffset WrittenAt { get; init; }

    public DateTimeOffset? WithdrawnAt { get; private set; }
}

internal sealed class PaymentNoteConfiguration : IEntityTypeConfiguration<PaymentNote>
{
    public void Configure(EntityTypeBuilder<PaymentNote> builder)
    {
        builder.ToTable("PaymentNotes");
        builder.Property(note => note.Id).ValueGeneratedNever();
        builder.Property(note => note.AuthorName).HasMaxLength(256);
        builder.Property(note => note.Text).HasMaxLength(PaymentNote.MostText);
        builder.HasOne<Payment>().WithMany().HasForeignKey(note => note.PaymentRowId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(note => new { note.PaymentRowId, note.WrittenAt, note.Id });
    }
}

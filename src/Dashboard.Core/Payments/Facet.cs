using Dashboard.Core.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Payments;

/// <summary>How much of what was captured has gone back, as the sums of the payment say.</summary>
public enum RefundedPart
{
    None,
    Partly,
    Fully,
}

/// <summary>
/// One combination of everything lists are filtered by that has few values. Payments and operations carry its id, so that a filter becomes a
/// short list of numbers: a combination that nobody has is known without looking at a single row, and the indexes of ten million rows stay
/// narrow. Combinations are added as rows meet them and never change.
/// </summary>
internal sealed class Facet
{
    public long Id { get; set; }

    /// <summary>All of the below as one text; unique.</summary>
    public string Key { get; set; } = "";

    /// <summary>Of operations, or of payments.</summary>
    public bool OfOperations { get; set; }

    public long ProjectId { get; set; }

    public string Status { get; set; } = "";

    public string? Type { get; set; }

    public string? Method { get; set; }

    public string? Currency { get; set; }

    public string? Code { get; set; }

    public RefundedPart Refunded { get; set; }

    public static Facet Of(Payment payment) => new Facet
    {
        ProjectId = payment.ProjectId,
        Status = payment.Status,
        Type = payment.Type,
        Method = payment.Method,
        Currency = payment.Currency,
        Code = payment.Code,
        Refunded = payment.RefundedPart,
    }.Named();

    public static Facet Of(Operation operation) => new Facet
    {
        OfOperations = true,
        ProjectId = operation.ProjectId,
        Status = operation.Status,
        Type = operation.Type,
        Method = operation.Method,
        Currency = operation.Currency,
        Code = operation.Code,
    }.Named();

    /// <summary>Lengths come before the texts: whatever stands in them, two combinations never share a key.</summary>
    internal Facet Named()
    {
        Key = string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{(OfOperations ? 'o' : 'p')}{(int)Refunded},{ProjectId},{Text(Status)}{Text(Type)}{Text(Method)}{Text(Currency)}{Text(Code)}");
        return this;
    }

    private static string Text(string? text) =>
        text is null ? "-" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{text.Length}:{text}");
}

internal sealed class FacetConfiguration : IEntityTypeConfiguration<Facet>
{
    public void Configure(EntityTypeBuilder<Facet> builder)
    {
        builder.ToTable("Facets");
        builder.Property(facet => facet.Id).ValueGeneratedNever();
        builder.Property(facet => facet.Key).HasMaxLength(1024);
        builder.Property(facet => facet.Status).HasMaxLength(128);
        builder.Property(facet => facet.Type).HasMaxLength(128);
        builder.Property(facet => facet.Method).HasMaxLength(128);
        builder.Property(facet => facet.Currency).HasMaxLength(3);
        builder.Property(facet => facet.Code).HasMaxLength(32);
        builder.Property(facet => facet.Refunded).HasConversion<int>();
        builder.HasIndex(facet => facet.Key).IsUnique();
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Access;

/// <summary>A Data API token of a user for one project. Only its hash is kept; the secret that signs requests and answers is encrypted.</summary>
public sealed class ApiToken
{
    public Guid Id { get; init; }

    public Guid UserId { get; init; }

    public long ProjectId { get; init; }

    /// <summary>SHA-256 of the token's UTF-8 text.</summary>
    public byte[] TokenHash { get; init; } = [];

    public byte[] ProtectedSecret { get; init; } = [];

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; set; }
}

internal sealed class ApiTokenConfiguration : IEntityTypeConfiguration<ApiToken>
{
    public void Configure(EntityTypeBuilder<ApiToken> builder)
    {
        builder.ToTable("ApiTokens");
        builder.HasIndex(token => token.TokenHash).IsUnique();
        builder.Property(token => token.TokenHash).HasMaxLength(32);
        builder.HasOne<User>().WithMany().HasForeignKey(token => token.UserId);
    }
}

using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Access;

/// <summary>A member of staff.</summary>
public sealed class User : IdentityUser<Guid>
{
    public string DisplayName { get; set; } = "";

    public bool Disabled { get; set; }

    /// <summary>Sees every project; otherwise only those of <see cref="ProjectAccess"/>.</summary>
    public bool AllProjects { get; set; }

    /// <summary>IANA name of the zone in which this person reads times; empty = the browser's.</summary>
    public string TimeZoneId { get; set; } = "";

    /// <summary><c>en</c> or <c>ru</c>; empty = the browser's.</summary>
    public string Language { get; set; } = "";

    /// <summary><c>light</c>, <c>dark</c> or empty = the system's.</summary>
    public string Theme { get; set; } = "";

    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>A project that a user without <see cref="User.AllProjects"/> may see.</summary>
public sealed class ProjectAccess
{
    public Guid UserId { get; init; }

    public long ProjectId { get; init; }
}

internal sealed class UserConfiguration : IEntityTypeConfiguration<User>, IEntityTypeConfiguration<ProjectAccess>
{
    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.ToTable("Users");
        builder.Property(user => user.DisplayName).HasMaxLength(128);
        builder.Property(user => user.TimeZoneId).HasMaxLength(64);
        builder.Property(user => user.Language).HasMaxLength(8);
        builder.Property(user => user.Theme).HasMaxLength(8);
    }

    public void Configure(EntityTypeBuilder<ProjectAccess> builder)
    {
        builder.ToTable("ProjectAccess");
        builder.HasKey(access => new { access.UserId, access.ProjectId });
        builder.HasOne<User>().WithMany().HasForeignKey(access => access.UserId);
    }
}

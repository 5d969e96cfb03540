using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Projects;

/// <summary>A project at the platform: the merchant's shop with its own id, secret and Gate address.</summary>
public sealed class Project
{
    /// <summary>The platform's project id.</summary>
    public long Id { get; init; }

    public string Name { get; set; } = "";

    /// <summary>Base address of the Gate, without <c>/v2</c>.</summary>
    public string GateUrl { get; set; } = "";

    /// <summary>IANA zone in which days of reports begin and end.</summary>
    public string TimeZoneId { get; set; } = "UTC";

    /// <summary>Sent as the customer's address with a refund when the payment brought none (the Gate asks for one; the operator's own is never sent).</summary>
    public string CustomerIpFallback { get; set; } = "127.0.0.1";

    /// <summary>No refund of this project leaves while set.</summary>
    public bool RefundsStopped { get; set; }

    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A secret key of a project, encrypted with the application's key ring.</summary>
public sealed class ProjectSecret
{
    public Guid Id { get; init; }

    public long ProjectId { get; init; }

    public byte[] Protected { get; init; } = [];

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Until when callbacks signed with it are still accepted; null = the current key.</summary>
    public DateTimeOffset? ValidUntil { get; set; }
}

internal sealed class ProjectConfiguration : IEntityTypeConfiguration<Project>, IEntityTypeConfiguration<ProjectSecret>
{
    public void Configure(EntityTypeBuilder<Project> builder)
    {
        builder.ToTable("Projects");
        builder.Property(project => project.Id).ValueGeneratedNever();
        builder.Property(project => project.Name).HasMaxLength(128);
        builder.Property(project => project.GateUrl).HasMaxLength(512);
        builder.Property(project => project.TimeZoneId).HasMaxLength(64);
        builder.Property(project => project.CustomerIpFallback).HasMaxLength(64);
    }

    public void Configure(EntityTypeBuilder<ProjectSecret> builder)
    {
        builder.ToTable("ProjectSecrets");
        builder.HasOne<Project>().WithMany().HasForeignKey(secret => secret.ProjectId);
    }
}

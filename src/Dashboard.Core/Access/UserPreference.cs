using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Access;

/// <summary>How one person wants a part of the screen; the same wherever they sign in.</summary>
internal sealed class UserPreference
{
    public Guid UserId { get; init; }

    public string Name { get; init; } = "";

    public string Value { get; set; } = "";
}

internal sealed class UserPreferenceConfiguration : IEntityTypeConfiguration<UserPreference>
{
    public void Configure(EntityTypeBuilder<UserPreference> builder)
    {
        builder.ToTable("UserPreferences");
        builder.HasKey(preference => new { preference.UserId, preference.Name });
        builder.Property(preference => preference.Name).HasMaxLength(UserPreferences.MostName);
        builder.Property(preference => preference.Value).HasMaxLength(UserPreferences.MostValue);
        builder.HasOne<User>().WithMany().HasForeignKey(preference => preference.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

/// <summary>
/// Reads and keeps what a person has arranged for themselves. Nobody else sees it and nothing depends on it, so there is no permission to ask and
/// nothing for the audit log.
/// </summary>
public sealed class UserPreferences(Database database)
{
    public const int MostName = 32;
    public const int MostValue = 512;

    /// <summary>Null when nothing was kept, or for somebody without an account here.</summary>
    public async Task<string?> ReadAsync(Actor actor, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (actor.UserId is not { } userId)
            return null;
        await using var context = await database.OpenAsync(cancellationToken);
        return await context.Set<UserPreference>().Where(one => one.UserId == userId && one.Name == name).Select(one => one.Value)
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Keeps a value in place of the one before; null goes back to what everybody has.</summary>
    public async Task KeepAsync(Actor actor, string name, string? value, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, MostName);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value?.Length ?? 0, MostValue);
        if (actor.UserId is not { } userId)
            return;
        await using var scope = await database.BeginWriteAsync(cancellationToken);
        var kept = scope.Context.Set<UserPreference>().Where(one => one.UserId == userId && one.Name == name);
        if (value is null)
            await kept.ExecuteDeleteAsync(cancellationToken);
        else if (await kept.ExecuteUpdateAsync(change => change.SetProperty(one => one.Value, value), cancellationToken) == 0
            && await scope.Context.Users.AnyAsync(user => user.Id == userId, cancellationToken))
            scope.Context.Add(new UserPreference { UserId = userId, Name = name, Value = value });
        await scope.CommitAsync(cancellationToken);
    }
}

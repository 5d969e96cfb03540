using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Access;

public enum StepUpMethod
{
    /// <summary>A code of the authenticator app; the only one that counts for people who have it.</summary>
    Code,

    /// <summary>The password, for people without a second factor.</summary>
    Password,
}

/// <summary>When a person last proved, in the middle of a session, to be the one who signed in.</summary>
public sealed class StepUp
{
    public Guid UserId { get; init; }

    public StepUpMethod Method { get; internal set; }

    public DateTimeOffset ConfirmedAt { get; internal set; }

    /// <summary>The account's security stamp at that time: a new password or a lost factor ends it.</summary>
    public string Stamp { get; internal set; } = "";
}

/// <summary>What a page needs to know to ask.</summary>
/// <param name="Fresh">Confirmed within the last five minutes.</param>
/// <param name="Needed">What would be asked for.</param>
public sealed record StepUpState(bool Fresh, StepUpMethod Needed);

/// <summary>Keeps and checks confirmations. Handlers ask here, on the server, whatever a page believes.</summary>
public sealed class StepUps(Database database, AuditLog audit, TimeProvider clock)
{
    public static readonly TimeSpan Validity = TimeSpan.FromMinutes(5);

    /// <summary>Written by whoever has just checked the person's code or password.</summary>
    public async Task ConfirmedAsync(Actor actor, StepUpMethod method, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        await using var scope = await database.BeginWriteAsync(cancellationToken);
        var context = scope.Context;
        var user = await context.Users.AsNoTracking().SingleAsync(one => one.Id == actor.UserId, cancellationToken);
        var row = await context.StepUps.SingleOrDefaultAsync(one => one.UserId == user.Id, cancellationToken)
            ?? context.StepUps.Add(new StepUp { UserId = user.Id }).Entity;
        (row.Method, row.ConfirmedAt, row.Stamp) = (method, clock.GetUtcNow(), user.SecurityStamp ?? "");
        await audit.AppendAsync(scope, actor, new AuditLine("step-up", $"user {user.Email}", Detail: new { method = method.ToString() }), cancellationToken);
        await scope.CommitAsync(cancellationToken);
    }

    public async Task<StepUpState> StateAsync(Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        await using var context = await database.OpenAsync(cancellationToken);
        var hasCode = await context.Users.AnyAsync(user => user.Id == actor.UserId && user.TwoFactorEnabled, cancellationToken);
        return new StepUpState(await IsFreshAsync(context, actor, clock.GetUtcNow(), cancellationToken), hasCode ? StepUpMethod.Code : StepUpMethod.Password);
    }

    /// <summary>Inside the transaction that needs it. The system and the command line have nobody to ask.</summary>
    internal static async Task<bool> IsFreshAsync(AppDbContext context, Actor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (actor.Trusted)
            return true;
        var since = now - Validity;
        return await context.StepUps
            .Where(one => one.UserId == actor.UserId && one.ConfirmedAt > since && one.ConfirmedAt <= now)
            .Join(context.Users.Where(user => !user.Disabled), one => one.UserId, user => user.Id, (one, user) => new { one, user })
            .AnyAsync(pair => pair.one.Stamp == (pair.user.SecurityStamp ?? "")
                && (!pair.user.TwoFactorEnabled || pair.one.Method == StepUpMethod.Code), cancellationToken);
    }
}

internal sealed class StepUpConfiguration : IEntityTypeConfiguration<StepUp>
{
    public void Configure(EntityTypeBuilder<StepUp> builder)
    {
        builder.ToTable("StepUps");
        builder.HasKey(one => one.UserId);
        builder.Property(one => one.UserId).ValueGeneratedNever();
        builder.Property(one => one.Stamp).HasMaxLength(128);
        builder.HasOne<User>().WithOne().HasForeignKey<StepUp>(one => one.UserId);
    }
}

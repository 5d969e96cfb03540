using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Access;

/// <summary>A filter of a list under a name, for the person who keeps it or for everybody.</summary>
internal sealed class SavedView
{
    public Guid Id { get; init; }

    public Guid OwnerId { get; init; }

    /// <summary>The list it belongs to: the first part of its address.</summary>
    public string List { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>The list's query string without the question mark.</summary>
    public string Query { get; set; } = "";

    public bool Shared { get; set; }
}

internal sealed class SavedViewConfiguration : IEntityTypeConfiguration<SavedView>
{
    public void Configure(EntityTypeBuilder<SavedView> builder)
    {
        builder.ToTable("SavedViews");
        builder.Property(view => view.Id).ValueGeneratedNever();
        builder.Property(view => view.List).HasMaxLength(SavedViews.MostList);
        builder.Property(view => view.Name).HasMaxLength(SavedViews.MostName);
        builder.Property(view => view.Query).HasMaxLength(SavedViews.MostQuery);
        builder.HasIndex(view => new { view.OwnerId, view.List, view.Name }).IsUnique();
        builder.HasIndex(view => new { view.List, view.Shared });
        builder.HasOne<User>().WithMany().HasForeignKey(view => view.OwnerId).OnDelete(DeleteBehavior.Cascade);
    }
}

/// <param name="Name">As it was given.</param>
/// <param name="Query">The list's query string without the question mark.</param>
/// <param name="Shared">Everybody has it.</param>
/// <param name="Own">The reader's own: only they may replace or remove it, and of a shared one an administrator.</param>
public sealed record ViewOfList(Guid Id, string Name, string Query, bool Shared, bool Own)
{
    /// <summary>The reader's list begins with it.</summary>
    public bool First { get; init; }
}

/// <summary>Why a view was not kept.</summary>
public enum ViewFault
{
    /// <summary>No name, or longer than <see cref="SavedViews.MostName"/>.</summary>
    Name,

    /// <summary>The filter is longer than <see cref="SavedViews.MostQuery"/>.</summary>
    TooLong,

    /// <summary><see cref="SavedViews.Most"/> are kept already.</summary>
    TooMany,

    NotAllowed,
}

/// <summary>
/// Keeps filters under names. A view holds no rows: whoever opens one sees what they may see. Those for everybody leave a line in the audit log,
/// because they stand on other people's screens.
/// </summary>
public sealed class SavedViews(Database database, UserPreferences preferences, AuditLog audit)
{
    public const int Most = 50;
    public const int MostList = 32;
    public const int MostName = 60;
    public const int MostQuery = 2000;

    private const string FirstOf = "first-";

    /// <summary>The reader's own and those for everybody, by name.</summary>
    public async Task<IReadOnlyList<ViewOfList>> ListAsync(Actor actor, string list, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        await using var context = await database.OpenAsync(cancellationToken);
        if (actor.UserId is not { } userId || !(await AccessControl.ScopeAsync(context, actor, cancellationToken)).Can(Permission.ViewPayments))
            return [];
        var views = await context.Set<SavedView>().Where(view => view.List == list && (view.OwnerId == userId || view.Shared))
            .Select(view => new ViewOfList(view.Id, view.Name, view.Query, view.Shared, view.OwnerId == userId)).ToListAsync(cancellationToken);
        var first = await preferences.ReadAsync(actor, FirstOf + list, cancellationToken);
        return [.. views.Select(view => view with { First = view.Id.ToString() == first }).OrderBy(view => view.Name, StringComparer.OrdinalIgnoreCase).ThenBy(view => view.Id)];
    }

    /// <summary>The view a list begins with for this person when they come from the menu; an address that says what it shows stays what it says.</summary>
    /// <param name="list">The list.</param>
    /// <param name="id">One they have, or null to begin with everything.</param>
    /// <returns>False when there is no such view for them.</returns>
    public async Task<bool> BeginWithAsync(Actor actor, string list, Guid? id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(list);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(list.Length, UserPreferences.MostName - FirstOf.Length);
        if (id is not null && (await ListAsync(actor, list, cancellationToken)).All(view => view.Id != id))
            return false;
        await preferences.KeepAsync(actor, FirstOf + list, id?.ToString(), cancellationToken);
        return true;
    }

    /// <summary>The query string a list begins with; null when it begins with everything, or when the view is gone or no longer shared.</summary>
    public async Task<string?> FirstAsync(Actor actor, string list, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (!Guid.TryParse(await preferences.ReadAsync(actor, FirstOf + list, cancellationToken), out var id))
            return null;
        await using var context = await database.OpenAsync(cancellationToken);
        return await context.Set<SavedView>().Where(view => view.Id == id && view.List == list && (view.OwnerId == actor.UserId || view.Shared))
            .Select(view => view.Query).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Keeps a filter; under a name that the person has used for this list it replaces the one before.</summary>
    /// <returns>Null when it is kept.</returns>
    public async Task<ViewFault?> KeepAsync(Actor actor, string list, string? name, string query, bool shared, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(list?.Length ?? 0, MostList);
        name = name?.Trim() ?? "";
        if (name.Length is 0 or > MostName || name.Any(char.IsControl))
            return ViewFault.Name;
        if (query.Length > MostQuery)
            return ViewFault.TooLong;
        await using var scope = await database.BeginWriteAsync(cancellationToken);
        var context = scope.Context;
        if (actor.UserId is not { } userId || !(await AccessControl.ScopeAsync(context, actor, cancellationToken)).Can(Permission.ViewPayments))
            return ViewFault.NotAllowed;
        var own = context.Set<SavedView>().AsTracking().Where(view => view.OwnerId == userId && view.List == list);
        var kept = await own.SingleOrDefaultAsync(view => view.Name == name, cancellationToken);
        if (kept is null && await own.CountAsync(cancellationToken) >= Most)
            return ViewFault.TooMany;
        var concernsOthers = shared || kept?.Shared == true;
        kept ??= context.Add(new SavedView { Id = Guid.CreateVersion7(), OwnerId = userId, List = list ?? "", Name = name }).Entity;
        (kept.Query, kept.Shared) = (query, shared);
        if (concernsOthers)
            await audit.AppendAsync(scope, actor, new AuditLine("view.share", $"view {list}/{name}", Detail: new { query, shared }), cancellationToken);
        await scope.CommitAsync(cancellationToken);
        return null;
    }

    /// <returns>False when there is no such view that the person may remove.</returns>
    public async Task<bool> RemoveAsync(Actor actor, Guid id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        await using var scope = await database.BeginWriteAsync(cancellationToken);
        var access = await AccessControl.ScopeAsync(scope.Context, actor, cancellationToken);
        var view = await scope.Context.Set<SavedView>().AsTracking().SingleOrDefaultAsync(one => one.Id == id, cancellationToken);
        if (view is null || (view.OwnerId != actor.UserId && !(view.Shared && access.Can(Permission.ManageUsers))))
            return false;
        scope.Context.Remove(view);
        if (view.Shared)
            await audit.AppendAsync(scope, actor, new AuditLine("view.remove", $"view {view.List}/{view.Name}", Detail: new { query = view.Query }), cancellationToken);
        await scope.CommitAsync(cancellationToken);
        return true;
    }
}

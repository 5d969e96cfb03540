using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Refunds;

/// <param name="Subject">A role's name or a person's e-mail address, in any case.</param>
/// <param name="Currency">ISO code, or <see cref="RefundLimit.AnyCurrency"/>.</param>
/// <param name="Once">Minor units of the currency; whole units for any currency; null = no limit. The same for the other two.</param>
public sealed record RefundLimitInput(string Subject, string Currency, long? Once, long? Day, long? Month);

public enum LimitResult
{
    Done,
    NotAllowed,
    SubjectUnknown,
    CurrencyUnknown,
    AmountNegative,
}

/// <param name="SubjectName">The role, or the person's e-mail address.</param>
/// <param name="Once">Minor units of <paramref name="Currency"/>, whole units when it is for any; the same for the other two.</param>
public sealed record RefundLimitRow(Guid Id, string SubjectName, bool IsPerson, string Currency, long? Once, long? Day, long? Month);

/// <summary>Writes, removes and lists the limits of roles and persons.</summary>
public sealed class SetRefundLimit(Database database, AuditLog audit, RefundBoard board)
{
    private const string Action = "refund-limit.set";

    /// <summary>One row a subject and currency: a second one takes the place of the first.</summary>
    public async Task<LimitResult> SetAsync(Actor actor, RefundLimitInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(input);
        var currency = input.Currency.Trim().ToUpperInvariant();
        if (currency != RefundLimit.AnyCurrency && Currency.Find(currency) is null)
            return LimitResult.CurrencyUnknown;
        if (input.Once < 0 || input.Day < 0 || input.Month < 0)
            return LimitResult.AmountNegative;

        await using (var scope = await database.BeginWriteAsync(cancellationToken))
        {
            var context = scope.Context;
            if ((await AccessControl.ScopeAsync(context, actor, cancellationToken)).Can(Permission.ManageUsers))
            {
                if (await SubjectAsync(context, input.Subject.Trim(), cancellationToken) is not { } subject)
                    return LimitResult.SubjectUnknown;
                var row = await context.RefundLimits.SingleOrDefaultAsync(one => one.Subject == subject.Key && one.Currency == currency, cancellationToken)
                    ?? context.RefundLimits.Add(new RefundLimit { Id = Guid.CreateVersion7(), Subject = subject.Key, Currency = currency }).Entity;
                var before = new { row.Once, row.Day, row.Month };
                (row.Once, row.Day, row.Month) = (input.Once, input.Day, input.Month);
                await audit.AppendAsync(scope, actor, new AuditLine(Action, subject.Name,
                    Detail: new { currency, before, after = new { row.Once, row.Day, row.Month } }), cancellationToken);
                await scope.CommitAsync(cancellationToken);
                board.Changed();
                return LimitResult.Done;
            }
        }

        await audit.WriteAsync(actor, new AuditLine(Action, input.Subject, AuditResult.Refused), cancellationToken);
        return LimitResult.NotAllowed;
    }

    /// <returns>False when the row is gone already or the right is missing.</returns>
    public async Task<bool> RemoveAsync(Actor actor, Guid id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        await using var scope = await database.BeginWriteAsync(cancellationToken);
        var row = await scope.Context.RefundLimits.SingleOrDefaultAsync(one => one.Id == id, cancellationToken);
        if (row is null || !(await AccessControl.ScopeAsync(scope.Context, actor, cancellationToken)).Can(Permission.ManageUsers))
            return false;
        scope.Context.RefundLimits.Remove(row);
        await audit.AppendAsync(scope, actor, new AuditLine("refund-limit.remove", row.Subject,
            Detail: new { row.Currency, row.Once, row.Day, row.Month }), cancellationToken);
        await scope.CommitAsync(cancellationToken);
        board.Changed();
        return true;
    }

    /// <summary>Roles first, then persons; empty without the right.</summary>
    public async Task<IReadOnlyList<RefundLimitRow>> ListAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        if (!(await AccessControl.ScopeAsync(context, actor, cancellationToken)).Can(Permission.ManageUsers))
            return [];
        var rows = await context.RefundLimits.ToListAsync(cancellationToken);
        var people = rows.Select(row => Guid.TryParse(row.Subject, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).Distinct().ToList();
        var names = await context.Users.Where(user => people.Contains(user.Id)).ToDictionaryAsync(user => user.Id.ToString(), user => user.Email ?? "", cancellationToken);
        return [.. rows
            .Select(row => new RefundLimitRow(row.Id, names.GetValueOrDefault(row.Subject, row.Subject), Guid.TryParse(row.Subject, out _), row.Currency, row.Once, row.Day, row.Month))
            .OrderBy(row => row.IsPerson).ThenBy(row => row.SubjectName, StringComparer.Ordinal).ThenBy(row => row.Currency, StringComparer.Ordinal)];
    }

    private static async Task<(string Key, string Name)?> SubjectAsync(AppDbContext context, string subject, CancellationToken cancellationToken)
    {
        if (Roles.All.FirstOrDefault(role => role.Equals(subject, StringComparison.OrdinalIgnoreCase)) is { } known)
            return (known, $"role {known}");
        var name = subject.ToUpperInvariant();
        var user = await context.Users.AsNoTracking().FirstOrDefaultAsync(one => one.NormalizedEmail == name, cancellationToken);
        return user is null ? null : (user.Id.ToString(), $"user {user.Email}");
    }
}

using System.Collections.Concurrent;
using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Payments;

/// <summary>What a person who asked is told.</summary>
public enum AskedAnswer
{
    /// <summary>The platform has answered, and what it said stands in the payment and its operations.</summary>
    Known,

    /// <summary>The platform does not know the payment. Nothing was changed.</summary>
    NotKnown,

    /// <summary>It could not be asked, or its answer could not be used. Nothing was changed.</summary>
    Failed,

    /// <summary>Somebody asked about this payment less than <see cref="AskAboutPayment.Pause"/> ago.</summary>
    TooSoon,

    /// <summary>Not theirs to ask, or no such payment for them.</summary>
    Refused,
}

/// <summary>
/// Asks the platform for a payment because a person wants to know now. Who asked is kept in the audit log before the question goes out; the answer
/// takes the same way as a callback.
/// </summary>
public sealed class AskAboutPayment(Database database, AskPlatform ask, AuditLog audit, TimeProvider clock)
{
    /// <summary>Between two questions about one payment, whoever asks: the platform limits how often it may be asked.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<long, long> _asked = new();

    public async Task<AskedAnswer> HandleAsync(Actor actor, long projectId, string paymentId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(paymentId);
        Projects.Project? project = null;
        long? row = null;
        await using (var context = await database.OpenAsync(cancellationToken))
        {
            var access = await AccessControl.ScopeAsync(context, actor, cancellationToken);
            if (access.Can(Permission.ViewPayments, projectId) && access.Can(Permission.AskPlatform, projectId))
            {
                row = await context.Payments.Where(payment => payment.ProjectId == projectId && payment.PaymentId == paymentId)
                    .Select(payment => (long?)payment.Id).SingleOrDefaultAsync(cancellationToken);
                project = await context.Projects.SingleOrDefaultAsync(one => one.Id == projectId, cancellationToken);
            }
        }

        var line = new AuditLine("payment.ask", RefundRecords.Subject(projectId, paymentId), ProjectId: projectId);
        if (project is null || row is not { } id)
        {
            await audit.WriteAsync(actor, line with { Result = AuditResult.Refused }, cancellationToken);
            return AskedAnswer.Refused;
        }

        if (!TakeTurn(id))
            return AskedAnswer.TooSoon;
        await audit.WriteAsync(actor, line, cancellationToken);
        return await ask.AskAnywayAsync(project, paymentId, cancellationToken) switch
        {
            PlatformAnswer.Known => AskedAnswer.Known,
            PlatformAnswer.NotKnown => AskedAnswer.NotKnown,
            PlatformAnswer.Failed => AskedAnswer.Failed,
            var other => throw new InvalidOperationException($"Unknown answer {other}."),
        };
    }

    private bool TakeTurn(long paymentRowId)
    {
        foreach (var (asked, at) in _asked)
        {
            if (clock.GetElapsedTime(at) >= Pause)
                _asked.TryRemove(KeyValuePair.Create(asked, at));
        }

        return _asked.TryAdd(paymentRowId, clock.GetTimestamp());
    }
}

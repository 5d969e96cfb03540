using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Payments;

/// <summary>Shows the whole account of a payment to somebody who may see it and says why; kept in the audit log, refusals too.</summary>
public sealed class RevealAccount(Database database, AuditLog audit)
{
    public async Task<Reveal> HandleAsync(Actor actor, long projectId, string paymentId, string? reason, CancellationToken cancellationToken)
    {
        if (Reveal.ReasonOf(reason) is not { } given)
            return Reveal.Refused;
        await using var scope = await database.BeginWriteAsync(cancellationToken);
        var access = await AccessControl.ScopeAsync(scope.Context, actor, cancellationToken);
        var allowed = access.Can(Permission.ViewPayments, projectId) && access.Can(Permission.RevealAccount, projectId);
        await audit.AppendAsync(
            scope, actor,
            new AuditLine(
                "account.reveal", $"payment {projectId}/{paymentId}", allowed ? AuditResult.Done : AuditResult.Refused, projectId, new { reason = given }),
            cancellationToken);
        var account = allowed
            ? await scope.Context.Payments.Where(payment => payment.ProjectId == projectId && payment.PaymentId == paymentId)
                .Select(payment => payment.AccountNumber).SingleOrDefaultAsync(cancellationToken)
            : null;
        // Nothing is shown before its line is on disk.
        await scope.CommitAsync(cancellationToken);
        return new(allowed, account);
    }
}

using Dashboard.Core.Callbacks;
using Dashboard.Core.Data;
using Dashboard.Core.Operations;
using Dashboard.Core.Payments;
using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Refunds;

/// <summary>
/// Asks the platform about payments whose messages contradict each other, at once, and about those with a refund that has succeeded, daily for 30 days.
/// What it answers is a fact like any other and takes the same way as a callback.
/// </summary>
public sealed partial class LookAgain(Database database, AskPlatform ask, TimeProvider clock, ILogger<LookAgain> log)
{
    /// <summary>Questions a round: with a round every two seconds at most a few a second, however many are due.</summary>
    public const int MostARound = 5;

    /// <summary>Notes that the messages about a payment contradict each other; in the caller's transaction, saved by the caller.</summary>
    /// <param name="anew">A message has said so; otherwise it is noted only when nobody is asking already.</param>
    internal static async Task ContradictedAsync(
        AppDbContext context, long paymentRowId, DateTimeOffset now, CancellationToken cancellationToken, bool anew = true)
    {
        var check = await FindAsync(context, paymentRowId, cancellationToken);
        if (anew || !check.Contradicted)
            check.Contradict(now);
    }

    /// <summary>Notes that a refund of the payment has succeeded; in the caller's transaction, saved by the caller.</summary>
    internal static async Task FollowAsync(AppDbContext context, long paymentRowId, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await FindAsync(context, paymentRowId, cancellationToken)).Follow(now);

    /// <returns>How many payments were asked about.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        List<PaymentCheck> due;
        await using (var context = await database.OpenAsync(cancellationToken))
        {
            due = await context.PaymentChecks.Where(check => check.DueAt <= now).OrderBy(check => check.DueAt).Take(MostARound).ToListAsync(cancellationToken);
        }

        foreach (var check in due)
        {
            try
            {
                await AskAsync(check, cancellationToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // One that cannot be asked about must not keep the others waiting.
                LogCheckFailed(failure, check.PaymentRowId);
                await RecordAsync(check, answered: false, null, cancellationToken);
            }
        }

        return due.Count;
    }

    private async Task AskAsync(PaymentCheck check, CancellationToken cancellationToken)
    {
        PlatformAnswer answer;
        bool answered;
        await using (var context = await database.OpenAsync(cancellationToken))
        {
            var payment = await context.Payments.Where(one => one.Id == check.PaymentRowId).Select(one => new { one.ProjectId, one.PaymentId })
                .SingleAsync(cancellationToken);
            var project = await context.Projects.SingleAsync(one => one.Id == payment.ProjectId, cancellationToken);
            if (check.Contradicted)
                LogContradiction(payment.ProjectId, payment.PaymentId);
            answer = await ask.HandleAsync(project, payment.PaymentId, cancellationToken);
            answered = answer is PlatformAnswer.Known known
                && (!check.Contradicted || await RefundFacts.SettlesAsync(context, known.Answer, check.PaymentRowId, cancellationToken));
        }

        await RecordAsync(check, answered, (answer as PlatformAnswer.Paused)?.Until, cancellationToken);
    }

    private async Task RecordAsync(PaymentCheck seen, bool answered, DateTimeOffset? pausedUntil, CancellationToken cancellationToken)
    {
        await using var scope = await database.BeginWriteAsync(cancellationToken);
        var check = await scope.Context.PaymentChecks.SingleOrDefaultAsync(one => one.PaymentRowId == seen.PaymentRowId, cancellationToken);
        // Noted anew while the question was under way, or asked by another process: what is noted now holds.
        if (check is null || check.Version != seen.Version)
            return;
        if (pausedUntil is { } until)
            check.Wait(until);
        else if (!answered)
            check.NotAnswered(clock.GetUtcNow());
        else if (!check.Answered(clock.GetUtcNow()))
            scope.Context.PaymentChecks.Remove(check);
        try
        {
            await scope.CommitAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Noted anew in this moment.
        }
    }

    private static async Task<PaymentCheck> FindAsync(AppDbContext context, long paymentRowId, CancellationToken cancellationToken) =>
        context.PaymentChecks.Local.FirstOrDefault(check => check.PaymentRowId == paymentRowId)
        ?? await context.PaymentChecks.AsTracking().SingleOrDefaultAsync(check => check.PaymentRowId == paymentRowId, cancellationToken)
        ?? context.PaymentChecks.Add(new PaymentCheck { PaymentRowId = paymentRowId }).Entity;

    [LoggerMessage(LogLevel.Warning, "Messages about payment {PaymentId} of project {ProjectId} contradict each other; the platform is asked which holds")]
    private partial void LogContradiction(long projectId, string paymentId);

    [LoggerMessage(LogLevel.Error, "The platform could not be asked about payment {PaymentRowId}")]
    private partial void LogCheckFailed(Exception failure, long paymentRowId);
}

/// <summary>Sees callbacks that give an operation another end than it has, whoever made it, and has the platform asked which holds.</summary>
internal sealed class Contradictions(TimeProvider clock) : ICallbackHandler
{
    public int Order => 20;

    public async Task ApplyAsync(CallbackBatch batch, CancellationToken cancellationToken)
    {
        foreach (var one in batch.Shared<PaymentsInBatch>().Payments.Where(one => one.Touched.Any(operation => operation.HasConflict)))
        {
            if (!one.Touched.Any(operation => operation.HasConflict && batch.Events.Any(told => told.PaymentRowId == one.Payment.Id && IsOpen(told, operation))))
                continue;
            await batch.Session.FlushAsync(cancellationToken);
            await LookAgain.ContradictedAsync(batch.Session.Context, one.Payment.Id, clock.GetUtcNow(), cancellationToken);
            await batch.Session.Context.SaveChangesAsync(cancellationToken);
        }
    }

    /// <summary>The callback ends the operation, and the platform, asked, has not yet said that this is how.</summary>
    private static bool IsOpen(CallbackEvent told, Operation operation) =>
        told.Source == CallbackSource.Callback && told.Message!.Operation is { } reported && reported.Id == operation.OperationId
        && OperationStatus.Of(reported.Status).IsFinal && (!operation.IsConfirmed || reported.Status != operation.Status);
}

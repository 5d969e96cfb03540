using System.Security.Cryptography;
using System.Text;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Projects;
using Dashboard.Gate;

namespace Dashboard.Core.Payments;

/// <summary>What came of asking the platform for a payment.</summary>
public abstract record PlatformAnswer
{
    private PlatformAnswer()
    {
    }

    /// <summary>Answered, and its facts are in the payment and its operations.</summary>
    public sealed record Known(PaymentStatusAnswer Answer) : PlatformAnswer;

    /// <summary>The platform does not know the payment.</summary>
    public sealed record NotKnown : PlatformAnswer;

    /// <summary>Nothing was learned.</summary>
    public sealed record Failed(string Why) : PlatformAnswer;

    /// <summary>Not asked: the platform has not answered for a while, see <see cref="GateBreaker"/>.</summary>
    public sealed record Paused(DateTimeOffset Until) : PlatformAnswer;
}

/// <summary>Asks the platform for a payment and applies the answer through the same code as a callback.</summary>
public sealed class AskPlatform(GateClient gate, ProjectKeys keys, CallbackWriter writer, GateBreaker breaker, TimeProvider clock)
{
    public Task<PlatformAnswer> HandleAsync(Project project, string paymentId, CancellationToken cancellationToken) =>
        HandleAsync(project, paymentId, null, cancellationToken);

    /// <param name="requestId">Asks for this one request of the payment only; null asks for all of it.</param>
    public async Task<PlatformAnswer> HandleAsync(Project project, string paymentId, string? requestId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        return breaker.PausedUntil(project.Id) is { } until
            ? new PlatformAnswer.Paused(until)
            : await AskAsync(project, paymentId, requestId, cancellationToken);
    }

    /// <summary>The same for a person who wants to know now, also while asking is paused: an answer ends the pause.</summary>
    public Task<PlatformAnswer> AskAnywayAsync(Project project, string paymentId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);
        return AskAsync(project, paymentId, null, cancellationToken);
    }

    private async Task<PlatformAnswer> AskAsync(Project project, string paymentId, string? requestId, CancellationToken cancellationToken)
    {
        var secret = await keys.CurrentSecretAsync(project.Id, cancellationToken);
        var outcome = await gate.PaymentStatusAsync(
            new Uri(project.GateUrl), new PaymentStatusRequest { ProjectId = project.Id, PaymentId = paymentId, RequestId = requestId }, secret,
            cancellationToken);
        Note(project.Id, outcome);
        switch (outcome)
        {
            case PaymentStatusOutcome.NotFound:
                return new PlatformAnswer.NotKnown();
            case PaymentStatusOutcome.Failed failed:
                return new PlatformAnswer.Failed(failed.Outcome.ToString() ?? "");
            case PaymentStatusOutcome.Found found:
                return await ApplyAsync(project.Id, found.Answer, cancellationToken) is { } why
                    ? new PlatformAnswer.Failed(why)
                    : new PlatformAnswer.Known(found.Answer);
            default:
                throw new InvalidOperationException($"Unknown outcome {outcome}.");
        }
    }

    private void Note(long projectId, PaymentStatusOutcome outcome)
    {
        switch (outcome)
        {
            case PaymentStatusOutcome.Failed { Outcome: GateOutcome.Throttled throttled }:
                breaker.NotHeard(projectId, throttled.RetryAfter);
                break;
            case PaymentStatusOutcome.Failed { Outcome: GateOutcome.NotSent or GateOutcome.Unknown }:
                breaker.NotHeard(projectId, null);
                break;
            default:
                breaker.Heard(projectId);
                break;
        }
    }

    /// <returns>Why the answer is not in the payment and its operations; null when it is.</returns>
    private async Task<string?> ApplyAsync(long projectId, PaymentStatusAnswer answer, CancellationToken cancellationToken)
    {
        // Handed over together, so that an answer with many operations waits for the disk once.
        var all = answer.ToCallbacks().Select(message => Received(projectId, answer, message)).ToList();
        var stored = await Task.WhenAll(all.Select(received => writer.StoreAsync(received, cancellationToken)));
        if (stored.Any(result => result != WriteResult.Stored))
            return "The answer could not be stored.";
        return all.Find(received => received.Verdict != CallbackVerdict.Applied) is { } unusable
            ? "The answer cannot be used: " + unusable.VerdictDetail
            : null;
    }

    private CallbackEvent Received(long projectId, PaymentStatusAnswer answer, CallbackMessage message)
    {
        var received = new CallbackEvent
        {
            ProjectId = projectId,
            // The same answer about the same operation is a repeat.
            Hash = SHA256.HashData([.. Encoding.UTF8.GetBytes($"status {projectId} {message.Operation?.Id} "), .. answer.Raw.Span]),
            ReceivedAt = clock.GetUtcNow(),
            Source = CallbackSource.StatusRead,
            OperationId = message.Operation?.Id,
            Message = message,
            Body = answer.Raw.ToArray(),
        };
        (received.Verdict, received.VerdictDetail) = CallbackIntake.Judge(message, requestShape: false);
        return received;
    }
}

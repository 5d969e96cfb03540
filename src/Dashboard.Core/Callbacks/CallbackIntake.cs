using System.Buffers.Binary;
using System.Security.Cryptography;
using Dashboard.Core.Data;
using Dashboard.Core.Projects;
using Dashboard.Gate;

namespace Dashboard.Core.Callbacks;

/// <summary>How a message is to be answered.</summary>
public enum IntakeAnswer
{
    /// <summary>On disk: new, a repeat, older than what we have, or quarantined.</summary>
    Stored,

    /// <summary>Not JSON that can be read strictly.</summary>
    Malformed,

    /// <summary>Signature missing or wrong, project unknown or missing: one answer, so that nobody learns which.</summary>
    Forbidden,

    /// <summary>Not stored; the sender comes again.</summary>
    Unavailable,
}

/// <summary>Takes the bytes of a callback through reading, proof of its signature and the shape rule to the writer.</summary>
public sealed class CallbackIntake(ProjectKeys keys, CallbackWriter writer, CallbackRejections rejections, TimeProvider clock)
{
    /// <summary>Larger bodies are refused before they are read; the platform's are about 1 KiB.</summary>
    public const int MostBytes = 256 * 1024;

    /// <param name="body">The bytes as they came.</param>
    /// <param name="routeProject">Project named by the address it was posted to; must agree with the one in the body when both are there.</param>
    /// <param name="sourceAddress">Where it came from, for the journal.</param>
    public async Task<IntakeAnswer> ReceiveAsync(
        ReadOnlyMemory<byte> body, long? routeProject, string? sourceAddress, CancellationToken cancellationToken)
    {
        using var document = StrictJson.TryParse(body, out var fault);
        if (document is null)
        {
            rejections.Add(RejectionReason.Malformed, routeProject, sourceAddress, fault, body.Span);
            return IntakeAnswer.Malformed;
        }

        var message = CallbackMessage.Read(document.RootElement);
        var projectId = message.ProjectId is { } named && routeProject is { } routed && named != routed ? null : message.ProjectId ?? routeProject;
        var canonical = Signature.CanonicalText(document.RootElement);
        KeyMatch? match;
        try
        {
            match = await keys.MatchAsync(projectId, document.RootElement, canonical, cancellationToken);
        }
        catch (Exception failure) when (HotSession.IsUnavailable(failure) || failure is CryptographicException)
        {
            // No key to judge it with: neither genuine nor forged, so it is to come again.
            return IntakeAnswer.Unavailable;
        }

        if (match is null)
        {
            rejections.Add(RejectionReason.Signature, projectId, sourceAddress, "signature", body.Span);
            return IntakeAnswer.Forbidden;
        }

        var received = new CallbackEvent
        {
            ProjectId = projectId!.Value,
            Hash = HashOf(projectId.Value, canonical),
            ReceivedAt = clock.GetUtcNow(),
            Source = CallbackSource.Callback,
            PreviousKey = match.Previous,
            OperationId = message.Operation?.Id,
            SourceAddress = sourceAddress,
            Message = message,
            Body = body.ToArray(),
        };
        (received.Verdict, received.VerdictDetail) = Judge(message, CallbackMessage.HasRequestShape(document.RootElement));
        return await writer.StoreAsync(received, cancellationToken) switch
        {
            WriteResult.Stored => IntakeAnswer.Stored,
            WriteResult.Unavailable => IntakeAnswer.Unavailable,
            var other => throw new InvalidOperationException($"Unknown result {other}."),
        };
    }

    /// <summary>Same project, same canonical text: the same message, however its bytes are laid out.</summary>
    internal static byte[] HashOf(long projectId, ReadOnlySpan<byte> canonicalText)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> project = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(project, projectId);
        hash.AppendData(project);
        hash.AppendData(canonicalText);
        return hash.GetHashAndReset();
    }

    /// <summary>
    /// A genuine signature is not enough: values are not escaped in what is signed, so a request signed with the same secret can be cut anew into
    /// a callback. Such a shape, and facts that cannot be used as they are, are kept for a person and applied to nothing.
    /// </summary>
    internal static (CallbackVerdict Verdict, string? Detail) Judge(CallbackMessage message, bool requestShape)
    {
        if (requestShape)
            return (CallbackVerdict.Quarantined, "The message has the shape of a payment request, not of a callback.");
        if (message.Faults.Count > 0)
        {
            var faults = string.Join("; ", message.Faults);
            return (CallbackVerdict.Quarantined, faults[..Math.Min(faults.Length, 500)]);
        }

        return message.Payment is null ? (CallbackVerdict.NotPayment, null) : (CallbackVerdict.Applied, null);
    }
}

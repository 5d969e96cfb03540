using System.Buffers.Binary;
using Dashboard.Core.Callbacks;
using Dashboard.Gate;

namespace Dashboard.Core.Payments;

/// <summary>
/// Bytes that order the messages about one thing; the greatest speaks for it. Made of the message's content alone, so that any order of
/// arrival, with any repeats, ends in the same state.
/// </summary>
internal static class StateKey
{
    /// <summary>
    /// The later <c>payment.date</c> wins; within one second the later operation, then its more final state, then the more final payment status,
    /// then the hash of the message, which is arbitrary but the same everywhere.
    /// </summary>
    public static byte[] OfPayment(CallbackEvent received)
    {
        var (reported, operation) = (received.Message!.Payment!, received.Message.Operation);
        var key = new byte[PaymentLength];
        WritePayment(key, Milliseconds(reported.Date), Milliseconds(operation?.CreatedDate), operation?.Id ?? 0, operation?.Status, received.Source,
            reported.Status, received.Hash);
        return key;
    }

    /// <summary>
    /// A final state beats one in progress, which beats an unknown one. Between states in progress the later date wins; between final states the
    /// earlier: a second, different end is a conflict to be flagged, not a reason to change the books. What the platform answers when asked
    /// beats every callback, the latest answer first.
    /// </summary>
    public static byte[] OfOperation(CallbackEvent received)
    {
        var operation = received.Message!.Operation!;
        var rank = Rank(operation.Status, received.Source);
        var key = new byte[OperationLength];
        WriteOperation(key, rank,
            rank == AskedFinal ? received.ReceivedAt.ToUnixTimeMilliseconds() : Milliseconds(operation.Date ?? operation.CreatedDate), received.Hash);
        return key;
    }

    internal const int PaymentLength = 8 + 8 + 8 + 1 + 1 + 8;
    internal const int OperationLength = 1 + 8 + 8;

    /// <summary>As much of an operation's key as tells whose sum it has: rank, date and the beginning of the hash. Both together are 32 bytes.</summary>
    internal const int SumLength = 1 + 8 + 6;

    internal const byte AskedFinal = 3;
    internal const byte Final = 2;

    /// <summary>Writes the key of a payment; instants in milliseconds since 1970, 0 for none.</summary>
    internal static void WritePayment(
        Span<byte> key, long date, long operationCreated, long operationId, string? operationStatus, CallbackSource source, string? status,
        ReadOnlySpan<byte> hash)
    {
        var rest = key;
        Write(ref rest, date);
        Write(ref rest, operationCreated);
        Write(ref rest, operationId);
        rest[0] = Rank(operationStatus, source);
        rest[1] = PaymentRank(status);
        hash[..8].CopyTo(rest[2..]);
    }

    /// <summary>Writes the key of an operation; its date in milliseconds since 1970, 0 for none.</summary>
    internal static void WriteOperation(Span<byte> key, byte rank, long date, ReadOnlySpan<byte> hash)
    {
        key[0] = rank;
        var rest = key[1..];
        Write(ref rest, rank == Final ? ~date : date);
        hash[..8].CopyTo(rest);
    }

    internal static byte Rank(string? status, CallbackSource source) => OperationStatus.Of(status) switch
    {
        { Known: false } => 0,
        { IsFinal: false } => 1,
        _ => source == CallbackSource.StatusRead ? AskedFinal : Final,
    };

    private static byte PaymentRank(string? status) => PaymentStatus.Of(status) switch
    {
        { Known: false } => 0,
        { IsFinal: false } => 1,
        { Code: "partially refunded" or "partially reversed" } => 3,
        { Code: "refunded" or "reversed" } => 4,
        _ => 2,
    };

    private static long Milliseconds(DateTimeOffset? instant) => instant?.ToUnixTimeMilliseconds() ?? 0;

    private static void Write(ref Span<byte> target, long value)
    {
        // The sign bit is turned so that bytes compare as the numbers do.
        BinaryPrimitives.WriteUInt64BigEndian(target, (ulong)value ^ 0x8000_0000_0000_0000);
        target = target[8..];
    }
}

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
        var message = received.Message!;
        var key = new byte[8 + 8 + 8 + 1 + 1 + 8];
        var rest = key.AsSpan();
        Write(ref rest, Milliseconds(message.Payment!.Date));
        Write(ref rest, Milliseconds(message.Operation?.CreatedDate));
        Write(ref rest, message.Operation?.Id ?? 0);
        rest[0] = Rank(message.Operation?.Status, received.Source);
        rest[1] = PaymentRank(message.Payment.Status);
        received.Hash.AsSpan(0, 8).CopyTo(rest[2..]);
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
        var key = new byte[1 + 8 + 8];
        key[0] = rank;
        var rest = key.AsSpan(1);
        var date = rank == AskedFinal ? received.ReceivedAt.ToUnixTimeMilliseconds() : Milliseconds(operation.Date ?? operation.CreatedDate);
        Write(ref rest, rank == Final ? ~date : date);
        received.Hash.AsSpan(0, 8).CopyTo(rest);
        return key;
    }

    internal const byte AskedFinal = 3;
    internal const byte Final = 2;

    private static byte Rank(string? status, CallbackSource source) => OperationStatus.Of(status) switch
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

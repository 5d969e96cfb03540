using System.IO.Compression;
using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Callbacks.Bodies;

/// <summary>
/// The bytes of a message at rest: as they came, later packed (gzip, as any tool opens it). A packed one is known by its first two bytes, with which no
/// JSON text begins.
/// </summary>
internal static class StoredBody
{
    private const byte FirstMark = 0x1F;
    private const byte SecondMark = 0x8B;

    /// <summary>The bytes as they came; null when they are not kept any more.</summary>
    public static async Task<byte[]?> ReadAsync(AppDbContext context, long eventId, CancellationToken cancellationToken) =>
        (await ReadAsync(context, [eventId], cancellationToken)).GetValueOrDefault(eventId);

    /// <summary>The bytes as they came by event id, of those that are kept.</summary>
    public static async Task<Dictionary<long, byte[]>> ReadAsync(AppDbContext context, IReadOnlyCollection<long> eventIds, CancellationToken cancellationToken) =>
        await context.CallbackBodies.AsNoTracking().Where(stored => eventIds.Contains(stored.EventId))
            .ToDictionaryAsync(stored => stored.EventId, stored => Unpack(stored.Body), cancellationToken);

    public static bool IsPacked(ReadOnlySpan<byte> stored) => stored is [FirstMark, SecondMark, ..];

    /// <summary>Smaller as a rule; a few bytes larger when the body is tiny.</summary>
    public static byte[] Pack(byte[] body)
    {
        if (IsPacked(body))
            return body;
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
            gzip.Write(body);
        return packed.ToArray();
    }

    public static byte[] Unpack(byte[] stored)
    {
        if (!IsPacked(stored))
            return stored;
        using var body = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(stored), CompressionMode.Decompress))
            gzip.CopyTo(body);
        return body.ToArray();
    }
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Dashboard.Gate;

/// <summary>
/// The platform's message signature: HMAC-SHA-512 over the sorted <c>path:value</c> lines of a message, in Base64 (page en_platform_signature;
/// details from the official PHP SDK). Read messages with <see cref="StrictJson"/> before they come here.
/// </summary>
/// <remarks>
/// Not signed are members called <c>signature</c> or <c>frame_mode</c> at any depth, JSON types (<c>true</c>, <c>1</c> and <c>"1"</c> sign alike)
/// and empty containers. Values are not escaped, so a genuine signature may fit another message: see <see cref="CallbackMessage.HasRequestShape"/>.
/// </remarks>
public static class Signature
{
    /// <summary>Characters of a signature: 64 bytes in padded Base64.</summary>
    public const int Length = 88;

    /// <summary>The UTF-8 text that is signed for this message.</summary>
    /// <param name="root">The whole message, an object without lone surrogates.</param>
    /// <param name="order">The order of the lines; <see cref="SignatureOrder.Natural"/> unless a mismatch is being explained.</param>
    /// <param name="phpNumbers">Write fractions and integers beyond 64 bits as PHP prints them instead of as they stand in the message.</param>
    public static byte[] CanonicalText(JsonElement root, SignatureOrder order = SignatureOrder.Natural, bool phpNumbers = false)
    {
        var writer = new CanonicalWriter(phpNumbers);
        try
        {
            writer.Add(root);
            return writer.Join(order);
        }
        finally
        {
            writer.Return();
        }
    }

    /// <summary>The signature of a message under a project's secret key.</summary>
    public static string Sign(JsonElement root, string secret) => Sign(CanonicalText(root), Encoding.UTF8.GetBytes(secret));

    /// <summary>The signature of a canonical text under a secret key, both in UTF-8.</summary>
    public static string Sign(ReadOnlySpan<byte> canonicalText, ReadOnlySpan<byte> secretUtf8)
    {
        Span<byte> hash = stackalloc byte[HMACSHA512.HashSizeInBytes];
        HMACSHA512.HashData(secretUtf8, canonicalText, hash);
        return Convert.ToBase64String(hash);
    }

    /// <summary>
    /// Whether <paramref name="signature"/> is exactly the text <see cref="Sign(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/> gives, compared in
    /// constant time. Other spellings of the same bytes (URL-safe, unpadded, with white space) do not match.
    /// </summary>
    public static bool Matches(ReadOnlySpan<byte> canonicalText, ReadOnlySpan<byte> secretUtf8, string? signature)
    {
        Span<byte> hash = stackalloc byte[HMACSHA512.HashSizeInBytes];
        Span<byte> expected = stackalloc byte[Length];
        Span<byte> given = stackalloc byte[Length];
        HMACSHA512.HashData(secretUtf8, canonicalText, hash);
        Base64.EncodeToUtf8(hash, expected, out _, out _);
        return signature is { Length: Length }
            && Encoding.UTF8.TryGetBytes(signature, given, out var written)
            && written == Length
            && CryptographicOperations.FixedTimeEquals(expected, given);
    }

    /// <summary>
    /// The signature a message carries: top-level <c>signature</c>, else <c>general.signature</c>; null when neither is a text.
    /// </summary>
    public static string? Find(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return null;
        if (root.TryGetProperty("signature"u8, out var top) && top.ValueKind == JsonValueKind.String)
            return top.GetString();
        return root.TryGetProperty("general"u8, out var general) && general.ValueKind == JsonValueKind.Object
            && general.TryGetProperty("signature"u8, out var inner) && inner.ValueKind == JsonValueKind.String
            ? inner.GetString()
            : null;
    }
}

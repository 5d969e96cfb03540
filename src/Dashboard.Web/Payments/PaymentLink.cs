using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Dashboard.Web.Payments;

/// <summary>
/// Address of a payment's page. Payment ids are any text: slashes, percent signs and dots would be read differently by browsers, proxies and the
/// router, so an id that is more than letters, digits, '-', '_' and inner dots travels as '~' and base64url of its UTF-8.
/// </summary>
public static class PaymentLink
{
    private const char Mark = '~';

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string To(long projectId, string paymentId) =>
        string.Create(CultureInfo.InvariantCulture, $"/payments/{projectId}/{Segment(paymentId)}");

    public static string Segment(string paymentId)
    {
        ArgumentNullException.ThrowIfNull(paymentId);
        return IsPlain(paymentId) ? paymentId : Mark + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(paymentId));
    }

    /// <summary>The id of a segment; null when the segment is none of ours.</summary>
    public static string? TryRead(string? segment)
    {
        if (string.IsNullOrEmpty(segment))
            return null;
        if (segment[0] != Mark)
            return IsPlain(segment) ? segment : null;
        try
        {
            return Strict.GetString(Base64Url.DecodeFromChars(segment.AsSpan(1)));
        }
        catch (Exception fault) when (fault is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }

    private static bool IsPlain(string id) =>
        id.Length > 0 && char.IsAsciiLetterOrDigit(id[0]) && char.IsAsciiLetterOrDigit(id[^1])
        && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}

using System.Net;
using System.Text.Json;

namespace Dashboard.Gate;

/// <summary>Checks and writes what the requests have in common.</summary>
internal static class RequestFields
{
    public const int MaxText = 255;

    /// <summary>What is wrong with an identifier, null when nothing is.</summary>
    public static void CheckId(List<string> faults, string field, string? value, bool required = true)
    {
        if (string.IsNullOrEmpty(value))
        {
            if (required)
                faults.Add(field + ": must not be empty");
        }
        else if (value.Length > CleanText.IdLength)
        {
            faults.Add(field + ": at most 255 characters");
        }
        else if (!CleanText.IsClean(value))
        {
            faults.Add(field + ": must not contain control characters");
        }
    }

    /// <summary>Free text: values are signed without escaping, so a semicolon could be read as the start of another field.</summary>
    public static void CheckText(List<string> faults, string field, string? value, bool required = false, int maxLength = MaxText)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            if (required)
                faults.Add(field + ": must not be empty");
            return;
        }

        if (value.Length > maxLength)
            faults.Add(field + ": at most " + maxLength.ToString(System.Globalization.CultureInfo.InvariantCulture) + " characters");
        if (value.Contains(';', StringComparison.Ordinal))
            faults.Add(field + ": must not contain a semicolon");
        if (!CleanText.IsClean(value) || value.Any(char.IsControl))
            faults.Add(field + ": must not contain control characters or broken Unicode");
    }

    public static void CheckMoney(List<string> faults, string prefix, long amount, string? currency)
    {
        if (amount <= 0)
            faults.Add(prefix + "amount: must be above zero, in minor units");
        if (Currency.Find(currency) is null)
            faults.Add(prefix + "currency: not a currency of ISO 4217");
    }

    public static void CheckIp(List<string> faults, string field, string? value)
    {
        if (value is not null && !IPAddress.TryParse(value, out _))
            faults.Add(field + ": not an IP address");
    }

    public static void CheckProject(List<string> faults, string field, long projectId)
    {
        if (projectId <= 0)
            faults.Add(field + ": must be above zero");
    }

    public static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            json.WriteString(name, value);
    }

    /// <summary>Writes the message twice: once to sign it, once with the signature in place.</summary>
    public static byte[] Sign(IReadOnlyList<string> faults, string secret, Action<Utf8JsonWriter, string?> write)
    {
        if (faults.Count > 0)
            throw new ArgumentException("The request cannot be sent. " + string.Join("; ", faults));
        ArgumentException.ThrowIfNullOrEmpty(secret);
        using var unsigned = JsonDocument.Parse(Bytes(write, null));
        return Bytes(write, Signature.Sign(unsigned.RootElement, secret));
    }

    public static void WriteGeneral(
        Utf8JsonWriter json, long projectId, string paymentId, string? signature, string? callbackUrl = null, string? requestId = null)
    {
        json.WriteStartObject("general");
        json.WriteNumber("project_id", projectId);
        json.WriteString("payment_id", paymentId);
        WriteText(json, "request_id", requestId);
        WriteText(json, "merchant_callback_url", callbackUrl);
        WriteText(json, "signature", signature);
        json.WriteEndObject();
    }

    private static byte[] Bytes(Action<Utf8JsonWriter, string?> write, string? signature)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json, signature);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}

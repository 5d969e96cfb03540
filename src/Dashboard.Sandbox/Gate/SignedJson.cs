using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dashboard.Gate;

namespace Dashboard.Sandbox.Gate;

/// <summary>Writes the platform's messages: members in the order they were added, signed at the top level or under <c>general</c>.</summary>
internal static class SignedJson
{
    // The messages are read by programs, never put into a page as they are, so a plus stays a plus as in the seeds.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(JsonObject message) => JsonSerializer.SerializeToUtf8Bytes(message, Plain);

    /// <summary>Adds <c>signature</c> as the last member of the message and writes it.</summary>
    public static byte[] Sign(JsonObject message, string secret) => Sign(message, message, secret);

    /// <summary>Adds <c>general.signature</c> and writes the message.</summary>
    public static byte[] SignRequest(JsonObject message, string secret) => Sign(message, message["general"]!.AsObject(), secret);

    private static byte[] Sign(JsonObject message, JsonObject holder, string secret)
    {
        holder.Remove("signature");
        holder["signature"] = Signature.Sign(JsonSerializer.SerializeToElement(message, Plain), secret);
        return Write(message);
    }
}

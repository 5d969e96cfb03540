using System.Text;
using System.Text.Json;
using Dashboard.Gate;

namespace Dashboard.Sandbox.Gate;

/// <summary>A request as it came in: bytes, and the tree when they are JSON.</summary>
internal sealed class GateRequest : IDisposable
{
    private const int MaxBytes = 256 * 1024;
    private readonly JsonDocument? _document;

    private GateRequest(JsonDocument? document)
    {
        _document = document;
        ProjectId = Integer("general", "project_id");
        PaymentId = Text("general", "payment_id");
        MerchantRefundId = Text("payment", "merchant_refund_id");
    }

    public bool IsJson => _document is not null;

    public JsonElement Root => _document?.RootElement ?? default;

    public long? ProjectId { get; }

    public string? PaymentId { get; }

    public string? MerchantRefundId { get; }

    public static async Task<GateRequest> ReadAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[8192];
        int read;
        while ((read = await context.Request.Body.ReadAsync(chunk, context.RequestAborted)) > 0)
        {
            if (buffer.Length + read > MaxBytes)
                return new GateRequest(null);
            buffer.Write(chunk, 0, read);
        }

        return new GateRequest(StrictJson.TryParse(buffer.ToArray(), out _));
    }

    /// <summary>Whether the signature is that of the key.</summary>
    public bool IsSignedWith(string secret) =>
        Signature.Matches(Signature.CanonicalText(Root), Encoding.UTF8.GetBytes(secret), Signature.Find(Root));

    public bool HasSignature => IsJson && !string.IsNullOrEmpty(Signature.Find(Root));

    /// <summary>Whether the member is there and not null.</summary>
    public bool Has(string holder, string name) => Find(holder, name) is { ValueKind: not JsonValueKind.Null };

    public string? Text(string holder, string name) =>
        Find(holder, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>A whole number; one that stands in quotes is not a number to the platform.</summary>
    public long? Integer(string holder, string name) =>
        Find(holder, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    public void Dispose() => _document?.Dispose();

    private JsonElement? Find(string holder, string name) =>
        Root.ValueKind == JsonValueKind.Object && Root.TryGetProperty(holder, out var node)
        && node.ValueKind == JsonValueKind.Object && node.TryGetProperty(name, out var value)
            ? value
            : null;
}

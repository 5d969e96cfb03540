using System.Security.Cryptography;

namespace Dashboard.Gate;

/// <summary>
/// A signed request as the exact bytes that go out. It holds no secret (the signature does not reveal the key), so that it can be stored and
/// hashed before it is sent, and be built again from storage.
/// </summary>
/// <param name="Path">Path on Gate, such as <c>/v2/payment/card/refund</c>.</param>
/// <param name="ProjectId">The project the answer must be about.</param>
/// <param name="PaymentId">The payment the answer must be about.</param>
/// <param name="Body">The signed JSON.</param>
public sealed record PreparedRequest(string Path, long ProjectId, string PaymentId, ReadOnlyMemory<byte> Body)
{
    /// <summary>SHA-256 of the body, 64 lower-case hexadecimal digits.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Body.Span));
}

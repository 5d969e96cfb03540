using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace Dashboard.Core.Projects;

/// <summary>Encrypts secrets with the application's key ring, which lies outside the database.</summary>
public sealed class SecretBox(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("Dashboard.Secrets.v1");

    public byte[] Seal(string secret) => _protector.Protect(Encoding.UTF8.GetBytes(secret));

    /// <returns>The secret's UTF-8 bytes.</returns>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The key ring that sealed it is not the one in use.</exception>
    public byte[] Open(byte[] sealedSecret) => _protector.Unprotect(sealedSecret);
}

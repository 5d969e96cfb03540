using Dashboard.Core.Access;
using Microsoft.AspNetCore.Identity;

namespace Dashboard.Web.Access;

/// <summary>Length is what makes a password strong; the rest is keeping people off the ones everybody tries first.</summary>
public sealed class PasswordRules : IPasswordValidator<User>
{
    public const int MinLength = 12;
    public const int MaxLength = 128;

    /// <summary>PBKDF2-HMAC-SHA512 rounds.</summary>
    public const int Iterations = 210_000;

    // Of the published lists of leaked passwords only those of 12 characters and more matter here.
    private static readonly HashSet<string> Common = new(StringComparer.OrdinalIgnoreCase)
    {
        "123456789012", "1234567890123", "12345678901234", "123456789123", "1234567891011", "0123456789012", "098765432109", "111111111111",
        "000000000000", "121212121212", "123123123123", "112233445566", "qwertyuiopas", "qwertyuiop12", "qwertyuiop123", "qwerty123456",
        "qwerty1234567", "1qaz2wsx3edc", "1q2w3e4r5t6y", "q1w2e3r4t5y6", "zaq12wsxcde3", "asdfghjkl123", "zxcvbnm12345", "password1234",
        "password12345", "password123456", "passwordpassword", "password@1234", "p@ssw0rd1234", "passw0rd1234", "adminadmin12", "administrator",
        "administrator1", "admin1234567", "admin12345678", "welcome12345", "welcome123456", "letmein12345", "iloveyou1234", "iloveyouiloveyou",
        "changeme1234", "changemenow1", "qwertyqwerty", "qwertyqwerty1", "abcdefghijkl", "abcdefghijklm", "abcd12345678", "abc123abc123",
        "football1234", "baseball1234", "superman1234", "batman123456", "dragon123456", "monkey123456", "master123456", "princess1234",
        "sunshine1234", "trustno1trustno1", "starwars1234", "computer1234", "internet1234", "michael12345", "jennifer1234", "liverpool123",
        "chelsea12345", "arsenal12345", "spartak12345", "zenitzenit12", "parolparol12", "parol1234567", "privet123456", "marina123456",
        "natasha12345", "ytrewqytrewq", "йцукенгшщзхъ", "йцукен123456", "пароль123456", "парольпароль", "привет123456", "ecommpay1234",
        "dashboard123", "dashboard1234", "payments1234", "merchant1234", "secretsecret", "secret123456", "temporary123", "temppassword",
    };

    public Task<IdentityResult> ValidateAsync(UserManager<User> manager, User user, string? password)
    {
        ArgumentNullException.ThrowIfNull(user);
        if (password is null)
            return Task.FromResult(IdentityResult.Success);
        if (password.Length > MaxLength)
            return Fail("PasswordTooLong");
        if (Common.Contains(password))
            return Fail("PasswordCommon");
        var name = (user.Email ?? "").Split('@')[0];
        if (name.Length >= 4 && password.Contains(name, StringComparison.OrdinalIgnoreCase))
            return Fail("PasswordHasName");
        return Task.FromResult(IdentityResult.Success);
    }

    private static Task<IdentityResult> Fail(string code) => Task.FromResult(IdentityResult.Failed(new IdentityError { Code = code }));
}

using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Access;

/// <summary>Words for the account rules, by the code of the broken rule.</summary>
public static class AccountErrors
{
    public static bool IsAboutPassword(IdentityError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error.Code.StartsWith("Password", StringComparison.Ordinal);
    }

    public static string Words(IStringLocalizer<Texts> texts, IdentityError error)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(error);
        var key = error.Code switch
        {
            "PasswordTooShort" => "PasswordTooShort",
            "PasswordTooLong" => "PasswordTooLong",
            "PasswordCommon" => "PasswordCommon",
            "PasswordHasName" => "PasswordHasName",
            "PasswordRequiresUniqueChars" => "PasswordUnique",
            "PasswordMismatch" => "PasswordWrong",
            "DuplicateEmail" or "DuplicateUserName" => "EmailTaken",
            "InvalidEmail" or "InvalidUserName" => "EmailInvalid",
            _ => "AccountRefused",
        };
        return texts[key];
    }
}

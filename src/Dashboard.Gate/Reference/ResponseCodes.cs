using System.Collections.Frozen;
using System.Globalization;

namespace Dashboard.Gate;

/// <summary>What the platform advises after a response code.</summary>
public enum CodeAdvice
{
    /// <summary>Correct the request.</summary>
    Correct,

    /// <summary>Send the request again.</summary>
    Resend,

    /// <summary>Try again later.</summary>
    Later,

    /// <summary>Contact technical support.</summary>
    Support,

    /// <summary>Contact the account manager.</summary>
    AccountManager,

    /// <summary>Wait for the result.</summary>
    Wait,

    /// <summary>Nothing to be done.</summary>
    Nothing,
}

/// <summary>Why payments are declined, in groups fit for a chart.</summary>
public enum CodeGroup
{
    /// <summary>No decline.</summary>
    Success,

    /// <summary>No result yet.</summary>
    Waiting,

    /// <summary>The customer has too little money.</summary>
    CustomerFunds,

    /// <summary>The customer cancelled.</summary>
    CustomerCancelled,

    /// <summary>The customer did not finish, or time ran out.</summary>
    NotFinished,

    /// <summary>Risk control.</summary>
    Risk,

    /// <summary>Wrong data were entered.</summary>
    WrongData,

    /// <summary>Limits of amount or frequency.</summary>
    Limits,

    /// <summary>Trouble at the provider.</summary>
    Provider,

    /// <summary>Settings of the project or the acquirer.</summary>
    Setup,

    /// <summary>Everything else.</summary>
    Other,
}

/// <summary>An entry of the platform's register of response codes.</summary>
public sealed record ResponseCode(string Code, CodeAdvice Advice, CodeGroup Group, string English, string Russian)
{
    /// <summary>The meaning in Russian for Russian cultures, otherwise in English.</summary>
    public string Meaning(CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(culture);
        return culture.TwoLetterISOLanguageName == "ru" ? Russian : English;
    }
}

/// <summary>
/// The platform's register of response codes, one for declines and for request errors (page en_platform_payment_info_codes), without the families
/// about limits of payouts and card money transfers.
/// </summary>
public static class ResponseCodes
{
    private static readonly FrozenDictionary<string, ResponseCode> ByCode = Table.Read("response-codes.tsv")
        .Select(row => new ResponseCode(row[0], Advice(row[1]), Group(row[2]), row[3], row[4]))
        .ToFrozenDictionary(c => c.Code, StringComparer.Ordinal);

    /// <summary>All codes in the order of their numbers.</summary>
    public static IReadOnlyList<ResponseCode> All { get; } = [.. ByCode.Values.OrderBy(c => int.Parse(c.Code, CultureInfo.InvariantCulture))];

    /// <summary>The entry of a code as it stands in <c>operation.code</c>; null when unknown.</summary>
    public static ResponseCode? Find(string? code) => code is null ? null : ByCode.GetValueOrDefault(code);

    private static CodeAdvice Advice(string letter) => letter switch
    {
        "C" => CodeAdvice.Correct,
        "R" => CodeAdvice.Resend,
        "L" => CodeAdvice.Later,
        "S" => CodeAdvice.Support,
        "K" => CodeAdvice.AccountManager,
        "W" => CodeAdvice.Wait,
        "N" => CodeAdvice.Nothing,
        _ => throw new InvalidOperationException("Unknown advice in response-codes.tsv: " + letter),
    };

    private static CodeGroup Group(string name) => name switch
    {
        "success" => CodeGroup.Success,
        "waiting" => CodeGroup.Waiting,
        "funds" => CodeGroup.CustomerFunds,
        "cancelled" => CodeGroup.CustomerCancelled,
        "unfinished" => CodeGroup.NotFinished,
        "risk" => CodeGroup.Risk,
        "data" => CodeGroup.WrongData,
        "limits" => CodeGroup.Limits,
        "provider" => CodeGroup.Provider,
        "setup" => CodeGroup.Setup,
        "other" => CodeGroup.Other,
        _ => throw new InvalidOperationException("Unknown group in response-codes.tsv: " + name),
    };
}

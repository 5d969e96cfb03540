using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Dashboard.Gate;

/// <summary>
/// A signed address that opens Payment Page (page en_PP_Parameters). Values are signed as they are, before URL encoding; booleans are sent and
/// signed as 1 and 0. A payment exists on the platform only once the customer confirms the form.
/// </summary>
public sealed record PaymentPageLink
{
    /// <summary>Address of the platform's Payment Page.</summary>
    public static readonly Uri PlatformAddress = new("https://paymentpage.ecommpay.com/payment");

    public required long ProjectId { get; init; }

    /// <summary>The merchant's id, unique in the project.</summary>
    public required string PaymentId { get; init; }

    /// <summary>Minor units, above zero.</summary>
    public required long Amount { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public required string Currency { get; init; }

    public required string CustomerId { get; init; }

    public string? Description { get; init; }

    /// <summary>Method chosen beforehand, such as <c>alfa-click</c> or <c>poli</c>.</summary>
    public string? ForcePaymentMethod { get; init; }

    /// <summary>Alfa-Click: the customer's login; required when that method is forced.</summary>
    public string? CustomerAccountNumber { get; init; }

    /// <summary>Required when Poli is forced, as are both names and <see cref="ReturnUrl"/>.</summary>
    public string? CustomerEmail { get; init; }

    public string? CustomerFirstName { get; init; }

    public string? CustomerLastName { get; init; }

    public string? CustomerPhone { get; init; }

    /// <summary>Where the return button of the form leads.</summary>
    public Uri? ReturnUrl { get; init; }

    public Uri? SuccessUrl { get; init; }

    public Uri? FailUrl { get; init; }

    public Uri? CallbackUrl { get; init; }

    /// <summary>ISO 639-1 code of the form's language.</summary>
    public string? LanguageCode { get; init; }

    /// <summary>After this instant the form only says that time is over.</summary>
    public DateTimeOffset? BestBefore { get; init; }

    /// <summary>Whether to register the payment for recurring ones.</summary>
    public bool? RecurringRegister { get; init; }

    /// <summary>Further parameters under the platform's names.</summary>
    public IReadOnlyDictionary<string, string> Others { get; init; } = new Dictionary<string, string>();

    /// <summary>The parameters without signature, under the platform's names.</summary>
    public IReadOnlyDictionary<string, string> Parameters()
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(all, "project_id", ProjectId.ToString(CultureInfo.InvariantCulture));
        Add(all, "payment_id", PaymentId);
        Add(all, "payment_amount", Amount.ToString(CultureInfo.InvariantCulture));
        Add(all, "payment_currency", Currency);
        Add(all, "customer_id", CustomerId);
        Add(all, "payment_description", Description);
        Add(all, "force_payment_method", ForcePaymentMethod);
        Add(all, "customer_account_number", CustomerAccountNumber);
        Add(all, "customer_email", CustomerEmail);
        Add(all, "customer_first_name", CustomerFirstName);
        Add(all, "customer_last_name", CustomerLastName);
        Add(all, "customer_phone", CustomerPhone);
        Add(all, "merchant_return_url", ReturnUrl?.AbsoluteUri);
        Add(all, "merchant_success_url", SuccessUrl?.AbsoluteUri);
        Add(all, "merchant_fail_url", FailUrl?.AbsoluteUri);
        Add(all, "merchant_callback_url", CallbackUrl?.AbsoluteUri);
        Add(all, "language_code", LanguageCode);
        Add(all, "best_before", BestBefore?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'+00:00'", CultureInfo.InvariantCulture));
        Add(all, "recurring_register", RecurringRegister switch { true => "1", false => "0", null => null });
        foreach (var (name, value) in Others)
            all.TryAdd(name, value);
        return all;
    }

    /// <summary>What keeps the link from being built, each with its parameter; empty when it can be.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        RequestFields.CheckProject(faults, "project_id", ProjectId);
        RequestFields.CheckId(faults, "payment_id", PaymentId);
        RequestFields.CheckMoney(faults, "payment_", Amount, Currency);
        RequestFields.CheckText(faults, "customer_id", CustomerId, required: true);
        RequestFields.CheckText(faults, "customer_account_number", CustomerAccountNumber, required: ForcePaymentMethod == "alfa-click");
        var poli = ForcePaymentMethod == "poli";
        RequestFields.CheckText(faults, "customer_email", CustomerEmail, poli);
        RequestFields.CheckText(faults, "customer_first_name", CustomerFirstName, poli);
        RequestFields.CheckText(faults, "customer_last_name", CustomerLastName, poli);
        RequestFields.CheckText(faults, "merchant_return_url", ReturnUrl?.AbsoluteUri, poli, CleanText.UrlLength);
        CheckCurrency(faults);
        foreach (var (name, value) in Parameters().Where(p => !faults.Exists(f => f.StartsWith(p.Key + ":", StringComparison.Ordinal))))
            RequestFields.CheckText(faults, name, value, maxLength: name.EndsWith("_url", StringComparison.Ordinal) ? CleanText.UrlLength : RequestFields.MaxText);
        foreach (var name in Others.Keys.Where(n => n is "signature" || n.Length == 0 || !n.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')))
            faults.Add("Others: " + CleanText.Clean(name, 64) + " is no name of a parameter");
        return faults;
    }

    /// <summary>The signature over the parameters.</summary>
    /// <exception cref="ArgumentException">There are <see cref="Faults"/>.</exception>
    public string Sign(string secret)
    {
        var faults = Faults();
        if (faults.Count > 0)
            throw new ArgumentException("The link cannot be built. " + string.Join("; ", faults));
        ArgumentException.ThrowIfNullOrEmpty(secret);
        using var message = JsonSerializer.SerializeToDocument(Parameters());
        return Signature.Sign(message.RootElement, secret);
    }

    /// <summary>The address with all parameters and the signature.</summary>
    /// <param name="secret">The project's key.</param>
    /// <param name="page">Address of Payment Page; <see cref="PlatformAddress"/> unless given.</param>
    /// <exception cref="ArgumentException">There are <see cref="Faults"/>.</exception>
    public Uri Build(string secret, Uri? page = null)
    {
        var signature = Sign(secret);
        var address = new StringBuilder((page ?? PlatformAddress).GetLeftPart(UriPartial.Path)).Append('?');
        foreach (var (name, value) in Parameters())
            address.Append(name).Append('=').Append(Uri.EscapeDataString(value)).Append('&');
        return new Uri(address.Append("signature=").Append(Uri.EscapeDataString(signature)).ToString());
    }

    private void CheckCurrency(List<string> faults)
    {
        var accepted = ForcePaymentMethod is "alfa-click" or "poli" ? PaymentMethods.Find(ForcePaymentMethod)!.Currencies : [];
        if (accepted.Count > 0 && !accepted.Contains(Currency))
            faults.Add("payment_currency: " + ForcePaymentMethod + " takes " + string.Join(", ", accepted));
    }

    private static void Add(Dictionary<string, string> all, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            all[name] = value;
    }
}

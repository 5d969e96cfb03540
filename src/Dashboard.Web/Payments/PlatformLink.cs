namespace Dashboard.Web.Payments;

/// <summary>The platform's own page of a payment. Its address is not documented, so whoever runs the Dashboard says what it is, with places for the ids.</summary>
public static class PlatformLink
{
    public const string Setting = "Platform:PaymentAddress";

    private const string PaymentId = "{payment_id}";
    private const string Example = "https://dashboard.example/payments/{payment_id}?project={project_id}";

    /// <returns>What is wrong with the setting and how to mend it; null when it can be used or is not set.</returns>
    public static string? Fault(string? template)
    {
        if (string.IsNullOrEmpty(template))
            return null;
        if (!template.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || !Uri.TryCreate(template, UriKind.Absolute, out var address) || address.Host.Contains('{'))
            return $"{Setting}: '{template}' is not an address that begins with https://, such as {Example}.";
        return template.Contains(PaymentId, StringComparison.Ordinal) ? null : $"{Setting}: '{template}' has no {PaymentId} in it, such as {Example}.";
    }
}

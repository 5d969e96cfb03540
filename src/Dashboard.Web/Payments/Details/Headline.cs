using System.Globalization;
using Dashboard.Core.Payments;
using Dashboard.Gate;

namespace Dashboard.Web.Payments.Details;

/// <summary>What a payment is called where it stands alone.</summary>
public static class Headline
{
    /// <summary>Its amount with the currency; its id when the platform has told none.</summary>
    public static string Of(PaymentRow row, CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Currency is { } currency && (row.Amount ?? row.Captured) is var minor
            ? $"{Currency.Format(minor, currency, culture, Currency.MinusSign)} {currency}"
            : row.PaymentId;
    }
}

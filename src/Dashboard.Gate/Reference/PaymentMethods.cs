using System.Collections.Frozen;
using System.Globalization;

namespace Dashboard.Gate;

/// <summary>Whether a method can do something.</summary>
public enum MethodSupport
{
    /// <summary>Documented.</summary>
    Yes,

    /// <summary>Documented as impossible.</summary>
    No,

    /// <summary>Not documented: refused until somebody who knows enables it.</summary>
    Unknown,
}

/// <summary>Why a payment method does not allow a refund.</summary>
public enum RefundRefusal
{
    /// <summary>It does.</summary>
    None,

    /// <summary>The method is not in the matrix: not refundable until it is enabled.</summary>
    UnknownMethod,

    /// <summary>The method has no refunds.</summary>
    NoRefunds,

    /// <summary>Nothing documents refunds of the method.</summary>
    RefundsUnconfirmed,

    /// <summary>The method refunds the whole amount only.</summary>
    NoPartialRefunds,

    /// <summary>Nothing documents partial refunds of the method.</summary>
    PartialRefundsUnconfirmed,

    /// <summary>The currency's minor units are not known.</summary>
    UnknownCurrency,
}

/// <summary>A payment method as the platform documents it.</summary>
public sealed record PaymentMethod
{
    /// <summary>The code in <c>payment.method</c> of callbacks.</summary>
    public required string Code { get; init; }

    /// <summary>Group, the first part of the path: <c>online-banking</c>, <c>card</c>, <c>wallet</c> ...</summary>
    public required string Group { get; init; }

    public required string Name { get; init; }

    public required MethodSupport FullRefund { get; init; }

    public required MethodSupport PartialRefund { get; init; }

    /// <summary>ISO 4217 codes; empty when the method is not bound to any. Samples of the pages break these lists, so never refuse facts by them.</summary>
    public required IReadOnlyList<string> Currencies { get; init; }

    /// <summary>Smallest amounts of a sale, each in its own currency (not always one of <see cref="Currencies"/>).</summary>
    public required IReadOnlyList<Money> Minimum { get; init; }

    /// <summary>Largest amounts of a sale, each in its own currency.</summary>
    public required IReadOnlyList<Money> Maximum { get; init; }

    /// <summary>Path of its refund requests on Gate.</summary>
    public required string RefundPath { get; init; }
}

/// <summary>The method matrix.</summary>
public static class PaymentMethods
{
    /// <summary>Refund path that names no method; two of the platform's plugins use it for all.</summary>
    public const string AnyRefundPath = "/v2/payment/refund";

    private static readonly FrozenDictionary<string, PaymentMethod> ByCode = Table.Read("payment-methods.tsv")
        .Select(Read)
        .ToFrozenDictionary(m => m.Code, StringComparer.Ordinal);

    /// <summary>All methods in the order of their codes.</summary>
    public static IReadOnlyList<PaymentMethod> All { get; } = [.. ByCode.Values.OrderBy(m => m.Code, StringComparer.Ordinal)];

    /// <summary>The method of a code; null when unknown.</summary>
    public static PaymentMethod? Find(string? code) => code is null ? null : ByCode.GetValueOrDefault(code);

    /// <summary>Why a refund cannot be asked for; <see cref="RefundRefusal.None"/> when it can.</summary>
    /// <param name="method">Code of the payment's method.</param>
    /// <param name="partial">Whether less than the whole amount is to be refunded.</param>
    /// <param name="currency">The payment's currency.</param>
    public static RefundRefusal WhyNotRefundable(string? method, bool partial, string? currency)
    {
        if (Find(method) is not { } known)
            return RefundRefusal.UnknownMethod;
        if (known.FullRefund != MethodSupport.Yes)
            return known.FullRefund == MethodSupport.No ? RefundRefusal.NoRefunds : RefundRefusal.RefundsUnconfirmed;
        if (partial && known.PartialRefund != MethodSupport.Yes)
            return known.PartialRefund == MethodSupport.No ? RefundRefusal.NoPartialRefunds : RefundRefusal.PartialRefundsUnconfirmed;
        return Currency.Find(currency) is null ? RefundRefusal.UnknownCurrency : RefundRefusal.None;
    }

    private static PaymentMethod Read(string[] row) => new()
    {
        Code = row[0],
        Group = row[1].Split('/')[0],
        Name = row[2],
        FullRefund = Support(row[3]),
        PartialRefund = Support(row[4]),
        Currencies = row[5] == "*" ? [] : row[5].Split(' '),
        Minimum = Amounts(row[6]),
        Maximum = Amounts(row[7]),
        RefundPath = "/v2/payment/" + row[1] + "/refund",
    };

    private static MethodSupport Support(string text) => text switch
    {
        "yes" => MethodSupport.Yes,
        "no" => MethodSupport.No,
        _ => MethodSupport.Unknown,
    };

    private static Money[] Amounts(string text) => text == "-"
        ? []
        : [.. text.Split(',').Select(a => a.Split(' ')).Select(a => new Money(long.Parse(a[1], CultureInfo.InvariantCulture), a[0]))];
}

using Dashboard.Core.Payments;
using Dashboard.Web.Live;

namespace Dashboard.Web.Payments;

/// <summary>Reads addresses of the payments list.</summary>
public static class PaymentListing
{
    public static FilterReading<Listing<PaymentFilter>> Read(
        IReadOnlyList<KeyValuePair<string, string>> values, PastedLists lists, TimeZoneInfo zone, DateTimeOffset now) =>
        Listings.Read(values, PaymentFilter.FromQuery(values, zone, now), lists, PaymentColumns.Orders, (filter, text) => filter with { Search = text });
}

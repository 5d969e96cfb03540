using Dashboard.Core.Operations;
using Dashboard.Core.Payments;
using Dashboard.Web.Live;

namespace Dashboard.Web.Operations;

/// <summary>Reads addresses of the operations list.</summary>
public static class OperationListing
{
    public static FilterReading<Listing<OperationFilter>> Read(
        IReadOnlyList<KeyValuePair<string, string>> values, PastedLists lists, TimeZoneInfo zone, DateTimeOffset now) =>
        Listings.Read(values, OperationFilter.FromQuery(values, zone, now), lists, OperationColumns.Orders, (filter, text) => filter with { Search = text });
}

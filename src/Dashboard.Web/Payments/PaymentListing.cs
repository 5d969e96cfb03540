using System.Globalization;
using Dashboard.Core.Payments;
using Dashboard.Web.Live;

namespace Dashboard.Web.Payments;

/// <summary>Reads addresses of the payments list.</summary>
public static class PaymentListing
{
    /// <summary>Names payments that were selected, for a file of them: kept as lists are, as row ids.</summary>
    public const string PickedName = "picked";

    public static FilterReading<Listing<PaymentFilter>> Read(
        IReadOnlyList<KeyValuePair<string, string>> values, PastedLists lists, TimeZoneInfo zone, DateTimeOffset now)
    {
        var reading = Listings.Read(
            values, PaymentFilter.FromQuery(values, zone, now), lists, PaymentColumns.Orders, (filter, text) => filter with { Search = text });
        if (values.Where(pair => pair.Key == PickedName).Select(pair => pair.Value).FirstOrDefault() is not { } picked)
            return reading;
        var rows = lists.Find(picked)?.Split(' ').Select(id => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var row) ? row : 0);
        return rows is null
            ? reading with { Filter = reading.Filter with { ListGone = true } }
            : reading with { Filter = reading.Filter with { Filter = new PaymentFilter { Rows = [.. rows] } } };
    }
}

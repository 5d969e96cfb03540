using Dashboard.Core.Payments;
using Dashboard.TestKit;
using Dashboard.Web.Live;
using Dashboard.Web.Payments;

namespace Dashboard.Web.Tests.Payments;

public sealed class PaymentListingTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Address_AnyOrder_IsReadAgain()
    {
        foreach (var by in Enum.GetValues<PaymentSort>())
        {
            foreach (var order in (PaymentOrder[])[new(by), new(by, Ascending: true)])
            {
                var listing = new Listing<PaymentFilter>(new PaymentFilter { Statuses = ["decline"] }, order);
                Assert.Equal(listing, Read(listing.ToQuery(), new PastedLists()));
            }
        }
    }

    [Fact]
    public void Sorted_OnceAndAgain_TurnsTheOrderRound()
    {
        var listing = new Listing<PaymentFilter>(new PaymentFilter(), default);
        Assert.Equal(new PaymentOrder(PaymentSort.Amount), listing.Sorted(PaymentSort.Amount).Order);
        Assert.Equal(new PaymentOrder(PaymentSort.Amount, true), listing.Sorted(PaymentSort.Amount).Sorted(PaymentSort.Amount).Order);
        Assert.Equal(new PaymentOrder(PaymentSort.Amount), listing.Sorted(PaymentSort.Amount).Sorted(PaymentSort.Amount).Sorted(PaymentSort.Amount).Order);
    }

    [Fact]
    public void Address_OfALongList_NamesItByItsKey()
    {
        var lists = new PastedLists();
        var text = string.Join(';', Enumerable.Range(0, 1000).Select(n => $"EP-{n:000000}"));
        var key = lists.Keep(text);
        var listing = new Listing<PaymentFilter>(new PaymentFilter { Search = text }, default, key);

        Assert.Equal([new("list", key)], listing.ToQuery());
        Assert.Equal(text, Read(listing.ToQuery(), lists).Filter.Search);
        Assert.Equal((true, null), (Read(listing.ToQuery(), new PastedLists()).ListGone, Read(listing.ToQuery(), new PastedLists()).Filter.Search));
        Assert.Null(listing.With(new PaymentFilter { Search = "EP-1" }).ListKey);
        Assert.Equal(key, listing.With(listing.Filter with { Methods = ["card"] }).ListKey);
    }

    [Fact]
    public void Columns_AnyText_AreReadWithoutRepeatsAndNeverNone()
    {
        Assert.Equal(PaymentColumns.All.Usual, PaymentColumns.All.Read(null));
        Assert.Equal(PaymentColumns.All.Usual, PaymentColumns.All.Read("nonsense,99,,"));
        Assert.Equal([PaymentColumn.Code, PaymentColumn.Amount], PaymentColumns.All.Read("Code,Amount,Code,42"));
        Property.Check(1, 200, random => random.List(1, 6, one => (PaymentColumn)one.Whole(0, 9)).Distinct().ToList(), columns =>
            Assert.Equal(columns, PaymentColumns.All.Read(PaymentColumns.All.Write(columns))));
    }

    [Fact]
    public void Columns_MovedAndTaken_KeepTheirEnds()
    {
        IReadOnlyList<PaymentColumn> columns = [PaymentColumn.Amount, PaymentColumn.Method];
        Assert.Equal([PaymentColumn.Method, PaymentColumn.Amount], PaymentColumns.All.Move(columns, PaymentColumn.Method, -1));
        Assert.Equal(columns, PaymentColumns.All.Move(columns, PaymentColumn.Method, 1));
        Assert.Equal(columns, PaymentColumns.All.Move(columns, PaymentColumn.Amount, -1));
        Assert.Equal([PaymentColumn.Amount], PaymentColumns.All.Toggle(columns, PaymentColumn.Method));
        Assert.Equal([PaymentColumn.Amount], PaymentColumns.All.Toggle([PaymentColumn.Amount], PaymentColumn.Amount));
        Assert.Equal([.. columns, PaymentColumn.Code], PaymentColumns.All.Toggle(columns, PaymentColumn.Code));
    }

    private static Listing<PaymentFilter> Read(IReadOnlyList<KeyValuePair<string, string>> query, PastedLists lists) =>
        PaymentListing.Read(query, lists, TimeZoneInfo.Utc, Now).Filter;
}

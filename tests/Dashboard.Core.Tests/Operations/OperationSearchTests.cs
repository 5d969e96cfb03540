using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Operations;
using Dashboard.Core.Payments;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Operations;

public sealed class OperationSearchTests(Databases databases)
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("yesterday", "yesterday", null)]
    [InlineData("16.60 EUR yesterday", "yesterday", null)]
    [InlineData("100 yesterday", "yesterday", null)]
    [InlineData("4242 yesterday", "yesterday", null)]
    [InlineData("last week", null, "2026-02-23")]
    [InlineData("на прошлой неделе", null, "2026-02-23")]
    public void Address_SearchWithDays_SetsThePeriod(string search, string? word, string? first)
    {
        var reading = OperationFilter.FromQuery([new("q", search), new("period", "last90")], TimeZoneInfo.Utc, Now);
        Assert.Empty(reading.Faults);
        Assert.False(reading.Filter.IgnoresPeriod);
        var query = reading.Filter.ToQuery();
        Assert.Equal(word, query.FirstOrDefault(pair => pair.Key == "period").Value);
        Assert.Equal(first, query.FirstOrDefault(pair => pair.Key == "from").Value);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Search_ByIdOrAmount_TreatsTheChosenPeriodAsThePaymentsListDoes(DatabaseProvider provider)
    {
        await using var receiver = await Receiver.StartAsync(databases, provider);
        await receiver.ReceiveAsync(PlatformCallback.Sale("EP-1", 1660, "EUR").Operation(71).At(Now.AddDays(-3)).CreatedAt(Now.AddDays(-3)));
        await receiver.ReceiveAsync(PlatformCallback.Refund("EP-1", 1660, "EUR", 1660).Operation(72).At(Now).CreatedAt(Now));
        await receiver.ReceiveAsync(PlatformCallback.Sale("EP-2", 1660, "EUR").Operation(73).Account("4242424242424242").At(Now).CreatedAt(Now));
        await receiver.ReceiveAsync(PlatformCallback.Sale("EP-3", 990, "EUR").Operation(74).At(Now).CreatedAt(Now));
        var queries = receiver.Get<OperationQueries>();

        // An id is looked for in all time, and the address keeps the period.
        Assert.Equal([72L, 71], await IdsAsync("EP-1", "today"));
        Assert.True(Read("EP-1", "today").IgnoresPeriod);
        Assert.Equal(PeriodWord.Today, Read("EP-1", "today").Period!.Word);
        // An amount is the operation's own, and keeps to the period.
        Assert.Equal([73L, 72], await IdsAsync("16.60 EUR", "today"));
        Assert.Equal([73L, 72, 71], await IdsAsync("16.60 EUR", "last7"));
        Assert.Equal([73L], await IdsAsync("4242 16.60 EUR", "last7"));
        Assert.Equal([74L, 73, 72], await IdsAsync("today", "last90"));
        Assert.Equal([73L], await IdsAsync("4242 today", "last90"));
        Assert.Empty(await IdsAsync("4242 yesterday", "last90"));

        async Task<IEnumerable<long>> IdsAsync(string search, string period) =>
            (await queries.ListAsync(Actor.System, Read(search, period), null, 50, Stop)).Rows.Select(row => row.OperationId);

        OperationFilter Read(string search, string period) => OperationFilter.FromQuery([new("q", search), new("period", period)], TimeZoneInfo.Utc, Now).Filter;
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Overdue_SearchedFor_StaysOverdue(DatabaseProvider provider)
    {
        await using var receiver = await Receiver.StartAsync(databases, provider);
        var old = PlatformCallback.Sale("EP-1", 1660, "EUR").Operation(71).At(Now.AddHours(-3)).CreatedAt(Now.AddHours(-3));
        await receiver.ReceiveAsync(old.Status("processing", "processing"));
        await receiver.ReceiveAsync(PlatformCallback.Sale("EP-1", 1660, "EUR").Operation(72).At(Now).CreatedAt(Now).Status("processing", "processing"));
        var filter = new OperationFilter { OverdueAt = Now, Search = "EP-1" };
        Assert.Equal([71L], (await receiver.Get<OperationQueries>().ListAsync(Actor.System, filter, null, 50, Stop)).Rows.Select(row => row.OperationId));
        Assert.Equal(1, (await receiver.Get<OperationTotalsQuery>().HandleAsync(Actor.System, filter, Stop)).Operations);
    }
}

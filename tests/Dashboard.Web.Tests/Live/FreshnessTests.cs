using Bunit;
using Dashboard.Core.Live;
using Dashboard.Web.Live;
using Dashboard.Web.Tests.Ui;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Live;

public sealed class FreshnessTests : UiContext
{
    /// <summary>Support reads it as the platform's word about this payment: that of another one is none.</summary>
    [Theory]
    [InlineData(false, "10 s ago")]
    [InlineData(true, "38 min ago")]
    public void OfOnePayment_CountsNothingElse(bool own, string words)
    {
        var feed = new LiveFeed();
        feed.CallbackCommitted(Now.AddSeconds(-10));
        Services.AddSingleton(feed).AddSingleton<TimeProvider>(new Dashboard.TestKit.ManualTimeProvider(Now));

        var line = Render<Freshness>(one => one.Add(line => line.Known, Now.AddMinutes(-38)).Add(line => line.Own, own));

        Assert.Equal(words, line.Find("[data-since]").TextContent);
    }

    /// <summary>Two processes on one database: what the other one received later counts as well.</summary>
    [Fact]
    public void OfEverything_IsTheLaterOfWhatIsKnownAndWhatCameHere()
    {
        var feed = new LiveFeed();
        feed.CallbackCommitted(Now.AddHours(-3));
        Services.AddSingleton(feed).AddSingleton<TimeProvider>(new Dashboard.TestKit.ManualTimeProvider(Now));

        Assert.Equal("38 min ago", Render<Freshness>(one => one.Add(line => line.Known, Now.AddMinutes(-38))).Find("[data-since]").TextContent);
    }
}

using System.Text.Json;
using Dashboard.Gate;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.TestKit;

public sealed class PlatformCallbackTests
{
    public static TheoryData<string> Samples => [.. PlatformCallback.SampleNames];

    [Theory, MemberData(nameof(Samples))]
    public void Sign_Sample_GivesABodyThatIsReadAndMatches(string sample)
    {
        using var document = StrictJson.TryParse(PlatformCallback.Sample(sample).Sign(), out var fault);

        Assert.Null(fault);
        Assert.True(Matches(document!.RootElement, PlatformCallback.Secret));
        Assert.False(Matches(document.RootElement, "another key"));
    }

    [Fact]
    public void Declined_Refund_LeavesThePaymentAsItWas()
    {
        var refund = PlatformCallback.Refund("EP-1", 100, "RUB", paymentAmount: 500);
        using var document = JsonDocument.Parse(refund.Declined("3283", "Refund amount more than init amount").ToBytes());

        Assert.Equal("success", document.RootElement.GetProperty("payment").GetProperty("status").GetString());
        Assert.Equal("decline", document.RootElement.GetProperty("operation").GetProperty("status").GetString());
        Assert.Contains("partially refunded", refund.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void At_TimeOfAnotherZone_IsWrittenInUtc()
    {
        var body = PlatformCallback.Sale("EP-1", 100, "RUB").At(new DateTimeOffset(2026, 1, 1, 1, 30, 0, TimeSpan.FromHours(3)));
        using var document = JsonDocument.Parse(body.ToBytes());
        Assert.Equal("2025-12-31T22:30:00+0000", document.RootElement.GetProperty("operation").GetProperty("date").GetString());
    }

    private static bool Matches(JsonElement root, string secret) =>
        Signature.Matches(Signature.CanonicalText(root), System.Text.Encoding.UTF8.GetBytes(secret), Signature.Find(root));
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using Dashboard.Gate.Tests.Client;

namespace Dashboard.Gate.Tests;

/// <summary>The examples of the library's README, kept word for word so that they compile and do what they say.</summary>
public sealed class ReadmeTests
{
    static CallbackMessage? Receive(byte[] body, string secret)
    {
        using var document = StrictJson.TryParse(body, out var fault);
        if (document is null)
            return null; // answer 400, fault says why

        var root = document.RootElement;
        var text = Signature.CanonicalText(root);
        if (!Signature.Matches(text, Encoding.UTF8.GetBytes(secret), Signature.Find(root)))
            return null; // answer 403

        if (CallbackMessage.HasRequestShape(root))
            return null; // genuine signature, but no callback: keep it, apply nothing

        var message = CallbackMessage.Read(root);
        return message.Faults.Count == 0 ? message : null; // faults name the facts that cannot be used
    }

    static async Task<string> RefundAsync(GateClient client, Uri gate, string secret)
    {
        var request = new RefundRequest
        {
            ProjectId = 386,
            PaymentId = "EP1bb6-c379",
            Amount = 10000,
            Currency = "RUB",
            Description = "Goods returned",
            MerchantRefundId = "r-1",
            Path = PaymentMethods.Find("alfa-click")!.RefundPath,
        };
        if (request.Faults() is { Count: > 0 } faults)
            return string.Join(Environment.NewLine, faults);

        PreparedRequest prepared = request.Prepare(secret); // store prepared.Body and prepared.Sha256 before sending
        return await client.SendAsync(gate, prepared, secret) switch
        {
            GateOutcome.Accepted accepted => "accepted as " + accepted.RequestId, // not refunded yet: a callback brings the result
            GateOutcome.Refused refused => "refused: " + refused.Code + " " + refused.Message,
            GateOutcome.NotSent notSent => "may be sent again: " + notSent.Reason, // provably no byte left
            GateOutcome.Throttled => "probably not registered: ask before sending again",
            GateOutcome.Forbidden forbidden => "stop sending for this project: " + forbidden.Reason,
            GateOutcome.Unknown unknown => "money may have left: " + unknown.Reason, // ask for the status, never send again by guess
            _ => throw new InvalidOperationException(),
        };
    }

    static async Task<IReadOnlyList<CallbackMessage>> AskAsync(GateClient client, Uri gate, string secret) =>
        await client.PaymentStatusAsync(gate, new PaymentStatusRequest { ProjectId = 386, PaymentId = "EP1bb6-c379" }, secret) switch
        {
            PaymentStatusOutcome.Found found => found.Answer.ToCallbacks(), // one message for each operation
            _ => [],
        };

    static Uri Link(string secret) => new PaymentPageLink
    {
        ProjectId = 386,
        PaymentId = "order-1",
        Amount = 10000,
        Currency = "RUB",
        CustomerId = "customer-1",
        ForcePaymentMethod = "alfa-click",
        CustomerAccountNumber = "login",
        BestBefore = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero),
    }.Build(secret);

    static string Describe(CultureInfo culture)
    {
        if (!Currency.TryParseAmount("16,60", "EUR", CultureInfo.GetCultureInfo("ru-RU"), out var minor, out var fault))
            return fault.ToString();
        var refusal = PaymentMethods.WhyNotRefundable("poli", partial: false, "AUD");
        return Currency.Format(minor, "EUR", culture) + ", " + ResponseCodes.Find("3283")!.Meaning(culture) + ", " + refusal
            + ", " + PaymentStatus.Of("refunded").IsSuccess + ", " + OperationType.Of("refund").Sign;
    }

    static async Task<int> CountAsync(DataApiClient client, string token, string secret) =>
        await client.GetOperationsAsync(DataApiClient.PlatformAddress, new OperationsQuery { ProjectIds = [386], Limit = 100 }, token, secret)
            is DataApiOutcome.Operations page ? page.List.Count : 0;

    [Fact]
    public void Examples_Readme_AreTheCodeOfThisFile()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "Dashboard.sln")))
            root = root.Parent;
        var code = Squeeze(File.ReadAllText(Path.Combine(root.FullName, "tests", "Dashboard.Gate.Tests", "ReadmeTests.cs")));
        var readme = File.ReadAllText(Path.Combine(root.FullName, "src", "Dashboard.Gate", "README.md"));
        var examples = readme.Split("```csharp\n").Skip(1).Select(e => e[..e.IndexOf("```", StringComparison.Ordinal)]).ToList();
        Assert.Equal(6, examples.Count);
        Assert.All(examples, e => Assert.Contains(Squeeze(e), code, StringComparison.Ordinal));
    }

    [Fact]
    public void Receive_GenuineCallback_GivesTheMessage()
    {
        using var vectors = JsonDocument.Parse(TestData.Bytes("signature.json"));
        var vector = vectors.RootElement.EnumerateArray().First(v => v.GetProperty("name").GetString() == "seed-alfa-pp-sale-success-callback");
        var body = Encoding.UTF8.GetBytes(vector.GetProperty("payload_raw").GetString()!);
        Assert.Equal("EP1bb6-c379", Receive(body, vector.GetProperty("secret").GetString()!)!.Payment!.Id);
        Assert.Null(Receive(body, "other"));
        Assert.Null(Receive([], "other"));
    }

    [Fact]
    public async Task RefundAsync_AcceptingServer_IsAccepted()
    {
        await using var server = WireServer.Answering(200, """{"status":"success","request_id":"q","project_id":386,"payment_id":"EP1bb6-c379"}""");
        Assert.Equal("accepted as q", await RefundAsync(new GateClient(), server.Address, "s"));
    }

    [Fact]
    public async Task AskAsync_AnsweringServer_GivesOneMessageForEachOperation()
    {
        await using var server = WireServer.Answering(200, """{"project_id":386,"payment":{"id":"EP1bb6-c379"},"operations":[{"id":1},{"id":2}]}""");
        Assert.Equal([1L, 2L], (await AskAsync(new GateClient(), server.Address, "s")).Select(m => m.Operation!.Id));
    }

    [Fact]
    public void Link_Example_IsSigned() => Assert.Contains("&signature=", Link("s").AbsoluteUri, StringComparison.Ordinal);

    [Fact]
    public void Describe_Example_NamesEverything() =>
        Assert.Equal("16.60, Refund amount more than init amount, NoRefunds, True, -1", Describe(CultureInfo.InvariantCulture));

    [Fact]
    public async Task CountAsync_NoQuery_NeedsAToken() =>
        await Assert.ThrowsAsync<ArgumentException>(() => CountAsync(new DataApiClient(), "", "s"));

    private static string Squeeze(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
}

using System.Text.Json.Nodes;

namespace Dashboard.Gate.Tests.Callbacks;

/// <summary>Requests of Payment Page, signed with the same key, cut into callbacks of the customer's making.</summary>
public sealed class RequestShapeTests
{
    private const string Secret = "s";

    public static TheoryData<string, string> Forgeries
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var name in (string[])["customer_first_name", "customer_email", "customer_city", "best_before", "billing_address", "language_code"])
            {
                foreach (var end in (string[])["zz:x", "zz:", "zz:x y", "zz:a:b", "provider_extra_fields:x"])
                    data.Add(name, end);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Forgeries))]
    public void HasRequestShape_RecutRequest_IsSeenThoughItsSignatureIsGenuine(string name, string end)
    {
        var request = new JsonObject
        {
            [name] = "J;operation:id:990;operation:status:success;operation:type:sale;payment:id:forged;payment:status:success;"
                + "payment:sum:amount:1;payment:sum:currency:EUR;project_id:35;" + end,
            ["payment_amount"] = 100,
            ["payment_currency"] = "EUR",
            ["payment_id"] = "PP1",
            ["project_id"] = 35,
        };
        var signed = TestData.Canonical(request.ToJsonString());
        var forged = Recut(signed);

        Assert.Equal(Signature.Sign(TestData.Parse(request.ToJsonString()), Secret), Signature.Sign(TestData.Parse(forged), Secret));
        Assert.True(CallbackMessage.HasRequestShape(TestData.Parse(forged)));
        Assert.True(CallbackMessage.HasRequestShape(TestData.Parse(request.ToJsonString())));
    }

    [Theory]
    [InlineData("""{"payment_note":"x"}""", true)]
    [InlineData("""{"merchant_x":1}""", true)]
    [InlineData("""{"interface_type":{"id":1}}""", true)]
    [InlineData("""{"mode":"x"}""", true)]
    [InlineData("""{"payment":{"description":"a;b:c"}}""", true)]
    [InlineData("""{"payment":{"description":"a\u003bb\u003ac"}}""", true)]
    [InlineData("""{"a":[{"b":["x;customer_id:c1"]}]}""", true)]
    [InlineData("""{"a":"1;;payment_id:1"}""", true)]
    [InlineData("""{"a":";;;"}""", false)]
    [InlineData("""{"a":"x; y: z"}""", false)]
    [InlineData("""{"a":"x;:y"}""", false)]
    [InlineData("""{"a":"12:30;x"}""", false)]
    [InlineData("""{"payment":{"payment_id":"x","description":"a:b"}}""", false)]
    [InlineData("""{"redirect_data":{"url":"https://x/;jsessionid=1"},"recurring":{"id":1},"token":"t","decision_message":"m"}""", false)]
    [InlineData("{}", false)]
    public void HasRequestShape_Messages_FollowBothHalvesOfTheRule(string json, bool expected) =>
        Assert.Equal(expected, CallbackMessage.HasRequestShape(TestData.Parse(json)));

    [Fact]
    public void HasRequestShape_CallbacksOfTheVectors_AreNoRequests()
    {
        using var vectors = System.Text.Json.JsonDocument.Parse(TestData.Bytes("signature.json"));
        var callbacks = vectors.RootElement.EnumerateArray()
            .Where(v => v.GetProperty("name").GetString()!.StartsWith("seed-", StringComparison.Ordinal) && v.GetProperty("kind").GetString() == "callback").ToList();
        Assert.Equal(8, callbacks.Count);
        Assert.All(callbacks, v => Assert.False(CallbackMessage.HasRequestShape(TestData.Parse(v.GetProperty("payload_raw").GetString()!))));
    }

    /// <summary>Reads the signed text back as the attacker would: the callback's lines become members, the rest is swallowed by the last value.</summary>
    private static string Recut(string text)
    {
        var root = new JsonObject();
        var rest = text;
        while (true)
        {
            var cut = rest.IndexOf(';', StringComparison.Ordinal);
            var line = cut < 0 ? rest : rest[..cut];
            var last = line.StartsWith("zz:", StringComparison.Ordinal) || line.StartsWith("provider_extra_fields:", StringComparison.Ordinal);
            if (last)
                line = rest;
            Put(root, line);
            if (last || cut < 0)
                return root.ToJsonString();
            rest = rest[(cut + 1)..];
        }
    }

    private static void Put(JsonObject root, string line)
    {
        var depth = line.StartsWith("payment:sum:", StringComparison.Ordinal) ? 3
            : line.StartsWith("payment:", StringComparison.Ordinal) || line.StartsWith("operation:", StringComparison.Ordinal) ? 2 : 1;
        var parts = line.Split(':', depth + 1);
        var node = root;
        foreach (var part in parts[..(depth - 1)])
            node = (JsonObject)(node[part] ??= new JsonObject());
        node[parts[depth - 1]] = parts[depth];
    }
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dashboard.Core.Access;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Data;
using Dashboard.Gate;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Callbacks;

public sealed class CallbackDifferenceTests(Databases databases)
{
    private static readonly DateTimeOffset Later = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Difference_AppliedToTheOlderMessage_GivesTheNewer() => Property.Check(seed: 1, cases: 2000,
        random =>
        {
            var older = Message(random);
            return (Older: older, Newer: random.Chance(70) ? Change(random, older) : Message(random));
        },
        pair =>
        {
            using var older = Parse(pair.Older);
            using var newer = Parse(pair.Newer);
            var fields = CallbackDifference.Flatten(older.RootElement).ToDictionary(StringComparer.Ordinal);
            var differences = CallbackDifference.Between(older.RootElement, newer.RootElement);
            foreach (var one in differences)
            {
                Assert.Equal(one.Change != FieldChange.Added, fields.Remove(one.Path, out var before));
                Assert.Equal(one.Before, before);
                if (one.After is not null)
                    fields.Add(one.Path, one.After);
            }

            Assert.Equal(CallbackDifference.Flatten(newer.RootElement).OrderBy(field => field.Key, StringComparer.Ordinal), fields.OrderBy(field => field.Key, StringComparer.Ordinal));
            Assert.All(differences, one => Assert.NotEqual(one.Before, one.After));
            Assert.Equal(JsonElement.DeepEquals(older.RootElement, newer.RootElement), differences.Count == 0);
        });

    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""", "")]
    [InlineData("""{"a":1}""", """{"a":2}""", "~a 1 2")]
    [InlineData("""{"a":1}""", """{"a":"1"}""", "~a 1 \"1\"")]
    [InlineData("""{"a":9007199254740993}""", """{"a":9007199254740992}""", "~a 9007199254740993 9007199254740992")]
    [InlineData("""{"a":{"b":1}}""", """{"a":{"b":1,"c":null}}""", "+a.c  null")]
    [InlineData("""{"a":[1,2]}""", """{"a":[1]}""", "-a[1] 2 ")]
    [InlineData("""{"a":{}}""", """{"a":{"b":1}}""", "+a.b  1;-a {} ")]
    [InlineData("""{"a.b":1}""", """{"a":{"b":1}}""", "+a.b  1;-\"a.b\" 1 ")]
    [InlineData("""{"a":{"[0]":1}}""", """{"a":[1]}""", "+a[0]  1;-a.\"[0]\" 1 ")]
    [InlineData("""{"имя":"Анна"}""", """{"имя":"Инна"}""", "~\"имя\" \"Анна\" \"Инна\"")]
    public void Difference_OfTwoMessages_NamesEachField(string older, string newer, string expected)
    {
        using var before = Parse(older);
        using var after = Parse(newer);
        Assert.Equal(expected, string.Join(';', CallbackDifference.Between(before.RootElement, after.RootElement)
            .Select(one => $"{(one.Change switch { FieldChange.Added => '+', FieldChange.Removed => '-', _ => '~' })}{one.Path} {one.Before} {one.After}")));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Comparison_WithTheCallbackBefore_IsOfTheSameOperationAndMasked(DatabaseProvider provider)
    {
        await using var receiver = await Receiver.StartAsync(databases, provider);
        var sale = PlatformCallback.Sale("EP-1", 5000, "EUR").Account("4242424242424242");
        await receiver.ReceiveAsync(sale.Status("processing", "processing"));
        await receiver.ReceiveAsync(PlatformCallback.Refund("EP-1", 100, "EUR", 5000));
        await receiver.ReceiveAsync(sale.At(Later).Account("5555555555554444"));
        var queries = receiver.Get<CallbackQueries>();
        var events = await receiver.EventsAsync();

        Assert.Null(await queries.CompareAsync(Actor.System, events[0].Id, Stop));
        var comparison = await queries.CompareAsync(Actor.System, events[2].Id, Stop);

        Assert.Equal((events[0].Id, true), (comparison!.PreviousId, comparison.SameOperation));
        var fields = comparison.Differences.ToDictionary(field => field.Path);
        Assert.Equal(["account.number", "operation.date", "operation.status", "payment.date", "payment.status"], fields.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("\"processing\"", "\"success\""), (fields["operation.status"].Before, fields["operation.status"].After));
        Assert.Equal(("••4242", "••4444", true), (fields["account.number"].Before, fields["account.number"].After, fields["account.number"].Masked));
        // The refund is compared with the payment's message before it, since it is the first about its operation.
        Assert.False((await queries.CompareAsync(Actor.System, events[1].Id, Stop))!.SameOperation);
        Assert.Null(await queries.CompareAsync(new Actor(null, "nobody"), events[2].Id, Stop));
    }

    private static JsonDocument Parse(string text) => StrictJson.TryParse(Encoding.UTF8.GetBytes(text), out var fault) ?? throw new InvalidOperationException(fault);

    private static string Message(Seeded random) => Object(random, 3).ToJsonString();

    private static JsonObject Object(Seeded random, int depth)
    {
        var made = new JsonObject();
        for (var count = random.Whole(0, 5); count > 0; count--)
            made[random.Pick("id", "sum", "a.b", "[0]", "\"", "status", "имя", "")] = Value(random, depth);
        return made;
    }

    private static JsonNode? Value(Seeded random, int depth) => random.Whole(0, depth > 0 ? 7 : 5) switch
    {
        0 => null,
        1 => JsonValue.Create(random.Chance(50)),
        2 => JsonValue.Create(random.Number(long.MinValue, long.MaxValue)),
        3 => JsonValue.Create(random.Text(0, 3, "a\"\\ж 1")),
        4 => new JsonObject(),
        5 => new JsonArray(),
        6 => Object(random, depth - 1),
        _ => new JsonArray([.. random.List(1, 3, one => Value(one, depth - 1))]),
    };

    /// <summary>The same message with one of its members set, moved to another place or dropped.</summary>
    private static string Change(Seeded random, string message)
    {
        var root = JsonNode.Parse(message)!.AsObject();
        var names = root.Select(member => member.Key).ToList();
        if (names.Count > 0 && random.Chance(50))
            root.Remove(names[random.Whole(0, names.Count - 1)]);
        if (random.Chance(80))
            root[random.Pick("id", "status", "a.b")] = Value(random, 2);
        return root.ToJsonString();
    }
}

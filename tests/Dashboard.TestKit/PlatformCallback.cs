using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dashboard.Gate;

namespace Dashboard.TestKit;

/// <summary>
/// A callback body as the platform sends it. Each step gives a new body, so one can be varied without touching the other:
/// <c>PlatformCallback.Sale("EP-1", 50000, "RUB").Declined("20105", "Insufficient funds").Sign()</c>. Amounts are minor units.
/// </summary>
public sealed class PlatformCallback
{
    /// <summary>The secret key used where a test names none.</summary>
    public const string Secret = "test_secret_key";

    private readonly JsonObject _root;

    private PlatformCallback(JsonObject root) => _root = root;

    /// <summary>A successful sale of the whole payment, by alfa-click, for project 386.</summary>
    public static PlatformCallback Sale(string paymentId, long amount, string currency) =>
        Create("sale", "success", paymentId, amount, amount, currency, requestId: "sale-" + paymentId, operationId: 632);

    /// <summary>A successful partial refund; <paramref name="paymentAmount"/> is the payment's sum as reported beside it.</summary>
    public static PlatformCallback Refund(string paymentId, long amount, string currency, long paymentAmount, string requestId = "refund-1") =>
        Create("refund", "partially refunded", paymentId, paymentAmount, amount, currency, requestId, operationId: 633);

    /// <summary>One of the documents' own samples, by file name without extension: <c>poli-sale-success-success-0</c>.</summary>
    public static PlatformCallback Sample(string name)
    {
        using var stream = typeof(PlatformCallback).Assembly.GetManifestResourceStream($"Samples/{name}.json")
            ?? throw new ArgumentException($"No sample '{name}'. There are: {string.Join(", ", SampleNames)}", nameof(name));
        return new PlatformCallback(JsonNode.Parse(stream)!.AsObject());
    }

    public static IReadOnlyList<string> SampleNames { get; } =
        [.. typeof(PlatformCallback).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("Samples/", StringComparison.Ordinal))
            .Select(name => Path.GetFileNameWithoutExtension(name)).Order(StringComparer.Ordinal)];

    public PlatformCallback Project(long id) => With("project_id", id);

    public PlatformCallback Method(string method) => With("payment.method", method);

    public PlatformCallback Status(string payment, string operation) => With("payment.status", payment).With("operation.status", operation);

    /// <summary>The operation was refused. A refused sale declines the payment with it; after a refused refund the payment stands as before.</summary>
    public PlatformCallback Declined(string code, string message)
    {
        var refund = Text("operation.type") == "refund";
        return Status(refund ? "success" : "decline", "decline").Code(code, message);
    }

    public PlatformCallback Code(string code, string message) => With("operation.code", code).With("operation.message", message);

    public PlatformCallback Operation(long id, string? requestId = null)
    {
        var body = With("operation.id", id);
        return requestId is null ? body : body.With("operation.request_id", requestId);
    }

    public PlatformCallback MerchantRefund(string id) => With("payment.merchant_refund_id", id);

    public PlatformCallback Account(string number) => With("account.number", number);

    public PlatformCallback Customer(string id) => With("customer.id", id);

    /// <summary>When the payment and its operation last changed; written in UTC, whole seconds.</summary>
    public PlatformCallback At(DateTimeOffset time) => With("payment.date", Date(time)).With("operation.date", Date(time));

    public PlatformCallback CreatedAt(DateTimeOffset time) => With("operation.created_date", Date(time));

    /// <summary>Sets any member by its path, making the objects on the way; null writes a JSON null.</summary>
    public PlatformCallback With(string path, JsonNode? value) => Change(path, (parent, name) => parent[name] = value?.DeepClone());

    public PlatformCallback Without(string path) => Change(path, (parent, name) => parent.Remove(name));

    /// <summary>The bytes with a good signature; any signature that was there is replaced.</summary>
    public byte[] Sign(string secret = Secret)
    {
        using var unsigned = JsonDocument.Parse(Without("signature").ToBytes());
        return With("signature", Signature.Sign(unsigned.RootElement, secret)).ToBytes();
    }

    /// <summary>The bytes as they stand, without a signature unless one was put in.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(_root.ToJsonString());

    /// <summary>The signed bytes as the body of a request.</summary>
    public HttpContent ToContent(string secret = Secret) =>
        new ByteArrayContent(Sign(secret)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    public override string ToString() => _root.ToJsonString();

    private static PlatformCallback Create(
        string type, string paymentStatus, string paymentId, long paymentAmount, long amount, string currency, string requestId, long operationId)
    {
        const string date = "2026-03-02T09:00:00+0000";
        return new PlatformCallback(new JsonObject
        {
            ["project_id"] = 386,
            ["payment"] = new JsonObject
            {
                ["id"] = paymentId,
                ["type"] = "purchase",
                ["status"] = paymentStatus,
                ["date"] = date,
                ["method"] = "alfa-click",
                ["sum"] = Sum(paymentAmount, currency),
                ["description"] = "",
            },
            ["account"] = new JsonObject { ["number"] = "account1" },
            ["operation"] = new JsonObject
            {
                ["id"] = operationId,
                ["type"] = type,
                ["status"] = "success",
                ["date"] = date,
                ["created_date"] = date,
                ["request_id"] = requestId,
                ["sum_initial"] = Sum(amount, currency),
                ["sum_converted"] = Sum(amount, currency),
                ["provider"] = new JsonObject { ["id"] = 1310, ["payment_id"] = "provider-" + requestId, ["date"] = date, ["auth_code"] = "" },
                ["code"] = "0",
                ["message"] = "Success",
            },
        });
    }

    private static JsonObject Sum(long amount, string currency) => new() { ["amount"] = amount, ["currency"] = currency };

    private static string Date(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'+0000'", CultureInfo.InvariantCulture);

    private string? Text(string path) =>
        path.Split('.').Aggregate((JsonNode?)_root, (node, name) => node?[name])?.GetValue<string>();

    private PlatformCallback Change(string path, Action<JsonObject, string> change)
    {
        var root = _root.DeepClone().AsObject();
        var names = path.Split('.');
        var parent = root;
        foreach (var name in names[..^1])
        {
            if (parent[name] is not JsonObject inner)
                parent[name] = inner = [];
            parent = inner;
        }

        change(parent, names[^1]);
        return new PlatformCallback(root);
    }
}

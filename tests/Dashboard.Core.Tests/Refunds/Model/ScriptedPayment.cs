using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dashboard.Core.Refunds;
using Dashboard.Gate;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Refunds.Model;

/// <summary>What the scripted platform does with the next refund request.</summary>
public enum Reply
{
    Ok,

    /// <summary>Taken, decided, and told by callback before the answer goes out.</summary>
    CallbackFirst,
    Refuse,
    DropUntaken,
    DropTaken,
    CutTaken,
    GarbageTaken,
    ForeignIdsTaken,
    BadSignatureTaken,
    Redirect,
    ServerErrorUntaken,
    ServerErrorTaken,
    UnavailableUntaken,
    UnavailableTaken,
    TooManyUntaken,

    /// <summary>No answer, and the operation appears only when <see cref="ScriptedPayment.Land"/> is called.</summary>
    DropTakenLate,
    UnavailableTakenLate,

    /// <summary>Turned away as a whole: HTTP 403.</summary>
    Forbidden,
}

/// <summary>What the scripted platform does with the next status requests.</summary>
public enum StatusReply
{
    Ok,
    WithoutSignature,
    ServerError,
    Drop,

    /// <summary>Signed, but one operation has a sum that nobody can read.</summary>
    BrokenSum,
}

/// <param name="RefundId">Our id as it arrived.</param>
public sealed record Arrival(Guid RefundId, string PaymentId, long Amount, string Currency, bool Taken);

public sealed class ScriptedOperation
{
    public required long Id { get; init; }
    public required string Type { get; init; }
    public required string Status { get; set; }
    public required long Amount { get; init; }
    public required string RequestId { get; init; }
    public required DateTimeOffset Created { get; init; }
    public required DateTimeOffset Date { get; set; }

    /// <summary>Whose refund it truly is, whether the platform echoes that or not; null when made elsewhere.</summary>
    public Guid? Ours { get; init; }
    public bool Reversed { get; set; }

    /// <summary>Of the sum as it is told; null tells none.</summary>
    public string? SumCurrency { get; set; } = ScriptedPayment.Currency;

    /// <summary>Told instead of <see cref="Amount"/>; null tells the truth.</summary>
    public long? ToldAmount { get; set; }

    /// <summary>Left out of the payment's list, and told only when asked for by its request's id.</summary>
    public bool Unlisted { get; set; }

    /// <summary>Told without the request's id.</summary>
    public bool Nameless { get; init; }
}

/// <summary>The truth about one payment: what the platform did, whatever it told.</summary>
public sealed class ScriptedPayment(string id, long captured, TimeProvider clock)
{
    public const string Currency = "RUB";

    /// <summary>Sooner than anything is taken for absent.</summary>
    public static readonly TimeSpan ShowsSoon = TimeSpan.FromMinutes(10);

    private readonly List<ScriptedOperation> _late = [];
    private long _lastOperation = 1;

    public string Id { get; } = id;

    public long Captured { get; } = captured;

    public List<ScriptedOperation> Operations { get; } =
    [
        new() { Id = 1, Type = "sale", Status = "success", Amount = captured, RequestId = "sale-" + id, Created = clock.GetUtcNow(), Date = clock.GetUtcNow() },
    ];

    public Queue<Reply> Replies { get; } = new();

    public StatusReply StatusReply { get; set; }

    /// <summary>The platform repeats our refund id in callbacks and status answers; where it does not, only request ids and sums tell.</summary>
    public bool Echoes { get; set; } = true;

    /// <summary>
    /// What is taken without an answer may appear only so much later. More than a proof of absence waits for, and the platform takes a refund twice: nobody
    /// could have known.
    /// </summary>
    public TimeSpan ShowsAfter { get; init; } = ShowsSoon;

    public bool ShowsTooLate => ShowsAfter > RefundSchedule.AbsenceAfterSend;

    /// <summary>Whatever is taken succeeds at once.</summary>
    public bool DecidesAtOnce { get; set; }

    /// <summary>The key with which the platform signs.</summary>
    public string Secret { get; set; } = PlatformCallback.Secret;

    /// <summary>Put at the payment of status answers, where the documents do not say whose it is.</summary>
    public Guid? PaymentLevelId { get; set; }

    /// <summary>Status answers hold the list of operations.</summary>
    public bool Lists { get; set; } = true;

    /// <summary>What <see cref="Reply.Refuse"/> says.</summary>
    public string RefusalCode { get; set; } = "3283";

    /// <summary>Refusals say which payment they are about.</summary>
    public bool RefusalsNamed { get; set; } = true;

    /// <summary>Called when the answer to a status request has been made and before it leaves.</summary>
    public Func<Task>? StatusMade { get; set; }

    /// <summary>Callbacks that wait for delivery.</summary>
    public List<byte[]> Callbacks { get; } = [];

    public List<Arrival> Arrivals { get; } = [];

    public int StatusRequests { get; set; }

    /// <summary>Of them, those by the id of a request.</summary>
    public int RequestQuestions { get; set; }

    /// <summary>Status requests are answered only once it is completed.</summary>
    public Task? StatusDoor { get; set; }

    /// <summary>Amount that the platform has given back or may still give back.</summary>
    public long Out => Operations.Concat(_late).Where(one => one is { Type: "refund", Status: "success" or "processing", Reversed: false }).Sum(one => one.Amount);

    public long Refunded => Operations.Where(one => one is { Type: "refund", Status: "success", Reversed: false }).Sum(one => one.Amount);

    /// <summary>Taken without appearing anywhere until <see cref="Land"/> is called.</summary>
    public IReadOnlyList<ScriptedOperation> Late => _late;

    /// <summary>Everything that was taken is decided and told.</summary>
    public bool IsQuiet => _late.Count == 0 && Operations.TrueForAll(one => one.Status != "processing");

    public ScriptedOperation Take(Guid? ours, long amount, bool late = false)
    {
        var now = clock.GetUtcNow();
        var operation = new ScriptedOperation
        {
            Id = ++_lastOperation,
            Type = "refund",
            Status = "processing",
            Amount = amount,
            Created = now,
            Date = now,
            Ours = ours,
            RequestId = string.Create(CultureInfo.InvariantCulture, $"request-{Id}-{_lastOperation}"),
        };
        (late ? _late : Operations).Add(operation);
        if (DecidesAtOnce)
            Decide(operation, success: true);
        return operation;
    }

    /// <summary>Of <see cref="Out"/>, what appears.</summary>
    public long Shown => Out - _late.Sum(one => one.Amount);

    /// <summary>What was taken without appearing anywhere appears, when it is so old.</summary>
    public void Land(TimeSpan? age = null)
    {
        foreach (var operation in _late.Where(one => clock.GetUtcNow() - one.Created >= (age ?? ShowsAfter)).ToList())
        {
            _late.Remove(operation);
            Operations.Add(operation);
            if (ShowsTooLate)
                Callbacks.Add(Callback(operation));
        }
    }

    public void Decide(ScriptedOperation operation, bool success)
    {
        if (operation.Status != "processing")
            return;
        operation.Status = success ? "success" : "decline";
        operation.Date = clock.GetUtcNow();
        Callbacks.Add(Callback(operation));
    }

    /// <param name="ends">At once; else it stays in progress until it is decided, and that is told, too.</param>
    public ScriptedOperation Elsewhere(long amount, bool ends = true)
    {
        var operation = Take(null, amount);
        if (ends)
            Decide(operation, success: true);
        else
            Callbacks.Add(Callback(operation));
        return operation;
    }

    public void Reverse(ScriptedOperation refund)
    {
        if (refund is not { Type: "refund", Status: "success", Reversed: false })
            return;
        refund.Reversed = true;
        var now = clock.GetUtcNow();
        var reverse = new ScriptedOperation
        {
            Id = ++_lastOperation,
            Type = "refund reverse",
            Status = "success",
            Amount = refund.Amount,
            Created = now,
            Date = now,
            Ours = refund.Ours,
            RequestId = string.Create(CultureInfo.InvariantCulture, $"request-{Id}-{_lastOperation}"),
        };
        Operations.Add(reverse);
        Callbacks.Add(Callback(reverse));
    }

    public byte[] Callback(ScriptedOperation operation)
    {
        var payment = Payment();
        if (Echoes && operation.Ours is { } ours)
            payment["merchant_refund_id"] = ours.ToString();
        return Sign(new JsonObject { ["project_id"] = 386, ["payment"] = payment, ["operation"] = Json(operation) });
    }

    /// <param name="request">Only the operation of this request; null tells all.</param>
    public byte[] Status(string? request = null)
    {
        var operations = new JsonArray();
        foreach (var operation in Operations.Where(one => request is null ? !one.Unlisted : one.RequestId == request))
        {
            var node = Json(operation);
            if (Echoes && operation.Ours is { } ours)
                node["merchant_refund_id"] = ours.ToString();
            if (StatusReply == StatusReply.BrokenSum)
                node["sum_initial"] = new JsonObject { ["amount"] = "10.5", ["currency"] = Currency };
            operations.Add(node);
        }

        var payment = Payment();
        if (PaymentLevelId is { } level)
            payment["merchant_refund_id"] = level.ToString();
        var root = new JsonObject { ["project_id"] = 386, ["payment"] = payment };
        if (Lists)
            root["operations"] = operations;
        return StatusReply == StatusReply.WithoutSignature ? JsonSerializer.SerializeToUtf8Bytes(root) : Sign(root);
    }

    public byte[] Sign(JsonObject root) => Sign(root, Secret);

    public static byte[] Sign(JsonObject root, string secret)
    {
        root["signature"] = Signature.Sign(JsonSerializer.SerializeToElement(root), secret);
        return JsonSerializer.SerializeToUtf8Bytes(root);
    }

    private JsonObject Payment() => new()
    {
        ["id"] = Id,
        ["type"] = "purchase",
        ["status"] = Refunded == 0 ? "success" : Refunded >= Captured ? "refunded" : "partially refunded",
        ["date"] = Date(clock.GetUtcNow()),
        ["method"] = "alfa-click",
        ["sum"] = Sum(Captured),
    };

    private static JsonObject Json(ScriptedOperation operation)
    {
        var node = new JsonObject
        {
            ["id"] = operation.Id,
            ["type"] = operation.Type,
            ["status"] = operation.Status,
            ["date"] = Date(operation.Date),
            ["created_date"] = Date(operation.Created),
            ["code"] = operation.Status == "decline" ? "20000" : "0",
            ["message"] = operation.Status,
        };
        if (!operation.Nameless)
            node["request_id"] = operation.RequestId;
        if (operation.SumCurrency is { } currency)
            node["sum_initial"] = Sum(operation.ToldAmount ?? operation.Amount, currency);
        return node;
    }

    private static JsonObject Sum(long amount, string currency = Currency) => new() { ["amount"] = amount, ["currency"] = currency };

    private static string Date(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'+0000'", CultureInfo.InvariantCulture);
}

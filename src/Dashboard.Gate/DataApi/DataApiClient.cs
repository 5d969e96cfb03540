using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Dashboard.Gate;

/// <summary>
/// Asks the platform's Data API (page en_dbl_api_interaction). Token and key belong to a user of the platform's Dashboard. Answers may take minutes;
/// one without a right signature is not used.
/// </summary>
/// <param name="times">Time limits; 5 seconds to connect and 5 minutes in all unless given.</param>
public sealed class DataApiClient(GateTimes? times = null)
{
    /// <summary>Longest answer that is read, in bytes.</summary>
    public const int MaxAnswerBytes = 16 * 1024 * 1024;

    /// <summary>Address of the platform's Data API.</summary>
    public static readonly Uri PlatformAddress = new("https://data.ecommpay.com/v1");

    private readonly GateTimes _times = times ?? GateTimes.Default with { Total = TimeSpan.FromMinutes(5) };

    /// <summary>Operations of a period.</summary>
    /// <param name="dataApi">Base address, http or https, with its version.</param>
    /// <param name="query">What to ask for.</param>
    /// <param name="token">The token, sent with the request.</param>
    /// <param name="secret">The token's key: signs the request and checks the answer.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException">The query has faults.</exception>
    public async Task<DataApiOutcome> GetOperationsAsync(
        Uri dataApi, OperationsQuery query, string token, string secret, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var body = query.ToSignedBytes(token, secret);
        var answer = await Wire.PostAsync(GateClient.Address(dataApi, "/operations/get"), body, _times, MaxAnswerBytes, cancellationToken);
        return answer switch
        {
            WireAnswer.Received received => Read(received, secret),
            WireAnswer.Lost lost => new DataApiOutcome.Failed(lost.Reason),
            WireAnswer.NotSent notSent => new DataApiOutcome.Failed(notSent.Reason),
            _ => new DataApiOutcome.Failed("no answer"),
        };
    }

    private static DataApiOutcome Read(WireAnswer.Received received, string secret)
    {
        using var document = StrictJson.TryParse(received.Body, out var fault);
        if (received.Status != 200)
            return Refusal(received.Status, document);
        if (document is null)
            return new DataApiOutcome.Failed(fault!);
        var root = document.RootElement;
        if (!Signature.Matches(Signature.CanonicalText(root), Encoding.UTF8.GetBytes(secret), Signature.Find(root)))
            return Signature.Find(root) is null && FactReader.Text(root, "status") == "error"
                ? Refusal(received.Status, document)
                : new DataApiOutcome.Failed("the answer's signature is missing or wrong");
        if (!root.TryGetProperty("operations"u8, out var list) || list.ValueKind != JsonValueKind.Array)
            return new DataApiOutcome.Failed("the answer has no list of operations");
        var answer = root.Clone();
        return new DataApiOutcome.Operations([.. answer.GetProperty("operations"u8).EnumerateArray()], answer);
    }

    private static DataApiOutcome.Refused Refusal(int status, JsonDocument? document)
    {
        var root = document?.RootElement ?? default;
        var isObject = root.ValueKind == JsonValueKind.Object;
        return new DataApiOutcome.Refused(status,
            (isObject ? FactReader.Text(root, "code", 32) : null) ?? "",
            (isObject ? FactReader.Text(root, "message", CleanText.TextLength) : null) ?? "HTTP " + status.ToString(CultureInfo.InvariantCulture));
    }
}

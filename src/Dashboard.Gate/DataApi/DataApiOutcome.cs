using System.Text.Json;

namespace Dashboard.Gate;

/// <summary>How a request to the Data API ended: a closed set.</summary>
public abstract record DataApiOutcome
{
    private DataApiOutcome()
    {
    }

    /// <summary>An answer with a right signature.</summary>
    /// <param name="List">The listed operations as they came; their fields are not published in full.</param>
    /// <param name="Answer">The whole answer.</param>
    public sealed record Operations(IReadOnlyList<JsonElement> List, JsonElement Answer) : DataApiOutcome;

    /// <summary>The request was refused.</summary>
    public sealed record Refused(int HttpStatus, string Code, string Message) : DataApiOutcome;

    /// <summary>No usable answer: no connection, no time, no right signature. Asking changes nothing, so it may be asked again.</summary>
    public sealed record Failed(string Reason) : DataApiOutcome;
}

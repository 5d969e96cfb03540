using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dashboard.Sandbox.Control;

/// <summary>The spelling of the emulator's own JSON: the platform's snake case, words for enumerations.</summary>
internal static class ControlJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    public static IResult Ok(object value) => Results.Json(value, Options);

    public static IResult Error(int status, string message) => Results.Json(new { error = message }, Options, statusCode: status);

    /// <summary>Reads the body as JSON of this shape; the fault says what is wrong with it. A type other than JSON is refused: forms of other sites.</summary>
    public static async Task<(T? Value, IResult? Fault)> ReadAsync<T>(HttpContext context)
        where T : class
    {
        if (!context.Request.HasJsonContentType())
            return (null, Error(StatusCodes.Status415UnsupportedMediaType, "Send the body as application/json."));
        try
        {
            var value = await JsonSerializer.DeserializeAsync<T>(context.Request.Body, Options, context.RequestAborted);
            return value is null ? (null, Error(StatusCodes.Status400BadRequest, "The body is null.")) : (value, null);
        }
        catch (JsonException exception)
        {
            return (null, Error(StatusCodes.Status400BadRequest, "The body cannot be read: " + exception.Message));
        }
    }
}

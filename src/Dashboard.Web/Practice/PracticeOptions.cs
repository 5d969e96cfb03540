namespace Dashboard.Web.Practice;

/// <summary>Settings of the practice platform and of the demo: <c>Sandbox:Enabled</c>, <c>Sandbox:Url</c>, <c>Demo:Enabled</c>.</summary>
public sealed record PracticeOptions(bool Sandbox, string Url, bool Demo)
{
    public static PracticeOptions From(IConfiguration settings) => new(
        settings.GetValue("Sandbox:Enabled", false),
        (settings["Sandbox:Url"] is { Length: > 0 } url ? url : "http://localhost:5081").TrimEnd('/'),
        settings.GetValue("Demo:Enabled", false));
}

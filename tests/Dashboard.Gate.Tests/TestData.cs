using System.Text;
using System.Text.Json;

namespace Dashboard.Gate.Tests;

internal static class TestData
{
    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Data", name);

    public static byte[] Bytes(string name) => File.ReadAllBytes(PathOf(name));

    public static JsonElement Parse(string json) => Parse(Encoding.UTF8.GetBytes(json));

    public static JsonElement Parse(byte[] json)
    {
        using var document = StrictJson.TryParse(json, out var fault);
        Assert.True(document is not null, fault);
        return document.RootElement.Clone();
    }

    public static string Canonical(string json, SignatureOrder order = SignatureOrder.Natural, bool phpNumbers = false) =>
        Encoding.UTF8.GetString(Signature.CanonicalText(Parse(json), order, phpNumbers));
}

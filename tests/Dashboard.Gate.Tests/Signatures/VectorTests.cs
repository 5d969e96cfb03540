using System.Text;
using System.Text.Json;

namespace Dashboard.Gate.Tests.Signatures;

/// <summary>Values made by running the platform's own SDKs.</summary>
public sealed class VectorTests
{
    public static TheoryData<string> Names { get; } = [.. Load().Keys];

    private static Dictionary<string, JsonElement> Load()
    {
        using var vectors = JsonDocument.Parse(TestData.Bytes("signature.json"));
        return vectors.RootElement.EnumerateArray()
            .Where(v => !v.TryGetProperty("recommended", out var recommended) || recommended.ValueKind != JsonValueKind.False)
            .ToDictionary(v => v.GetProperty("name").GetString()!, v => v.Clone(), StringComparer.Ordinal);
    }

    [Fact]
    public void Vectors_Loaded_AreAllThatTheSdksRecommend() => Assert.Equal(41, Names.Count);

    [Theory]
    [MemberData(nameof(Names))]
    public void CanonicalText_Vector_IsTheTextTheSdkSigns(string name)
    {
        var vector = Load()[name];
        var text = Signature.CanonicalText(TestData.Parse(vector.GetProperty("payload_raw").GetString()!));
        Assert.Equal(vector.GetProperty("string_to_sign").GetString(), Encoding.UTF8.GetString(text));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sign_Vector_IsTheSdksSignature(string name)
    {
        var vector = Load()[name];
        var message = TestData.Parse(vector.GetProperty("payload_raw").GetString()!);
        var secret = vector.GetProperty("secret").GetString()!;
        var expected = vector.GetProperty("signature").GetString()!;

        Assert.Equal(expected, Signature.Sign(message, secret));
        Assert.True(Signature.Matches(Signature.CanonicalText(message), Encoding.UTF8.GetBytes(secret), expected));
        Assert.False(Signature.Matches(Signature.CanonicalText(message), Encoding.UTF8.GetBytes(secret + "x"), expected));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Find_VectorThatCarriesItsSignature_FindsIt(string name)
    {
        var vector = Load()[name];
        var found = Signature.Find(TestData.Parse(vector.GetProperty("payload_raw").GetString()!));
        if (vector.GetProperty("kind").GetString() != "parameters")
            Assert.Equal(vector.GetProperty("signature").GetString(), found);
        else
            Assert.Null(found);
    }
}

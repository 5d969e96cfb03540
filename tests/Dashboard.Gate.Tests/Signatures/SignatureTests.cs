using System.Text;

namespace Dashboard.Gate.Tests.Signatures;

public sealed class SignatureTests
{
    private static readonly byte[] Text = "payment:id:1"u8.ToArray();
    private static readonly byte[] Secret = "qwerty"u8.ToArray();

    [Theory]
    [InlineData("qwerty", """{"payment":{"id":"test-payment","status":"success"},"some_bool_param":true,"frame_mode":"popup"}""",
        "TZS0J65ReNUMgKzeXUey9xOGGyC7r4OhsFXt/3H8XZM2Le8Wot2E1NIjeSPOyV1F3sUU6F3kfo9om2dhbe3ieA==")]
    [InlineData("secret", """{"payment":{"id":"000049","status":"success"}}""",
        "/3TrhHVz9BHaLfgLyhoxO7dsQNzbzZa/TdO3pxQocXWwgVM6tGlzMLVfpOxFNTnkR9iiFVK/77ZedMcbkCjmng==")]
    [InlineData("qwerty", """{"project_id":11,"payment_currency":"EUR","frame_mode":"popup","some_bool_param":true,"two_levels_param":{"param1":1,"param2":2}}""",
        "ehwG+e+Sq6b0QEek2hmHGUFzViX9/Xfcgnh0Ysn1+AqCY8BsKhC/Vcyr4XH8CKXW3iS0vW9S2mTwOt/0Ozf5pg==")]
    public void Sign_PublishedByTheSdksOwnTests_IsTheSame(string secret, string json, string expected) =>
        Assert.Equal(expected, Signature.Sign(TestData.Parse(json), secret));

    [Fact]
    public void Matches_OwnSignature_IsTrue() => Assert.True(Signature.Matches(Text, Secret, Signature.Sign(Text, Secret)));

    [Fact]
    public void Matches_AnyOtherSpelling_IsFalse()
    {
        var good = Signature.Sign(Text, Secret);
        string?[] near = [null, "", " " + good, good + "\n", good.TrimEnd('='), good + "==", good.ToLowerInvariant(), good[..44], good + good,
            new string('A', 86) + "==", new string('é', 44), "\0" + good[1..], good[..^1] + "é",
            good[..^3] + (good[^3] == 'A' ? 'Q' : 'A') + "=="];
        Assert.All(near, s => Assert.False(Signature.Matches(Text, Secret, s)));
    }

    [Fact]
    public void Matches_OneCharacterChangedAnywhere_IsFalse()
    {
        var good = Signature.Sign(Text, Secret);
        for (var i = 0; i < good.Length; i++)
        {
            var changed = new StringBuilder(good);
            changed[i] = good[i] == 'A' ? 'B' : 'A';
            Assert.False(Signature.Matches(Text, Secret, changed.ToString()));
        }
    }

    [Theory]
    [InlineData("""{"signature":"top","general":{"signature":"inner"}}""", "top")]
    [InlineData("""{"general":{"signature":"inner"}}""", "inner")]
    [InlineData("""{"signature":1,"general":{"signature":"inner"}}""", "inner")]
    [InlineData("""{"signature":null,"general":[]}""", null)]
    [InlineData("""{"Signature":"x","payment":{"signature":"y"}}""", null)]
    [InlineData("""{"signature":["x"],"general":{"signature":{}}}""", null)]
    public void Find_Places_TopFirstThenGeneralTextsOnly(string json, string? expected) => Assert.Equal(expected, Signature.Find(TestData.Parse(json)));
}

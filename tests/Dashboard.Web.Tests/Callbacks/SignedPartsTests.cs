using Dashboard.Web.Callbacks;

namespace Dashboard.Web.Tests.Callbacks;

public sealed class SignedPartsTests
{
    [Fact]
    public void Of_SignatureAndFrameMode_AreNotSignedAtAnyDepthWithAllTheyHold()
    {
        const string Body = """
            {
              "project_id": 386,
              "general": {
                "signature": "abc==",
                "note": "\"signature\": no"
              },
              "frame_mode": {
                "a": [
                  1
                ]
              },
              "list": [
                {
                  "signature": []
                }
              ],
              "signature_of": "x",
              "signature": "def=="
            }
            """;
        var parts = SignedParts.Of(Body.ReplaceLineEndings("\n"));

        Assert.Equal(Body.ReplaceLineEndings("\n"), string.Concat(parts.Select(part => part.Text)));
        Assert.Equal(
            ["\"signature\": \"abc==\",", "\"frame_mode\": {\"a\": [1]},", "\"signature\": []", "\"signature\": \"def==\""],
            parts.Where(part => !part.IsSigned).Select(part => string.Concat(part.Text.Split('\n').Select(line => line.Trim()))));
        Assert.Equal([true, false, true, false, true, false, true, false, true], parts.Select(part => part.IsSigned));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("[1]")]
    public void Of_WhatIsNoObject_TellsNothingApart(string body) => Assert.Empty(SignedParts.Of(body));
}

using Dashboard.TestKit;
using Dashboard.Web.Payments;

namespace Dashboard.Web.Tests.Payments;

public sealed class PaymentLinkTests
{
    [Theory]
    [InlineData("EP1bb6-c379", "EP1bb6-c379")]
    [InlineData("a.b_c-1", "a.b_c-1")]
    [InlineData("a/b", "~YS9i")]
    [InlineData("..", "~Li4")]
    [InlineData("~YS9i", "~fllTOWk")]
    [InlineData("100%25", "~MTAwJTI1")]
    public void Segment_PaymentId_IsOneSafePieceOfAPath(string paymentId, string segment)
    {
        Assert.Equal(segment, PaymentLink.Segment(paymentId));
        Assert.Equal(paymentId, PaymentLink.TryRead(segment));
    }

    [Fact]
    public void Segment_AnyId_ComesBackAndNeedsNoEscaping() => Property.Check(
        seed: 386, cases: 2000, random => random.Text(1, 40, "abcXYZ019-_.~/\\ %?#&=+;:@\u0436\u20ac\u0000\n"), id =>
        {
            var segment = PaymentLink.Segment(id);
            Assert.Equal(id, PaymentLink.TryRead(segment));
            Assert.Equal(segment, Uri.EscapeDataString(segment));
            var uri = new Uri(new Uri("http://localhost"), PaymentLink.To(386, id));
            Assert.Equal($"/payments/386/{segment}", uri.AbsolutePath);
        });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("~")]
    [InlineData("~!!")]
    [InlineData("~_w")]
    [InlineData("a/b")]
    [InlineData("a b")]
    public void TryRead_NotOurs_IsNull(string? segment) => Assert.True(string.IsNullOrEmpty(PaymentLink.TryRead(segment)));
}

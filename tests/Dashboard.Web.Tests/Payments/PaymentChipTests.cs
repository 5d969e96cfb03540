using Bunit;
using Dashboard.Core.Payments;
using Dashboard.Web.Payments;
using Dashboard.Web.Tests.Ui;
using Dashboard.Web.Ui;

namespace Dashboard.Web.Tests.Payments;

public sealed class PaymentChipTests : UiContext
{
    public static TheoryData<PaymentCondition> Conditions => [.. Enum.GetValues<PaymentCondition>()];

    [Theory]
    [MemberData(nameof(Conditions))]
    public void Chip_EveryCondition_HasIconWordAndMeaning(PaymentCondition condition)
    {
        var chip = Render<PaymentChip>(parameters => parameters.Add(one => one.Condition, condition).Add(one => one.Status, "foo"));
        Assert.NotNull(chip.Find(".chip svg path").GetAttribute("d"));
        var words = chip.Find(".chip > span").TextContent;
        Assert.NotEqual(condition.ToString() + "Meaning", chip.Find(".chip").GetAttribute("title"));
        Assert.NotEqual("", words);
    }

    [Fact]
    public void Chip_UnknownStatus_IsShownAsItCame()
    {
        var chip = Render<PaymentChip>(parameters => parameters.Add(one => one.Condition, PaymentCondition.Unrecognised).Add(one => one.Status, "<b>foo"));
        Assert.Equal("unknown: <b>foo", chip.Find(".chip > span").TextContent);
    }

    /// <summary>What must not be refunded again never looks like something done.</summary>
    [Theory]
    [InlineData(PaymentCondition.RefundUnknown)]
    [InlineData(PaymentCondition.RefundRequested)]
    [InlineData(PaymentCondition.RefundFailed)]
    public void KindOf_OpenRefund_IsNotSuccess(PaymentCondition condition) => Assert.NotEqual(ChipKind.Success, PaymentChip.KindOf(condition));
}

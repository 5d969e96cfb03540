using Bunit;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Callbacks.Forwarding;
using Dashboard.Web.Callbacks;
using Dashboard.Web.Tests.Ui;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Tests.Callbacks;

public sealed class CallbackComponentTests : UiContext
{
    private IStringLocalizer<Web.Callbacks.Texts> T => Services.GetRequiredService<IStringLocalizer<Web.Callbacks.Texts>>();

    [Fact]
    public void Changes_EachKind_IsToldBySignAndWordAndNotByColourAlone()
    {
        var table = Render<CallbackChanges>(parameters => parameters.Add(changes => changes.EventId, 7).Add(changes => changes.Comparison, new CallbackComparison(6, Now, true,
        [
            new("operation.status", FieldChange.Changed, "\"processing\"", "\"success\""),
            new("operation.code", FieldChange.Added, null, "\"0\""),
            new("account", FieldChange.Removed, "{}", null),
            new("account.number", FieldChange.Changed, "••4242", "••4242") { Masked = true },
        ])));

        var rows = table.FindAll("tbody tr");
        Assert.Equal(["changed", "added", "removed", "changed"], rows.Select(row => row.ClassName));
        Assert.Equal(["~", "+", "−", "~"], table.FindAll(".change-sign").Select(sign => sign.TextContent));
        Assert.Equal(["changed: ", "added: ", "removed: ", "changed: "], table.FindAll("tbody th .visually-hidden").Select(word => word.TextContent));
        Assert.Equal("processing", rows[0].QuerySelector(".change-before")!.TextContent);
        Assert.Equal("success", rows[0].QuerySelector(".change-after")!.TextContent);
        Assert.Contains("hidden parts differ", rows[3].TextContent, StringComparison.Ordinal);
        Assert.Contains("the operation's callback before", table.Find("h2").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Changes_None_AreSaidInWords()
    {
        var table = Render<CallbackChanges>(parameters => parameters.Add(changes => changes.EventId, 7)
            .Add(changes => changes.Comparison, new CallbackComparison(6, Now, false, [])));

        Assert.Empty(table.FindAll("table"));
        Assert.Contains("Nothing but the signature.", table.Markup, StringComparison.Ordinal);
        Assert.Contains("the payment's callback before", table.Find("h2").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Results))]
    public void Reapply_EveryEnd_HasWordsForOneAndForMany(ReapplyResult result)
    {
        Assert.False(T[$"Reapply{result}"].ResourceNotFound);
        Assert.False(T[$"Tally{result}"].ResourceNotFound);
        Assert.True(Enum.IsDefined(ReapplyWords.KindOf(result)));
    }

    [Fact]
    public void Forward_EveryEnd_HasWords() =>
        Assert.All(Enum.GetValues<ForwardResult>(), result => Assert.False(T[$"Forward{result}"].ResourceNotFound));

    [Theory]
    [MemberData(nameof(Verdicts))]
    public void Verdict_EveryOne_HasAnIconAWordAMeaningAndAnEmptyState(CallbackVerdict verdict)
    {
        var chip = Render<VerdictChip>(parameters => parameters.Add(one => one.Verdict, verdict));

        Assert.NotNull(chip.Find(".chip svg path").GetAttribute("d"));
        Assert.False(T[$"Verdict{verdict}"].ResourceNotFound);
        Assert.False(T[$"Verdict{verdict}Meaning"].ResourceNotFound);
        Assert.False(T[$"No{verdict}"].ResourceNotFound);
    }

    /// <summary>What a sender is told is told by the receiver; the list says the same.</summary>
    [Fact]
    public void Refused_EveryReason_HasTheAnswerThatWasGiven() =>
        Assert.Equal([400, 403, 408, 413, 415], Enum.GetValues<RejectionReason>().Select(RejectionList.AnswerTo).Order());

    public static TheoryData<ReapplyResult> Results => [.. Enum.GetValues<ReapplyResult>()];

    public static TheoryData<CallbackVerdict> Verdicts => [.. Enum.GetValues<CallbackVerdict>()];
}

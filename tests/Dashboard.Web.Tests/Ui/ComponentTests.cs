using Bunit;
using Dashboard.Web.Shell;
using Dashboard.Web.Ui;

namespace Dashboard.Web.Tests.Ui;

public sealed class ComponentTests : UiContext
{
    [Fact]
    public void Chip_EveryKind_HasAnIconOfItsOwn()
    {
        var paths = Enum.GetValues<ChipKind>()
            .Select(kind => Render<Chip>(chip => chip.Add(c => c.Kind, kind).Add(c => c.Word, "word")).Find("path").GetAttribute("d")).ToList();
        Assert.Equal(paths.Count, paths.Distinct().Count());
    }

    [Fact]
    public void Chip_Meaning_IsThereForScreenReadersToo()
    {
        var chip = Render<Chip>(c => c.Add(x => x.Kind, ChipKind.Unknown).Add(x => x.Word, "Refund unknown").Add(x => x.Meaning, "Do not refund again"));
        Assert.Equal("Do not refund again", chip.Find(".chip").GetAttribute("title"));
        Assert.Contains("Do not refund again", chip.Find(".visually-hidden").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Icon_EveryName_HasADrawing()
    {
        foreach (var name in Enum.GetValues<IconName>())
            Assert.StartsWith("M", Render<Icon>(icon => icon.Add(i => i.Name, name)).Find("path").GetAttribute("d"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(123456, "EUR", "en", "1,234.56EUR")]
    [InlineData(123456, "EUR", "ru", "1\u00A0234,56EUR")]
    [InlineData(123456, "JPY", "en", "123,456JPY")]
    [InlineData(-1234567, "KWD", "en", "\u22121,234.567KWD")]
    [InlineData(0, "EUR", "en", "0.00EUR")]
    public void MoneyText_Amount_FollowsCurrencyAndLanguage(long minor, string currency, string language, string expected)
    {
        Times.Use(Viewer.Unknown with { Language = language });
        var money = Render<MoneyText>(m => m.Add(x => x.Minor, minor).Add(x => x.Currency, currency));
        Assert.Equal(expected, money.Find(".money").TextContent);
        Assert.Equal(currency, money.Find(".money-code").TextContent);
    }

    [Fact]
    public void MoneyText_Unknown_IsADashWithTheReason()
    {
        var dash = Render<MoneyText>(m => m.Add(x => x.Minor, (long?)null).Add(x => x.Currency, "EUR").Add(x => x.Reason, "Not told yet")).Find("span");
        Assert.Equal("—", dash.TextContent);
        Assert.Equal("Not told yet", dash.GetAttribute("title"));
    }

    [Fact]
    public void TimeText_Relative_GivesTheWholeInstantWithZoneOnHover()
    {
        Times.Use(Viewer.Unknown with { Zone = "Europe/Riga" });
        var time = Render<TimeText>(t => t.Add(x => x.Value, Now.AddMinutes(-3))).Find("time");
        Assert.Equal("3 min ago", time.TextContent);
        Assert.Equal("2 Mar 2026, 10:57:00 (UTC+2)", time.GetAttribute("title"));
        Assert.Equal("2026-03-02T08:57:00Z", time.GetAttribute("datetime"));
    }

    [Theory]
    [InlineData("EP1bb6-c379-00af-77", "EP1bb6…f-77")]
    [InlineData("short-id", "short-id")]
    public void CopyId_Value_IsCutInTheMiddleButCopiedWhole(string value, string shown)
    {
        var id = Render<CopyId>(c => c.Add(x => x.Value, value));
        Assert.Equal(shown, id.Find(".mono").TextContent);
        Assert.Equal(value, id.Find("button").GetAttribute("data-copy"));
        Assert.Equal(value, id.Find(".mono").GetAttribute("title"));
    }

    [Theory]
    [InlineData(MoneyMoved.No, "No")]
    [InlineData(MoneyMoved.Yes, "Yes")]
    [InlineData(MoneyMoved.NotKnown, "Not known yet")]
    public void ErrorState_Always_AnswersWhetherMoneyWasMoved(MoneyMoved money, string words)
    {
        var state = Render<ErrorState>(e => e.Add(x => x.What, "Not sent").Add(x => x.Money, money).Add(x => x.Do, "Try again"));
        Assert.Equal(words, state.FindAll("dd")[0].TextContent);
        Assert.Equal("alert", state.Find(".failure").GetAttribute("role"));
    }

    [Fact]
    public void Field_Error_IsTiedToTheControl()
    {
        var field = Render<TextField>(f => f.Add(x => x.Id, "email").Add(x => x.Name, "Email").Add(x => x.Label, "E-mail").Add(x => x.Hint, "hint").Add(x => x.Error, "wrong"));
        var input = field.Find("input");
        Assert.Equal("email-hint email-error", input.GetAttribute("aria-describedby"));
        Assert.Equal("true", input.GetAttribute("aria-invalid"));
        Assert.Equal("wrong", field.Find("#email-error span").TextContent);
    }

    [Fact]
    public void TextField_Password_IsNeverWrittenBack()
    {
        var field = Render<TextField>(f => f.Add(x => x.Id, "p").Add(x => x.Name, "P").Add(x => x.Label, "P").Add(x => x.Type, "password").Add(x => x.Value, "secret"));
        Assert.DoesNotContain("secret", field.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void FilterChip_Buttons_OpenAndRemove()
    {
        var (opened, removed) = (0, 0);
        var chip = Render<FilterChip>(c => c.Add(x => x.Name, "Status").Add(x => x.Value, "declined").Add(x => x.OnOpen, () => opened++).Add(x => x.OnRemove, () => removed++));
        chip.Find(".filter-chip-open").Click();
        chip.Find(".filter-chip-drop").Click();
        Assert.Equal((1, 1), (opened, removed));
        Assert.Equal("Remove filter: Status", chip.Find(".filter-chip-drop").GetAttribute("aria-label"));
    }

    [Fact]
    public void DataTable_Rows_CarryCaptionSelectionAndCells()
    {
        var table = Render<DataTable<int>>(t => t
            .Add(x => x.Rows, [1, 2]).Add(x => x.Key, row => row).Add(x => x.Caption, "Payments").Add(x => x.Selected, row => row == 2)
            .Add(x => x.Head, "<th scope=\"col\">Amount</th>").Add(x => x.Row, row => $"<td>{row}</td>"));
        Assert.Equal("Payments", table.Find("caption").TextContent);
        Assert.Equal("2", Assert.Single(table.FindAll("tr[aria-selected=true]")).TextContent);
    }
}

using System.Security.Claims;
using Bunit;
using Dashboard.Core;
using Dashboard.Core.Access;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Data;
using Dashboard.Core.Projects;
using Dashboard.TestKit;
using Dashboard.Web.Access;
using Dashboard.Web.Payments.Details;
using Dashboard.Web.Tests.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Payments.Details;

/// <summary>The host of the open payments over a real database.</summary>
public sealed class PaymentPanelsTests(Databases databases) : DatabaseContext(databases)
{
    private static readonly Guid UserId = Guid.Parse("00000000-0000-0000-0000-0000000000b1");

    [Fact]
    public async Task Host_AddressNamesTwo_ShowsTabsAndTheOneInFront()
    {
        var database = await CreateDatabaseAsync();
        var panels = await OpenAsync(database, "?status=success&open=386:EP-1,386:EP-2&tab=386:EP-1");

        panels.WaitForElement(".timeline-line");
        Assert.Equal(["true", "false"], panels.FindAll("[role=tab]").Select(tab => tab.GetAttribute("aria-selected")));
        Assert.Equal("50.00 EUR", panels.Find(".panel:not([hidden]) h2").TextContent);
        // The one behind is not read before it is looked at.
        Assert.Single(panels.FindAll(".panel-body .skeleton"));
        Assert.Equal(["/payments?status=success&open=386:EP-2", "/payments?status=success&open=386:EP-1"],
            panels.FindAll("[data-panel-close]").Select(link => link.GetAttribute("href")));

        Services.GetRequiredService<NavigationManager>().NavigateTo(panels.FindAll("[role=tab]")[1].GetAttribute("href")!);
        panels.WaitForAssertion(() => Assert.Equal("12.34 EUR", panels.Find(".panel:not([hidden]) h2").TextContent));
        Services.GetRequiredService<NavigationManager>().NavigateTo("/payments?status=success");
        panels.WaitForAssertion(() => Assert.Empty(panels.FindAll(".panel")));
    }

    [Fact]
    public async Task Panel_CallbackArrives_ChangesInPlaceAndTintsWhatIsNew()
    {
        var database = await CreateDatabaseAsync();
        var panels = await OpenAsync(database, "?open=386:EP-1");
        panels.WaitForElement(".timeline-line");
        Assert.Empty(panels.FindAll(".timeline-line.fresh"));

        await ReceiveAsync(PlatformCallback.Refund("EP-1", 2000, "EUR", 5000));

        panels.WaitForAssertion(() => Assert.Contains("Partly refunded", panels.Find(".panel-words .chip").TextContent, StringComparison.Ordinal));
        Assert.Equal(2, panels.FindAll(".timeline-line.fresh").Count);
        Assert.Contains("Made outside this dashboard.", panels.Find(".refund-line").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Note_WrittenAndWithdrawn_StaysStruckThrough()
    {
        var database = await CreateDatabaseAsync();
        var panels = await OpenAsync(database, "?open=386:EP-1");
        panels.WaitForElement("[data-add-note]").Click();
        panels.Find("textarea").Input(new string('x', 1003));
        Assert.Contains("At most 1000 characters; 3 too many.", panels.Find(".field-error").TextContent, StringComparison.Ordinal);
        Assert.True(panels.Find(".note-form [type=submit]").HasAttribute("disabled"));
        panels.Find("textarea").Input("Card 4242 4242 4242 4242");
        await panels.Find(".note-form").SubmitAsync();
        panels.WaitForAssertion(() => Assert.Contains("whole card number", panels.Find(".field-error").TextContent, StringComparison.Ordinal));
        panels.Find("textarea").Input("<b>Parcel</b> came back");
        await panels.Find(".note-form").SubmitAsync();

        panels.WaitForAssertion(() => Assert.Equal("<b>Parcel</b> came back", panels.Find(".note-text").TextContent));
        panels.Find(".note-line .link-button").Click();
        panels.Find(".note-ask .button").Click();
        panels.WaitForAssertion(() => Assert.Equal("<b>Parcel</b> came back", panels.Find(".note-text s").TextContent));
        Assert.Empty(panels.FindAll(".note-line .link-button"));
    }

    [Fact]
    public async Task Note_WhileTheDatabaseIsAway_StaysInTheForm()
    {
        var database = await CreateDatabaseAsync();
        var panels = await OpenAsync(database, "?open=386:EP-1");
        panels.WaitForElement("[data-add-note]").Click();
        panels.Find("textarea").Input("Parcel came back");
        await ExecuteAsync(database, "ALTER TABLE payment_notes RENAME TO payment_notes_away");
        await panels.Find(".note-form").SubmitAsync();

        panels.WaitForAssertion(() => Assert.Contains("the database cannot be reached", panels.Find(".field-error").TextContent, StringComparison.Ordinal));
        await ExecuteAsync(database, "ALTER TABLE payment_notes_away RENAME TO payment_notes");
        await panels.Find(".note-form").SubmitAsync();
        panels.WaitForAssertion(() => Assert.Equal("Parcel came back", panels.Find(".note-text").TextContent));
    }

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var context = database.OpenContext();
        await context.Database.ExecuteSqlRawAsync(sql, Xunit.TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Summary_ForATicket_IsPlainTextWithoutContactsAndSaysTheZone()
    {
        var database = await CreateDatabaseAsync();
        var panels = await OpenAsync(database, "?open=386:EP-2");
        panels.WaitForElement(".panel-foot");

        var summary = panels.Find(".panel-foot [data-copy]").GetAttribute("data-copy")!;
        Assert.Equal(
            """
            Payment EP-2 in Shop (386)
            Status: Declined (at the platform: Declined)
            Money: nothing captured of 12.34 EUR
            Declined: 20105 · Insufficient funds on customer account. Next step: Ask the customer to pay again.
            Method: Alfa-Click ••4242
            Customer id: C-1 Status: Success
            Created: 2 Mar 2026, 09:00:00 (UTC)
            Times in UTC
            http://localhost/payments/386/EP-2

            """.ReplaceLineEndings("\n"), summary);
        Assert.DoesNotContain("anna@", summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Summary_WithARefundElsewhereUnderWay_NamesItAndWhatRemainsBesideIt()
    {
        var database = await CreateDatabaseAsync();
        var panels = await OpenAsync(database, "?open=386:EP-1", PlatformCallback.Refund("EP-1", 2000, "EUR", 5000, "elsewhere").Status("success", "processing"));
        panels.WaitForElement(".panel-foot");

        Assert.Equal("""
            Money: captured 50.00 EUR, refunded 0.00 EUR, refunds pending 0.00 EUR, remaining 30.00 EUR
            Being refunded elsewhere: 20.00 EUR
            """.ReplaceLineEndings("\n"), string.Join('\n', panels.Find(".panel-foot [data-copy]").GetAttribute("data-copy")!.Split('\n')[2..4]));
        Assert.StartsWith("30.00", panels.Find(".ladder-last dd").TextContent.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Panel_PaymentOfNobody_SaysSo()
    {
        var database = await CreateDatabaseAsync();
        var panels = await OpenAsync(database, "?open=386:EP-9");
        Assert.Equal("This payment is not here", panels.WaitForElement(".state-title").TextContent);
        Assert.Empty(panels.FindAll(".panel-foot"));
    }

    private sealed class SignedIn : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(new ClaimsPrincipal(
            new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, UserId.ToString()), new Claim(ClaimTypes.Name, "anna")], "test"))));
    }

    private async Task<IRenderedComponent<PaymentPanels>> OpenAsync(TestDatabase database, string query, params PlatformCallback[] more)
    {
        Services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        Services.AddCore(new DatabaseOptions { Provider = database.Provider, ConnectionString = database.ConnectionString });
        Services.AddScoped<CurrentUser>().AddScoped<PaymentFiles>().AddScoped<SupportSummary>();
        Services.AddSingleton<AuthenticationStateProvider>(new SignedIn());
        await using (var context = database.OpenContext())
        {
            var role = context.Roles.Add(new() { Id = Guid.CreateVersion7(), Name = Roles.Operator, NormalizedName = "OPERATOR" }).Entity;
            context.Projects.Add(new Project { Id = 386, Name = "Shop", GateUrl = "http://127.0.0.1:9" });
            context.ProjectSecrets.Add(new ProjectSecret
            {
                Id = Guid.CreateVersion7(),
                ProjectId = 386,
                Protected = Services.GetRequiredService<SecretBox>().Seal(PlatformCallback.Secret),
                CreatedAt = DateTimeOffset.UnixEpoch,
            });
            context.Users.Add(new User { Id = UserId, UserName = "anna", Email = "anna", AllProjects = true });
            context.UserRoles.Add(new() { UserId = UserId, RoleId = role.Id });
            await context.SaveChangesAsync(Xunit.TestContext.Current.CancellationToken);
        }

        await Services.GetRequiredService<CallbackWriter>().StartAsync(Xunit.TestContext.Current.CancellationToken);
        await ReceiveAsync(PlatformCallback.Sale("EP-1", 5000, "EUR"));
        await ReceiveAsync(PlatformCallback.Sale("EP-2", 1234, "EUR").Operation(700).Declined("20105", "Insufficient funds").Account("4242424242424242")
            .Customer("C-1\nStatus: Success").With("customer.email", "anna@example.com"));
        foreach (var callback in more)
            await ReceiveAsync(callback);
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        Services.GetRequiredService<NavigationManager>().NavigateTo("/payments" + query);
        return Render<PaymentPanels>();
    }

    private async Task ReceiveAsync(PlatformCallback callback) =>
        Assert.Equal(IntakeAnswer.Stored, await Services.GetRequiredService<CallbackIntake>().ReceiveAsync(callback.Sign(), null, "127.0.0.1", Xunit.TestContext.Current.CancellationToken));
}

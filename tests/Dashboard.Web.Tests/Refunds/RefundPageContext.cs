using System.Security.Claims;
using Dashboard.Core;
using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Payments;
using Dashboard.Core.Projects;
using Dashboard.TestKit;
using Dashboard.Web.Access;
using Dashboard.Web.Tests.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Refunds;

/// <summary>The whole core behind an interactive component, with project 386 and one signed-in person.</summary>
public abstract class RefundPageContext(Databases databases) : DatabaseContext(databases)
{
    protected static Actor Anna { get; } = new(Guid.Parse("00000000-0000-0000-0000-0000000000b1"), "anna");

    protected async Task PrepareAsync(TestDatabase database, string role)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using (var context = database.OpenContext())
        {
            context.Projects.Add(new Project { Id = 386, Name = "Shop", GateUrl = "http://127.0.0.1:9" });
            context.Roles.Add(new() { Id = Guid.CreateVersion7(), Name = role, NormalizedName = role.ToUpperInvariant() });
            await context.SaveChangesAsync(Xunit.TestContext.Current.CancellationToken);
        }

        await HireAsync(database, Anna);
        Services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        Services.AddCore(new DatabaseOptions { Provider = database.Provider, ConnectionString = database.ConnectionString });
        Services.AddScoped<CurrentUser>();
        Services.AddSingleton<AuthenticationStateProvider>(new SignedIn());
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    /// <summary>One more with the same role.</summary>
    protected static async Task HireAsync(TestDatabase database, Actor person)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(person);
        await using var context = database.OpenContext();
        var role = await context.Roles.SingleAsync(Xunit.TestContext.Current.CancellationToken);
        context.Users.Add(new User { Id = person.UserId!.Value, UserName = person.Name, Email = person.Name, AllProjects = true });
        context.UserRoles.Add(new() { UserId = person.UserId.Value, RoleId = role.Id });
        await context.SaveChangesAsync(Xunit.TestContext.Current.CancellationToken);
    }

    /// <summary>EP-1 of project 386, paid by alfa-click in roubles.</summary>
    protected static async Task<PaymentRow> AddPaymentAsync(TestDatabase database, long captured)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var context = database.OpenContext();
        var row = new PaymentRow
        {
            Id = 1,
            ProjectId = 386,
            PaymentId = "EP-1",
            Status = "success",
            Method = "alfa-click",
            Currency = "RUB",
            Amount = captured,
            Captured = captured,
            CreatedAt = Now,
        };
        var entry = context.Entry(new Payment());
        entry.CurrentValues.SetValues(new
        {
            row.Id,
            row.ProjectId,
            row.PaymentId,
            row.Status,
            row.Method,
            row.Currency,
            row.Amount,
            row.Captured,
            row.CreatedAt,
        });
        entry.State = EntityState.Added;
        await context.SaveChangesAsync(Xunit.TestContext.Current.CancellationToken);
        return row;
    }

    private sealed class SignedIn : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(new ClaimsPrincipal(
            new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, Anna.UserId.ToString()!), new Claim(ClaimTypes.Name, Anna.Name)], "test"))));
    }
}

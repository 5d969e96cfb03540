using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Web.Shell;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Dashboard.Web.Access;

/// <summary>Small posts from the shell: leaving, and how one wants to see things.</summary>
public static class AccountEndpoints
{
    public static void MapAccount(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/sign-out", SignOutAsync)
            .WithMetadata(new RequireAntiforgeryTokenAttribute(), new WithoutSecondFactorAttribute()).RequireAuthorization();
        routes.MapPost("/preferences/theme", ThemeAsync).AllowAnonymous();
        routes.MapPost("/preferences/language", LanguageAsync).AllowAnonymous();
        routes.MapGet("/session/keep", () => Results.NoContent()).WithMetadata(new WithoutSecondFactorAttribute()).RequireAuthorization();
    }

    private static async Task<IResult> SignOutAsync(HttpContext http, SignInManager<User> signIn, UserManager<User> users, AuditLog audit)
    {
        var actor = CurrentUser.ActorOf(http.User, http.Connection.RemoteIpAddress?.ToString());
        // A new stamp ends the pages that are still open, here and elsewhere; leaving the cookie alone would not.
        if (await users.GetUserAsync(http.User) is { } user)
            await users.UpdateSecurityStampAsync(user);
        await signIn.SignOutAsync();
        await audit.WriteAsync(actor, new AuditLine("sign-out", $"user {actor.Name}"), http.RequestAborted);
        return Results.LocalRedirect("/sign-in");
    }

    private static async Task<IResult> ThemeAsync(HttpContext http, UserManager<User> users, [FromForm] string? theme, [FromForm] string? returnUrl)
    {
        if (!Viewer.IsTheme(theme))
            return Results.BadRequest("theme must be light, dark or system.");
        Preferences.WriteTheme(http, theme);
        if (await users.GetUserAsync(http.User) is { } user)
        {
            user.Theme = theme == "system" ? "" : theme!;
            await users.UpdateAsync(user);
        }

        return Results.LocalRedirect(LocalUrl.OrHome(returnUrl));
    }

    private static async Task<IResult> LanguageAsync(HttpContext http, UserManager<User> users, [FromForm] string? language, [FromForm] string? returnUrl)
    {
        if (!Languages.IsCode(language))
            return Results.BadRequest("language must be en or ru.");
        Preferences.WriteLanguage(http, language);
        if (await users.GetUserAsync(http.User) is { } user)
        {
            user.Language = language!;
            await users.UpdateAsync(user);
        }

        return Results.LocalRedirect(LocalUrl.OrHome(returnUrl));
    }
}

using System.Globalization;
using Dashboard.Web.Access;
using Dashboard.Web.Live;
using Dashboard.Web.Payments.Details;
using Dashboard.Web.Security;
using Microsoft.AspNetCore.Localization;
using Radzen;

namespace Dashboard.Web.Shell;

/// <summary>Everything around the pages, for the composition root.</summary>
public static class ShellSetup
{
    public static WebApplicationBuilder AddShell(this WebApplicationBuilder builder)
    {
        builder.WebHost.UseStaticWebAssets();
        builder.AddSecurity().AddSignIn().AddLook();
        return builder;
    }

    public static WebApplicationBuilder AddLook(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddRadzenComponents();
        builder.Services.AddLocalization();
        builder.Services.AddScoped<Times>();
        builder.Services.AddScoped<PaymentFiles>();
        builder.Services.AddScoped<SupportSummary>();
        builder.Services.AddScoped<FirstViews>();
        builder.Services.Configure<RequestLocalizationOptions>(localization =>
        {
            CultureInfo[] cultures = [Languages.EnglishCulture, Languages.RussianCulture];
            localization.DefaultRequestCulture = new RequestCulture(Languages.EnglishCulture);
            localization.SupportedCultures = cultures;
            localization.SupportedUICultures = cultures;
            localization.RequestCultureProviders =
            [
                new CookieRequestCultureProvider { CookieName = Preferences.LanguageCookie },
                new CustomRequestCultureProvider(FromBrowser),
            ];
        });
        return builder;
    }

    /// <summary>The order of these lines is the order in which a request meets them.</summary>
    public static WebApplication UseShell(this WebApplication app)
    {
        app.UseSecurity();
        app.UseRequestLocalization();
        app.UseWhen(static http => !MachinePaths.Contains(http.Request.Path), static pages =>
        {
            pages.UseExceptionHandler("/problem/500", createScopeForErrors: true);
            pages.UseStatusCodePagesWithReExecute("/problem/{0}", createScopeForStatusCodePages: true);
        });
        app.UseWhen(static http => MachinePaths.Contains(http.Request.Path), static machines => machines.UseExceptionHandler(PlainFailure));
        app.UseRouting();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<SecondFactorGate>();
        app.UseAntiforgery();
        app.UseMiddleware<AntiforgeryCheck>();
        app.MapStaticAssets().AllowAnonymous();
        app.MapAccount();
        app.MapPalette();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(static circuit =>
        {
            // Pages mix secrets with text that customers chose: compressing them together would leak by size (BREACH).
            circuit.DisableWebSocketCompression = true;
            circuit.ContentSecurityFrameAncestorsPolicy = null;
        });
        return app;
    }

    private static void PlainFailure(IApplicationBuilder branch) => branch.Run(static http =>
    {
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync($"Internal error. Reference {http.TraceIdentifier}", http.RequestAborted);
    });

    // "ru" and "ru-BY" are both Russian to us; the framework would ask for an exact culture.
    private static Task<ProviderCultureResult?> FromBrowser(HttpContext http)
    {
        foreach (var accepted in http.Request.GetTypedHeaders().AcceptLanguage.OrderByDescending(language => language.Quality ?? 1))
        {
            var code = accepted.Value.Value?.Split('-')[0].ToLowerInvariant();
            if (Languages.IsCode(code))
                return Task.FromResult<ProviderCultureResult?>(new ProviderCultureResult(Languages.CultureOf(code).Name));
        }

        return Task.FromResult<ProviderCultureResult?>(null);
    }
}

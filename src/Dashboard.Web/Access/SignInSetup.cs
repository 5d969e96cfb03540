using System.Threading.RateLimiting;
using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Web.Security;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dashboard.Web.Access;

/// <summary>Who may come in, and for how long.</summary>
public static class SignInSetup
{
    public const string RateLimit = "sign-in";

    public static WebApplicationBuilder AddSignIn(this WebApplicationBuilder builder)
    {
        var limits = builder.Configuration.GetSection(SignInLimits.Section).Get<SignInLimits>() ?? new SignInLimits();
        limits.RequireSecondFactor ??= !builder.Configuration.GetValue("Demo:Enabled", false);
        var faults = limits.Faults().ToList();
        if (faults.Count > 0)
            throw new InvalidOperationException(string.Join(Environment.NewLine, faults));

        var services = builder.Services;
        services.AddSingleton(limits);
        services.AddScoped<SignIn>();
        services.AddScoped(provider => (StaffSignIn)provider.GetRequiredService<SignInManager<User>>());
        services.TryAddSingleton<AuditLog>();
        services.TryAddSingleton<AccessControl>();
        services.AddKeyedSingleton(FirstAdmin.Console, Console.Out);
        services.AddHostedService<FirstAdminAnnouncement>();
        services.AddScoped<UserAccounts>();
        services.AddScoped<SecondFactor>();
        services.AddScoped<CurrentUser>();
        services.AddScoped<StepUpCheck>();
        services.AddSingleton<FirstAdmin>();
        services.AddScoped<DemoUsers>();
        services.AddScoped<SessionActivity>();
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, CircuitSession>();
        services.AddScoped<Microsoft.AspNetCore.Components.Server.Circuits.CircuitHandler, ActivityWatch>();
        AddIdentity(services, limits);
        AddCookies(services, limits);
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = static async (context, stop) =>
            {
                context.HttpContext.Response.Headers.RetryAfter = "60";
                await context.HttpContext.Response.WriteAsync("Too many tries from this address. Wait a minute.", stop);
            };
            limiter.AddPolicy(RateLimit, http => HttpMethods.IsPost(http.Request.Method)
                ? RateLimitPartition.GetFixedWindowLimiter(
                    http.Connection.RemoteIpAddress?.ToString() ?? "",
                    _ => new FixedWindowRateLimiterOptions { PermitLimit = limits.PostsPerMinute, Window = TimeSpan.FromMinutes(1) })
                : RateLimitPartition.GetNoLimiter(""));
        });
        return builder;
    }

    private static void AddIdentity(IServiceCollection services, SignInLimits limits)
    {
        services.AddIdentityCore<User>(identity =>
            {
                identity.User.RequireUniqueEmail = true;
                identity.Password.RequiredLength = PasswordRules.MinLength;
                identity.Password.RequireDigit = false;
                identity.Password.RequireLowercase = false;
                identity.Password.RequireUppercase = false;
                identity.Password.RequireNonAlphanumeric = false;
                identity.Password.RequiredUniqueChars = 5;
                identity.Lockout.AllowedForNewUsers = true;
                identity.Lockout.MaxFailedAccessAttempts = limits.Tries;
                identity.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(limits.LockMinutes);
                identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
                identity.Tokens.AuthenticatorTokenProvider = OneTimeCodes.Provider;
            })
            .AddRoles<IdentityRole<Guid>>()
            .AddEntityFrameworkStores<AppDbContext>()
            .AddSignInManager<StaffSignIn>()
            .AddClaimsPrincipalFactory<StaffClaims>()
            .AddPasswordValidator<PasswordRules>()
            .AddDefaultTokenProviders()
            .AddTokenProvider<OneTimeCodes>(OneTimeCodes.Provider);
        services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = PasswordRules.Iterations);
        services.Configure<SecurityStampValidatorOptions>(stamp => stamp.ValidationInterval = TimeSpan.FromSeconds(limits.RevalidateSeconds));
    }

    private static void AddCookies(IServiceCollection services, SignInLimits limits)
    {
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme).Configure<SecurityOptions>((cookie, security) =>
        {
            Harden(cookie, security, "session");
            cookie.ExpireTimeSpan = TimeSpan.FromMinutes(limits.IdleMinutes);
            cookie.SlidingExpiration = true;
            cookie.LoginPath = "/sign-in";
            cookie.AccessDeniedPath = "/access-denied";
            cookie.ReturnUrlParameter = "returnUrl";
            cookie.Events.OnSigningIn = Session.StampAsync;
            cookie.Events.OnValidatePrincipal = Session.ValidateAsync;
            cookie.Events.OnRedirectToLogin = context => RedirectAsync(context, StatusCodes.Status401Unauthorized);
            cookie.Events.OnRedirectToAccessDenied = context => RedirectAsync(context, StatusCodes.Status403Forbidden);
        });
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.TwoFactorUserIdScheme).Configure<SecurityOptions>((cookie, security) =>
        {
            Harden(cookie, security, "second-factor");
            cookie.ExpireTimeSpan = TimeSpan.FromMinutes(5);
        });
    }

    private static void Harden(CookieAuthenticationOptions cookie, SecurityOptions security, string name)
    {
        cookie.Cookie.Name = security.Https == true ? $"__Host-{name}" : name;
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SecurePolicy = security.Https == true ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        // Lax, not Strict: a link to a payment from a ticket or a report's mail must open in the session that is there. Changing requests
        // are held by the antiforgery token, the circuit by the origin check.
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.Path = "/";
    }

    private static Task RedirectAsync(Microsoft.AspNetCore.Authentication.RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (MachinePaths.Contains(context.Request.Path))
            context.Response.StatusCode = status;
        else
            context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }
}

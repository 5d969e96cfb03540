using Microsoft.AspNetCore.Antiforgery;

namespace Dashboard.Web.Security;

/// <summary>
/// The framework only notes that a token is missing and leaves it to whoever reads the form to refuse. An endpoint that reads none (signing out)
/// would run all the same, so the refusal is here, for every endpoint that asks for a token.
/// </summary>
public sealed class AntiforgeryCheck(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (http.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: false })
            return next(http);
        http.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Task.CompletedTask;
    }
}

using System.Data.Common;
using System.Globalization;
using System.Security.Claims;
using System.Text;
using Dashboard.Core.Access;
using Dashboard.Core.Operations;
using Dashboard.Core.Payments;
using Dashboard.Web.Access;
using Dashboard.Web.Live;
using Dashboard.Web.Payments;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Dashboard.Web.Shell;

/// <summary>
/// What the palette asks while somebody types: pieces of the page, drawn by the same components as the lists. The browser gives a question up when
/// the next letter comes, and with it the query behind it.
/// </summary>
public static class PaletteEndpoints
{
    /// <summary>Payments found at most; the list has the rest.</summary>
    public const int MostFound = 8;

    /// <summary>Payments looked at lately.</summary>
    public const int MostRecent = 5;

    private const int MostOperations = 3;

    public static void MapPalette(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/palette/found", FindAsync).RequireAuthorization();
        endpoints.MapGet("/palette/recent", RecentAsync).RequireAuthorization();
        endpoints.MapPost("/palette/list", KeepAsync).RequireAuthorization();
    }

    private static async Task<Results<RazorComponentResult<PaletteResults>, StatusCodeHttpResult>> FindAsync(
        HttpContext http, [FromQuery] string? q, PaymentQueries payments, OperationQueries operations, Times times, TimeProvider clock,
        ClaimsPrincipal principal)
    {
        times.Use(Viewer.From(http));
        var actor = CurrentUser.ActorOf(principal, http.Connection.RemoteIpAddress?.ToString());
        // Read as the list reads its address, so that both understand the same things.
        var reading = PaymentFilter.FromQuery([new(FilterText.Search, q ?? "")], times.Zone, clock.GetUtcNow());
        if (reading.Faults.Count > 0 || string.IsNullOrWhiteSpace(q))
            return Pieces(http, "PaletteFoundPayments", [], []);
        try
        {
            var found = await payments.ListAsync(actor, reading.Filter, null, MostFound, http.RequestAborted);
            return Pieces(http, "PaletteFoundPayments", found.Rows, await OperationsAsync(operations, actor, q.Trim(), http.RequestAborted));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The next letter has come.
            return TypedResults.StatusCode(StatusCodes.Status499ClientClosedRequest);
        }
        catch (DbException)
        {
            return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static async Task<RazorComponentResult<PaletteResults>> RecentAsync(
        HttpContext http, [FromQuery] string[] at, PaymentQueries payments, Times times, ClaimsPrincipal principal)
    {
        times.Use(Viewer.From(http));
        var actor = CurrentUser.ActorOf(principal, http.Connection.RemoteIpAddress?.ToString());
        var rows = new List<PaymentRow>();
        foreach (var address in at.Take(MostRecent))
        {
            var cut = address.Split('/');
            if (cut.Length == 2 && long.TryParse(cut[0], NumberStyles.None, CultureInfo.InvariantCulture, out var project)
                && PaymentLink.TryRead(cut[1]) is { } paymentId
                && await payments.FindAsync(actor, project, paymentId, http.RequestAborted) is { } view)
                rows.Add(view.Row);
        }

        return Pieces(http, "PaletteRecent", rows, []);
    }

    /// <summary>A pasted list that is too long for an address: kept as the search box keeps it, and answered with the address of what it finds.</summary>
    private static async Task<Results<ContentHttpResult, StatusCodeHttpResult>> KeepAsync(
        HttpContext http, AccessControl access, PastedLists lists, ClaimsPrincipal principal)
    {
        var actor = CurrentUser.ActorOf(principal, http.Connection.RemoteIpAddress?.ToString());
        if (!(await access.ScopeAsync(actor, http.RequestAborted)).Can(Permission.ViewPayments))
            return TypedResults.StatusCode(StatusCodes.Status403Forbidden);
        var text = new char[PastedLists.MostLength + 1];
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var length = await reader.ReadBlockAsync(text, http.RequestAborted);
        if (length > PastedLists.MostLength)
            return TypedResults.StatusCode(StatusCodes.Status413PayloadTooLarge);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Text($"/payments?{Listings.ListName}={lists.Keep(new string(text, 0, length).Trim())}");
    }

    /// <summary>A number may be an operation's id: then the operation itself is offered beside its payment.</summary>
    private static async Task<IReadOnlyList<OperationRow>> OperationsAsync(
        OperationQueries operations, Actor actor, string text, CancellationToken cancellationToken)
    {
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return [];
        var window = await operations.ListAsync(actor, new OperationFilter { Search = text }, null, PaymentQueries.MostRows, cancellationToken);
        return [.. window.Rows.Where(row => row.OperationId == id).Take(MostOperations)];
    }

    private static RazorComponentResult<PaletteResults> Pieces(
        HttpContext http, string title, IReadOnlyList<PaymentRow> payments, IReadOnlyList<OperationRow> operations)
    {
        http.Response.Headers.CacheControl = "no-store";
        return new RazorComponentResult<PaletteResults>(new { Title = title, Payments = payments, Operations = operations })
        {
            PreventStreamingRendering = true,
        };
    }
}

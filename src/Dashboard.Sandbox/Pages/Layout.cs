using System.Globalization;
using Dashboard.Gate;
using Dashboard.Sandbox.State;

namespace Dashboard.Sandbox.Pages;

/// <summary>What the emulator's pages have in common.</summary>
internal static class Layout
{
    /// <summary>A page of the emulator itself.</summary>
    public static Html Desk(SandboxOptions options, string title, Html content) => Page(title, Html.Of($"""
        <header class="bar">
          <a class="brand" href="/">Practice platform</a>
          <span class="note">An emulator for practice and tests. No money moves here.</span>
          {BackToDashboard(options)}
        </header>
        <main class="wide">{content}</main>
        """), live: true);

    /// <summary>A page the payer would see.</summary>
    public static Html Payer(string title, Html content) => Page(title, Html.Of($"""
        <header class="bar"><span class="brand">Practice platform</span><span class="note">No money moves here: this only imitates a payment page.</span></header>
        <main class="narrow">{content}</main>
        """), live: false);

    public static Html Message(string title, string text, string? code = null) => Payer(title, Html.Of($"""
        <section class="card"><h1>{title}</h1><p>{text}</p>{(code is null ? Html.Empty : Html.Of($"<p class=\"muted\">Code {code}</p>"))}</section>
        """));

    public static Html BackToDashboard(SandboxOptions options) => options.DashboardUrl is { } url
        ? Html.Of($"<a class=\"button quiet\" href=\"{url.AbsoluteUri}\">Back to the dashboard</a>")
        : Html.Empty;

    public static Html Chip(string status)
    {
        var (look, icon) = status switch
        {
            PaymentStatuses.Success => ("success", "✓"),
            PaymentStatuses.Decline => ("danger", "✕"),
            PaymentStatuses.AwaitingRedirect or PaymentStatuses.AwaitingCustomer or OperationStatuses.Processing => ("info", "◔"),
            _ => ("neutral", "↩"),
        };
        return Html.Of($"<span class=\"chip {look}\"><span aria-hidden=\"true\">{icon}</span> {status}</span>");
    }

    public static Html Money(long minor, string currency) => Html.Of(
        $"<span class=\"money\">{Currency.FormatInvariant(minor, currency)} <span class=\"muted\">{currency}</span></span>");

    public static Html Time(DateTimeOffset instant) => Html.Of(
        $"<time datetime=\"{instant.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)}\">{instant.UtcDateTime.ToString("dd MMM HH:mm:ss", CultureInfo.InvariantCulture)}</time>");

    private static Html Page(string title, Html body, bool live) => Html.Of($"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{title} · Practice platform</title>
        <link rel="stylesheet" href="/assets/sandbox.css">
        <link rel="icon" href="/assets/sandbox.svg" type="image/svg+xml">
        {(live ? new Html("<script src=\"/assets/sandbox.js\" defer></script>") : Html.Empty)}
        </head>
        <body>{body}</body>
        </html>
        """);
}

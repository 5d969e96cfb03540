using System.Globalization;
using Dashboard.Sandbox.State;

namespace Dashboard.Sandbox.Pages;

/// <summary>The form that starts a payment, as it was filled in.</summary>
internal sealed record StartForm(
    long Project, string Method, string Amount, string Currency, string PaymentId, string Customer, PaymentScenario Scenario, bool ByPaymentPage)
{
    public static StartForm Fresh(SandboxOptions options) => new(
        options.Projects[0].Id, PlatformMethod.AlfaClick.Code, "100.00", "RUB", "practice-" + PlatformState.NewId(4), "customer1", PaymentScenario.Redirect, false);

    public static StartForm Read(IFormCollection form) => new(
        long.TryParse(form["project"], NumberStyles.None, CultureInfo.InvariantCulture, out var project) ? project : 0,
        form["method"].ToString(),
        form["amount"].ToString().Trim(),
        form["currency"].ToString(),
        form["payment_id"].ToString().Trim(),
        form["customer"].ToString().Trim(),
        form["scenario"] == "instruction" ? PaymentScenario.Instruction : PaymentScenario.Redirect,
        form["way"] == "page");

    public Html Show(SandboxOptions options, string? error) => Html.Of($"""
        <form method="post" action="/start" class="fields">
          {(error is null ? Html.Empty : Html.Of($"<p class=\"error\" role=\"alert\">{error}</p>"))}
          <label>Project<select name="project">{Html.Join(options.Projects.Select(p => Option(Text(p.Id), $"{p.Id} {p.Name}", p.Id == Project)))}</select></label>
          <label>Method<select name="method">{Html.Join(PlatformMethod.All.Select(m => Option(m.Code, m.Name, m.Code == Method)))}</select></label>
          <div class="pair">
            <label>Amount<input name="amount" inputmode="decimal" required value="{Amount}"></label>
            <label>Currency<select name="currency">{Html.Join(Currencies.Select(c => Option(c, c, c == Currency)))}</select></label>
          </div>
          <label>Payment id<input name="payment_id" required maxlength="255" value="{PaymentId}"></label>
          <label>Customer (and Alfa-Click login)<input name="customer" required maxlength="255" value="{Customer}"></label>
          <label>Scenario (Alfa-Click)<select name="scenario">{Option("redirect", "Redirect to the method's page", Scenario == PaymentScenario.Redirect)}{Option("instruction", "Instruction, bill valid 7 days", Scenario == PaymentScenario.Instruction)}</select></label>
          <div class="actions"><button class="primary" name="way" value="gate">Send by Gate</button><button name="way" value="page">Open Payment Page</button></div>
        </form>
        """);

    private static IEnumerable<string> Currencies => PlatformMethod.All.SelectMany(m => m.Currencies).Distinct();

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static Html Option(string value, string words, bool chosen) =>
        Html.Of($"<option value=\"{value}\"{(chosen ? new Html(" selected") : Html.Empty)}>{words}</option>");
}

using System.Globalization;
using Dashboard.Core.Access;
using Dashboard.Core.Refunds;
using Dashboard.Gate;

namespace Dashboard.Web.Cli;

internal static class LimitVerbs
{
    public static Verb Set { get; } = new("limits set", "write how much a role or a person may refund alone",
    [
        new("role", "name", "one of " + string.Join(", ", Roles.All)),
        new("email", "address", "a person instead of a role"),
        new("currency", "code", "such as EUR; any currency when left out, then amounts are whole units"),
        new("single", "amount", "largest refund, such as 500.00; no limit when left out"),
        new("day", "amount", "sum of one UTC day"),
        new("month", "amount", "sum of one UTC month"),
        Verb.Json,
    ], SetAsync);

    public static Verb List { get; } = new("limits list", "list what is written; amounts as limits set takes them", [Verb.Json], ListAsync);

    private static async Task<int> SetAsync(VerbContext context)
    {
        var arguments = context.Arguments;
        if (arguments.Has("role") == arguments.Has("email"))
            throw new UsageException("--role or --email is missing; give one of them.");
        var subject = arguments.Required(arguments.Has("role") ? "role" : "email");
        var currency = (arguments.Find("currency") ?? RefundLimit.AnyCurrency).ToUpperInvariant();
        if (currency != RefundLimit.AnyCurrency && Currency.Find(currency) is null)
            throw new UsageException($"--currency: '{currency}' is not a currency; write its three letters, such as EUR.");
        var input = new RefundLimitInput(subject, currency, Amount(arguments, "single", currency), Amount(arguments, "day", currency), Amount(arguments, "month", currency));
        var result = await context.Get<SetRefundLimit>().SetAsync(Actor.CommandLine, input, context.CancellationToken);
        IReadOnlyList<string> faults = result switch
        {
            LimitResult.Done => [],
            LimitResult.SubjectUnknown => [$"{(arguments.Has("role") ? "role" : "email")}: there is no {subject}."],
            _ => [result.ToString()],
        };
        return context.Finish(faults, Json(subject, currency, input.Once, input.Day, input.Month), $"Limit of {subject} written.");
    }

    private static async Task<int> ListAsync(VerbContext context)
    {
        var rows = await context.Get<SetRefundLimit>().ListAsync(Actor.CommandLine, context.CancellationToken);
        var words = string.Join(Environment.NewLine, rows.Select(row => string.Join("  ",
            row.SubjectName, row.Currency.Length == 0 ? "any" : row.Currency,
            "single " + Text(row.Once, row.Currency), "day " + Text(row.Day, row.Currency), "month " + Text(row.Month, row.Currency))));
        context.Answer(rows.Select(row => Json(row.SubjectName, row.Currency, row.Once, row.Day, row.Month)), rows.Count == 0 ? "None written; the settings' defaults hold." : words);
        return ExitCode.Done;
    }

    private static long? Amount(Arguments arguments, string option, string currency)
    {
        if (!arguments.Has(option))
            return null;
        var text = arguments.Required(option);
        var read = currency == RefundLimit.AnyCurrency
            ? long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var amount)
            : Currency.TryParseAmount(text, currency, CultureInfo.InvariantCulture, out amount, out _);
        return read ? amount : throw new UsageException($"--{option}: '{text}' is not an amount of {(currency.Length == 0 ? "whole units" : currency)}.");
    }

    private static object Json(string subject, string currency, long? once, long? day, long? month) => new
    {
        subject,
        currency = currency.Length == 0 ? "any" : currency,
        single = once is null ? null : Text(once, currency),
        day = day is null ? null : Text(day, currency),
        month = month is null ? null : Text(month, currency),
    };

    private static string Text(long? amount, string currency) => amount switch
    {
        null => "none",
        { } number when currency.Length == 0 => number.ToString(CultureInfo.InvariantCulture),
        { } number => Currency.FormatInvariant(number, currency),
    };
}

using System.Globalization;
using Dashboard.Core.Payments;
using Dashboard.Gate;
using Dashboard.Web.Live;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Payments;

/// <summary>What the filters of the payments list offer, in the words of the person who picks.</summary>
public sealed record PaymentChoices(
    IReadOnlyList<FilterMenu.Option> Statuses, IReadOnlyList<FilterMenu.Option> Types, IReadOnlyList<FilterMenu.Option> Methods,
    IReadOnlyList<FilterMenu.Option> Currencies, IReadOnlyList<FilterMenu.Option> Projects, IReadOnlyList<FilterMenu.Option> Codes,
    IReadOnlyList<FilterMenu.Option> Refunds)
{
    public static PaymentChoices None { get; } = new([], [], [], [], [], [], []);

    public static PaymentChoices Of(FilterOptions options, IStringLocalizer<Texts> words, CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(words);
        return new(
            [.. Groups(options.Statuses, words), .. options.Statuses.Select(status => new FilterMenu.Option(status, StatusWords.OfPayment(words, status)))
                .OrderBy(option => StatusWords.Rank(option.Value)).ThenBy(option => option.Name, StringComparer.Create(culture, ignoreCase: true))],
            [.. options.PaymentTypes.Select(type => new FilterMenu.Option(type, StatusWords.OfType(words, type)))],
            [.. options.Methods.Select(method => new FilterMenu.Option(method, MethodText.NameOf(method)))],
            [.. options.Currencies.Select(code => new FilterMenu.Option(code, code))],
            [.. options.Projects.Select(project => new FilterMenu.Option(project.Id.ToString(CultureInfo.InvariantCulture), $"{project.Name} · {project.Id}"))],
            [.. ResponseCodes.All.Select(code => new FilterMenu.Option(code.Code, $"{code.Code} · {code.Meaning(culture)}"))],
            [.. Enum.GetValues<RefundStanding>().Select(standing => new FilterMenu.Option(standing.ToString(), words[$"Standing{standing}"]))]);
    }

    /// <summary>The words of the chips, each for all the platform's statuses that it stands for.</summary>
    private static IEnumerable<FilterMenu.Option> Groups(IReadOnlyList<string> statuses, IStringLocalizer<Texts> words) =>
        from status in statuses
        group status by PaymentConditions.OfStatus(status) into same
        where same.Key != PaymentCondition.Unrecognised && same.Count() > 1
        orderby same.Key
        select new FilterMenu.Option($"all {same.Key}", words["StatusGroup", words[$"{same.Key}"].Value, same.Count()], [.. same]);
}

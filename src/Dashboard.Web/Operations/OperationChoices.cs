using System.Globalization;
using Dashboard.Core.Payments;
using Dashboard.Gate;
using Dashboard.Web.Live;
using Dashboard.Web.Payments;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Operations;

/// <summary>What the filters of the operations list offer, in the words of the person who picks.</summary>
public sealed record OperationChoices(
    IReadOnlyList<FilterMenu.Option> Types, IReadOnlyList<FilterMenu.Option> Statuses, IReadOnlyList<FilterMenu.Option> Codes,
    IReadOnlyList<FilterMenu.Option> Methods, IReadOnlyList<FilterMenu.Option> Currencies, IReadOnlyList<FilterMenu.Option> Projects)
{
    public static OperationChoices None { get; } = new([], [], [], [], [], []);

    public static OperationChoices Of(IReadOnlyList<ProjectName> projects, IStringLocalizer<Payments.Texts> words, CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(projects);
        ArgumentNullException.ThrowIfNull(words);
        return new(
            Options(OperationType.All.Select(type => type.Code), code => StatusWords.OfType(words, code), culture),
            Options(OperationStatus.All.Select(status => status.Code), code => StatusWords.OfOperation(words, code), culture),
            [.. ResponseCodes.All.Select(code => new FilterMenu.Option(code.Code, $"{code.Code} · {code.Meaning(culture)}"))],
            Options(PaymentMethods.All.Select(method => method.Code), MethodText.NameOf, culture),
            Options(Currency.All.Select(currency => currency.Code), code => code, culture),
            [.. projects.Select(project => new FilterMenu.Option(project.Id.ToString(CultureInfo.InvariantCulture), $"{project.Name} · {project.Id}"))]);
    }

    private static IReadOnlyList<FilterMenu.Option> Options(IEnumerable<string> codes, Func<string, string> name, CultureInfo culture) =>
        [.. codes.Select(code => new FilterMenu.Option(code, name(code)))
            .OrderBy(option => StatusWords.Rank(option.Value)).ThenBy(option => option.Name, StringComparer.Create(culture, ignoreCase: true))];
}

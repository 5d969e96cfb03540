using System.Globalization;
using System.Text;
using System.Text.Json;
using Dashboard.Gate;
using Dashboard.Sandbox.State;

namespace Dashboard.Sandbox.Pages;

/// <summary>The signed parameters a Payment Page was opened with (en_PP_Parameters), checked.</summary>
internal sealed class PageOrder
{
    private static readonly string[] Required = ["project_id", "payment_id", "payment_amount", "payment_currency", "customer_id"];
    private readonly IReadOnlyDictionary<string, string> _parameters;

    private PageOrder(IReadOnlyDictionary<string, string> parameters, SandboxProject project, long amount) =>
        (_parameters, Project, Amount) = (parameters, project, amount);

    public SandboxProject Project { get; }

    /// <summary>Minor units of <see cref="Currency"/>.</summary>
    public long Amount { get; }

    public string Currency => _parameters["payment_currency"];

    public string PaymentId => _parameters["payment_id"];

    /// <summary>Everything as it came, the signature with it, to be sent on.</summary>
    public IEnumerable<KeyValuePair<string, string>> Parameters => _parameters;

    public string? this[string name] => _parameters.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>Reads the parameters; null with a refusal in words and, where there is one, the platform's code.</summary>
    public static PageOrder? Read(IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> query, SandboxOptions options,
        out string problem, out PlatformCode? code)
    {
        (problem, code) = ("", null);
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in query)
        {
            if (values.Count != 1)
                return Refuse($"The parameter {name} is given more than once.", null, out problem, out code);
            parameters[name] = values[0] ?? "";
        }

        if (Required.FirstOrDefault(name => !parameters.TryGetValue(name, out var value) || value.Length == 0) is { } missing)
            return Refuse($"The parameter {missing} is missing.", PlatformCode.FieldMissing, out problem, out code);
        if (!long.TryParse(parameters["project_id"], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            || options.Projects.FirstOrDefault(p => p.Id == id) is not { } project)
            return Refuse("The project is not known.", PlatformCode.ProjectUnknown, out problem, out code);
        if (!parameters.TryGetValue("signature", out var signature) || signature.Length == 0)
            return Refuse("The link carries no signature.", PlatformCode.SignatureEmpty, out problem, out code);
        var text = Signature.CanonicalText(JsonSerializer.SerializeToElement(parameters));
        if (!Signature.Matches(text, Encoding.UTF8.GetBytes(project.Secret), signature))
            return Refuse("The signature does not fit the link: it was changed, or signed with another key.", PlatformCode.SignatureWrong, out problem, out code);
        if (parameters.Any(p => p.Value.Contains(';', StringComparison.Ordinal)))
            return Refuse("A parameter holds a semicolon, which Payment Page forbids.", PlatformCode.MalformedRequest, out problem, out code);
        if (!long.TryParse(parameters["payment_amount"], NumberStyles.None, CultureInfo.InvariantCulture, out var amount))
            return Refuse("payment_amount is not a whole number of minor units.", PlatformCode.MalformedRequest, out problem, out code);
        if (parameters.TryGetValue("best_before", out var best)
            && DateTimeOffset.TryParse(best, CultureInfo.InvariantCulture, DateTimeStyles.None, out var until)
            && until < options.TimeProvider.GetUtcNow())
            return Refuse("The time to pay by this link is over.", null, out problem, out code);
        return new PageOrder(parameters, project, amount);
    }

    private static PageOrder? Refuse(string words, PlatformCode? reason, out string problem, out PlatformCode? code)
    {
        (problem, code) = (words, reason);
        return null;
    }
}

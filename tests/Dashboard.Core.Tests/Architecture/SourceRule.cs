using System.Globalization;
using System.Text.RegularExpressions;

namespace Dashboard.Core.Tests.Architecture;

/// <summary>A rule of the house that the text of a file can break.</summary>
/// <param name="Name">What is forbidden.</param>
/// <param name="Instead">What to do in its place.</param>
/// <param name="Applies">Which files the rule is about.</param>
/// <param name="Find">The places that break it.</param>
public sealed record SourceRule(string Name, string Instead, Func<SourceFile, bool> Applies, Func<SourceFile, IEnumerable<Finding>> Find)
{
    /// <summary>A rule broken by code (comments do not count) that matches a pattern.</summary>
    public static SourceRule Code(string name, string instead, Func<SourceFile, bool> applies, string pattern, RegexOptions options = RegexOptions.None) =>
        new(name, instead, applies, file => Matches(file.Code, pattern, options));

    /// <summary>A rule broken by any text, comments included.</summary>
    public static SourceRule Words(string name, string instead, Func<SourceFile, bool> applies, string pattern) =>
        new(name, instead, applies, file => Matches(file.Text, pattern, RegexOptions.None));

    /// <summary>One line for each break: file, line, what stands there, and what to do instead.</summary>
    public IEnumerable<string> Check(SourceFile file) => Applies(file)
        ? Find(file).Select(finding => string.Create(CultureInfo.InvariantCulture, $"{file.Path}:{finding.Line}: {finding.Text}  ->  {Instead}"))
        : [];

    private static IEnumerable<Finding> Matches(string text, string pattern, RegexOptions options) =>
        Regex.Matches(text, pattern, options | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5))
            .Select(match => new Finding(1 + text.AsSpan(0, match.Index).Count('\n'), match.Value.Trim()));
}

/// <summary>A place that breaks a rule.</summary>
public sealed record Finding(int Line, string Text);

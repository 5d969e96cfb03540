using System.Text.RegularExpressions;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Architecture;

/// <summary>A text file of the checkout. <paramref name="Path"/> is relative to its root, with forward slashes.</summary>
public sealed partial record SourceFile(string Path, string Text)
{
    private static readonly string[] Extensions =
        [".cs", ".razor", ".js", ".css", ".json", ".csproj", ".props", ".targets", ".md", ".sh", ".tsv", ".http", ".sln", ".editorconfig", ".yml", ".config"];

    private static readonly string[] Generated = ["bin", "obj", "data", "artifacts", "TestResults", "StrykerOutput", ".git", ".vs", ".idea"];

    private static readonly Lazy<IReadOnlyList<SourceFile>> Checkout = new(() => [.. Read(new DirectoryInfo(Repository.Root))]);

    private readonly Lazy<string> _code = new(() => Comments().Replace(Text, match => match.Groups["comment"].Success
        ? string.Concat(match.Value.Where(character => character == '\n'))
        : match.Value));

    /// <summary>Every text file that people write; what builds and runs produce is left out.</summary>
    public static IReadOnlyList<SourceFile> All => Checkout.Value;

    /// <summary>The text without its comments, line for line.</summary>
    public string Code => _code.Value;

    public string Name => System.IO.Path.GetFileName(Path);

    public bool Is(params ReadOnlySpan<string> extensions) => EndsWithAny(Path, extensions);

    public bool In(params ReadOnlySpan<string> folders)
    {
        foreach (var folder in folders)
        {
            if (Path.StartsWith(folder, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private static bool EndsWithAny(string text, ReadOnlySpan<string> endings)
    {
        foreach (var ending in endings)
        {
            if (text.EndsWith(ending, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private static IEnumerable<SourceFile> Read(DirectoryInfo folder)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos().Where(entry => !Generated.Contains(entry.Name)))
        {
            if (entry is DirectoryInfo inner)
            {
                foreach (var file in Read(inner))
                    yield return file;
            }
            else if (Extensions.Contains(entry.Extension) || entry.Extension.Length == 0)
            {
                yield return new SourceFile(
                    System.IO.Path.GetRelativePath(Repository.Root, entry.FullName).Replace('\\', '/'), File.ReadAllText(entry.FullName));
            }
        }
    }

    // Texts are matched first, so that a slash pair inside one is not taken for a comment.
    [GeneratedRegex("""
        "{3,}[\s\S]*?"{3,} | (?:@\$|\$@|@)"(?:[^"]|"")*" | "(?:\\.|[^"\\\r\n])*" | '(?:\\[^']+|[^'\\\r\n])'
        | (?<comment> //[^\r\n]* | /\*[\s\S]*?\*/ | @\*[\s\S]*?\*@ | <!--[\s\S]*?--> )
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Comments();
}

using System.Text.RegularExpressions;
using System.Xml.Linq;
using Dashboard.TestKit;

namespace Dashboard.Web.Tests.Shell;

/// <summary>Reads the sources: every word on a screen has to exist in both languages.</summary>
public sealed partial class WordsTests
{
    private static readonly string Web = Repository.PathTo("src", "Dashboard.Web");

    /// <summary>The product's own name, key caps, and signs.</summary>
    private static readonly HashSet<string> NoWords = new(StringComparer.Ordinal) { "Dashboard", "Ctrl K", "Ctrl", "Esc", "CSV", "XLSX" };

    public static TheoryData<string> Rooms => [.. Directory.GetFiles(Web, "Texts.resx", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Web, Path.GetDirectoryName(file)!))];

    public static TheoryData<string> Pages => [.. Directory.GetFiles(Web, "*.razor", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Web, file)).Where(file => !file.StartsWith("obj", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Room_BothLanguages_HaveTheSameKeysAndPlaces(string room)
    {
        var english = Read(room, "Texts.resx");
        var russian = Read(room, "Texts.ru.resx");
        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), russian.Keys.Order(StringComparer.Ordinal));
        foreach (var (key, words) in english)
        {
            Assert.False(string.IsNullOrWhiteSpace(words), $"{room}: {key} is empty in English.");
            Assert.False(string.IsNullOrWhiteSpace(russian[key]), $"{room}: {key} is empty in Russian.");
            Assert.Equal(PlacesOf(words), PlacesOf(russian[key]));
        }
    }

    /// <summary>Words that somebody types to find the other language are in both.</summary>
    [Theory]
    [MemberData(nameof(Rooms))]
    public void Room_English_IsNotRussian(string room) =>
        Assert.DoesNotContain(Read(room, "Texts.resx"), text => text.Key != "ActLanguageWords" && text.Value.Any(letter => letter is >= '\u0400' and <= '\u04FF'));

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Room_KeysInCode_Exist(string room)
    {
        var known = Read(room, "Texts.resx").Keys;
        var used = Directory.GetFiles(Path.Combine(Web, room)).Where(file => file.EndsWith(".razor", StringComparison.Ordinal) || file.EndsWith(".cs", StringComparison.Ordinal))
            .SelectMany(file => UsedKey().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)).Distinct();
        Assert.Empty(used.Except(known, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_Markup_HasNoWordsOfItsOwn(string page)
    {
        var source = File.ReadAllText(Path.Combine(Web, page));
        Assert.DoesNotContain(TextsOf(source), text => !NoWords.Contains(text));
    }

    /// <summary>The scan itself: words in text and in attributes people read are found, code is not.</summary>
    [Theory]
    [InlineData("<p>Hello there</p>", "Hello there")]
    [InlineData("<input placeholder=\"Search\" />", "Search")]
    [InlineData("<EmptyState Title=\"Nothing\" />", "Nothing")]
    [InlineData("<p>@T[\"Key\"] · @(a > b ? x : y)</p>", null)]
    [InlineData("<button @onclick=\"() => PickAsync(one)\">Pick one</button>", "Pick one")]
    [InlineData("<button @onclick=\"() => PickAsync(one)\">@T[\"Pick\"]</button>", null)]
    [InlineData("@if (count > 0)\n{\n  <p>@count</p>\n}", null)]
    [InlineData("<p title=\"@T[\"Key\"]\">@Word</p>\n@code {\n  private string _x = \"word\";\n}", null)]
    public void Scan_Sample_FindsWordsOnly(string source, string? found) =>
        Assert.Equal(found is null ? [] : [found], TextsOf(source));

    [Fact]
    public void Colours_AreNamedInTokensOnly()
    {
        var sheets = new[] { Repository.PathTo("wwwroot", "css", "app.css"), Repository.PathTo("wwwroot", "css", "radzen.css") };
        foreach (var file in sheets.Concat(Directory.GetFiles(Web, "*.razor*", SearchOption.AllDirectories)))
            Assert.DoesNotMatch(@"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b(?=[;""'\s])|\brgba?\(", File.ReadAllText(file));
    }

    [Fact]
    public void StoredText_IsNeverWrittenAsMarkup()
    {
        foreach (var file in Directory.GetFiles(Web, "*.*", SearchOption.AllDirectories).Where(file => file.EndsWith(".razor", StringComparison.Ordinal) || file.EndsWith(".cs", StringComparison.Ordinal)))
        {
            if (!Path.GetRelativePath(Web, file).StartsWith("obj", StringComparison.Ordinal))
                Assert.DoesNotMatch("MarkupString|AddMarkupContent", File.ReadAllText(file));
        }
    }

    private static List<string> TextsOf(string source)
    {
        var markup = Regex.Replace(source, @"^@code\s*\{.*", "", RegexOptions.Singleline | RegexOptions.Multiline);
        markup = Regex.Replace(markup, @"@\*.*?\*@", "", RegexOptions.Singleline);
        markup = WithoutExpressions(string.Join('\n', markup.Split('\n').Where(line => !CodeLine().IsMatch(line))));
        var attributes = ReadableAttribute().Matches(markup).Select(match => match.Groups[1].Value);
        var texts = Regex.Replace(Regex.Replace(markup, @"<(""[^""]*""|[^<>""])*>", "\n"), @"[{}]", "\n").Split('\n');
        return [.. texts.Concat(attributes).Select(text => text.Trim(' ', '\r', '\t', '·')).Where(text => Regex.IsMatch(text, @"\p{L}{2}"))];
    }

    /// <summary>Drops each "@name.Member(arguments)[index]" and "@(...)", whatever quotes and brackets the arguments hold.</summary>
    private static string WithoutExpressions(string markup)
    {
        var kept = new System.Text.StringBuilder();
        for (var i = 0; i < markup.Length; i++)
        {
            if (markup[i] != '@')
            {
                kept.Append(markup[i]);
                continue;
            }

            var start = i + 1;
            while (i + 1 < markup.Length && (char.IsLetterOrDigit(markup[i + 1]) || markup[i + 1] is ('_' or '.')))
                i++;
            if (markup[start..(i + 1)] is "if" or "foreach" && markup[i + 1] == ' ')
                i++;
            while (i + 1 < markup.Length && markup[i + 1] is ('(' or '['))
                i = EndOfBrackets(markup, i + 1);
        }

        return kept.ToString();
    }

    private static int EndOfBrackets(string markup, int open)
    {
        var (depth, quoted) = (0, false);
        for (var i = open; i < markup.Length; i++)
        {
            if (markup[i] == '"')
                quoted = !quoted;
            else if (!quoted && markup[i] is ('(' or '['))
                depth++;
            else if (!quoted && markup[i] is (')' or ']') && --depth == 0)
                return i;
        }

        return markup.Length - 1;
    }

    private static Dictionary<string, string> Read(string room, string file) =>
        XDocument.Load(Path.Combine(Web, room, file)).Root!.Elements("data").ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);

    private static IEnumerable<string> PlacesOf(string words) => Regex.Matches(words, @"\{\d+\}").Select(match => match.Value).Distinct().Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\b[Tt](?:exts)?\[""(\w+)""")]
    private static partial Regex UsedKey();

    [GeneratedRegex(@"\b(?:title|placeholder|alt|aria-label|Title|Text|Label|Hint|Word|Meaning|What|Do|Caption|Error|Reason)=""([^""@]+)""")]
    private static partial Regex ReadableAttribute();

    [GeneratedRegex(@"^\s*(?:@(?:page|using|inject|attribute|inherits|implements|layout|typeparam|namespace|rendermode|if|foreach|for|switch|else)\b|else\b|case\b|break;|var\b|default:)")]
    private static partial Regex CodeLine();
}

using System.Globalization;
using System.Text.Json;
using Dashboard.TestKit;
using Dashboard.Web.Cli;
using Microsoft.Data.Sqlite;

namespace Dashboard.Web.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        using var connection = new SqliteConnection(ConnectionString);
        SqliteConnection.ClearPool(connection);
        _folder.Dispose();
    }

    [Theory]
    [InlineData()]
    [InlineData("--Urls=http://127.0.0.1:0")]
    [InlineData("serve", "--Urls=http://127.0.0.1:0")]
    public async Task Run_NoVerbOrServe_LeavesTheServerToStart(params string[] words) =>
        Assert.Null(await CommandLine.RunAsync(words, new Terminal(TextReader.Null, TextWriter.Null, TextWriter.Null), Stop));

    [Fact]
    public async Task Verbs_OneAfterTheOther_MakeAnInstanceReadyToUse()
    {
        Assert.Equal(0, (await RunAsync("s3cret\n", "projects", "add", "--id", "386", "--name=Shop", "--gate-url", "http://localhost:5081", "--secret-stdin")).Code);
        Assert.Equal(0, (await RunAsync("long enough password\n", "users", "add", "--email", "a@example.com", "--role", "ADMIN", "--projects", "386", "--password-stdin")).Code);
        var token = await RunAsync("", "tokens", "add", "--email", "a@example.com", "--project", "386", "--json");
        var list = await RunAsync("", "projects", "list", "--json");
        Assert.Equal(0, (await RunAsync("other\n", "projects", "rotate", "--id", "386", "--secret-stdin", "--keep-days", "3")).Code);
        var audit = await RunAsync("", "audit", "verify", "--json");

        Assert.Equal(30, Json(token.Out).GetProperty("token").GetString()!.Length);
        Assert.Equal(386, Json(list.Out)[0].GetProperty("id").GetInt64());
        Assert.Equal(4, Json(audit.Out).GetProperty("checked").GetInt64());
        Assert.DoesNotContain("s3cret", token.Error + list.Out + audit.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_SetAndList_ReadAndWriteTheSameAmounts()
    {
        Assert.Equal(0, (await RunAsync("", "limits", "set", "--role", "operator", "--currency", "kwd", "--single", "1.5", "--day", "20")).Code);
        Assert.Equal(0, (await RunAsync("", "limits", "set", "--role", "Operator", "--single", "500")).Code);
        var list = await RunAsync("", "limits", "list", "--json");
        var unknown = await RunAsync("", "limits", "set", "--email", "nobody@example.com", "--single", "1");
        var wrong = await RunAsync("", "limits", "set", "--role", "Operator", "--currency", "JPY", "--single", "1.5");

        var rows = Json(list.Out);
        Assert.Equal(("any", "500"), (rows[0].GetProperty("currency").GetString(), rows[0].GetProperty("single").GetString()));
        Assert.Equal(("KWD", "1.500", "20.000"), (rows[1].GetProperty("currency").GetString(), rows[1].GetProperty("single").GetString(), rows[1].GetProperty("day").GetString()));
        Assert.Equal((ExitCode.Failed, "email: there is no nobody@example.com."), (unknown.Code, unknown.Error.Trim()));
        Assert.Equal(ExitCode.WrongUsage, wrong.Code);
    }

    [Fact]
    public async Task Seed_ExportAndBackup_AgreeOnTheRows()
    {
        var seeded = await RunAsync("", "seed", "--payments", "400", "--seed", "3", "--json");
        var output = _folder.PathTo("payments.csv");
        var exported = await RunAsync("", "export", "payments", "--format", "csv", "--output", output, "--json");
        var backup = await RunAsync("", "backup", "--output", _folder.PathTo("copy.db"), "--json");
        var again = await RunAsync("", "backup", "--output", _folder.PathTo("copy.db"));

        Assert.Equal((0, 0, 0), (seeded.Code, exported.Code, backup.Code));
        Assert.Equal(400, Json(exported.Out).GetProperty("rows").GetInt64());
        Assert.Equal(401, (await File.ReadAllLinesAsync(output, Stop)).Length);
        var rows = Json(backup.Out).GetProperty("rows");
        Assert.Equal(400, rows.GetProperty("payments").GetInt64());
        Assert.Equal(Json(seeded.Out).GetProperty("operations").GetInt64(), rows.GetProperty("operations").GetInt64());
        Assert.Equal(ExitCode.Failed, again.Code);
    }

    [Fact]
    public async Task Export_WithFiltersOfTheList_WritesItsRows()
    {
        await RunAsync("", "seed", "--payments", "400", "--seed", "3");
        var output = _folder.PathTo("declined.csv");
        var exported = await RunAsync("", "export", "payments", "--format", "csv", "--output", output, "--status", "decline", "--min", "2000", "--json");

        Assert.Equal(0, exported.Code);
        Assert.InRange(Json(exported.Out).GetProperty("rows").GetInt64(), 1, 399);
        Assert.All((await File.ReadAllLinesAsync(output, Stop)).Skip(1), line => Assert.Contains("decline", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("no verb 'fly'", "fly")]
    [InlineData("projects add, projects rotate, projects list", "projects")]
    [InlineData("--id: 'x' is not a whole number", "projects", "add", "--id", "x", "--name", "n", "--gate-url", "u", "--secret-stdin")]
    [InlineData("--colour is not known", "projects", "list", "--colour", "red")]
    [InlineData("--json takes no value", "projects", "list", "--json=yes")]
    [InlineData("--email needs a value", "tokens", "add", "--email", "--project", "1")]
    [InlineData("--role is missing", "users", "add", "--email", "a@example.com", "--password-stdin")]
    [InlineData("standard input was empty", "users", "add", "--email", "a@example.com", "--role", "Admin", "--password-stdin")]
    [InlineData("--format: must be csv or xlsx", "export", "payments", "--format", "pdf", "--output", "x")]
    [InlineData("--currency: 'eur'", "export", "payments", "--format", "csv", "--output", "x", "--currency", "eur")]
    [InlineData("--until: ", "export", "payments", "--format", "csv", "--output", "x", "--until", "tomorrow-ish")]
    [InlineData("--account: ", "export", "payments", "--format", "csv", "--output", "x", "--account", "12x")]
    [InlineData("--view is not known", "export", "payments", "--format", "csv", "--output", "x", "--view", "overdue")]
    [InlineData("--zone: 'Mars'", "export", "payments", "--format", "csv", "--output", "x", "--zone", "Mars")]
    [InlineData("--payments: must be 1 to", "seed", "--payments", "0")]
    public async Task Run_WrongUsage_EndsWithTwoAndTellsTheFault(string fault, params string[] words)
    {
        var (code, output, error) = await RunAsync("", words);

        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.Contains(fault, error, StringComparison.Ordinal);
        Assert.Empty(output);
    }

    [Fact]
    public async Task Run_WhatCannotBeDone_EndsWithOneAndTellsWhy()
    {
        var (code, _, error) = await RunAsync("", "tokens", "add", "--email", "nobody@example.com", "--project", "1");

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("email: there is no user nobody@example.com", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WrongSettings_EndsWithTwoAndNamesEachKey()
    {
        var (code, _, error) = await RunAsync("", "migrate", "--Database:Provider=Oracle", "--Urls=nowhere", "--Sandbox:Url=x", "--Demo:Enabled=perhaps",
            "--SignIn:Tries=99", "--Security:Proxies:0=proxy.local");

        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.All(["Database:Provider", "Urls", "Sandbox:Url", "Demo:Enabled"], key => Assert.Contains(key + ": ", error, StringComparison.Ordinal));
        Assert.All(["SignIn:Tries", "Security:Proxies:0"], key => Assert.Contains(key, error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task CallbacksTidy_DryRun_CountsAndWritesNothing()
    {
        var (code, text, _) = await RunAsync("", "callbacks", "tidy", "--dry-run", "--json", "--Callbacks:KeepBodiesDays=90");

        Assert.Equal(0, code);
        Assert.Equal((0, 0), (Json(text).GetProperty("packed").GetInt32(), Json(text).GetProperty("erased").GetInt32()));
        Assert.Equal((ExitCode.WrongUsage, true), await RunAsync("", "callbacks", "tidy", "--Callbacks:KeepBodiesDays=3") is var wrong
            ? (wrong.Code, wrong.Error.Contains("Callbacks:KeepBodiesDays", StringComparison.Ordinal)) : default);
    }

    [Fact]
    public async Task Run_SettingOfAnotherType_EndsWithTwoAndNamesTheKey()
    {
        var (code, _, error) = await RunAsync("", "migrate", "--SignIn:RequireSecondFactor=perhaps");

        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.Contains("SignIn:RequireSecondFactor", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_EveryVerb_ListsItsOptions()
    {
        var all = await RunAsync("", "--help");
        Assert.Contains("audit verify", all.Out, StringComparison.Ordinal);
        foreach (var verb in Verbs.All)
        {
            var help = await RunAsync("", [.. verb.Name.Split(' '), "--help"]);
            Assert.Equal(0, help.Code);
            Assert.Contains(verb.Name, all.Out, StringComparison.Ordinal);
            Assert.All(verb.Options, option => Assert.Contains("--" + option.Name, help.Out, StringComparison.Ordinal));
        }
    }

    private string ConnectionString => $"Data Source={_folder.PathTo("dashboard.db")}";

    private async Task<(int? Code, string Out, string Error)> RunAsync(string input, params string[] words)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var given = words.Any(word => word.StartsWith("--Database:", StringComparison.Ordinal)) || words[^1] == "--help"
            ? words
            : [.. words, $"--Database:ConnectionString={ConnectionString}", $"--Keys:Folder={_folder.PathTo("keys")}"];
        var code = await CommandLine.RunAsync(given, new Terminal(new StringReader(input), output, error), Stop);
        return (code, output.ToString(), error.ToString());
    }

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}

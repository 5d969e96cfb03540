using System.Data.Common;
using System.Globalization;
using Dashboard.Core.Callbacks.Bodies;
using Dashboard.Core.Callbacks.Forwarding;
using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Dashboard.Core.Refunds.Batches;
using Dashboard.Web.Access;
using Dashboard.Web.Payments;
using Dashboard.Web.Security;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Dashboard.Web;

/// <summary>Looks at every setting before anything starts, so that a wrong one is told by its key with the fix, and all of them at once.</summary>
public static class SettingsValidator
{
    private static readonly string[] Switches = ["Demo:Enabled", "Sandbox:Enabled"];

    /// <returns>One line for each fault; empty when the application may start.</returns>
    public static IReadOnlyList<string> Check(IConfiguration settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var faults = new List<string>();
        CheckDatabase(settings, faults);
        CheckUrls(settings["Urls"], faults);
        foreach (var key in Switches)
        {
            if (settings[key] is { Length: > 0 } text && !bool.TryParse(text, out _))
                faults.Add($"{key}: '{text}' is neither true nor false.");
        }

        if (settings["Sandbox:Url"] is { Length: > 0 } sandbox && !IsHttp(sandbox))
            faults.Add($"Sandbox:Url: '{sandbox}' is not an address such as http://localhost:5081.");
        if (settings[KeyRing.FolderSetting] is { } folder && (folder.Trim().Length == 0 || File.Exists(folder)))
            faults.Add($"{KeyRing.FolderSetting}: '{folder}' is not a folder; name one outside the database, such as {KeyRing.DefaultFolder}.");
        if (PlatformLink.Fault(settings[PlatformLink.Setting]) is { } link)
            faults.Add(link);
        CheckRefunds(settings, faults);
        CheckSection<SignInLimits>(settings, SignInLimits.Section, limits => limits.Faults(), faults);
        CheckSection<BodyRetention>(settings, BodyRetention.Section, rules => rules.Faults(), faults);
        faults.AddRange(ForwardTargetsOf(settings).Faults());
        CheckSection<SecurityOptions>(settings, SecurityOptions.Section, options => options.Faults(), faults);
        const string pace = RefundBatchOptions.Section + ":PerMinute";
        if (settings[pace] is { } perMinute && !(int.TryParse(perMinute, NumberStyles.None, CultureInfo.InvariantCulture, out var rows)
                && rows is >= 1 and <= RefundBatchOptions.MostPerMinute))
            faults.Add($"{pace}: '{perMinute}' is not a whole number from 1 to {RefundBatchOptions.MostPerMinute}.");
        return faults;
    }

    internal static ForwardTargets ForwardTargetsOf(IConfiguration settings) =>
        new(settings.GetSection(ForwardTargets.Section).GetChildren().ToDictionary(line => line.Key, line => line.Value));

    private static void CheckRefunds(IConfiguration settings, List<string> faults)
    {
        var section = settings.GetSection(RefundRules.Section);
        var unreadable = section.GetChildren().Where(one => !long.TryParse(one.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            || (one.Key is nameof(RefundRules.BrakeAfter) or nameof(RefundRules.BrakeMinutes) or nameof(RefundRules.ApprovalHours) && number != (int)number)).ToList();
        faults.AddRange(unreadable.Select(one => $"{one.Path}: '{one.Value}' is not a whole number."));
        if (unreadable.Count == 0)
            faults.AddRange((section.Get<RefundRules>() ?? new RefundRules()).Faults());
    }

    private static void CheckSection<TOptions>(
        IConfiguration settings, string name, Func<TOptions, IEnumerable<string>> check, List<string> faults)
        where TOptions : new()
    {
        try
        {
            faults.AddRange(check(settings.GetSection(name).Get<TOptions>() ?? new TOptions()));
        }
        catch (InvalidOperationException unreadable)
        {
            // Says the key and the value that does not fit its type.
            faults.Add($"{name}: {unreadable.Message}");
        }
    }

    private static void CheckDatabase(IConfiguration settings, List<string> faults)
    {
        var name = settings["Database:Provider"];
        var provider = DatabaseProvider.Sqlite;
        // Enum.TryParse would take a number as well.
        if (name is not null && !(Enum.TryParse(name, ignoreCase: true, out provider) && Enum.GetNames<DatabaseProvider>().Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            faults.Add($"Database:Provider: '{name}' is not known; use {string.Join(" or ", Enum.GetNames<DatabaseProvider>())}.");
            return;
        }

        var text = settings["Database:ConnectionString"];
        if (string.IsNullOrWhiteSpace(text))
        {
            if (text is not null || provider != DatabaseProvider.Sqlite)
                faults.Add("Database:ConnectionString: is empty; " + Example(provider));
            return;
        }

        try
        {
            DbConnectionStringBuilder builder = provider == DatabaseProvider.Sqlite
                ? new SqliteConnectionStringBuilder(text)
                : new NpgsqlConnectionStringBuilder(text);
            if (builder is SqliteConnectionStringBuilder { DataSource.Length: 0 } or NpgsqlConnectionStringBuilder { Host: null or "" })
                faults.Add("Database:ConnectionString: names no database; " + Example(provider));
            else if (builder is SqliteConnectionStringBuilder { DataSource: ":memory:" } or SqliteConnectionStringBuilder { Mode: SqliteOpenMode.Memory })
                faults.Add("Database:ConnectionString: a database in memory keeps nothing; " + Example(provider));
        }
        catch (ArgumentException)
        {
            // The text may hold a password, so it is not repeated.
            faults.Add($"Database:ConnectionString: cannot be read for {provider}; " + Example(provider));
        }
    }

    private static void CheckUrls(string? urls, List<string> faults)
    {
        foreach (var url in (urls ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            // "*" and "+" stand for every address of the machine.
            var plain = url.Replace("://*", "://localhost", StringComparison.Ordinal).Replace("://+", "://localhost", StringComparison.Ordinal);
            if (!IsHttp(plain))
                faults.Add($"Urls: '{url}' is not an address such as http://localhost:5080.");
        }
    }

    private static bool IsHttp(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps);

    private static string Example(DatabaseProvider provider) => provider == DatabaseProvider.Sqlite
        ? "use for example 'Data Source=data/dashboard.db'."
        : "use for example 'Host=localhost;Database=dashboard;Username=dashboard'.";
}

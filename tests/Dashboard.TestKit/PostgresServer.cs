using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Dashboard.TestKit;

/// <summary>
/// A PostgreSQL server of the tests' own: own folder, own port, no durability. It never touches a cluster of the machine.
/// Fails when the server's programs are missing: a test that cannot reach its database has not passed.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string FolderPrefix = "dashboard-postgres-";
    private readonly string _binaries;
    private readonly string _folder;
    private readonly int _port;
    private int _databases;
    private int _stopped;

    private PostgresServer(string binaries, string folder, int port)
    {
        _binaries = binaries;
        _folder = folder;
        _port = port;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop();
    }

    /// <summary>Creates a cluster and starts it; about a second.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        var binaries = FindBinaries();
        RemoveLeftovers(binaries);
        var folder = Path.Combine(Path.GetTempPath(),
            string.Create(CultureInfo.InvariantCulture, $"{FolderPrefix}{Environment.ProcessId}-{Guid.NewGuid():N}"));
        Directory.CreateDirectory(folder);
        // The server refuses to run as root, so root hands the folder to the package's own user.
        if (Environment.IsPrivilegedProcess)
            await RunAsync("chown", ["postgres", folder]);

        var data = Path.Combine(folder, "data");
        await RunAsOwnerAsync(Path.Combine(binaries, "initdb"), ["-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"]);
        var port = FreePort.Next();
        var settings = string.Create(CultureInfo.InvariantCulture,
            $"-h 127.0.0.1 -p {port} -k {folder} -F -c full_page_writes=off -c max_connections=200");
        await RunAsOwnerAsync(Path.Combine(binaries, "pg_ctl"), ["-D", data, "-l", Path.Combine(folder, "server.log"), "-o", settings, "-w", "start"]);
        return new PostgresServer(binaries, folder, port);
    }

    /// <summary>A fresh database, empty or a copy of <paramref name="template"/>, which nobody may be connected to.</summary>
    /// <returns>The connection string.</returns>
    public async Task<string> CreateDatabaseAsync(string? template = null, CancellationToken cancellationToken = default)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        var source = template is null ? "template0" : new NpgsqlConnectionStringBuilder(template).Database;
        await ExecuteAsync($"CREATE DATABASE \"{name}\" TEMPLATE \"{source}\"", cancellationToken);
        return ConnectionString(name);
    }

    public async Task DropDatabaseAsync(string connectionString, CancellationToken cancellationToken = default)
    {
        await using (var connection = new NpgsqlConnection(connectionString))
            NpgsqlConnection.ClearPool(connection);
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await ExecuteAsync($"DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)", cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        Stop();
        return ValueTask.CompletedTask;
    }

    private string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = _port,
        Username = "postgres",
        Database = database,
        IncludeErrorDetail = true,
    }.ConnectionString;

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        // Not pooled: an idle connection to the administration database would outlive the server.
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Names of databases cannot be parameters; they are made here.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private void Stop()
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 0)
            StopAndRemove(_binaries, _folder);
    }

    private static void StopAndRemove(string binaries, string folder)
    {
        var data = Path.Combine(folder, "data");
        if (File.Exists(Path.Combine(data, "postmaster.pid")))
            RunAsOwnerAsync(Path.Combine(binaries, "pg_ctl"), ["-D", data, "-m", "immediate", "-w", "stop"]).GetAwaiter().GetResult();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A killed test run leaves its server behind; the folder carries the number of the process it belonged to.</summary>
    private static void RemoveLeftovers(string binaries)
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), FolderPrefix + "*"))
        {
            var owner = Path.GetFileName(folder)[FolderPrefix.Length..].Split('-')[0];
            if (int.TryParse(owner, CultureInfo.InvariantCulture, out var process) && !Directory.Exists($"/proc/{process}"))
            {
                try
                {
                    StopAndRemove(binaries, folder);
                }
                catch (Exception fault) when (fault is InvalidOperationException or IOException or UnauthorizedAccessException)
                {
                    // Another run may be removing the same leftover, or it belongs to another user.
                }
            }
        }
    }

    private static string FindBinaries()
    {
        const string installed = "/usr/lib/postgresql";
        var versions = Directory.Exists(installed) ? Directory.EnumerateDirectories(installed) : [];
        return versions
            .Select(version => Path.Combine(version, "bin"))
            .Where(binaries => File.Exists(Path.Combine(binaries, "initdb")) && File.Exists(Path.Combine(binaries, "pg_ctl")))
            .OrderByDescending(binaries => int.TryParse(Path.GetFileName(Path.GetDirectoryName(binaries)), CultureInfo.InvariantCulture, out var version) ? version : 0)
            .FirstOrDefault()
            ?? throw new InvalidOperationException(
                $"PostgreSQL's initdb and pg_ctl were not found under {installed}. Run tests/run.sh, or: apt-get install -y --no-install-recommends postgresql");
    }

    private static Task RunAsOwnerAsync(string program, string[] arguments) => Environment.IsPrivilegedProcess
        ? RunAsync("runuser", ["-u", "postgres", "--", program, .. arguments])
        : RunAsync(program, arguments);

    private static async Task RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            var said = await output + await errors;
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{said}"));
        }
    }
}

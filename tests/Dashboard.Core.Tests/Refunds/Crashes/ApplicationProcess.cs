using System.Diagnostics;
using System.Globalization;
using Dashboard.Core.Access;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Dashboard.Core.Tests.Refunds.Model;
using Dashboard.Core.Tests.Refunds.Races;
using Dashboard.Gate;
using Dashboard.TestKit;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Tests.Refunds.Crashes;

/// <summary>
/// The core in a process of its own, on a database that a test made. It does one thing and ends, or is killed at the point that the environment
/// variable CRASH_AT names: points lie before and after each commit, and before the facts of a callback are kept. Telling open pages keeps nothing, so there
/// is none behind it.
/// </summary>
internal sealed class ApplicationProcess : IAsyncDisposable
{
    public const string Word = "application";
    public const int Killed = 137;

    private readonly Process _process;

    private ApplicationProcess(Process process) => _process = process;

    public StreamReader Output => _process.StandardOutput;

    public StreamWriter Input => _process.StandardInput;

    /// <param name="keys">Folder of the key ring that sealed the project's secret.</param>
    /// <param name="task">refund, approved-refund, race, receive, dialog, or one of <see cref="ApplicationTasks"/>, with what it needs.</param>
    public static ApplicationProcess Start(DatabaseProvider provider, string connectionString, string keys, int crashAt, params string[] task)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(ApplicationProcess).Assembly.Location, Word, provider.ToString(), connectionString, keys },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var argument in task)
            start.ArgumentList.Add(argument);
        start.Environment["CRASH_AT"] = crashAt.ToString(CultureInfo.InvariantCulture);
        return new ApplicationProcess(Process.Start(start)!);
    }

    public void Kill() => _process.Kill();

    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    public static IDataProtectionProvider KeyRing(string folder) => DataProtectionProvider.Create(new DirectoryInfo(folder));

    public static async Task<int> RunAsync(string[] args)
    {
        var options = new DatabaseOptions { Provider = Enum.Parse<DatabaseProvider>(args[1]), ConnectionString = args[2] };
        // Before a commit nothing is different from after the one before it, unless something was sent in between.
        var sends = args[4] is not ("batch" or "decide");
        using var crashes = new CrashPoints(options.ConnectionString, () => Process.GetCurrentProcess().Kill(), onlyAfter: !sends);
        await using var services = new ServiceCollection().AddLogging()
            .AddSingleton(KeyRing(args[3]))
            .AddSingleton(new GateClient(GateTimes.Default with { Total = TimeSpan.FromSeconds(15) }))
            .AddSingleton(ApplicationTasks.AtOnce)
            .AddCore(options)
            .AddSingleton<ICallbackHandler>(new PointBeforeFactsAreKept(crashes))
            .BuildServiceProvider();
        crashes.Arm(int.Parse(Environment.GetEnvironmentVariable("CRASH_AT") ?? "0", CultureInfo.InvariantCulture));
        await services.GetRequiredService<CallbackWriter>().StartAsync(CancellationToken.None);
        await (args[4] switch
        {
            "refund" => RefundAsync(services, args[5], Guid.Parse(args[6]), long.Parse(args[7], CultureInfo.InvariantCulture), approved: false),
            "approved-refund" => RefundAsync(services, args[5], Guid.Parse(args[6]), long.Parse(args[7], CultureInfo.InvariantCulture), approved: true),
            "race" => RaceAsync(services, args[5], Guid.Parse(args[6]), int.Parse(args[7], CultureInfo.InvariantCulture)),
            "receive" => ReceiveAsync(services),
            "batch" => ApplicationTasks.BatchAsync(services, args[5], Guid.Parse(args[6])),
            "ask" => ApplicationTasks.AskAsync(services),
            "decide" => ApplicationTasks.DecideAsync(services, Guid.Parse(args[5]), Guid.Parse(args[6]), Guid.Parse(args[7]), Guid.Parse(args[8])),
            "dialog" => OpenDialogAsync(services, long.Parse(args[5], CultureInfo.InvariantCulture), args[6]),
            _ => throw new ArgumentException($"There is no task {args[4]}.", nameof(args)),
        });
        await services.GetRequiredService<CallbackWriter>().StopAsync(CancellationToken.None);
        return 0;
    }

    /// <summary>A refund from the request to the callback, or to the reconciler where the answer was lost.</summary>
    private static async Task RefundAsync(IServiceProvider services, string paymentId, Guid id, long amount, bool approved)
    {
        await services.GetRequiredService<RequestRefund>().HandleAsync(
            approved ? ModelWorld.Junior : RefundWorld.Operator, RequestOf(paymentId, id, amount), CancellationToken.None);
        if (approved)
        {
            await services.GetRequiredService<StepUps>().ConfirmedAsync(ModelWorld.Finance[0], StepUpMethod.Password, CancellationToken.None);
            await services.GetRequiredService<ApproveRefund>().HandleAsync(ModelWorld.Finance[0], id, CancellationToken.None);
        }

        await services.GetRequiredService<RefundWorker>().SendQueuedAsync(CancellationToken.None);
        var refund = await FindAsync(services, id);
        if (refund.State != RefundState.Accepted)
        {
            await services.GetRequiredService<Reconciler>().RunOnceAsync(evenIfNotDue: true, CancellationToken.None);
            return;
        }

        await services.GetRequiredService<CallbackIntake>().ReceiveAsync(
            PlatformCallback.Refund(paymentId, amount, "RUB", 10000, refund.RequestId!).Operation(2, refund.RequestId).At(DateTimeOffset.UtcNow).Sign(),
            null, null, CancellationToken.None);
    }

    /// <summary>Asks for many refunds at once and sends them; with an id that is not empty always for the same one.</summary>
    private static async Task RaceAsync(IServiceProvider services, string paymentId, Guid same, int tries)
    {
        await Console.Out.WriteLineAsync("ready");
        await Console.In.ReadLineAsync();
        await Race.RunAsync(services, paymentId, same, tries);
    }

    /// <summary>Takes callbacks, one a line, and says after each that it is kept.</summary>
    private static async Task ReceiveAsync(IServiceProvider services)
    {
        await Console.Out.WriteLineAsync("ready");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            if (await services.GetRequiredService<CallbackIntake>().ReceiveAsync(System.Text.Encoding.UTF8.GetBytes(line), null, null, CancellationToken.None) == IntakeAnswer.Stored)
                await Console.Out.WriteLineAsync("kept");
        }
    }

    /// <summary>Somebody has the refund dialog of a payment open until a line comes.</summary>
    private static async Task OpenDialogAsync(IServiceProvider services, long paymentRowId, string name)
    {
        await using var presence = await services.GetRequiredService<RefundBoard>().EnterAsync(paymentRowId, Guid.CreateVersion7(), name, CancellationToken.None);
        await Console.Out.WriteLineAsync("ready");
        await Console.In.ReadLineAsync();
    }

    internal static RequestRefundInput RequestOf(string paymentId, Guid id, long amount) =>
        new(id, 386, paymentId, amount, "RUB", RefundReason.CustomerRequest, null, null, SecondOfEqualAmount: true);

    private static async Task<Refund> FindAsync(IServiceProvider services, Guid id)
    {
        await using var context = await services.GetRequiredService<Database>().OpenAsync(CancellationToken.None);
        return await context.Refunds.SingleAsync(one => one.Id == id);
    }

    private sealed class PointBeforeFactsAreKept(CrashPoints crashes) : ICallbackHandler
    {
        public int Order => 1000;

        public Task ApplyAsync(CallbackBatch batch, CancellationToken cancellationToken)
        {
            crashes.Pass();
            return Task.CompletedTask;
        }
    }
}

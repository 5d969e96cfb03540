using System.Globalization;
using System.Text;
using Dashboard.Core.Data;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Tests.Refunds.Crashes;

/// <summary>I9: what was acknowledged is there after the receiving process was killed in the middle of its work.</summary>
public sealed class DurabilityTests(Databases databases)
{
    private const int Sent = 400;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(60)]
    [InlineData(200)]
    public async Task Callbacks_AcknowledgedBeforeTheKill_AreAllThere(int killAfter)
    {
        using var keys = new TemporaryFolder();
        await using var receiver = await Receiver.StartAsync(
            databases, DatabaseProvider.Sqlite, add: services => services.AddSingleton(ApplicationProcess.KeyRing(keys.Path)));
        await using var process = ApplicationProcess.Start(DatabaseProvider.Sqlite, receiver.ConnectionString, keys.Path, crashAt: 0, "receive");
        Assert.Equal("ready", await process.Output.ReadLineAsync(TestContext.Current.CancellationToken));

        var sending = SendAsync(process);
        var acknowledged = 0;
        while (await process.Output.ReadLineAsync(TestContext.Current.CancellationToken) is "kept")
        {
            if (++acknowledged == killAfter)
                process.Kill();
        }

        await sending;
        Assert.Equal(ApplicationProcess.Killed, await process.EndAsync(TestContext.Current.CancellationToken));
        Assert.InRange(acknowledged, killAfter, Sent);
        await using var context = receiver.OpenContext();
        var stored = await context.Payments.Select(payment => payment.PaymentId).ToListAsync(TestContext.Current.CancellationToken);
        // They were sent one after the other, so the acknowledged ones are the first ones.
        Assert.All(Enumerable.Range(1, acknowledged), number => Assert.Contains(Name(number), stored));
        Assert.Equal(stored.Count, await context.CallbackEvents.CountAsync(TestContext.Current.CancellationToken));
        Assert.Equal(stored.Count, await context.Operations.CountAsync(TestContext.Current.CancellationToken));
        Assert.Equal("ok", await context.Database.SqlQuery<string>($"SELECT integrity_check AS Value FROM pragma_integrity_check").SingleAsync(TestContext.Current.CancellationToken));
    }

    private static async Task SendAsync(ApplicationProcess process)
    {
        try
        {
            for (var number = 1; number <= Sent; number++)
                await process.Input.WriteLineAsync(Encoding.UTF8.GetString(PlatformCallback.Sale(Name(number), 1000 + number, "RUB").Sign()));
        }
        catch (IOException)
        {
            // The process is gone; what it did not read was never acknowledged.
        }
    }

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"EP-{number}");
}

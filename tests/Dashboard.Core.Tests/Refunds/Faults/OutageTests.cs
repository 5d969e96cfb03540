using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Dashboard.Core.Tests.Refunds.Model;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Dashboard.Core.Tests.Refunds.Faults;

/// <summary>The database goes away while a request is on the wire: what came of the request is recorded when it is back.</summary>
public sealed class OutageTests(Databases databases)
{
    [Theory]
    [InlineData(Reply.Refuse, RefundState.Declined, "3283")]
    [InlineData(Reply.Ok, RefundState.Accepted, null)]
    [InlineData(Reply.UnavailableUntaken, RefundState.Unknown, null)]
    public async Task Answer_WhilePostgresFailsOver_IsRecordedAfterIt(Reply reply, RefundState state, string? code)
    {
        await using var world = await ModelWorld.StartAsync(databases, DatabaseProvider.PostgreSQL);
        var payment = await world.AddPaymentAsync(10000);
        payment.Replies.Enqueue(reply);
        var id = await world.RequestedAsync(payment, 2000);
        world.Platform.Arrived = (_, _) => SetStandby(world, true);

        var back = world.Clock.GetUtcNow().AddSeconds(10);
        await RunAsync(world, world.SendDueAsync(), now =>
        {
            if (now >= back && back != default)
            {
                back = default;
                SetStandby(world, false);
            }
        });

        var refund = await world.RefundAsync(id);
        Assert.Equal((state, code), (refund.State, refund.Code));
    }

    [Theory]
    [InlineData(Reply.Refuse, RefundState.Declined, "3283")]
    [InlineData(Reply.Ok, RefundState.Accepted, null)]
    public async Task Answer_WhileCommitsFail_IsRecordedAfterIt(Reply reply, RefundState state, string? code)
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        payment.Replies.Enqueue(reply);
        var id = await world.RequestedAsync(payment, 2000);
        var back = DateTimeOffset.MaxValue;
        CrashPoints? commits = null;
        commits = new CrashPoints(world.ConnectionString, () =>
        {
            commits!.Arm(1);
            if (world.Clock.GetUtcNow() < back)
                throw new IOException("The disk is away.");
        });
        using (commits)
        {
            world.Platform.Arrived = (_, _) =>
            {
                back = world.Clock.GetUtcNow().AddSeconds(10);
                commits.Arm(1);
            };

            await RunAsync(world, world.SendDueAsync(), _ => { });
        }

        var refund = await world.RefundAsync(id);
        Assert.Equal((state, code), (refund.State, refund.Code));
        Assert.True(world.Clock.GetUtcNow() >= back);
    }

    [Fact]
    public async Task RequestTurnedAway_WhileRefundsCannotBeChanged_StopsTheProjectAllTheSame()
    {
        await using var world = await ModelWorld.StartAsync(databases, DatabaseProvider.PostgreSQL);
        var payment = await world.AddPaymentAsync(10000);
        payment.Replies.Enqueue(Reply.Forbidden);
        var id = await world.RequestedAsync(payment, 2000);
        world.Platform.Arrived = (_, _) =>
        {
            using var context = world.OpenContext();
            context.Database.ExecuteSqlRaw("""
                CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'disk is full' USING ERRCODE = '53100'; END $$;
                CREATE TRIGGER full_disk BEFORE UPDATE ON refunds FOR EACH ROW EXECUTE FUNCTION full_disk()
                """);
        };

        await RunAsync(world, world.SendDueAsync(), _ => { });

        await using (var context = world.OpenContext())
        {
            Assert.True(await context.Projects.Select(project => project.RefundsStopped).SingleAsync(TestContext.Current.CancellationToken));
            await context.Database.ExecuteSqlRawAsync("DROP TRIGGER full_disk ON refunds", TestContext.Current.CancellationToken);
        }

        // Not for ever: the sender is taken for gone when its lease is over.
        Assert.True(world.Clock.GetUtcNow() <= (await world.RefundAsync(id)).LeaseUntil);
        world.Clock.Advance(RefundSchedule.Lease);
        await world.Get<Reconciler>().LoseDeadSendersAsync(TestContext.Current.CancellationToken);
        Assert.Equal(RefundState.Unknown, (await world.RefundAsync(id)).State);
    }

    /// <summary>Moves the clock whenever the work waits for it.</summary>
    private static async Task RunAsync(ModelWorld world, Task work, Action<DateTimeOffset> atPause)
    {
        while (true)
        {
            await Task.WhenAny(work, world.Clock.WaitForTimersAsync(1, TestContext.Current.CancellationToken));
            if (work.IsCompleted)
                break;
            atPause(world.Clock.GetUtcNow());
            world.Clock.Advance(TimeSpan.FromMilliseconds(500));
        }

        await work;
    }

    /// <summary>As after a failover to a standby: sessions are ended, and new ones take no changes.</summary>
    private static void SetStandby(ModelWorld world, bool standby)
    {
        using var connection = new NpgsqlConnection(world.ConnectionString + ";Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SET default_transaction_read_only = off";
        command.ExecuteNonQuery();
        var database = new NpgsqlCommandBuilder().QuoteIdentifier(connection.Database);
        command.CommandText = $"ALTER DATABASE {database} SET default_transaction_read_only = {(standby ? "on" : "off")}";
        command.ExecuteNonQuery();
        command.CommandText = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
        command.ExecuteNonQuery();
    }
}

using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Dashboard.Core.Tests.Refunds.Races;

/// <summary>Everything that touches refunds of one payment at the same time: nobody waits for somebody who waits for him.</summary>
public sealed class LockOrderTests(Databases databases)
{
    private const int Refunds = 40;

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task People_SenderAndCallbacks_AtOnceOnOnePayment_NeitherFailNorDeadlock(DatabaseProvider provider)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider, answerTime: TimeSpan.FromSeconds(60));
        await world.LimitAsync(Roles.Operator, once: 130);
        await world.LimitAsync(Roles.Finance, once: 100_000);
        var approver = await world.HireAsync(Roles.Finance);
        await world.StepUpAsync(approver);
        var ids = new List<Guid>();
        for (var count = 0; count < Refunds; count++)
            ids.Add(await world.RequestedAsync(100 + count));
        var random = new Seeded(3);
        var acts = random.Shuffle(ids.SelectMany((id, index) => Acts(world, approver, id, index)));

        await Parallel.ForEachAsync(acts, new ParallelOptions { MaxDegreeOfParallelism = 24 }, async (act, _) => await act());
        await world.Core.Get<RefundWorker>().SendQueuedAsync(TestContext.Current.CancellationToken);

        await using (var context = world.Core.OpenContext())
        {
            await using var transaction = await context.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, TestContext.Current.CancellationToken);
            var payment = await context.Payments.AsNoTracking().SingleAsync(TestContext.Current.CancellationToken);
            var refunds = await context.Refunds.AsNoTracking().ToListAsync(TestContext.Current.CancellationToken);
            Assert.Equal(refunds.Where(refund => refund.Holds).Sum(refund => refund.Amount), payment.Reserved);
            Assert.Contains(refunds, refund => refund.State == RefundState.Cancelled);
            Assert.Contains(refunds, refund => refund.Attempts == 1);
            Assert.All(refunds, refund => Assert.InRange(refund.Attempts, 0, 1));
        }

        if (provider == DatabaseProvider.PostgreSQL)
            Assert.Equal(0, await DeadlocksAsync(world.Core.ConnectionString));
    }

    /// <summary>What may happen to one refund; each of it is a value, never an exception.</summary>
    private static IEnumerable<Func<Task>> Acts(RefundWorld world, Actor approver, Guid id, int index)
    {
        yield return () => world.SendAsync(id);
        yield return () => world.ApproveAsync(approver, id);
        yield return () => world.SendAsync(id);
        if (index % 3 == 0)
            yield return () => world.Core.Get<CancelRefund>().HandleAsync(RefundWorld.Operator, id, CancellationToken.None);
        if (index % 5 == 0)
            yield return () => world.RejectAsync(approver, id);
        yield return () => world.RequestAsync(1000 + index);
        // Made elsewhere, told by the platform.
        yield return () => world.Core.ReceiveAsync(PlatformCallback.Refund(RefundWorld.PaymentId, 1, "RUB", 50000, "elsewhere-" + index).Operation(5000 + index, "elsewhere-" + index));
        if (index % 8 == 0)
            yield return () => world.Core.Get<Reconciler>().RunOnceAsync(evenIfNotDue: true, CancellationToken.None);
    }

    /// <summary>What the server has counted since the database was made. A connection reports when it ends.</summary>
    private static async Task<long> DeadlocksAsync(string connectionString)
    {
        NpgsqlConnection.ClearAllPools();
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()", connection);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}

using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Dashboard.Core.Tests.Refunds.Model;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Dashboard.Core.Tests.Refunds.Races;

/// <summary>Whoever comes second is told what the first one left, not what there was before.</summary>
public sealed class RemainingTests(Databases databases)
{
    [Fact]
    public async Task Refund_ThatWaitedForAnother_IsToldWhatThatOneLeft()
    {
        await using var world = await ModelWorld.StartAsync(databases, DatabaseProvider.PostgreSQL);
        var payment = await world.AddPaymentAsync(10000);
        await using var other = world.OpenContext();
        await using var transaction = await other.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await other.Payments.ExecuteUpdateAsync(change => change.SetProperty(one => one.Reserved, 9000), TestContext.Current.CancellationToken);

        var request = world.RequestAsync(payment, 2000);
        await WaitUntilBlockedAsync(world.ConnectionString);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);

        var refused = Assert.IsType<RequestRefundResult.Refused>(await request);
        Assert.Equal((RefundRefusalKind.OverRemaining, 1000L), (refused.Kind, refused.Remaining));
    }

    /// <summary>Asks the server until a session of this database waits for another's transaction.</summary>
    private static async Task WaitUntilBlockedAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0", connection);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while ((long)(await command.ExecuteScalarAsync(limit.Token))! == 0)
            limit.Token.ThrowIfCancellationRequested();
    }
}

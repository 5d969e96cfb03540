using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Dashboard.Core.Refunds;
using Dashboard.Core.Tests.Refunds.Crashes;
using Dashboard.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Core.Tests.Refunds;

/// <summary>Who is at a refund, and stop switches, on one database: in one process, in two instances, in two processes.</summary>
public sealed class RefundBoardTests(Databases databases)
{
    private static readonly Guid Ann = Guid.NewGuid();
    private static readonly Guid Bob = Guid.NewGuid();

    private readonly ManualTimeProvider _clock = new();

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Enter_TellsOthersOfTheSamePaymentOnly(DatabaseProvider provider)
    {
        await using var database = await databases.CreateAsync(provider, TestContext.Current.CancellationToken);
        var (board, other) = (Board(database), Board(database));
        var told = 0;
        using var listening = board.Subscribe(() => told++);

        await using (await board.EnterAsync(1, Ann, "ann@shop.test", TestContext.Current.CancellationToken))
        {
            foreach (var one in new[] { board, other })
            {
                Assert.Equal(["ann@shop.test"], await OthersAsync(one, 1, Bob));
                Assert.Empty(await OthersAsync(one, 1, Ann));
                Assert.Empty(await OthersAsync(one, 2, Bob));
            }
        }

        Assert.Empty(await OthersAsync(board, 1, Bob));
        Assert.Equal(2, told);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Entry_NotRenewed_IsForgottenAfterTheLease(DatabaseProvider provider)
    {
        await using var database = await databases.CreateAsync(provider, TestContext.Current.CancellationToken);
        var board = Board(database);
        await using var ann = await board.EnterAsync(1, Ann, "ann@shop.test", TestContext.Current.CancellationToken);
        _clock.Advance(RefundBoard.Lease - TimeSpan.FromSeconds(1));
        await ann.RenewAsync(TestContext.Current.CancellationToken);
        _clock.Advance(RefundBoard.Lease - TimeSpan.FromSeconds(1));
        Assert.NotEmpty(await OthersAsync(board, 1, Bob));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(await OthersAsync(board, 1, Bob));
        // Whoever comes next leaves nothing behind of those who went without a word.
        await using var bob = await board.EnterAsync(2, Bob, "bob@shop.test", TestContext.Current.CancellationToken);
        await using var context = database.OpenContext();
        Assert.Equal("bob@shop.test", Assert.Single(context.OpenRefundDialogs).Name);
    }

    [Fact]
    public async Task Entry_OfOnePersonInTwoWindows_IsOneNameUntilBothAreGone()
    {
        await using var database = await databases.CreateAsync(DatabaseProvider.Sqlite, TestContext.Current.CancellationToken);
        var board = Board(database);
        await using var first = await board.EnterAsync(1, Ann, "ann@shop.test", TestContext.Current.CancellationToken);
        var second = await board.EnterAsync(1, Ann, "ann@shop.test", TestContext.Current.CancellationToken);
        Assert.Single(await OthersAsync(board, 1, Bob));
        await second.DisposeAsync();
        Assert.Single(await OthersAsync(board, 1, Bob));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Look_TellsOfWhatAnotherInstanceChangedAndOnlyThen(DatabaseProvider provider)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider);
        var board = world.Core.Get<RefundBoard>();
        var told = 0;
        using var listening = board.Subscribe(() => told++);
        await board.LookAsync(TestContext.Current.CancellationToken);
        var another = world.Core.CreateAnother();

        var before = told;
        var presence = await another.GetRequiredService<RefundBoard>().EnterAsync(1, Ann, "ann@shop.test", TestContext.Current.CancellationToken);
        await board.LookAsync(TestContext.Current.CancellationToken);
        await board.LookAsync(TestContext.Current.CancellationToken);
        Assert.Equal(before + 1, told);
        await presence.DisposeAsync();
        await board.LookAsync(TestContext.Current.CancellationToken);
        await board.LookAsync(TestContext.Current.CancellationToken);
        Assert.Equal(before + 2, told);
        var stopped = await another.GetRequiredService<StopRefunds>().StopAsync(
            Actor.CommandLine, 386, "The bank asks us to wait", TestContext.Current.CancellationToken);
        Assert.Equal(StopResult.Done, stopped);
        await board.LookAsync(TestContext.Current.CancellationToken);
        Assert.Equal(before + 3, told);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Look_TellsThePagesWhatAnotherProcessDidToRefundsAndAlarmsAndNothingTwice(DatabaseProvider provider)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider);
        var board = world.Core.Get<RefundBoard>();
        await board.LookAsync(TestContext.Current.CancellationToken);
        var another = world.Core.CreateAnother();
        var finance = await world.HireAsync(Roles.Finance);
        var told = new List<LiveChange>();
        // The page opens after the other process has done something: that, too, is told.
        var id = await RequestElsewhereAsync(another);
        using var listening = world.Core.Get<LiveFeed>().Subscribe(told.AddRange);

        await board.LookAsync(TestContext.Current.CancellationToken);
        Assert.Equal(new LiveChange(1, 386, RefundWorld.PaymentId, false, id), Assert.Single(told));
        await board.LookAsync(TestContext.Current.CancellationToken);
        Assert.Single(told);
        told.Clear();
        Assert.True(await another.GetRequiredService<CancelRefund>().HandleAsync(RefundWorld.Operator, id, TestContext.Current.CancellationToken));
        await board.LookAsync(TestContext.Current.CancellationToken);
        Assert.Equal(id, Assert.Single(told).RefundId);

        // Its own changes it has told already.
        told.Clear();
        await world.RequestedAsync(100);
        Assert.Single(told);
        await board.LookAsync(TestContext.Current.CancellationToken);
        Assert.Single(told);

        await world.Core.ReceiveAsync(PlatformCallback.Refund(RefundWorld.PaymentId, 50001, "RUB", 50000, "elsewhere").Operation(701, "elsewhere"));
        var alarm = Assert.Single((await world.Core.Get<ApprovalQueries>().ReadAsync(finance, TestContext.Current.CancellationToken)).Alarms);
        await board.LookAsync(TestContext.Current.CancellationToken);
        told.Clear();
        Assert.Equal(RefundDecision.Done, await another.GetRequiredService<PaymentAlarms>().AcknowledgeAsync(finance, alarm.Id, "Seen", TestContext.Current.CancellationToken));
        await board.LookAsync(TestContext.Current.CancellationToken);
        Assert.Equal(new LiveChange(1, 386, RefundWorld.PaymentId, false, Alarm: true), Assert.Single(told));
    }

    [Fact]
    public async Task Look_WithNoPageOpen_ReadsNothing()
    {
        await using var database = await databases.CreateAsync(DatabaseProvider.Sqlite, TestContext.Current.CancellationToken);
        var questions = 0;
        var services = database.CreateServices(services => services.AddLogging(logging => logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Information)
            .AddProvider(new QuestionCounter(() => questions++))));
        var data = services.GetRequiredService<Database>();
        var feed = new LiveFeed();
        var board = new RefundBoard(data, feed, new ChangesElsewhere(new AuditLog(data, _clock)), _clock, NullLogger<RefundBoard>.Instance);
        using var indexer = feed.Subscribe(_ => { }, standing: true);
        await board.LookAsync(TestContext.Current.CancellationToken);
        var once = questions;
        Assert.True(once > 0);

        await board.LookAsync(TestContext.Current.CancellationToken);
        Assert.Equal(once, questions);
        using (feed.Subscribe(_ => { }))
            await board.LookAsync(TestContext.Current.CancellationToken);
        Assert.True(questions > once);
        once = questions;
        await board.LookAsync(TestContext.Current.CancellationToken);
        Assert.Equal(once, questions);
    }

    private static async Task<Guid> RequestElsewhereAsync(IServiceProvider another)
    {
        var input = new RequestRefundInput(
            Guid.CreateVersion7(), 386, RefundWorld.PaymentId, 200, "RUB", RefundReason.CustomerRequest, null, null, true);
        return Assert.IsType<RequestRefundResult.Requested>(
            await another.GetRequiredService<RequestRefund>().HandleAsync(RefundWorld.Operator, input, TestContext.Current.CancellationToken)).RefundId;
    }

    [Fact]
    public async Task Person_InAnotherProcessOnPostgres_IsNamedHereUntilItGoes()
    {
        using var keys = new TemporaryFolder();
        await using var database = await databases.CreateAsync(DatabaseProvider.PostgreSQL, TestContext.Current.CancellationToken);
        var board = Board(database, TimeProvider.System);
        await using var process = ApplicationProcess.Start(
            DatabaseProvider.PostgreSQL, database.ConnectionString, keys.Path, crashAt: 0, "dialog", "7", "boris@shop.test");
        Assert.Equal("ready", await process.Output.ReadLineAsync(TestContext.Current.CancellationToken));

        Assert.Equal(["boris@shop.test"], await OthersAsync(board, 7, Ann));
        await process.Input.WriteLineAsync();
        Assert.Equal(0, await process.EndAsync(TestContext.Current.CancellationToken));

        Assert.Empty(await OthersAsync(board, 7, Ann));
    }

    /// <summary>Counts what EF says it has executed.</summary>
    private sealed class QuestionCounter(Action count) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id == Microsoft.EntityFrameworkCore.Diagnostics.RelationalEventId.CommandExecuted.Id)
                count();
        }

        public void Dispose()
        {
        }
    }

    private static Task<IReadOnlyList<string>> OthersAsync(RefundBoard board, long payment, Guid user) =>
        board.OthersAsync(payment, user, TestContext.Current.CancellationToken);

    private RefundBoard Board(TestDatabase database, TimeProvider? clock = null)
    {
        var data = database.CreateServices().GetRequiredService<Database>();
        return new RefundBoard(data, new LiveFeed(), new ChangesElsewhere(new AuditLog(data, clock ?? _clock)), clock ?? _clock, NullLogger<RefundBoard>.Instance);
    }
}

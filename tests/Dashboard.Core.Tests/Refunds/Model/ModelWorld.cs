using System.Globalization;
using Dashboard.Core.Access;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Data;
using Dashboard.Core.Payments;
using Dashboard.Core.Projects;
using Dashboard.Core.Refunds;
using Dashboard.Gate;
using Dashboard.TestKit;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Tests.Refunds.Model;

/// <summary>The whole core on a database file, a scripted platform, a clock that a test moves; can be restarted on the same file.</summary>
public sealed class ModelWorld : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly EphemeralDataProtectionProvider _keys = new();
    private ServiceProvider _services;
    private int _payments;
    private int _keysMade;

    private readonly Action<IServiceCollection>? _add;

    private ModelWorld(TestDatabase database, ScriptedPlatform platform, ManualTimeProvider clock, Action<IServiceCollection>? add)
    {
        (_database, _add) = (database, add);
        Platform = platform;
        Clock = clock;
        _services = Compose();
    }

    public static Actor Operator { get; } = new(Guid.Parse("00000000-0000-0000-0000-00000000000a"), "operator@shop.test");

    /// <summary>Whatever this person asks for waits for a colleague.</summary>
    public static Actor Junior { get; } = new(Guid.Parse("00000000-0000-0000-0000-00000000000b"), "junior@shop.test");

    /// <summary>Two who may approve.</summary>
    public static IReadOnlyList<Actor> Finance { get; } =
    [
        new(Guid.Parse("00000000-0000-0000-0000-00000000000c"), "ann@shop.test"),
        new(Guid.Parse("00000000-0000-0000-0000-00000000000d"), "boris@shop.test"),
    ];

    public ScriptedPlatform Platform { get; }

    /// <summary>The project's key of now, on both sides.</summary>
    public string Secret { get; private set; } = PlatformCallback.Secret;

    public ManualTimeProvider Clock { get; }

    public CapturedLogs Logs { get; } = new();

    public DatabaseProvider Provider => _database.Provider;

    public string ConnectionString => _database.ConnectionString;

    public string DatabaseFile => new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(ConnectionString).DataSource;

    public static async Task<ModelWorld> StartAsync(
        Databases databases, DatabaseProvider provider = DatabaseProvider.Sqlite, Action<IServiceCollection>? add = null, DateTimeOffset? start = null)
    {
        var clock = start is { } now ? new ManualTimeProvider(now) : new ManualTimeProvider();
        var world = new ModelWorld(await databases.CreateAsync(provider), await ScriptedPlatform.StartAsync(), clock, add);
        await world.PrepareAsync();
        return world;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public AppDbContext OpenContext() => Get<IDbContextFactory<AppDbContext>>().CreateDbContext();

    /// <summary>A payment of its own that both sides know.</summary>
    public async Task<ScriptedPayment> AddPaymentAsync(long captured, bool echoes = true, TimeSpan? showsAfter = null)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"EP-{++_payments}");
        var payment = Platform.Add(new ScriptedPayment(id, captured, Clock)
        {
            Echoes = echoes,
            Secret = Secret,
            ShowsAfter = showsAfter ?? ScriptedPayment.ShowsSoon,
        });
        Assert.Equal(IntakeAnswer.Stored, await DeliverAsync(payment.Callback(payment.Operations[0])));
        return payment;
    }

    public Task<IntakeAnswer> DeliverAsync(byte[] callback) =>
        Get<CallbackIntake>().ReceiveAsync(callback, null, "127.0.0.1", CancellationToken.None);

    public Task<RequestRefundResult> RequestAsync(ScriptedPayment payment, long amount, Guid? id = null, bool second = true, Actor? by = null) =>
        Get<RequestRefund>().HandleAsync(by ?? Operator,
            new RequestRefundInput(id ?? Guid.CreateVersion7(), 386, payment.Id, amount, ScriptedPayment.Currency, RefundReason.CustomerRequest, null, null, second),
            CancellationToken.None);

    public async Task<Guid> RequestedAsync(ScriptedPayment payment, long amount) =>
        Assert.IsType<RequestRefundResult.Requested>(await RequestAsync(payment, amount)).RefundId;

    public Task<bool> CancelAsync(Guid refundId) => Get<CancelRefund>().HandleAsync(Operator, refundId, CancellationToken.None);

    /// <summary>The merchant puts another key into both sides at once; the one before is still good for callbacks for a day.</summary>
    public async Task RotateAsync(ScriptedPayment payment)
    {
        var next = string.Create(CultureInfo.InvariantCulture, $"{PlatformCallback.Secret}-{++_keysMade}");
        Assert.Empty(await Get<RotateSecret>().HandleAsync(Actor.CommandLine, 386, next, keepDays: 1, CancellationToken.None));
        payment.Secret = Secret = next;
    }

    /// <summary>After a process that ended while the key was changed: the platform has the key that the merchant sees here.</summary>
    public async Task AgreeOnKeyAsync(ScriptedPayment payment) =>
        payment.Secret = Secret = await Get<ProjectKeys>().CurrentSecretAsync(386, CancellationToken.None);

    /// <summary>One round of the sender over everything that is queued and due.</summary>
    public Task SendDueAsync() => Get<RefundWorker>().SendQueuedAsync(CancellationToken.None);

    public Task<ReconcileReport> ReconcileAsync(bool evenIfNotDue = true) => Get<Reconciler>().RunOnceAsync(evenIfNotDue, CancellationToken.None);

    public async Task<Refund> RefundAsync(Guid refundId)
    {
        await using var context = OpenContext();
        return await context.Refunds.AsNoTracking().SingleAsync(refund => refund.Id == refundId);
    }

    public async Task<Payment> PaymentAsync(ScriptedPayment payment)
    {
        await using var context = OpenContext();
        return await context.Payments.AsNoTracking().SingleAsync(one => one.PaymentId == payment.Id);
    }

    public async Task SetStoppedAsync(bool stopped)
    {
        await using var context = OpenContext();
        await context.Projects.ExecuteUpdateAsync(change => change.SetProperty(project => project.RefundsStopped, stopped));
    }

    /// <summary>A second process on the same database; nothing of it is started.</summary>
    public ServiceProvider CreateAnother() => Compose();

    /// <summary>The process ends without a word and another one starts on the same file.</summary>
    public async Task RestartAsync()
    {
        await Get<CallbackWriter>().StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        _services = Compose();
        await Get<CallbackWriter>().StartAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Get<CallbackWriter>().StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        await Platform.DisposeAsync();
        await _database.DisposeAsync();
    }

    private ServiceProvider Compose() => (ServiceProvider)_database.CreateServices(services =>
    {
        services.AddLogging(logging => logging.AddProvider(Logs).SetMinimumLevel(LogLevel.Information));
        services.AddSingleton<IDataProtectionProvider>(_keys);
        services.AddSingleton(new GateClient(GateTimes.Default with { Total = TimeSpan.FromSeconds(10) }));
        // One operator makes thousands of refunds here; what limits people is tested by itself.
        services.AddSingleton(new RefundRules
        {
            OperatorSingle = 1_000_000_000,
            OperatorDay = 1_000_000_000,
            OperatorMonth = 1_000_000_000,
            StepUpAbove = 1_000_000_000,
            BrakeAfter = 1_000_000,
        });
        services.AddCore(new DatabaseOptions { Provider = _database.Provider, ConnectionString = _database.ConnectionString });
        _add?.Invoke(services);
    }, Clock);

    private static async Task HireAsync(AppDbContext context, string name, params Actor[] people)
    {
        var role = await context.Roles.SingleOrDefaultAsync(role => role.Name == name)
            ?? context.Roles.Add(new() { Id = Guid.CreateVersion7(), Name = name, NormalizedName = name.ToUpperInvariant() }).Entity;
        foreach (var one in people)
        {
            context.Users.Add(new User { Id = one.UserId!.Value, UserName = one.Name, Email = one.Name, SecurityStamp = "stamp", AllProjects = true });
            context.UserRoles.Add(new() { UserId = one.UserId.Value, RoleId = role.Id });
        }
    }

    private async Task PrepareAsync()
    {
        await using (var context = OpenContext())
        {
            context.Projects.Add(new Project { Id = 386, Name = "Shop", GateUrl = Platform.Address });
            context.ProjectSecrets.Add(new ProjectSecret
            {
                Id = Guid.CreateVersion7(),
                ProjectId = 386,
                Protected = Get<SecretBox>().Seal(PlatformCallback.Secret),
                CreatedAt = DateTimeOffset.UnixEpoch,
            });
            await HireAsync(context, Roles.Operator, Operator, Junior);
            await HireAsync(context, Roles.Finance, [.. Finance]);
            context.RefundLimits.Add(new RefundLimit { Id = Guid.CreateVersion7(), Subject = Junior.UserId!.Value.ToString(), Once = 0 });
            await context.SaveChangesAsync();
        }

        Get<ProjectKeys>().Invalidate();
        Platform.Deliver = callback => DeliverAsync(callback);
        // A request takes time: what the platform tells of it comes after it was sent.
        Platform.Arrived = (_, _) => Clock.Advance(TimeSpan.FromMilliseconds(5));
        await Get<CallbackWriter>().StartAsync(CancellationToken.None);
    }
}

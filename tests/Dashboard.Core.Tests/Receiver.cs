using Dashboard.Core.Callbacks;
using Dashboard.Core.Data;
using Dashboard.Core.Operations;
using Dashboard.Core.Payments;
using Dashboard.Core.Projects;
using Dashboard.TestKit;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Tests;

/// <summary>The whole core on a database of its own, with project 386 and the receiver's writer running.</summary>
public sealed class Receiver : IAsyncDisposable
{
    private readonly TestDatabase _database;

    private Receiver(TestDatabase database, IServiceProvider services)
    {
        _database = database;
        Services = services;
    }

    public IServiceProvider Services { get; }

    public string ConnectionString => _database.ConnectionString;

    public static async Task<Receiver> StartAsync(
        Databases databases, DatabaseProvider provider, TimeProvider? clock = null, Action<IServiceCollection>? add = null, params long[] projects)
    {
        var database = await databases.CreateAsync(provider);
        var services = database.CreateServices(services =>
        {
            services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
            services.AddCore(new DatabaseOptions { Provider = provider, ConnectionString = database.ConnectionString });
            add?.Invoke(services);
        }, clock);
        var receiver = new Receiver(database, services);
        foreach (var project in projects is [] ? [386] : projects)
            await receiver.AddProjectAsync(project, PlatformCallback.Secret);
        await services.GetRequiredService<CallbackWriter>().StartAsync(CancellationToken.None);
        return receiver;
    }

    public AppDbContext OpenContext() => _database.OpenContext();

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Another instance of the application on the same data, as after a restart; nothing of it is started.</summary>
    public IServiceProvider CreateAnother() => _database.CreateServices(services =>
    {
        services.AddSingleton(Get<IDataProtectionProvider>());
        services.AddCore(Get<DatabaseOptions>());
    });

    public async Task AddProjectAsync(long id, string secret, DateTimeOffset? validUntil = null)
    {
        await using var context = OpenContext();
        if (!await context.Projects.AnyAsync(project => project.Id == id))
            context.Projects.Add(new Project { Id = id, Name = "Shop " + id, GateUrl = "http://127.0.0.1:9" });
        context.ProjectSecrets.Add(new ProjectSecret
        {
            Id = Guid.CreateVersion7(),
            ProjectId = id,
            Protected = Get<SecretBox>().Seal(secret),
            CreatedAt = DateTimeOffset.UnixEpoch,
            ValidUntil = validUntil,
        });
        await context.SaveChangesAsync();
        Get<ProjectKeys>().Invalidate();
    }

    public Task<IntakeAnswer> ReceiveAsync(PlatformCallback callback) => ReceiveAsync(callback.Sign());

    public Task<IntakeAnswer> ReceiveAsync(byte[] body, long? project = null) =>
        Get<CallbackIntake>().ReceiveAsync(body, project, "127.0.0.1", CancellationToken.None);

    public async Task<IReadOnlyList<Payment>> PaymentsAsync()
    {
        await using var context = OpenContext();
        return await context.Payments.AsNoTracking().OrderBy(payment => payment.ProjectId).ThenBy(payment => payment.PaymentId).ToListAsync();
    }

    public async Task<IReadOnlyList<Operation>> OperationsAsync()
    {
        await using var context = OpenContext();
        return await context.Operations.AsNoTracking().OrderBy(operation => operation.ProjectId).ThenBy(operation => operation.OperationId).ToListAsync();
    }

    public async Task<IReadOnlyList<CallbackEvent>> EventsAsync()
    {
        await using var context = OpenContext();
        return await context.CallbackEvents.AsNoTracking().OrderBy(received => received.Id).ToListAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Get<CallbackWriter>().StopAsync(CancellationToken.None);
        await _database.DisposeAsync();
    }
}

using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Data;
using Dashboard.Core.Data.Seeding;
using Dashboard.Core.Exports;
using Dashboard.Core.Journal;
using Dashboard.Core.Live;
using Dashboard.Core.Notes;
using Dashboard.Core.Payments;
using Dashboard.Core.Projects;
using Dashboard.Core.Refunds;
using Dashboard.Core.Timeline;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core;

public static class CoreRooms
{
    /// <summary>Every room of the application over the given database. Needs data protection to be registered by the host.</summary>
    public static IServiceCollection AddCore(this IServiceCollection services, DatabaseOptions database)
    {
        services.AddDatabase(database);
        services.AddMetrics();
        services.AddAccess();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<ViewLog>();
        services.AddHostedService(provider => provider.GetRequiredService<ViewLog>());
        services.AddSingleton<LiveFeed>();
        services.AddSingleton<OpenPayments>();
        services.AddProjects();
        services.AddPayments();
        services.AddCallbacks();
        services.AddRefunds();
        services.AddNotes();
        services.AddTimeline();
        services.AddJournal();
        services.AddExports();
        services.AddSingleton<Seeder>();
        services.AddSingleton<DatabaseBackup>();
        return services;
    }
}

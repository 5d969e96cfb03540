using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Journal;

public static class JournalRoom
{
    public static IServiceCollection AddJournal(this IServiceCollection services) => services.AddSingleton<CallbackLog>();
}

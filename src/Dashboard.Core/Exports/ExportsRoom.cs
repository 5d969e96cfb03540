using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Exports;

public static class ExportsRoom
{
    public static IServiceCollection AddExports(this IServiceCollection services) => services
        .AddSingleton<OperationFeed>()
        .AddSingleton<Exporter>();
}

using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Timeline;

public static class TimelineRoom
{
    public static IServiceCollection AddTimeline(this IServiceCollection services) => services
        .AddSingleton<TimelineQueries>()
        .AddSingleton<PlatformDetailsQuery>()
        .AddSingleton<CustomerQueries>();
}

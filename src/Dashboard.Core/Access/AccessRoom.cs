using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Access;

public static class AccessRoom
{
    public static IServiceCollection AddAccess(this IServiceCollection services) => services
        .AddSingleton<AccessControl>()
        .AddSingleton<StaffQueries>()
        .AddSingleton<UserPreferences>()
        .AddSingleton<SavedViews>()
        .AddSingleton<StepUps>()
        .AddSingleton<CreateUser>()
        .AddSingleton<CreateApiToken>()
        .AddSingleton<ApiTokenGate>();
}

using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Callbacks;

public static class CallbacksRoom
{
    public static IServiceCollection AddCallbacks(this IServiceCollection services) => services
        .AddSingleton<CallbackRejections>()
        .AddSingleton<CallbackCounters>()
        .AddSingleton<ReceiverReadiness>()
        .AddSingleton<CallbackQueries>()
        .AddSingleton<RevealCallback>()
        .AddSingleton<ReapplyCallback>()
        .AddSingleton<CallbackApplier>()
        .AddSingleton<CallbackWriter>()
        .AddHostedService(provider => provider.GetRequiredService<CallbackWriter>())
        .AddSingleton<CallbackIntake>();
}

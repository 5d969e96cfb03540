using Dashboard.Core.Callbacks.Bodies;
using Dashboard.Core.Callbacks.Forwarding;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dashboard.Core.Callbacks;

public static class CallbacksRoom
{
    public static IServiceCollection AddCallbacks(this IServiceCollection services)
    {
        services.TryAddSingleton<BodyRetention>();
        services.TryAddSingleton(ForwardTargets.None);
        return services
            .AddSingleton<CallbackRejections>()
            .AddSingleton<CallbackCounters>()
            .AddSingleton<ReceiverReadiness>()
            .AddSingleton<CallbackQueries>()
            .AddSingleton<RevealCallback>()
            .AddSingleton<ReapplyCallback>()
            .AddSingleton<CallbackApplier>()
            .AddSingleton<CallbackWriter>()
            .AddHostedService(provider => provider.GetRequiredService<CallbackWriter>())
            .AddSingleton<CallbackIntake>()
            .AddSingleton<TidyCallbackBodies>()
            .AddSingleton<ForwardCallback>()
            .AddHostedService<BodyWorker>();
    }
}

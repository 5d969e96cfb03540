using Dashboard.Core.Callbacks;
using Dashboard.Core.Data;
using Dashboard.Core.Payments;
using Dashboard.Core.Refunds.Batches;
using Dashboard.Gate;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Refunds;

public static class RefundsRoom
{
    public static IServiceCollection AddRefunds(this IServiceCollection services)
    {
        services.TryAddSingleton(_ => new GateClient());
        services.TryAddSingleton<RefundRules>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICallbackHandler, RefundFacts>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICallbackHandler, Contradictions>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICallbackHandler, OverRefunds>());
        return services
            .AddSingleton<GateBreaker>()
            .AddSingleton(provider => new ClockSkew(
                provider.GetRequiredService<Database>(), TimeProvider.System, provider.GetRequiredService<ILogger<ClockSkew>>()))
            .AddSingleton<AskPlatform>()
            .AddSingleton<RefundRecords>()
            .AddSingleton<PaymentAlarms>()
            .AddSingleton<RefundQueries>()
            .AddSingleton<RequestRefund>()
            .AddSingleton<CancelRefund>()
            .AddSingleton<RefundSignal>()
            .AddSingleton<ChangesElsewhere>()
            .AddSingleton<RefundBoard>()
            .AddSingleton<RefundDecisions>()
            .AddSingleton<ApproveRefund>()
            .AddSingleton<RejectRefund>()
            .AddSingleton<RequeueRefund>()
            .AddSingleton<ResolveRefund>()
            .AddSingleton<ExpireRefunds>()
            .AddSingleton<StopRefunds>()
            .AddSingleton<SetRefundLimit>()
            .AddSingleton<SetRefundMethod>()
            .AddSingleton<ApprovalQueries>()
            .AddSingleton<SendRefund>()
            .AddSingleton<Reconciler>()
            .AddSingleton<LookAgain>()
            .AddSingleton<RefundWorker>()
            .AddHostedService(provider => provider.GetRequiredService<RefundWorker>())
            .AddHostedService<RefundBoardWatch>()
            .AddRefundBatches();
    }
}

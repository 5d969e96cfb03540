using Dashboard.Core.Callbacks;
using Dashboard.Core.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dashboard.Core.Payments;

public static class PaymentsRoom
{
    public static IServiceCollection AddPayments(this IServiceCollection services)
    {
        services.AddSingleton<PaymentMemory>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICallbackHandler, PaymentLedger>());
        services.AddSingleton<PaymentQueries>();
        services.AddSingleton<PaymentTotalsQuery>();
        services.AddSingleton<PastedListQuery>();
        services.AddSingleton<PastedLists>();
        services.AddSingleton<ChangedPayments>();
        services.AddSingleton<SearchIndexer>();
        services.AddHostedService(provider => provider.GetRequiredService<SearchIndexer>());
        services.AddHostedService<RegisterWarmth>();
        services.AddSingleton<OperationQueries>();
        services.AddSingleton<OperationTotalsQuery>();
        services.AddSingleton<ChangedOperations>();
        services.AddSingleton<OperationViews>();
        services.AddSingleton<RevealAccount>();
        services.AddSingleton<AskAboutPayment>();
        return services;
    }
}

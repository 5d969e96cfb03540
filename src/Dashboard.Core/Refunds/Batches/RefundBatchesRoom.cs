using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dashboard.Core.Refunds.Batches;

/// <summary>Settings of batches, section <c>RefundBatches</c>.</summary>
public sealed class RefundBatchOptions
{
    public const string Section = "RefundBatches";
    public const int MostPerMinute = 600;

    /// <summary>Rows of a batch turned into refunds a minute, 1 to 600. A batch keeps the pace it was confirmed with.</summary>
    public int PerMinute { get; init; } = 60;
}

internal static class RefundBatchesRoom
{
    public static IServiceCollection AddRefundBatches(this IServiceCollection services)
    {
        services.TryAddSingleton(new RefundBatchOptions());
        return services
            .AddSingleton<RefundSelections>()
            .AddSingleton<CheckRefundBatch>()
            .AddSingleton<CreateRefundBatch>()
            .AddSingleton<SteerRefundBatch>()
            .AddSingleton<SendRefundBatches>()
            .AddSingleton<RefundBatchQueries>()
            .AddSingleton<RefundBatchFiles>()
            .AddHostedService<RefundBatchWorker>();
    }
}

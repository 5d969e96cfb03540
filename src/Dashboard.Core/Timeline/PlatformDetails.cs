using Dashboard.Core.Access;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Callbacks.Bodies;
using Dashboard.Core.Data;
using Dashboard.Core.Payments;
using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Timeline;

/// <summary>
/// What the platform told of a payment beyond what lists show. The provider's words are those of the operation that took the money or tried to: each in
/// its newest version, of a declined try only where there is no better.
/// </summary>
/// <param name="Told">From the stored messages, the newest word on each thing; empty where they are not kept any more.</param>
public sealed record PlatformDetails(CallbackDetails Told)
{
    public static PlatformDetails None { get; } = new(new CallbackDetails());

    /// <summary>Electronic commerce indicator, as it came; see <see cref="ElectronicCommerce"/>.</summary>
    public string? Eci { get; init; }

    /// <summary>The platform's number of the provider (acquirer).</summary>
    public long? ProviderId { get; init; }

    /// <summary>The provider's own id of the payment.</summary>
    public string? ProviderPaymentId { get; init; }

    /// <summary>The bank's authorisation code.</summary>
    public string? AuthCode { get; init; }

    public string? EndpointId { get; init; }
}

/// <summary>
/// Reads <see cref="PlatformDetails"/>. They are facts of the payment: whoever may view it sees them, the cardholder's name and what else is personal only
/// with the right to see accounts.
/// </summary>
public sealed class PlatformDetailsQuery(Database database)
{
    /// <summary>Messages that are read for one payment, the newest ones.</summary>
    public const int MostMessages = 12;

    private const int MostOperations = 50;

    public async Task<PlatformDetails> OfPaymentAsync(Actor actor, PaymentRow payment, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(payment);
        await using var context = await database.OpenAsync(cancellationToken);
        if (await PaymentQueries.ScopeAsync(context, actor, cancellationToken) is not { } scope || !scope.Sees(payment.ProjectId))
            return PlatformDetails.None;
        var told = await ToldAsync(context, payment.Id, scope.Can(Permission.RevealAccount, payment.ProjectId), cancellationToken);
        var paying = (await context.Operations.Where(operation => operation.PaymentRowId == payment.Id).OrderByDescending(operation => operation.OperationId)
            .Take(MostOperations).ToListAsync(cancellationToken))
            .Where(operation => OperationType.Of(operation.Type).Effect is not (MoneyEffect.Out or MoneyEffect.UndoesOut))
            .OrderBy(operation => OperationStatus.Of(operation.Status) is { IsFinal: true, IsSuccess: false }).ThenByDescending(operation => operation.CreatedAt)
            .ThenByDescending(operation => operation.OperationId).ToList();
        return new(told)
        {
            Eci = First(paying, one => one.Eci),
            ProviderId = paying.Find(one => one.ProviderId is not null)?.ProviderId,
            ProviderPaymentId = First(paying, one => one.ProviderPaymentId),
            AuthCode = First(paying, one => one.AuthCode),
            EndpointId = First(paying, one => one.EndpointId),
        };
    }

    // No row that is written by the million carries these; what was stored says them.
    private static async Task<CallbackDetails> ToldAsync(AppDbContext context, long paymentRowId, bool whole, CancellationToken cancellationToken)
    {
        var newest = await context.CallbackEvents.Where(received => received.PaymentRowId == paymentRowId).OrderByDescending(received => received.Id)
            .Take(MostMessages).Select(received => received.Id).ToListAsync(cancellationToken);
        var bodies = await StoredBody.ReadAsync(context, newest, cancellationToken);
        var told = new List<CallbackDetails>(bodies.Count);
        foreach (var (_, body) in bodies.OrderByDescending(one => one.Key))
        {
            using var document = StrictJson.TryParse(body, out _);
            if (document is not null)
                told.Add(CallbackDetails.Read(document.RootElement));
        }

        var holder = First(told, one => one.CardHolder);
        return new CallbackDetails
        {
            AccountType = First(told, one => one.AccountType),
            CardHolder = holder is null || whole ? holder : CallbackText.Mask("account.card_holder", holder),
            CardExpiry = First(told, one => one.CardExpiry),
            Region = First(told, one => one.Region),
            Decision = First(told, one => one.Decision),
            SentToBank = told.Exists(one => one.SentToBank),
            Extra = [.. (told.Find(one => one.Extra.Count > 0)?.Extra ?? [])
                .Select(field => whole ? field : KeyValuePair.Create(field.Key, CallbackText.Mask(field.Key, field.Value)))],
        };
    }

    private static string? First<T>(IEnumerable<T> best, Func<T, string?> fact) => best.Select(fact).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));
}

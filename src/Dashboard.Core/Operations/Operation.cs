using Dashboard.Core.Callbacks;
using Dashboard.Core.Data;
using Dashboard.Core.Payments;
using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Operations;

/// <summary>One operation of a payment (sale, refund, ...) as the platform's messages tell it.</summary>
public sealed class Operation
{
    public long Id { get; internal set; }

    public long PaymentRowId { get; internal set; }

    public long ProjectId { get; internal set; }

    /// <summary>The platform's id of the operation, unique within the payment.</summary>
    public long OperationId { get; internal set; }

    public string? Method { get; internal set; }

    /// <summary>As the platform reports it; an unknown one is shown as it came and never counted as money.</summary>
    public string Type { get; internal set; } = "";

    public string Status { get; internal set; } = "";

    /// <summary>What it does to the money, given its type and status.</summary>
    public MoneyEffect Effect { get; internal set; }

    /// <summary>Takes money in by its type, and is over, whichever way.</summary>
    internal bool IsEndedSale => OperationType.Of(Type).Effect == MoneyEffect.In && OperationStatus.Of(Status).IsFinal;

    public DateTimeOffset CreatedAt { get; internal set; }

    /// <summary>operation.date: end or last change at the platform.</summary>
    public DateTimeOffset? UpdatedAt { get; internal set; }

    public DateTimeOffset ReceivedAt { get; internal set; }

    /// <summary>sum_initial, minor units of <see cref="Currency"/>: the only sum that is counted.</summary>
    public long? Amount { get; internal set; }

    public string? Currency { get; internal set; }

    public long? ConvertedAmount { get; internal set; }

    public string? ConvertedCurrency { get; internal set; }

    public string? RequestId { get; internal set; }

    /// <summary>Echo of the id we gave the refund.</summary>
    public string? MerchantRefundId { get; internal set; }

    public string? Code { get; internal set; }

    public string? Message { get; internal set; }

    public long? ProviderId { get; internal set; }

    public string? ProviderPaymentId { get; internal set; }

    /// <summary>As it came: a local time of the provider that may lie months away; shown, never used.</summary>
    public string? ProviderDate { get; internal set; }

    public string? AuthCode { get; internal set; }

    public string? EndpointId { get; internal set; }

    public string? Eci { get; internal set; }

    /// <summary>Messages gave it two different final states.</summary>
    public bool HasConflict { get; internal set; }

    /// <summary>Id of the combination of what lists are filtered by; see <see cref="Facet"/>.</summary>
    internal long FacetId { get; set; }

    internal byte[] StateKey { get; set; } = [];

    /// <summary>Its end is what the platform answered when it was asked, not only what a callback said.</summary>
    internal bool IsConfirmed => StateKey is [Payments.StateKey.AskedFinal, ..];

    internal void Apply(CallbackEvent received)
    {
        var message = received.Message!;
        var reported = message.Operation!;
        var created = reported.CreatedDate ?? reported.Date ?? message.Payment!.Date ?? received.ReceivedAt;
        CreatedAt = StateKey.Length == 0 || created < CreatedAt ? created.ToUniversalTime() : CreatedAt;
        ReceivedAt = received.ReceivedAt > ReceivedAt ? received.ReceivedAt : ReceivedAt;
        var status = reported.Status ?? "";
        HasConflict |= OperationStatus.Of(Status).IsFinal && OperationStatus.Of(status).IsFinal && Status != status;

        Method = Facts.Merge(Method, message.Payment!.Method);
        RequestId = Facts.Merge(RequestId, reported.RequestId);
        // A callback is about one operation; a status answer tells of many, and an id at its payment says not which of them it belongs to.
        MerchantRefundId = Facts.Merge(MerchantRefundId,
            reported.MerchantRefundId ?? (received.Source == CallbackSource.Callback ? message.Payment.MerchantRefundId : null));

        var key = Payments.StateKey.OfOperation(received);
        var speaks = key.AsSpan().SequenceCompareTo(Speaker) > 0;
        TakeSum(key, reported.SumInitial, speaks);
        if (!speaks)
            return;
        Status = status;
        Type = reported.Type ?? "";
        UpdatedAt = reported.Date?.ToUniversalTime();
        ConvertedAmount = reported.SumConverted?.MinorUnits;
        ConvertedCurrency = reported.SumConverted?.Currency;
        Code = reported.Code;
        Message = reported.Message;
        ProviderId = reported.ProviderId;
        ProviderPaymentId = reported.ProviderPaymentId;
        ProviderDate = reported.ProviderDateText;
        AuthCode = reported.AuthCode;
        EndpointId = reported.EndpointId;
        Eci = reported.Eci;
        Effect = OperationStatus.Of(Status).IsSuccess ? OperationType.Of(Type).Effect : MoneyEffect.None;
    }

    /// <summary>Key of the message that speaks for it.</summary>
    private ReadOnlySpan<byte> Speaker => StateKey.AsSpan(0, Math.Min(StateKey.Length, Payments.StateKey.OperationLength));

    /// <summary>Beginning of the key of the message whose sum it has: behind the speaker's when that is another one.</summary>
    private ReadOnlySpan<byte> SumTeller => StateKey.Length > Payments.StateKey.OperationLength ? StateKey.AsSpan(Payments.StateKey.OperationLength)
        : Amount is null ? [] : StateKey.AsSpan(0, Payments.StateKey.SumLength);

    /// <summary>
    /// A message that tells no sum takes none back: of those that tell one, the one that would speak first counts. Only what was told of one in progress is
    /// not what came of it: an end without a sum, and no other end with one, has none.
    /// </summary>
    private void TakeSum(byte[] key, Money? sum, bool speaks)
    {
        var speaker = speaks ? key : Speaker;
        var teller = SumTeller;
        if (sum is { } told && key.AsSpan(0, Payments.StateKey.SumLength).SequenceCompareTo(teller) > 0)
        {
            teller = key.AsSpan(0, Payments.StateKey.SumLength);
            (Amount, Currency) = (told.MinorUnits, told.Currency);
        }

        if (teller is [< Payments.StateKey.Final, ..] && speaker[0] >= Payments.StateKey.Final)
        {
            teller = [];
            (Amount, Currency) = (null, null);
        }

        StateKey = !speaker.StartsWith(teller) ? [.. speaker, .. teller] : speaks ? key : speaker.ToArray();
    }
}

internal sealed class OperationConfiguration : IEntityTypeConfiguration<Operation>
{
    public void Configure(EntityTypeBuilder<Operation> builder)
    {
        builder.ToTable("Operations");
        builder.Property(operation => operation.Id).ValueGeneratedNever();
        builder.First(nameof(Operation.Id), nameof(Operation.FacetId), nameof(Operation.CreatedAt), nameof(Operation.PaymentRowId),
            nameof(Operation.OperationId), nameof(Operation.Amount));
        builder.Property(operation => operation.Method).HasMaxLength(128);
        builder.Property(operation => operation.Type).HasMaxLength(128);
        builder.Property(operation => operation.Status).HasMaxLength(128);
        builder.Property(operation => operation.Currency).HasMaxLength(3);
        builder.Property(operation => operation.ConvertedCurrency).HasMaxLength(3);
        builder.Property(operation => operation.RequestId).HasMaxLength(255);
        builder.Property(operation => operation.MerchantRefundId).HasMaxLength(255);
        builder.Property(operation => operation.Code).HasMaxLength(32);
        builder.Property(operation => operation.Message).HasMaxLength(1024);
        builder.Property(operation => operation.ProviderPaymentId).HasMaxLength(255);
        builder.Property(operation => operation.ProviderDate).HasMaxLength(64);
        builder.Property(operation => operation.AuthCode).HasMaxLength(128);
        builder.Property(operation => operation.EndpointId).HasMaxLength(128);
        builder.Property(operation => operation.Eci).HasMaxLength(32);
        builder.Property(operation => operation.StateKey).HasMaxLength(32);
        builder.Ignore(operation => operation.IsConfirmed);
        builder.HasOne<Payment>().WithMany().HasForeignKey(operation => operation.PaymentRowId);
        builder.HasIndex(operation => new { operation.PaymentRowId, operation.OperationId }).IsUnique();
        builder.Property(operation => operation.FacetId);
        builder.HasIndex(operation => new { operation.CreatedAt, operation.Id, operation.FacetId }).HasDatabaseName(PaymentIndexes.OperationsByTime);
        builder.HasIndex(operation => new { operation.FacetId, operation.CreatedAt, operation.Id, operation.Amount })
            .HasDatabaseName(PaymentIndexes.OperationsByFacet);
        builder.HasIndex(operation => new { operation.FacetId, operation.Amount, operation.Id, operation.CreatedAt })
            .HasDatabaseName(PaymentIndexes.OperationsByAmount);
        builder.HasIndex(operation => operation.OperationId);
    }
}

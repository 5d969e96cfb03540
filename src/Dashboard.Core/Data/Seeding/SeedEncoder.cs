using System.Buffers.Binary;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Payments;
using Dashboard.Gate;

namespace Dashboard.Core.Data.Seeding;

/// <summary>Ids for the first rows.</summary>
internal readonly record struct SeedIds(long Payment, long Operation, long Event);

/// <summary>
/// Turns payments that were made up into rows: what <see cref="Payment.Apply"/> and <see cref="Operations.Operation.Apply"/> would make of their
/// messages (a test compares), without making those for millions of rows.
/// </summary>
/// <param name="firstEvent">Id of the first journal event.</param>
/// <param name="facets">Combinations that are there; those that payments add are written with them.</param>
internal sealed class SeedEncoder(long firstEvent, SeedFacets facets)
{
    private readonly SeedMessage _message = new();
    private long _nextEvent = firstEvent;

    /// <param name="batch">Takes the rows.</param>
    /// <param name="payment">Its tellings are in order of time, so the last speaks for it.</param>
    /// <param name="journalled">Write the messages themselves too.</param>
    public void Add(SeedBatch batch, SeedPayment payment, bool journalled)
    {
        var channel = payment.Channel;
        var texts = Texts(batch, payment);
        var (method, currency) = (batch.Word(channel.Method), batch.Word(channel.Currency));
        var stateKey = SeedCell.Null;
        long captured = 0, refunded = 0;
        Span<byte> hash = stackalloc byte[32];
        foreach (ref readonly var told in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(payment.Tellings))
        {
            var operation = Texts(batch, channel, told);
            if (journalled)
                Journal(batch, payment, told, texts, operation, hash);
            else
                BinaryPrimitives.WriteUInt64BigEndian(hash, told.HashNoise);
            var effect = OperationStatus.Of(told.Status).IsSuccess ? OperationType.Of(told.Type).Effect : MoneyEffect.None;
            captured += effect == MoneyEffect.In ? told.Amount : 0;
            refunded += effect == MoneyEffect.Out ? told.Amount : 0;

            var (created, done) = (told.Created.ToUnixTimeMilliseconds(), told.Done.ToUnixTimeMilliseconds());
            StateKey.WritePayment(batch.Begin().Take(StateKey.PaymentLength), done, created, told.OperationId, told.Status,
                CallbackSource.Callback, told.PaymentStatus, hash);
            stateKey = batch.End();
            StateKey.WriteOperation(batch.Begin().Take(StateKey.OperationLength), StateKey.Rank(told.Status, CallbackSource.Callback), done, hash);
            var operationKey = batch.End();
            batch.Operations.Add(
                told.Id, payment.Id, payment.ProjectId, told.OperationId, method, batch.Word(told.Type), batch.Word(told.Status),
                batch.Word(Name(effect)), created, done, done, told.Amount, currency, told.Amount, currency, operation.RequestId, SeedCell.Null,
                batch.Word(told.Code), batch.Word(told.Message), channel.ProviderId, operation.ProviderPaymentId, SeedCell.Null, operation.AuthCode,
                operation.EndpointId, SeedCell.Null, 0, operationKey, facets.IdOf(batch, payment, told));
        }

        var (first, last) = (payment.Tellings[0], payment.Tellings[^1]);
        var part = Payment.PartOf(captured, refunded);
        var updated = last.Done.ToUnixTimeMilliseconds();
        batch.Payments.Add(
            payment.Id, payment.ProjectId, texts.PaymentId, batch.Word(last.PaymentStatus), batch.Word(SeedMessage.PaymentType), method, currency,
            payment.Amount, texts.Description, texts.CustomerId, SeedCell.Null, SeedCell.Null, texts.CustomerIp, texts.AccountNumber,
            batch.Word(last.Code), first.Created.ToUnixTimeMilliseconds(), updated, updated, captured, refunded, 0, 0, 0, stateKey,
            (long)RefundWork.None, EndOf(texts.AccountNumber), facets.IdOf(batch, payment, last, part));
    }

    private void Journal(
        SeedBatch batch, SeedPayment payment, in SeedTelling told, in SeedPaymentTexts texts, in SeedOperationTexts operation, Span<byte> hash)
    {
        var body = _message.Write(batch, payment, told, texts, operation, hash);
        var id = _nextEvent++;
        var hashCell = batch.Begin().Add(hash).End();
        batch.Events.Add(
            id, payment.ProjectId, hashCell, told.Done.ToUnixTimeMilliseconds(), batch.Word(nameof(CallbackSource.Callback)),
            batch.Word(nameof(CallbackVerdict.Applied)), SeedCell.Null, 0, payment.Id, told.OperationId, 0, SeedCell.Null, SeedCell.Null);
        batch.Bodies.Add(id, batch.Begin().Add(body).End());
    }

    private static SeedPaymentTexts Texts(SeedBatch batch, SeedPayment payment)
    {
        var customer = payment.Customer;
        return new SeedPaymentTexts(
            PaymentId: batch.Begin().Add(payment.IdPrefix).Hex((ulong)payment.Id, 6).Add("-"u8).Hex((ulong)payment.IdNoise, 4).End(),
            Description: batch.Begin().Add("Order "u8).Digits(payment.Id % 10_000_000).End(),
            CustomerId: batch.Begin().Add("customer-"u8).Digits(customer, 7).End(),
            CustomerIp: batch.Begin().Add("203.0."u8).Digits((customer >> 8) % 114).Add("."u8).Digits(customer & 255).End(),
            AccountNumber: payment.Channel.Method == "card"
                ? batch.Begin().Digits(411111 + (customer % 9 * 11117)).Add("******"u8).Digits(customer * 7919 % 10000, 4).End()
                : batch.Begin().Add("payer"u8).Digits(customer, 7).End());
    }

    /// <summary>Every made-up account ends with digits; the part lies within the whole.</summary>
    private static SeedCell EndOf(SeedCell account) =>
        new(account.Number + account.Length - Payment.AccountEndLength, Payment.AccountEndLength);

    private static SeedOperationTexts Texts(SeedBatch batch, SeedChannel channel, in SeedTelling told)
    {
        var success = told.Status == "success";
        return new SeedOperationTexts(
            RequestId: batch.Begin().Hex(told.RequestNoise, 16).Hex((ulong)told.Id, 8).End(),
            ProviderPaymentId: success ? batch.Begin().Hex(told.ProviderNoise, 16).End() : SeedCell.Null,
            AuthCode: told.AuthCode is { } code ? batch.Begin().Digits(code, 6).End() : batch.Word(""),
            EndpointId: success && told.Type == "sale" ? batch.Word(channel.Endpoint) : SeedCell.Null);
    }

    // Enum.ToString is slow, and this runs for every operation.
    private static string Name(MoneyEffect effect) => effect switch
    {
        MoneyEffect.None => nameof(MoneyEffect.None),
        MoneyEffect.In => nameof(MoneyEffect.In),
        MoneyEffect.Out => nameof(MoneyEffect.Out),
        MoneyEffect.UndoesOut => nameof(MoneyEffect.UndoesOut),
        _ => throw new InvalidOperationException($"Unknown effect {effect}."),
    };
}

/// <summary>Texts of a payment that are its own.</summary>
internal readonly record struct SeedPaymentTexts(
    SeedCell PaymentId, SeedCell Description, SeedCell CustomerId, SeedCell CustomerIp, SeedCell AccountNumber);

/// <summary>Texts of an operation that are its own.</summary>
internal readonly record struct SeedOperationTexts(SeedCell RequestId, SeedCell ProviderPaymentId, SeedCell AuthCode, SeedCell EndpointId);

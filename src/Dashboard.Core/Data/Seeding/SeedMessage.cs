using System.Buffers;
using System.Text.Json;
using Dashboard.Core.Callbacks;
using Dashboard.Gate;

namespace Dashboard.Core.Data.Seeding;

/// <summary>Writes the message that tells of an operation, shaped as the platform's callbacks are (page en_PP_Callbacks), without a signature.</summary>
internal sealed class SeedMessage
{
    public const string PaymentType = "purchase";

    private readonly ArrayBufferWriter<byte> _bytes = new(2048);

    /// <param name="hash">Filled with the message's hash, as it would be on receipt.</param>
    /// <returns>The body, until the next call.</returns>
    public ReadOnlySpan<byte> Write(
        SeedBatch batch, SeedPayment payment, in SeedTelling told, in SeedPaymentTexts texts, in SeedOperationTexts operation, Span<byte> hash)
    {
        _bytes.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("project_id"u8, payment.ProjectId);
            WritePayment(json, batch, payment, told, texts);
            json.WriteStartObject("account"u8);
            json.WriteString("number"u8, batch.Read(texts.AccountNumber));
            json.WriteEndObject();
            json.WriteStartObject("customer"u8);
            json.WriteString("id"u8, batch.Read(texts.CustomerId));
            json.WriteString("ip_address"u8, batch.Read(texts.CustomerIp));
            json.WriteEndObject();
            WriteOperation(json, batch, payment.Channel, told, operation);
            json.WriteEndObject();
        }

        using var document = StrictJson.TryParse(_bytes.WrittenMemory, out var fault) ?? throw new InvalidOperationException(fault);
        CallbackIntake.HashOf(payment.ProjectId, Signature.CanonicalText(document.RootElement)).CopyTo(hash);
        return _bytes.WrittenSpan;
    }

    private static void WritePayment(Utf8JsonWriter json, SeedBatch batch, SeedPayment payment, in SeedTelling told, in SeedPaymentTexts texts)
    {
        json.WriteStartObject("payment"u8);
        json.WriteString("id"u8, batch.Read(texts.PaymentId));
        json.WriteString("type"u8, PaymentType);
        json.WriteString("status"u8, told.PaymentStatus);
        json.WriteString("date"u8, GateDate.Format(told.Done));
        json.WriteString("method"u8, payment.Channel.Method);
        WriteSum(json, "sum"u8, payment.Amount, payment.Channel.Currency);
        json.WriteString("description"u8, batch.Read(texts.Description));
        json.WriteEndObject();
    }

    private static void WriteOperation(
        Utf8JsonWriter json, SeedBatch batch, SeedChannel channel, in SeedTelling told, in SeedOperationTexts texts)
    {
        json.WriteStartObject("operation"u8);
        json.WriteNumber("id"u8, told.OperationId);
        json.WriteString("type"u8, told.Type);
        json.WriteString("status"u8, told.Status);
        json.WriteString("date"u8, GateDate.Format(told.Done));
        json.WriteString("created_date"u8, GateDate.Format(told.Created));
        json.WriteString("request_id"u8, batch.Read(texts.RequestId));
        WriteSum(json, "sum_initial"u8, told.Amount, channel.Currency);
        WriteSum(json, "sum_converted"u8, told.Amount, channel.Currency);
        json.WriteString("code"u8, told.Code);
        json.WriteString("message"u8, told.Message);
        json.WriteStartObject("provider"u8);
        json.WriteNumber("id"u8, channel.ProviderId);
        if (!texts.ProviderPaymentId.IsNull)
            json.WriteString("payment_id"u8, batch.Read(texts.ProviderPaymentId));
        json.WriteString("auth_code"u8, batch.Read(texts.AuthCode));
        if (!texts.EndpointId.IsNull)
            json.WriteString("endpoint_id"u8, batch.Read(texts.EndpointId));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteSum(Utf8JsonWriter json, ReadOnlySpan<byte> name, long minorUnits, string currency)
    {
        json.WriteStartObject(name);
        json.WriteNumber("amount"u8, minorUnits);
        json.WriteString("currency"u8, currency);
        json.WriteEndObject();
    }
}

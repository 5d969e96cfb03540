namespace Dashboard.Core.Data.Seeding;

/// <summary>How a column's values are handed to the database.</summary>
internal enum SeedKind
{
    Text,
    Number,
    Int,
    Flag,
    Bytes,
}

internal readonly record struct SeedColumn(string Name, SeedKind Kind);

internal sealed record SeedTable(string Name, SeedColumn[] Columns)
{
    public string ColumnList => string.Join(", ", Columns.Select(column => column.Name));
}

/// <summary>
/// The columns that are written, in the order in which <see cref="SeedEncoder"/> fills them; compared with the model by a test: a new one cannot be
/// forgotten here.
/// </summary>
internal static class SeedColumns
{
    public static readonly SeedTable Payments = new("payments",
    [
        Number("id"), Number("project_id"), Text("payment_id"), Text("status"), Text("type"), Text("method"), Text("currency"), Number("amount"),
        Text("description"), Text("customer_id"), Text("customer_email"), Text("customer_phone"), Text("customer_ip"), Text("account_number"),
        Text("code"), Number("created_at"), Number("updated_at"), Number("received_at"), Number("captured"), Number("refunded"), Number("reserved"),
        Int("refund_count"), Flag("has_conflict"), Bytes("state_key"), Int("refund_work"), Text("account_end"), Number("facet_id"),
    ]);

    public static readonly SeedTable Operations = new("operations",
    [
        Number("id"), Number("payment_row_id"), Number("project_id"), Number("operation_id"), Text("method"), Text("type"), Text("status"),
        Text("effect"), Number("created_at"), Number("updated_at"), Number("received_at"), Number("amount"), Text("currency"),
        Number("converted_amount"), Text("converted_currency"), Text("request_id"), Text("merchant_refund_id"), Text("code"), Text("message"),
        Number("provider_id"), Text("provider_payment_id"), Text("provider_date"), Text("auth_code"), Text("endpoint_id"), Text("eci"),
        Flag("has_conflict"), Bytes("state_key"), Number("facet_id"),
    ]);

    public static readonly SeedTable Events = new("callback_events",
    [
        Number("id"), Number("project_id"), Bytes("hash"), Number("received_at"), Text("source"), Text("verdict"), Text("verdict_detail"),
        Flag("previous_key"), Number("payment_row_id"), Number("operation_id"), Int("repeats"), Number("last_repeat_at"), Text("source_address"),
    ]);

    public static readonly SeedTable Bodies = new("callback_bodies", [Number("event_id"), Bytes("body")]);

    public static readonly SeedTable Facets = new("facets",
    [
        Number("id"), Text("key"), Flag("of_operations"), Number("project_id"), Text("status"), Text("type"), Text("method"), Text("currency"),
        Text("code"), Int("refunded"),
    ]);

    /// <summary>In the order in which they are written: what is referred to comes first.</summary>
    public static readonly SeedTable[] All = [Facets, Payments, Operations, Events, Bodies];

    private static SeedColumn Text(string name) => new(name, SeedKind.Text);

    private static SeedColumn Number(string name) => new(name, SeedKind.Number);

    private static SeedColumn Int(string name) => new(name, SeedKind.Int);

    private static SeedColumn Flag(string name) => new(name, SeedKind.Flag);

    private static SeedColumn Bytes(string name) => new(name, SeedKind.Bytes);
}

using Dashboard.Core.Payments;

namespace Dashboard.Web.Payments;

/// <summary>What a row of the payments list can show behind its status, which always comes first.</summary>
public enum PaymentColumn
{
    Amount,
    Refunded,
    Remaining,
    Method,
    PaymentId,
    Customer,
    Code,
    Project,
    Created,
    Changed,
}

/// <summary>Which columns a person wants, and in which order, as it is kept with the person.</summary>
public static class PaymentColumns
{
    /// <summary>Name of the preference.</summary>
    public const string Preference = "payments.columns";

    public static IReadOnlyList<PaymentColumn> Usual { get; } =
    [
        PaymentColumn.Amount, PaymentColumn.Refunded, PaymentColumn.Method, PaymentColumn.PaymentId, PaymentColumn.Customer, PaymentColumn.Project,
        PaymentColumn.Created,
    ];

    /// <summary>What was kept; what is unknown or named twice is left out, and nothing at all means the usual columns.</summary>
    public static IReadOnlyList<PaymentColumn> Read(string? kept)
    {
        var columns = (kept ?? "").Split(',').Select(name => Enum.TryParse<PaymentColumn>(name, out var column) && Enum.IsDefined(column) ? column : (PaymentColumn?)null)
            .OfType<PaymentColumn>().Distinct().ToList();
        return columns.Count == 0 ? Usual : columns;
    }

    /// <summary>Null for the usual ones.</summary>
    public static string? Write(IReadOnlyList<PaymentColumn> columns) => columns.SequenceEqual(Usual) ? null : string.Join(',', columns);

    /// <summary>Shown or not; the last column stays.</summary>
    public static IReadOnlyList<PaymentColumn> Toggle(IReadOnlyList<PaymentColumn> columns, PaymentColumn column)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (!columns.Contains(column))
            return [.. columns, column];
        return columns.Count == 1 ? columns : [.. columns.Where(one => one != column)];
    }

    /// <summary>One place to the left (-1) or to the right (1).</summary>
    public static IReadOnlyList<PaymentColumn> Move(IReadOnlyList<PaymentColumn> columns, PaymentColumn column, int step)
    {
        var moved = columns.ToList();
        var (at, to) = (moved.IndexOf(column), moved.IndexOf(column) + step);
        if (at < 0 || to < 0 || to >= moved.Count)
            return columns;
        (moved[at], moved[to]) = (moved[to], moved[at]);
        return moved;
    }

    public static PaymentSort? SortOf(PaymentColumn column) => column switch
    {
        PaymentColumn.Amount => PaymentSort.Amount,
        PaymentColumn.Created => PaymentSort.Created,
        PaymentColumn.Changed => PaymentSort.Changed,
        _ => null,
    };

    public static bool IsNumber(PaymentColumn column) => column is PaymentColumn.Amount or PaymentColumn.Refunded or PaymentColumn.Remaining;
}

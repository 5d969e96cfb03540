using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Dashboard.Core.Refunds.Batches;

/// <summary>One row as it was written, nothing of it judged yet.</summary>
/// <param name="Line">Row of the file, the heading being 1.</param>
/// <param name="Amount">Major units ("12.50"); empty means all that remains.</param>
/// <param name="Currency">ISO 4217 code; may be empty only where the amount is, and then means the payment's own.</param>
public sealed record BatchDraftRow(
    int Line, string ProjectId, string PaymentId, string Amount, string Currency, string Reason, string Note, string Ticket);

/// <summary>Rows to be refunded together, from a file or from a list on screen. Nothing is kept until it is confirmed.</summary>
/// <param name="FileName">Empty when the rows were chosen in a list.</param>
/// <param name="Hash">SHA-256 by which the same file is recognised.</param>
public sealed record RefundBatchDraft(string FileName, byte[] Hash, IReadOnlyList<BatchDraftRow> Rows)
{
    /// <summary>All that remains of each of the payments, for one reason: what was selected in a list takes the same way as a file.</summary>
    public static RefundBatchDraft FromPayments(
        IEnumerable<(long ProjectId, string PaymentId)> payments, RefundReason reason, string note = "", string ticket = "")
    {
        ArgumentNullException.ThrowIfNull(payments);
        var rows = payments.Select((payment, index) => new BatchDraftRow(
            index + 1, payment.ProjectId.ToString(CultureInfo.InvariantCulture), payment.PaymentId, "", "", reason.ToString(), note, ticket)).ToList();
        var text = new StringBuilder();
        foreach (var row in rows)
            text.Append(CultureInfo.InvariantCulture, $"{row.ProjectId}/{row.PaymentId.Length}:{row.PaymentId}\n");
        return new RefundBatchDraft("", SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())), rows);
    }
}

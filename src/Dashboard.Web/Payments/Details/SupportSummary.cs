using System.Text;
using Dashboard.Core.Payments;
using Dashboard.Gate;
using Dashboard.Web.Shell;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Payments.Details;

/// <summary>A payment as plain text for a ticket or a chat: no contacts, the account masked, the zone of every time named.</summary>
public sealed class SupportSummary(
    IStringLocalizer<Texts> texts, IStringLocalizer<Payments.Texts> words, IStringLocalizer<Refunds.Texts> refundWords, Times times)
{
    /// <param name="link">Address of the payment's page.</param>
    public string Of(PaymentFile file, string link)
    {
        ArgumentNullException.ThrowIfNull(file);
        var row = file.Row;
        var text = new StringBuilder();
        Line(texts["SummaryPayment", row.PaymentId, file.Payment.ProjectName, row.ProjectId]);
        Line(texts["SummaryStatus", ConditionWords(row), StatusWords.OfPayment(words, row.Status)]);
        if (row.Captured > 0)
            Line(texts["SummaryMoney", Money(row.Captured, row), Money(row.Refunded, row), Money(row.Reserved, row),
                row.UnderWay is null ? texts["SumUnknown"].Value : Money(row.Remaining, row)]);
        else
            Line(row.Amount is { } asked ? texts["SummaryNoMoney", Money(asked, row)] : texts["SummaryNoAmount"]);
        if (row.UnderWay > 0)
            Line(texts["SummaryUnderWay", Money(row.UnderWay.Value, row)]);
        foreach (var refund in file.Refunds)
            Line(texts["SummaryRefund", Money(refund.Amount, refund.Currency), refundWords[$"State{refund.State}"].Value, times.Absolute(refund.StateAt), refund.Id]);
        foreach (var refund in file.RefundsElsewhere)
        {
            Line(texts["SummaryElsewhere", Money(refund.Amount ?? 0, refund.Currency ?? ""), StatusWords.OfOperation(words, refund.Status),
                times.Absolute(refund.UpdatedAt ?? refund.CreatedAt), refund.OperationId]);
        }

        if (row.DeclineCode is { } decline && ResponseCodes.Find(decline) is { } code)
            Line(texts["SummaryDecline", code.Code, code.Meaning(times.Culture), words[$"Advice{code.Advice}"].Value]);
        Line(texts["SummaryMethod", string.Join(' ', new[] { row.Method is null ? "—" : MethodText.NameOf(row.Method), row.Account }.OfType<string>())]);
        if (row.CustomerId is not null)
            Line(texts["SummaryCustomer", row.CustomerId]);
        Line(texts["SummaryCreated", times.Absolute(row.CreatedAt)]);
        Line(texts["SummaryZone", times.ZoneName]);
        Line(link);
        return text.ToString();

        // Ids are any text: one must not look like a line of ours.
        void Line(string line) => text.Append([.. line.Select(character => char.IsControl(character) ? ' ' : character)]).Append('\n');
    }

    private string ConditionWords(PaymentRow row) =>
        row.Condition == PaymentCondition.Unrecognised ? words["Unrecognised", row.Status] : words[$"{row.Condition}"];

    private string Money(long minor, PaymentRow row) => Money(minor, row.Currency ?? "");

    private string Money(long minor, string currency) => $"{Currency.Format(minor, currency, times.Culture)} {currency}";
}

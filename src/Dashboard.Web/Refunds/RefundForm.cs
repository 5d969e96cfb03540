using System.Globalization;
using System.Text;
using Dashboard.Core.Refunds;
using Dashboard.Gate;

namespace Dashboard.Web.Refunds;

/// <summary>
/// What is typed into the refund dialog, and whether it can be sent. The server checks everything again; this only spares the round trip and puts
/// the words beside the field.
/// </summary>
public sealed class RefundForm(RefundOffer offer, CultureInfo culture)
{
    /// <summary>Made once: pressing the button again never makes a second refund.</summary>
    public Guid Id { get; } = Guid.CreateVersion7();

    private long _shownRemaining = offer.Remaining;
    private bool _whole = true;

    public RefundOffer Offer { get; private set; } = offer;

    /// <summary>All that remained when it was shown, instead of the typed amount.</summary>
    public bool Whole
    {
        get => _whole;
        set
        {
            if (value && !_whole)
                ShowRemaining();
            _whole = value;
        }
    }

    /// <summary>All that remains is no longer what the button says: whoever presses it means what it says.</summary>
    public bool IsOutdated => Whole && _shownRemaining != Offer.Remaining;

    public string AmountText { get; set; } = "";

    public RefundReason? Reason { get; set; }

    public string Note { get; set; } = "";

    public string Ticket { get; set; } = "";

    /// <summary>Set by a deliberate second yes after the server has asked for one.</summary>
    public bool SecondOfEqualAmount { get; set; }

    /// <summary>Minor units; null while the typed amount cannot be used.</summary>
    public long? Amount => Whole ? _shownRemaining : AmountFaultOrNone is null ? Typed.Minor : null;

    /// <summary>Name of the text that says what is wrong with the amount; null when it can be used.</summary>
    public string? AmountFaultOrNone
    {
        get
        {
            if (Whole)
                return null;
            var (minor, fault) = Typed;
            if (fault != AmountFault.None)
                return $"Amount{fault}";
            if (minor <= 0)
                return "AmountNotPositive";
            return minor > Offer.Remaining ? "AmountOverRemaining" : null;
        }
    }

    /// <summary>As <see cref="AmountFaultOrNone"/>, for the note.</summary>
    public string? NoteFault => Reason == RefundReason.Other && string.IsNullOrWhiteSpace(Note) ? "NoteNeeded" : TextFault(Note, RequestRefund.MostNote);

    public string? TicketFault => TextFault(Ticket, RequestRefund.MostTicket);

    public bool IsComplete => Amount is > 0 && Reason is not null && NoteFault is null && TicketFault is null;

    /// <summary>Name of the text that says what the button still waits for; null when it waits for nothing, or the field itself says what is wrong.</summary>
    public string? Missing => this switch
    {
        { Whole: false, AmountText.Length: 0 } => "MissingAmount",
        { Amount: not > 0 } => null,
        { Reason: null } => "MissingReason",
        { NoteFault: "NoteNeeded" } => "MissingNote",
        _ => null,
    };

    /// <summary>More than the person may refund alone: a colleague has to approve it.</summary>
    public bool WillWait => Amount > Offer.AloneUpTo;

    /// <summary>It leaves without a colleague and is large enough to ask who is at the keyboard.</summary>
    public bool NeedsStepUp => !WillWait && Amount > Offer.StepUpAbove;

    /// <summary>The payment's money has changed while the form was open; the amount stays as it was shown until <see cref="ShowRemaining"/>.</summary>
    public void Take(RefundOffer changed) => Offer = changed;

    public void ShowRemaining() => _shownRemaining = Offer.Remaining;

    public RequestRefundInput ToInput() => new(
        Id, Offer.ProjectId, Offer.PaymentId, Amount ?? throw new InvalidOperationException("The form is not complete."), Offer.Currency!,
        Reason ?? throw new InvalidOperationException("The form is not complete."), Text(Note), Text(Ticket), SecondOfEqualAmount);

    private (long Minor, AmountFault Fault) Typed =>
        Currency.TryParseAmount(AmountText, Offer.Currency ?? "", culture, out var minor, out var fault) ? (minor, fault) : (0, fault);

    private static string? Text(string typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();

    private static string? TextFault(string typed, int most)
    {
        if (typed.Trim().Length > most)
            return "TextTooLong";
        return typed.EnumerateRunes().Any(rune => rune.Value == ';' || Rune.IsControl(rune) || rune == Rune.ReplacementChar) ? "TextNotAllowed" : null;
    }
}

using System.Data.Common;
using Dashboard.Core.Payments;
using Dashboard.Core.Refunds;
using Dashboard.Gate;
using Dashboard.Web.Access;
using Dashboard.Web.Payments;
using Dashboard.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Refunds;

/// <summary>Asks for a refund and then follows it. The browser's own modal dialog: focus stays inside and returns to what opened it.</summary>
public sealed partial class RefundDialog
{
    private readonly List<string> _errors = [];
    private RefundForm? _form;
    private bool _loaded;
    private bool _busy;
    private bool _touched;
    private bool _equalToday;
    private string _moneyMoved = "NoMoneyMoved";
    private Guid? _requested;

    [Parameter, EditorRequired] public PaymentRow Payment { get; set; } = null!;

    [Parameter] public EventCallback OnClosed { get; set; }

    [Inject] private RefundQueries Queries { get; init; } = null!;

    [Inject] private RequestRefund Request { get; init; } = null!;

    [Inject] private CurrentUser User { get; init; } = null!;

    [Inject] private Times Times { get; init; } = null!;

    [Inject] private IStringLocalizer<Texts> T { get; init; } = null!;

    private bool CanSubmit => !_busy && _form is { IsComplete: true } && (!_equalToday || _form.SecondOfEqualAmount);

    /// <summary>Amount and destination: the button says the same.</summary>
    private string Title => _form?.Amount is { } amount and > 0 && Impossible is null
        ? T["RefundTo", Money(amount), Destination]
        : T["RefundPayment"];

    private string Destination => string.Join(' ', new[] { MethodText.NameOf(Payment.Method ?? "—"), Payment.Account }.Where(part => part is not null));

    /// <summary>Why there is nothing to fill in.</summary>
    private string? Impossible
    {
        get
        {
            if (_form is not { Offer: var offer } || _requested is not null)
                return null;
            if (offer.WhyNot == RefundRefusalKind.OverRemaining)
                return T["NothingLeft"];
            if (offer.WhyNot is { } why)
                return RefundWords.OfRefusal(T, why, offer.WhyNotDetail, Money(offer.Remaining));
            return !offer.PartialAllowed && offer.Remaining < offer.Captured ? T["MethodCannotPartially"].Value : null;
        }
    }

    protected override async Task OnInitializedAsync()
    {
        var offer = await Queries.OfferAsync(await User.ActorAsync(), Payment.ProjectId, Payment.PaymentId, CancellationToken.None);
        (_form, _loaded) = (offer is null ? null : new RefundForm(offer, Times.Culture), true);
    }

    private void Changed()
    {
        // Another amount is another question: the yes to the old one does not count for it.
        _form!.SecondOfEqualAmount = _equalToday = false;
        _errors.Clear();
    }

    private async Task SubmitAsync()
    {
        _touched = true;
        if (!CanSubmit)
            return;
        _busy = true;
        _errors.Clear();
        try
        {
            // Not cancelled when the page goes away: what was asked for is asked for.
            Show(await Request.HandleAsync(await User.ActorAsync(), _form!.ToInput(), CancellationToken.None));
        }
        catch (DbException)
        {
            // Whether it was kept is not certain; the same id makes pressing again safe.
            _errors.Add(T["NotRecorded"]);
            _moneyMoved = "MoneyNotKnown";
        }
        finally
        {
            _busy = false;
        }
    }

    private void Show(RequestRefundResult result)
    {
        switch (result)
        {
            case RequestRefundResult.Requested requested:
                _requested = requested.RefundId;
                break;
            case RequestRefundResult.Refused refused:
                _equalToday = refused.Kind == RefundRefusalKind.EqualRefundToday;
                _moneyMoved = "NoMoneyMoved";
                _errors.Add(RefundWords.OfRefusal(T, refused.Kind, refused.Detail, Money(refused.Remaining)));
                break;
            default:
                throw new InvalidOperationException($"Unknown result {result}.");
        }
    }

    private string Money(long minor) => $"{Currency.Format(minor, Payment.Currency ?? "", Times.Culture)} {Payment.Currency}";
}

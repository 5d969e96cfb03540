using Dashboard.Core.Live;
using Dashboard.Core.Payments;
using Dashboard.Core.Refunds;
using Dashboard.Gate;
using Dashboard.Web.Access;
using Dashboard.Web.Live;
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
    private bool _stepUpAsked;
    private StepUpField? _stepUp;
    private LiveChanges? _changes;
    private bool _gone;

    [Parameter, EditorRequired] public PaymentRow Payment { get; set; } = null!;

    [Parameter] public EventCallback OnClosed { get; set; }

    [Inject] private RefundQueries Queries { get; init; } = null!;

    [Inject] private RequestRefund Request { get; init; } = null!;

    [Inject] private CurrentUser User { get; init; } = null!;

    [Inject] private LiveFeed Feed { get; init; } = null!;

    [Inject] private TimeProvider Clock { get; init; } = null!;

    [Inject] private Times Times { get; init; } = null!;

    [Inject] private IStringLocalizer<Texts> T { get; init; } = null!;

    private bool CanSubmit => !_busy && _form is { IsComplete: true } && (!_equalToday || _form.SecondOfEqualAmount);

    private string? Missing => _form!.Missing ?? (_equalToday && !_form.SecondOfEqualAmount ? "MissingSecondYes" : null);

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
        if (RendererInfo.IsInteractive)
            _changes = new LiveChanges(Feed, Clock, changes => changes.Any(change => change.PaymentRowId == Payment.Id) ? InvokeAsync(LookAgainAsync) : Task.CompletedTask);
        var offer = await ReadAsync();
        (_form, _loaded) = (offer is null ? null : new RefundForm(offer, Times.Culture), true);
    }

    private async Task<RefundOffer?> ReadAsync() =>
        await Queries.OfferAsync(await User.ActorAsync(), Payment.ProjectId, Payment.PaymentId, CancellationToken.None);

    /// <summary>Somebody else's refund of the same payment: the sums on the form are those of now, and the person is told.</summary>
    private async Task LookAgainAsync()
    {
        if (_gone || _busy || _requested is not null || _form is null || await ReadAsync() is not { } offer || offer == _form.Offer)
            return;
        var remaining = _form.Offer.Remaining;
        _form.Take(offer);
        if (offer.Remaining != remaining && Impossible is null)
            TellRemaining();
        StateHasChanged();
    }

    private void TellRemaining()
    {
        _errors.Clear();
        _moneyMoved = "NoMoneyMoved";
        _errors.Add(T["RemainingChanged", Money(_form!.Offer.Remaining)]);
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
        if (_form!.IsOutdated)
        {
            // Pressed for another amount than what remains: the new one is to be read first.
            _form.ShowRemaining();
            TellRemaining();
            return;
        }

        _busy = true;
        _errors.Clear();
        try
        {
            if (_stepUp is not null && !await _stepUp.PassAsync())
                return;
            // Not cancelled when the page goes away: what was asked for is asked for.
            var result = await Request.HandleAsync(await User.ActorAsync(), _form.ToInput(), CancellationToken.None);
            Show(result);
            if (result is RequestRefundResult.Refused { Kind: RefundRefusalKind.OverRemaining } && await ReadAsync() is { } offer)
            {
                _form.Take(offer);
                _form.ShowRemaining();
            }
        }
        catch (Exception failure) when (DatabaseFailure.Is(failure))
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
                _stepUpAsked = refused.Kind == RefundRefusalKind.StepUpNeeded;
                _equalToday = refused.Kind == RefundRefusalKind.EqualRefundToday;
                _moneyMoved = "NoMoneyMoved";
                _errors.Add(RefundWords.OfRefusal(T, refused.Kind, refused.Detail, Money(refused.Remaining)));
                break;
            default:
                throw new InvalidOperationException($"Unknown result {result}.");
        }
    }

    private string Money(long minor) => $"{Currency.Format(minor, Payment.Currency ?? "", Times.Culture)} {Payment.Currency}";

    public void Dispose()
    {
        _gone = true;
        _changes?.Dispose();
    }
}

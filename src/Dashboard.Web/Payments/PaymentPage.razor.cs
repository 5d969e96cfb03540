using Dashboard.Core.Callbacks;
using Dashboard.Core.Live;
using Dashboard.Core.Operations;
using Dashboard.Core.Payments;
using Dashboard.Core.Refunds;
using Dashboard.Gate;
using Dashboard.Web.Access;
using Dashboard.Web.Live;
using Dashboard.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Payments;

public sealed partial class PaymentPage
{
    private readonly CancellationTokenSource _gone = new();
    private LiveChanges? _changes;
    private string? _paymentId;
    private bool _loaded;
    private bool _refunding;
    private PaymentView? _payment;
    private RefundOffer? _offer;
    private IReadOnlyList<OperationRow> _operations = [];
    private IReadOnlyList<RefundView> _refunds = [];
    private IReadOnlyList<CallbackRow> _callbacks = [];

    [Parameter] public long ProjectId { get; set; }

    [Parameter] public string Segment { get; set; } = "";

    [Inject] private PaymentQueries Queries { get; init; } = null!;

    [Inject] private OperationQueries Operations { get; init; } = null!;

    [Inject] private RefundQueries Refunds { get; init; } = null!;

    [Inject] private CallbackQueries Callbacks { get; init; } = null!;

    [Inject] private CurrentUser User { get; init; } = null!;

    [Inject] private LiveFeed Feed { get; init; } = null!;

    [Inject] private TimeProvider Clock { get; init; } = null!;

    [Inject] private Times Times { get; init; } = null!;

    [Inject] private IStringLocalizer<Texts> T { get; init; } = null!;

    private PaymentRow Row => _payment!.Row;

    private string Title => (Row.Amount ?? Row.Captured) is var amount && Row.Currency is { } currency
        ? $"{Currency.Format(amount, currency, Times.Culture, Currency.MinusSign)} {currency}"
        : Row.PaymentId;

    private string CustomerAddress => QueryHelpers.AddQueryString("/payments", FilterText.Search, Row.CustomerId ?? "");

    protected override async Task OnParametersSetAsync()
    {
        _paymentId = PaymentLink.TryRead(Segment);
        (_loaded, _payment, _refunding) = (false, null, false);
        if (RendererInfo.IsInteractive)
            _changes ??= new LiveChanges(Feed, Clock, changes => InvokeAsync(() => TakeAsync(changes)));
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var cancellation = _gone.Token;
        var actor = await User.ActorAsync();
        var payment = _paymentId is null ? null : await Queries.FindAsync(actor, ProjectId, _paymentId, cancellation);
        if (payment is not null)
        {
            _offer = await Refunds.OfferAsync(actor, ProjectId, payment.Row.PaymentId, cancellation);
            _operations = await Operations.OfPaymentAsync(actor, payment.Row.Id, cancellation);
            _refunds = await Refunds.OfPaymentAsync(actor, payment.Row.Id, cancellation);
            _callbacks = (await Callbacks.OfPaymentAsync(actor, payment.Row.Id, cancellation)).Rows;
        }

        (_payment, _loaded) = (payment, true);
    }

    private async Task TakeAsync(IReadOnlyCollection<LiveChange> changes)
    {
        if (_gone.IsCancellationRequested || !changes.Any(change => change.ProjectId == ProjectId && change.PaymentId == _paymentId))
            return;
        try
        {
            await ReadAsync();
            StateHasChanged();
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page is gone.
        }
    }

    public void Dispose()
    {
        _changes?.Dispose();
        _gone.Cancel();
        _gone.Dispose();
    }
}

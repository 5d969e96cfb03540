using Dashboard.Core.Refunds;
using Dashboard.Gate;
using Dashboard.Web.Access;
using Dashboard.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Refunds;

/// <summary>What a person can decide about a refund that waits.</summary>
public enum DecisionKind
{
    Approve,
    Reject,
    Requeue,
    Propose,
    Confirm,
}

/// <summary>One decision about one refund: shows what it is about, asks for the note and the code that it needs, and says why it was refused.</summary>
public sealed partial class DecisionDialog
{
    private StepUpField? _stepUp;
    private RefundOffer? _offer;
    private string _note = "";
    private bool? _moved;
    private bool _busy;
    private string? _fault;
    private string _moneyMoved = "NoMoneyMoved";

    [Parameter, EditorRequired] public ApprovalRow Row { get; set; } = null!;

    [Parameter, EditorRequired] public DecisionKind Kind { get; set; }

    /// <summary>True when it was decided.</summary>
    [Parameter] public EventCallback<bool> OnClosed { get; set; }

    [Inject] private RefundQueries Queries { get; init; } = null!;

    [Inject] private ApproveRefund Approve { get; init; } = null!;

    [Inject] private RejectRefund Reject { get; init; } = null!;

    [Inject] private RequeueRefund Requeue { get; init; } = null!;

    [Inject] private ResolveRefund Resolve { get; init; } = null!;

    [Inject] private CurrentUser User { get; init; } = null!;

    [Inject] private Times Times { get; init; } = null!;

    [Inject] private IStringLocalizer<Texts> T { get; init; } = null!;

    private string Money => Words(Row.Refund.Amount);

    private bool NeedsNote => Kind is DecisionKind.Reject or DecisionKind.Propose or DecisionKind.Confirm;

    private bool NeedsStepUp => Kind is DecisionKind.Approve or DecisionKind.Confirm
        || (Kind == DecisionKind.Requeue && Row.Refund.Amount > _offer?.StepUpAbove);

    private bool CanSubmit => !_busy && (!NeedsNote || !string.IsNullOrWhiteSpace(_note)) && (Kind != DecisionKind.Propose || _moved is not null);

    protected override async Task OnInitializedAsync() =>
        _offer = await Queries.OfferAsync(await User.ActorAsync(), Row.Refund.ProjectId, Row.Refund.PaymentId, CancellationToken.None);

    private async Task SubmitAsync()
    {
        if (!CanSubmit)
            return;
        _busy = true;
        _fault = null;
        RefundDecisionResult result;
        try
        {
            if (_stepUp is not null && !await _stepUp.PassAsync())
                return;
            result = await DecideAsync();
        }
        catch (Exception failure) when (DatabaseFailure.Is(failure))
        {
            // Whether it was kept is not certain; the same decision twice is one.
            (_fault, _moneyMoved) = (T["NotRecorded"], "MoneyNotKnown");
            return;
        }
        finally
        {
            _busy = false;
        }

        (_fault, _moneyMoved) = (result.IsDone ? null : RefundWords.OfDecision(T, result), "NoMoneyMoved");
        if (result.IsDone)
            await OnClosed.InvokeAsync(true);
    }

    private async Task<RefundDecisionResult> DecideAsync()
    {
        var (actor, id) = (await User.ActorAsync(), Row.Refund.Id);
        return Kind switch
        {
            DecisionKind.Approve => await Approve.HandleAsync(actor, id, CancellationToken.None),
            DecisionKind.Reject => await Reject.HandleAsync(actor, id, _note, CancellationToken.None),
            DecisionKind.Requeue => await Requeue.HandleAsync(actor, id, CancellationToken.None),
            DecisionKind.Propose => await Resolve.ProposeAsync(actor, id, _moved!.Value, _note, CancellationToken.None),
            DecisionKind.Confirm => await Resolve.ConfirmAsync(actor, id, Row.Proposal!.MoneyMoved, _note, CancellationToken.None),
            _ => throw new InvalidOperationException($"Unknown decision {Kind}."),
        };
    }

    private string Words(long minor) => $"{Currency.Format(minor, Row.Refund.Currency, Times.Culture)} {Row.Refund.Currency}";
}

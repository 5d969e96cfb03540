using System.Data.Common;
using Dashboard.Core.Access;
using Dashboard.Core.Refunds;
using Dashboard.Core.Refunds.Batches;
using Dashboard.Web.Access;
using Dashboard.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Refunds.Batches;

/// <summary>
/// From a file, or from payments selected in a list (<c>?list=</c> and the key of <see cref="RefundSelections"/>), over the dry run to the confirmed batch.
/// </summary>
public sealed partial class NewBatchPage
{
    private IReadOnlyList<(long ProjectId, string PaymentId)> _chosen = [];
    private Guid _id = Guid.CreateVersion7();
    private RefundBatchDraft? _draft;
    private BatchDryRun? _run;
    private BatchFileFault? _fault;
    private RefundBatchRefusal? _refusal;
    private DateTimeOffset _checkedAt;
    private RefundReason _reason;
    private string _note = "";
    private string _ticket = "";
    private string _fileName = "";
    private string? _failure;
    private bool _confirming;
    private bool _busy;
    private bool _loaded;
    private bool _mayRefund;

    [SupplyParameterFromQuery(Name = "list")] private string? List { get; set; }

    [Inject] private RefundSelections Selections { get; init; } = null!;

    [Inject] private CheckRefundBatch Check { get; init; } = null!;

    [Inject] private CreateRefundBatch Create { get; init; } = null!;

    [Inject] private CurrentUser User { get; init; } = null!;

    [Inject] private Times Times { get; init; } = null!;

    [Inject] private TimeProvider Clock { get; init; } = null!;

    [Inject] private NavigationManager Navigation { get; init; } = null!;

    [Inject] private ILogger<NewBatchPage> Log { get; init; } = null!;

    [Inject] private IStringLocalizer<Texts> T { get; init; } = null!;

    [Inject] private IStringLocalizer<Refunds.Texts> RefundTexts { get; init; } = null!;

    private bool FromList => _chosen.Count > 0;

    /// <summary>The address names a selection that is no longer kept.</summary>
    private bool IsGone => List is not null && !FromList;

    protected override async Task OnInitializedAsync()
    {
        if (List is not null)
            _chosen = Selections.Find((await User.ActorAsync()).UserId, List) ?? [];
        _mayRefund = (await User.ScopeAsync(CancellationToken.None)).Can(Permission.RequestRefund);
        _loaded = true;
    }

    private async Task ReadAsync(InputFileChangeEventArgs change)
    {
        if (_busy)
            return;
        (_fileName, _fault, _failure, _refusal, _busy) = (change.File.Name, null, null, null, true);
        StateHasChanged();
        try
        {
            if (change.File.Size > BatchFile.MostBytes)
            {
                _fault = new BatchFileFault(BatchFileFaultKind.TooLarge);
                return;
            }

            using var content = new MemoryStream();
            // The size above is the browser's word; here it is counted.
            await using (var file = change.File.OpenReadStream(BatchFile.MostBytes))
                await file.CopyToAsync(content);
            var reading = await Task.Run(() => BatchFile.Read(_fileName, content.GetBuffer().AsMemory(0, (int)content.Length)));
            _fault = reading.Fault;
            if (reading.Draft is { } draft)
                await CheckAsync(draft);
        }
        catch (IOException)
        {
            _fault = new BatchFileFault(BatchFileFaultKind.TooLarge);
        }
        finally
        {
            _busy = false;
        }
    }

    private Task CheckChosenAsync() => WhileBusyAsync(() => CheckAsync(RefundBatchDraft.FromPayments(_chosen, _reason, _note.Trim(), _ticket.Trim())));

    private Task CheckAgainAsync() => WhileBusyAsync(() => CheckAsync(_draft!));

    private async Task CheckAsync(RefundBatchDraft draft)
    {
        try
        {
            var run = await Check.HandleAsync(await User.ActorAsync(), draft, CancellationToken.None);
            (_draft, _run, _checkedAt, _refusal, _failure) = (draft, run, Clock.GetUtcNow(), null, null);
        }
        catch (DbException failure)
        {
            (_failure, _confirming) = (BatchLog.Report(Log, failure), false);
        }
    }

    private Task ConfirmAsync((string Typed, bool LeaveOut, bool SameFileAgain) answer) => WhileBusyAsync(async () =>
    {
        try
        {
            // Not cancelled when the page goes away: what was confirmed is confirmed.
            var result = await Create.HandleAsync(await User.ActorAsync(), new CreateRefundBatchInput(
                _id, _draft!, _run!.Totals, answer.Typed, Times.Culture, answer.LeaveOut, answer.SameFileAgain), CancellationToken.None);
            Show(result);
        }
        catch (DbException failure)
        {
            // Whether it was kept is not certain; the same id makes pressing again safe.
            (_failure, _confirming) = (BatchLog.Report(Log, failure), true);
        }
    });

    private void Show(CreateRefundBatchResult result)
    {
        switch (result)
        {
            case CreateRefundBatchResult.Created created:
                Navigation.NavigateTo($"/refunds/batches/{created.BatchId}");
                break;
            case CreateRefundBatchResult.Refused refused:
                (_refusal, _failure) = (refused.Why, null);
                if (refused.DryRun is { } now)
                    (_run, _checkedAt) = (now, Clock.GetUtcNow());
                break;
            default:
                throw new InvalidOperationException($"Unknown result {result}.");
        }
    }

    private async Task WhileBusyAsync(Func<Task> work)
    {
        if (_busy)
            return;
        _busy = true;
        try
        {
            await work();
        }
        finally
        {
            _busy = false;
        }
    }

    private void StartOver()
    {
        // Another draft is another batch.
        _id = Guid.CreateVersion7();
        (_draft, _run, _fault, _refusal, _failure) = (null, null, null, null, null);
    }

    private string Where(BatchFileFault fault) => (fault.Row, fault.Column) switch
    {
        (null, _) => "",
        ({ } row, null) => T["AtRow", row] + " ",
        ({ } row, { } column) => T["AtRowColumn", row, column] + " ",
    };
}

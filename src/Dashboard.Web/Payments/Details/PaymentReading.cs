using System.Data.Common;
using System.Security.Cryptography;
using Dashboard.Core.Access;
using Dashboard.Core.Live;
using Dashboard.Core.Payments;
using Dashboard.Core.Timeline;
using Dashboard.Web.Access;
using Dashboard.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Payments.Details;

/// <summary>A component that shows one payment and keeps it current: the panel beside a list, and the page of its own.</summary>
public abstract partial class PaymentReading : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private LiveChanges? _changes;
    private HashSet<TimelineKey> _known = [];
    private long _projectId;
    private string? _paymentId;
    private int _reading;

    [Inject] private PaymentFiles Files { get; init; } = null!;

    [Inject] private AskAboutPayment Platform { get; init; } = null!;

    [Inject] private CurrentUser User { get; init; } = null!;

    [Inject] private LiveFeed Feed { get; init; } = null!;

    [Inject] private TimeProvider Clock { get; init; } = null!;

    [Inject] private ILoggerFactory Logs { get; init; } = null!;

    /// <summary>Null before it was read, and when there is no such payment for this person.</summary>
    protected PaymentFile? File { get; private set; }

    /// <summary>It has been looked for.</summary>
    protected bool Loaded { get; private set; }

    /// <summary>Set when it could not be read: names the log entry.</summary>
    protected string? Failure { get; private set; }

    /// <summary>The platform is being asked.</summary>
    protected bool Asking { get; private set; }

    /// <summary>What came of asking the platform the last time.</summary>
    protected AskedAnswer? Asked { get; private set; }

    /// <summary>Lines of the timeline that came while it was looked at.</summary>
    protected IReadOnlySet<TimelineKey> Fresh { get; private set; } = new HashSet<TimelineKey>();

    /// <param name="paymentId">Null for an address that names none.</param>
    protected async Task OpenAsync(long projectId, string? paymentId)
    {
        (_projectId, _paymentId) = (projectId, paymentId);
        (File, Loaded, Failure, Asked, _known) = (null, false, null, null, []);
        if (RendererInfo.IsInteractive)
            _changes ??= new LiveChanges(Feed, Clock, changes => changes.Any(Concerns) ? InvokeAsync(TakeAsync) : Task.CompletedTask);
        await ReadAsync();
    }

    protected async Task ReadAsync()
    {
        // Two readings may overlap: the one begun last is the one that is shown.
        var reading = ++_reading;
        var cancellation = _gone.Token;
        try
        {
            var file = await ReadFileAsync(await User.ActorAsync(), cancellation);
            if (reading == _reading)
                Show(file);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Nobody looks any more.
        }
        catch (DbException failure)
        {
            // What was read before still stands; the next change tries again.
            var reference = RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 10);
            LogFailure(Logs.CreateLogger(GetType()), failure, reference);
            Failure = File is null ? reference : null;
        }
    }

    private Task<PaymentFile?> ReadFileAsync(Actor actor, CancellationToken cancellationToken) => _paymentId switch
    {
        null => Task.FromResult<PaymentFile?>(null),
        var paymentId when File is null => Files.OpenAsync(actor, _projectId, paymentId, cancellationToken),
        var paymentId => Files.ReadAsync(actor, _projectId, paymentId, cancellationToken),
    };

    protected async Task AskAsync()
    {
        if (Asking || _paymentId is not { } paymentId)
            return;
        (Asking, Asked) = (true, null);
        var (projectId, cancellation) = (_projectId, _gone.Token);
        try
        {
            var answer = await Platform.HandleAsync(await User.ActorAsync(), projectId, paymentId, cancellation);
            // Another payment may be open by now.
            if (paymentId == _paymentId && projectId == _projectId)
                Asked = answer;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Nobody looks any more.
            return;
        }
        catch (DbException failure)
        {
            LogFailure(Logs.CreateLogger(GetType()), failure, "ask");
            Asked = AskedAnswer.Failed;
        }

        Asking = false;
        await ReadAsync();
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing || _gone.IsCancellationRequested)
            return;
        _changes?.Dispose();
        _gone.Cancel();
        _gone.Dispose();
    }

    private void Show(PaymentFile? file)
    {
        var keys = file?.Story.Timeline.Steps.Select(step => step.Entry.Key).ToHashSet() ?? [];
        Fresh = _known.Count == 0 ? [] : keys.Except(_known).ToHashSet();
        _known = keys;
        (File, Loaded, Failure) = (file, true, null);
    }

    private bool Concerns(LiveChange change) => change.ProjectId == _projectId && change.PaymentId == _paymentId;

    private async Task TakeAsync()
    {
        if (_gone.IsCancellationRequested)
            return;
        await ReadAsync();
        StateHasChanged();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A payment could not be read. Reference {Reference}")]
    private static partial void LogFailure(ILogger logger, Exception failure, string reference);
}

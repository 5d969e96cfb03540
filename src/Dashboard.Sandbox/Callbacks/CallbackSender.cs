using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Dashboard.Sandbox.Faults;
using Dashboard.Sandbox.State;

namespace Dashboard.Sandbox.Callbacks;

/// <summary>Sends signed callbacks and keeps trying by the platform's ladder. Only HTTP 200 counts as delivered (en_PP_Callbacks).</summary>
internal sealed class CallbackSender : IDisposable
{
    private readonly TimeProvider _time;
    private readonly PlatformState _state;
    private readonly CallbackWriter _writer;
    private readonly CallbackJournal _journal;
    private readonly FaultBox _faults;
    private readonly Timetable _timetable;
    private readonly Lock _sync = new();
    private readonly Dictionary<(long, string), Task> _lastFirstAttempt = [];
    private readonly ConcurrentDictionary<(long, string), CallbackDelivery> _held = new();
    private readonly SemaphoreSlim _lines = new(32);
    private readonly CancellationTokenSource _stopping = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    public CallbackSender(SandboxOptions options, PlatformState state, CallbackWriter writer, CallbackJournal journal, FaultBox faults, Timetable timetable)
    {
        (_time, _state, _writer, _journal, _faults, _timetable) = (options.TimeProvider, state, writer, journal, faults, timetable);
    }

    /// <summary>
    /// Takes a callback about an operation. Callbacks of one payment start in the order they were taken. The task ends with the first attempt,
    /// or at once when that is to happen later.
    /// </summary>
    public Task EnqueueAsync(SandboxPayment payment, SandboxOperation operation, bool withRedirect)
    {
        var fault = _faults.TakeForCallback(operation.Type, operation.Status, payment.ProjectId, payment.Id);
        var delivery = _journal.Add(number => _writer.Write(number, payment, operation, withRedirect, fault));
        _state.Touch();
        if (delivery.State == DeliveryState.Suppressed)
            return Task.CompletedTask;
        if (fault?.Kind == FaultKind.CallbackReorder && _held.TryAdd(payment.Key, delivery))
            return Task.CompletedTask;

        var pause = operation.CallbackDelay + (fault?.Kind == FaultKind.CallbackDelay ? TimeSpan.FromMilliseconds(fault.DelayMs) : TimeSpan.Zero);
        if (pause > TimeSpan.Zero)
        {
            _timetable.After(pause, () => AttemptAsync(delivery.Number, 0));
            return Task.CompletedTask;
        }

        var followers = Followers(payment, operation, delivery, fault);
        var lost = fault?.Kind == FaultKind.CallbackDrop ? Math.Max(1, fault.Times) : 0;
        lock (_sync)
        {
            var former = _lastFirstAttempt.GetValueOrDefault(payment.Key, Task.CompletedTask);
            var sending = Task.Run(() => SendAsync(former, delivery, followers, lost));
            _lastFirstAttempt[payment.Key] = sending;
            return ForgetAsync(payment.Key, sending);
        }
    }

    /// <summary>Sends the very bytes of an earlier callback again. Null when it has been forgotten.</summary>
    public CallbackDelivery? Replay(long number)
    {
        if (_journal.Find(number) is not { } former)
            return null;
        var delivery = _journal.Add(n => former with
        {
            Number = n,
            Created = _time.GetUtcNow(),
            State = former.Url is null ? DeliveryState.Suppressed : DeliveryState.Waiting,
            NextAttempt = null,
            Attempts = [],
            Fault = $"replay of {number}",
        });
        if (delivery.State == DeliveryState.Waiting)
            _timetable.After(TimeSpan.Zero, () => AttemptAsync(delivery.Number, 0));
        return delivery;
    }

    /// <summary>Forgets what was about to be sent.</summary>
    public void Clear()
    {
        _held.Clear();
        lock (_sync)
            _lastFirstAttempt.Clear();
        _journal.Clear();
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _client.Dispose();
        _stopping.Dispose();
        _lines.Dispose();
    }

    private async Task ForgetAsync((long, string) key, Task sending)
    {
        await sending;
        lock (_sync)
        {
            if (_lastFirstAttempt.GetValueOrDefault(key) == sending)
                _lastFirstAttempt.Remove(key);
        }
    }

    private List<CallbackDelivery> Followers(SandboxPayment payment, SandboxOperation operation, CallbackDelivery first, Fault? fault)
    {
        var followers = new List<CallbackDelivery>();
        if (fault?.Kind == FaultKind.CallbackDuplicate)
        {
            for (var i = 1; i < Math.Max(2, fault.Times); i++)
                followers.Add(_journal.Add(n => first with { Number = n }));
        }

        if (fault?.Kind == FaultKind.CallbackContradicting)
            followers.Add(_journal.Add(n => _writer.WriteContradiction(n, payment, operation, fault)));
        if (_held.TryRemove(payment.Key, out var held))
            followers.Add(held);
        return followers;
    }

    private async Task SendAsync(Task former, CallbackDelivery delivery, IReadOnlyList<CallbackDelivery> followers, int lost)
    {
        await former;
        await AttemptAsync(delivery.Number, lost);
        foreach (var follower in followers)
            await AttemptAsync(follower.Number, 0);
    }

    private async Task AttemptAsync(long number, int lost)
    {
        if (_stopping.IsCancellationRequested || _journal.Find(number) is not { State: DeliveryState.Waiting, Url: { } url } delivery)
            return;
        var attempt = delivery.Attempts.Length < lost
            ? new CallbackAttempt(delivery.Attempts.Length + 1, _time.GetUtcNow(), null, "lost on the way on purpose")
            : await PostAsync(delivery, url);
        var delivered = attempt.HttpStatus == (int)HttpStatusCode.OK;
        var pause = delivered ? null : RetryLadder.PauseAfter(attempt.Number);
        if (pause is { } p && attempt.Time + p > delivery.Created + RetryLadder.Horizon)
            pause = null;
        var known = _journal.Change(number, d => d with
        {
            Attempts = d.Attempts.Add(attempt),
            State = delivered ? DeliveryState.Delivered : pause is null ? DeliveryState.Exhausted : DeliveryState.Waiting,
            NextAttempt = pause is null ? null : attempt.Time + pause,
        });
        _state.Touch();
        if (known is not null && pause is { } next)
            _timetable.After(next, () => AttemptAsync(number, lost));
    }

    private async Task<CallbackAttempt> PostAsync(CallbackDelivery delivery, Uri url)
    {
        var number = delivery.Attempts.Length + 1;
        await _lines.WaitAsync(_stopping.Token);
        try
        {
            using var content = new ReadOnlyMemoryContent(delivery.Body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _stopping.Token);
            return new CallbackAttempt(number, _time.GetUtcNow(), (int)answer.StatusCode, null);
        }
        catch (HttpRequestException exception)
        {
            return new CallbackAttempt(number, _time.GetUtcNow(), null, exception.HttpRequestError.ToString());
        }
        catch (OperationCanceledException) when (!_stopping.IsCancellationRequested)
        {
            return new CallbackAttempt(number, _time.GetUtcNow(), null, "no answer within 30 s");
        }
        finally
        {
            if (!_stopping.IsCancellationRequested)
                _lines.Release();
        }
    }
}

using System.Globalization;
using System.Threading.Channels;
using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Audit;

/// <summary>
/// Keeps in the audit log who looked at what: one line for a person and a thing in <see cref="Span"/>, however often it is opened, in whatever process.
/// Written behind the screen, many in one commit, so that no click waits for the disk; an orderly stop writes what still waits.
/// </summary>
public sealed partial class ViewLog(Database database, AuditLog audit, TimeProvider clock, ILogger<ViewLog> log) : BackgroundService
{
    public const string PaymentViewed = "payment.viewed";
    public const string CallbackViewed = "callback.viewed";

    /// <summary>Looking again within this time is the same look.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromMinutes(15);

    /// <summary>Looks that wait for a database that is away; what comes beyond is told to the application's log.</summary>
    public const int MostWaiting = 10_000;

    /// <summary>Lines of one commit: the chain is written one line after the other, and other writers wait for it.</summary>
    private const int Batch = 100;

    private static readonly TimeSpan Gather = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly Channel<View> _waiting = Channel.CreateBounded<View>(MostWaiting);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly List<View> _taken = [];

    /// <summary>Verbs of lines that only tell that somebody looked.</summary>
    public static IReadOnlyList<string> Verbs { get; } = [PaymentViewed, CallbackViewed];

    /// <summary>A person has a payment in front of them.</summary>
    public void PaymentSeen(Actor actor, long projectId, string paymentId) =>
        Add(actor, PaymentViewed, string.Create(CultureInfo.InvariantCulture, $"payment {projectId}/{paymentId}"), projectId);

    /// <summary>A person has the body of a message in front of them.</summary>
    public void CallbackSeen(Actor actor, long projectId, long eventId) =>
        Add(actor, CallbackViewed, string.Create(CultureInfo.InvariantCulture, $"callback {eventId}"), projectId);

    /// <summary>Writes what waits. What could not be written is kept for the next call.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            while (Take())
            {
                await Database.AgainIfGivenUpAsync(() => WriteTakenAsync(cancellationToken));
                _taken.Clear();
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await WriteAsync(cancellationToken);
        }
        catch (Exception failure)
        {
            LogLater(failure);
            while (Take())
            {
                foreach (var (actor, line) in _taken)
                    LogLost(line.Action, line.Subject, actor.UserId);
                _taken.Clear();
            }
        }
    }

    public override void Dispose()
    {
        _writing.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                await Task.Delay(Gather, clock, stoppingToken);
                await WriteAtLastAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The stop writes the rest.
        }
    }

    private async Task WriteAtLastAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await WriteAsync(stoppingToken);
                return;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogLater(failure);
                await Task.Delay(Pause, clock, stoppingToken);
            }
        }
    }

    private void Add(Actor actor, string verb, string subject, long projectId)
    {
        ArgumentNullException.ThrowIfNull(actor);
        // Background work and the command line look at nothing.
        if (actor.UserId is null)
            return;
        if (!_waiting.Writer.TryWrite(new(actor, new AuditLine(verb, subject, ProjectId: projectId))))
            LogLost(verb, subject, actor.UserId);
    }

    private bool Take()
    {
        while (_taken.Count < Batch && _waiting.Reader.TryRead(out var view))
            _taken.Add(view);
        return _taken.Count > 0;
    }

    private async Task<int> WriteTakenAsync(CancellationToken cancellationToken)
    {
        var subjects = _taken.Select(view => view.Line.Subject).Distinct().ToList();
        var since = clock.GetUtcNow() - Span;
        await using var scope = await database.BeginWriteAsync(cancellationToken);
        // By the subject, which has an index; the lines of one payment are few.
        var known = (await scope.Context.AuditEntries.AsNoTracking().Where(line => subjects.Contains(line.Subject) && line.At > since && Verbs.Contains(line.Action))
            .Select(line => new { line.UserId, line.Action, line.Subject }).ToListAsync(cancellationToken))
            .Select(line => (line.UserId, line.Action, line.Subject)).ToHashSet();
        foreach (var (actor, line) in _taken)
        {
            if (known.Add((actor.UserId, line.Action, line.Subject)))
                await audit.AppendAsync(scope, actor, line, cancellationToken);
        }

        await scope.CommitAsync(cancellationToken);
        return known.Count;
    }

    [LoggerMessage(LogLevel.Warning, "Who looked at what could not be written to the audit log")]
    private partial void LogLater(Exception failure);

    [LoggerMessage(LogLevel.Error, "The audit log misses a line: {Verb} of {Subject} by the person {UserId}")]
    private partial void LogLost(string verb, string subject, Guid? userId);

    private sealed record View(Actor Actor, AuditLine Line);
}

using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Dashboard.Core.Tests.Refunds.Model;

/// <summary>
/// Ends the work of one database at a chosen commit, before or after it, without a hook in the application: EF tells of every commit it makes on
/// the thread that makes it. Cancellation is the one exception that no worker swallows.
/// </summary>
public sealed class CrashPoints : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly string _connectionString;
    private readonly Action _crash;
    private readonly List<IDisposable> _subscriptions = [];
    private readonly bool _onlyAfter;
    private int _countdown;

    /// <param name="crash">What happens at the chosen point; throws unless given.</param>
    /// <param name="onlyAfter">Leaves out the points before commits.</param>
    public CrashPoints(string connectionString, Action? crash = null, bool onlyAfter = false)
    {
        _onlyAfter = onlyAfter;
        _connectionString = connectionString;
        _crash = crash ?? (() => throw new OperationCanceledException("The process ended here."));
        _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    /// <summary>Points passed since the last <see cref="Arm"/>.</summary>
    public int Passed { get; private set; }

    /// <summary>Odd points lie before a commit, even ones after it; zero disarms.</summary>
    public void Arm(int point) => (_countdown, Passed) = (point, 0);

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == Microsoft.EntityFrameworkCore.DbLoggerCategory.Name)
            _subscriptions.Add(value.Subscribe(this, name => (!_onlyAfter && name == RelationalEventId.TransactionCommitting.Name) || name == RelationalEventId.TransactionCommitted.Name));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is not TransactionEventData { Context: { } context } || Connection(context) != _connectionString)
            return;
        Pass();
    }

    /// <summary>A point that is no commit of EF.</summary>
    public void Pass()
    {
        Passed++;
        if (_countdown > 0 && --_countdown == 0)
            _crash();
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose()
    {
        foreach (var subscription in _subscriptions)
            subscription.Dispose();
    }

    private static string? Connection(Microsoft.EntityFrameworkCore.DbContext context) =>
        Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.GetConnectionString(context.Database);
}

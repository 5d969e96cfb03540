using System.Data.Common;
using System.Security.Cryptography;
using Dashboard.Core.Access;
using Dashboard.Core.Live;
using Dashboard.Core.Payments;
using Dashboard.Web.Access;
using Dashboard.Web.Payments.Details;
using Dashboard.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace Dashboard.Web.Live;

/// <summary>
/// A list whose filter is its address: newest first, more on request, kept current by the live feed. The pages say what a row is and how it is read.
/// </summary>
public abstract partial class ListPage<TRow, TFilter> : ComponentBase, IDisposable
    where TRow : class
    where TFilter : class
{
    private const int PageSize = 50;

    /// <summary>Payments that one hand-over of the live feed may add.</summary>
    private const int MostNew = 1000;

    /// <summary>A load that takes no longer shows no sign of loading: it would only flicker.</summary>
    private static readonly TimeSpan QuickLoad = TimeSpan.FromMilliseconds(100);

    private CancellationTokenSource _loading = new();
    private readonly Dictionary<long, LiveChange> _missed = [];
    private readonly StepsAhead _ahead = new();
    private IReadOnlyList<KeyValuePair<string, string>> _readFor = [];
    private LiveChanges? _changes;
    private bool _reading;
    private bool _prepared;
    private bool _disposed;

    [Inject] protected NavigationManager Navigation { get; init; } = null!;

    [Inject] protected Times Times { get; init; } = null!;

    [Inject] protected CurrentUser User { get; init; } = null!;

    [Inject] private LiveFeed Feed { get; init; } = null!;

    [Inject] private TimeProvider Clock { get; init; } = null!;

    [Inject] private ILoggerFactory Logs { get; init; } = null!;

    protected abstract LiveRows<TRow> List { get; }

    protected FilterReading<TFilter> Reading { get; private set; } = null!;

    protected TFilter Filter => Reading.Filter;

    protected AccessScope Scope { get; private set; } = AccessScope.Nothing;

    /// <summary>The first window is not there yet.</summary>
    protected bool Loading { get; private set; } = true;

    protected bool LoadingMore { get; private set; }

    /// <summary>Set when the rows could not be read: names the log entry.</summary>
    protected string? Failure { get; private set; }

    /// <summary>Set when the rows that follow could not be read: names the log entry. Those above stand.</summary>
    protected string? MoreFailure { get; private set; }

    protected virtual bool Filtered => ToQuery(Filter).Count > 0;

    protected abstract FilterReading<TFilter> Read(IEnumerable<KeyValuePair<string, string>> values, TimeZoneInfo zone, DateTimeOffset now);

    protected abstract IReadOnlyList<KeyValuePair<string, string>> ToQuery(TFilter filter);

    /// <summary>Reads what stands around the rows, once, before the first of them; a failure is shown as one of the list.</summary>
    protected virtual Task PrepareAsync(Actor actor, CancellationToken cancellationToken) => Task.CompletedTask;

    protected abstract Task<Window<TRow>> FetchAsync(Actor actor, PageKey? after, int size, CancellationToken cancellationToken);

    /// <summary>Rows of the payments named: those already shown as they are now, and those that match the filter.</summary>
    protected abstract Task<(IEnumerable<TRow> Current, IEnumerable<TRow> Matching)> FetchChangedAsync(
        Actor actor, IReadOnlyCollection<long> paymentRowIds, CancellationToken cancellationToken);

    /// <summary>Goes to the same list under another filter, as a step of the browser's history.</summary>
    protected void Go(TFilter filter)
    {
        var address = PanelTabs.Carry(Navigation.Uri, AddressOf(ToQuery(filter)));
        Reading = ReadingOf(Navigation.ToAbsoluteUri(address));
        // An empty list says why it is empty, which of another filter nobody knows yet.
        if (List.Rows.Count == 0 && !_reading)
            Loading = !_readFor.SequenceEqual(ToQuery(Filter));
        _ahead.Take();
        Navigation.NavigateTo(address);
    }

    protected string AddressOf(IReadOnlyList<KeyValuePair<string, string>> query) =>
        QueryHelpers.AddQueryString(new Uri(Navigation.Uri).AbsolutePath, query.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)));

    protected override async Task OnInitializedAsync()
    {
        Reading = ReadingOf(new Uri(Navigation.Uri));
        Navigation.LocationChanged += OnLocationChanged;
        if (RendererInfo.IsInteractive)
            _changes = new LiveChanges(Feed, Clock, changes => InvokeAsync(() => TakeAsync(changes)));
        await LoadAsync();
    }

    protected Task LoadAsync() => ReadAsync(again: false);

    /// <summary>Reads the list again with what is new in it. What is shown stands until then.</summary>
    protected Task ReloadAsync() => ReadAsync(again: true);

    private async Task ReadAsync(bool again)
    {
        await _loading.CancelAsync();
        _loading.Dispose();
        _loading = new CancellationTokenSource();
        var cancellation = _loading.Token;
        _missed.Clear();
        _readFor = ToQuery(Filter);
        (_reading, Loading, LoadingMore, MoreFailure) = (true, !again, false, null);
        try
        {
            Scope = await User.ScopeAsync(cancellation);
            var actor = await User.ActorAsync();
            if (!_prepared)
                await PrepareAsync(actor, cancellation);
            _prepared = true;
            var window = await FetchAsync(actor, null, PageSize, cancellation);
            // A newer load has taken over.
            if (cancellation.IsCancellationRequested)
                return;
            if (again)
                List.StartAgain(window);
            else
                List.Start(window);
            (_reading, Loading, Failure) = (false, false, null);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // A newer load has taken over, or the page is gone.
        }
        catch (DbException failure)
        {
            (_reading, Loading, Failure) = (false, false, Report(failure));
        }

        // What changed while the rows were read may be missing in them.
        if (_missed.Count > 0 && !_reading)
            await TakeAsync([.. _missed.Values]);
    }

    protected async Task LoadMoreAsync()
    {
        if (LoadingMore || !List.More)
            return;
        (LoadingMore, MoreFailure) = (true, null);
        var cancellation = _loading.Token;
        try
        {
            List.Append(await FetchAsync(await User.ActorAsync(), List.LastKey, PageSize, cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The filter changed meanwhile.
        }
        catch (DbException failure)
        {
            MoreFailure = Report(failure);
        }

        LoadingMore = false;
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing || _disposed)
            return;
        _disposed = true;
        Navigation.LocationChanged -= OnLocationChanged;
        _changes?.Dispose();
        _loading.Cancel();
        _loading.Dispose();
    }

    /// <summary>Row ids of the payments that the rows belong to.</summary>
    protected abstract HashSet<long> ShownPayments();

    private FilterReading<TFilter> ReadingOf(Uri address)
    {
        var query = QueryHelpers.ParseQuery(address.Query);
        var values = query.SelectMany(pair => pair.Value.OfType<string>().Select(value => KeyValuePair.Create(pair.Key, value)));
        return Read(values, Times.Zone, Clock.GetUtcNow());
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs change) => _ = InvokeAsync(async () =>
    {
        if (_disposed)
            return;
        var reading = ReadingOf(new Uri(Navigation.Uri));
        if (_ahead.PassBy(ToQuery(reading.Filter).SequenceEqual(ToQuery(Filter))))
            return;
        Reading = reading;
        if (_readFor.SequenceEqual(ToQuery(Filter)) && Failure is null)
        {
            // The same list with something else open beside it: its links carry that along.
            StateHasChanged();
            return;
        }

        var load = LoadAsync();
        // Rows that come at once take the place of those before; only a wait is worth being shown.
        using var shown = new CancellationTokenSource();
        if (await Task.WhenAny(load, Task.Delay(QuickLoad, Clock, shown.Token)) != load)
            StateHasChanged();
        await shown.CancelAsync();
        await load;
        StateHasChanged();
    });

    private async Task TakeAsync(IReadOnlyCollection<LiveChange> changes)
    {
        if (_disposed)
            return;
        if (_reading)
        {
            foreach (var change in changes)
                _missed[change.PaymentRowId] = change;
            return;
        }

        if (Failure is not null)
            return;
        var cancellation = _loading.Token;
        try
        {
            // What is shown is always read again; of what might be new, no more than anybody counts.
            var shown = ShownPayments();
            var visible = changes.Where(change => Scope.Sees(change.ProjectId)).Select(change => change.PaymentRowId).ToLookup(shown.Contains);
            var seen = visible[true].Concat(visible[false].Take(MostNew)).ToList();
            var (current, matching) = await FetchChangedAsync(await User.ActorAsync(), seen, cancellation);
            if (!cancellation.IsCancellationRequested && List.Take(current, matching))
                StateHasChanged();
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The filter changed meanwhile, or the page is gone.
        }
        catch (DbException failure)
        {
            // The rows stand as they were read; the next change tries again.
            LogFailure(Logs.CreateLogger(GetType()), failure, "live");
        }
    }

    protected string Report(DbException failure)
    {
        var reference = RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 10);
        LogFailure(Logs.CreateLogger(GetType()), failure, reference);
        return reference;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A list could not be read. Reference {Reference}")]
    private static partial void LogFailure(ILogger logger, Exception failure, string reference);
}

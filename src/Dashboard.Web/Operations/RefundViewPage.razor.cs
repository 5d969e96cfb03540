using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using Dashboard.Core.Access;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Live;
using Dashboard.Core.Operations;
using Dashboard.Core.Payments;
using Dashboard.Core.Refunds;
using Dashboard.Gate;
using Dashboard.Web.Access;
using Dashboard.Web.Live;
using Dashboard.Web.Payments.Details;
using Dashboard.Web.Refunds;
using Dashboard.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;

namespace Dashboard.Web.Operations;

public sealed partial class RefundViewPage
{
    private const int PageSize = 50;

    private readonly List<RefundView> _rows = [];
    private readonly HashSet<Guid> _waiting = [];
    private readonly StepsAhead _ahead = new();
    private (OperationView View, IReadOnlyList<long> Chosen) _readFor = (default, []);
    private CancellationTokenSource _loading = new();
    private LiveChanges? _changes;
    private OperationView _view;
    private IReadOnlyList<long> _chosen = [];
    private IReadOnlyList<FilterFault> _faults = [];
    private Dictionary<long, string>? _names;
    private DateTimeOffset? _received;
    private string? _failure;
    private string? _moreFailure;
    private bool _loaded;
    private bool _loadingMore;
    private bool _more;
    private bool _gone;
    private HashSet<Guid> _fresh = [];
    private AccessScope _scope = AccessScope.Nothing;

    [Inject] private OperationViews Views { get; init; } = null!;

    [Inject] private PaymentQueries Register { get; init; } = null!;

    [Inject] private CallbackQueries Callbacks { get; init; } = null!;

    [Inject] private CurrentUser User { get; init; } = null!;

    [Inject] private LiveFeed Feed { get; init; } = null!;

    [Inject] private TimeProvider Clock { get; init; } = null!;

    [Inject] private Times Times { get; init; } = null!;

    [Inject] private NavigationManager Navigation { get; init; } = null!;

    [Inject] private IJSRuntime Browser { get; init; } = null!;

    [Inject] private ILogger<RefundViewPage> Log { get; init; } = null!;

    [Inject] private IStringLocalizer<Texts> T { get; init; } = null!;

    [Inject] private IStringLocalizer<Payments.Texts> P { get; init; } = null!;

    [Inject] private IStringLocalizer<Refunds.Texts> R { get; init; } = null!;

    private Dictionary<long, string> Projects => _names ?? [];

    protected override async Task OnInitializedAsync()
    {
        ReadAddress();
        Navigation.LocationChanged += OnLocationChanged;
        if (RendererInfo.IsInteractive)
            _changes = new LiveChanges(Feed, Clock, changes => InvokeAsync(() => TakeAsync(changes)));
        await LoadAsync();
    }

    /// <summary>The view is the path, the projects it is narrowed to are in the query. False when the rows are those of this address, or of one passed by.</summary>
    private bool ReadAddress()
    {
        var address = new Uri(Navigation.Uri);
        var text = new FilterText(QueryHelpers.ParseQuery(address.Query).SelectMany(pair => pair.Value.OfType<string>().Select(value => KeyValuePair.Create(pair.Key, value))));
        var view = address.AbsolutePath.EndsWith("unknown-refunds", StringComparison.OrdinalIgnoreCase) ? OperationView.UnknownRefunds : OperationView.FailedRefunds;
        var chosen = text.Numbers(FilterText.Project);
        if (_ahead.PassBy(view == _view && chosen.SequenceEqual(_chosen)))
            return false;
        (_view, _chosen, _faults) = (view, chosen, text.Faults);
        return _readFor.View != _view || !_readFor.Chosen.SequenceEqual(_chosen);
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs change) => _ = InvokeAsync(async () =>
    {
        if (_gone)
            return;
        if (ReadAddress())
            await LoadAsync();
        StateHasChanged();
    });

    private async Task LoadAsync()
    {
        await _loading.CancelAsync();
        _loading.Dispose();
        _loading = new CancellationTokenSource();
        var stop = _loading.Token;
        _readFor = (_view, _chosen);
        (_loaded, _loadingMore, _moreFailure) = (false, false, null);
        try
        {
            _scope = await User.ScopeAsync(stop);
            var actor = await User.ActorAsync();
            _names ??= (await Register.OptionsAsync(actor, stop)).Projects.ToDictionary(project => project.Id, project => project.Name);
            _received = await Callbacks.NewestAsync(stop);
            var size = RendererInfo.IsInteractive ? Math.Clamp((await ListPlace.TakeAsync(Browser, stop)).Rows, PageSize, PaymentQueries.MostRows) : PageSize;
            var window = await Views.RefundsAsync(actor, _view, _chosen, null, size, stop);
            // A newer load has taken over.
            if (stop.IsCancellationRequested)
                return;
            _rows.Clear();
            _waiting.Clear();
            _fresh = [];
            _rows.AddRange(window.Rows);
            (_more, _loaded, _failure) = (window.More, true, null);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // A newer load has taken over, or the page is gone.
        }
        catch (DbException failure)
        {
            if (!stop.IsCancellationRequested)
                _failure = Report(failure);
        }
    }

    /// <summary>What has been read stays, whatever becomes of the step after it.</summary>
    private async Task MoreAsync()
    {
        if (_loadingMore || !_more)
            return;
        _loadingMore = true;
        var stop = _loading.Token;
        try
        {
            var window = await Views.RefundsAsync(await User.ActorAsync(), _view, _chosen, new RefundKey(_rows[^1].StateAt, _rows[^1].Id), PageSize, stop);
            if (stop.IsCancellationRequested)
                return;
            _rows.AddRange(window.Rows.Where(row => !_rows.Exists(shown => shown.Id == row.Id)));
            (_more, _moreFailure) = (window.More, null);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The list has begun anew, or the page is gone.
            return;
        }
        catch (DbException failure)
        {
            if (stop.IsCancellationRequested)
                return;
            _moreFailure = Report(failure);
        }

        _loadingMore = false;
    }

    /// <summary>The platform's code in words, else what the refund itself says.</summary>
    private string Why(RefundView row) => ResponseCodes.Find(row.Code) is { Group: not CodeGroup.Success } code
        ? $"{code.Code} · {code.Meaning(Times.Culture)}"
        : row.StateDetail is { } detail ? RefundWords.OfDetail(R, detail) : row.Message ?? "";

    private void Narrow(IReadOnlyList<long> projects)
    {
        var address = Address(projects);
        _chosen = projects;
        _ahead.Take();
        Navigation.NavigateTo(address);
    }

    private string Address(IReadOnlyList<long> projects) =>
        PanelTabs.Carry(Navigation.Uri, OperationTabs.AddressOf(_view, new OperationFilter { Projects = projects }));

    private string ProjectOf(RefundView row) => Projects.GetValueOrDefault(row.ProjectId) ?? row.ProjectId.ToString(CultureInfo.InvariantCulture);

    private string Report(DbException failure)
    {
        var reference = RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 10);
        LogFailure(Log, failure, reference);
        return reference;
    }

    public void Dispose()
    {
        _gone = true;
        Navigation.LocationChanged -= OnLocationChanged;
        _changes?.Dispose();
        _loading.Cancel();
        _loading.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A view of refunds could not be read. Reference {Reference}")]
    private static partial void LogFailure(ILogger logger, Exception failure, string reference);
}

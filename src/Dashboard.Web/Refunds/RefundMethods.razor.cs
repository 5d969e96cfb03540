using System.Globalization;
using Dashboard.Core.Refunds;

namespace Dashboard.Web.Refunds;

/// <summary>Which methods are refunded in which project, and within which bounds.</summary>
public sealed partial class RefundMethods
{
    private IReadOnlyList<RefundMethodRow> _rows = [];
    private IReadOnlyList<(long Id, string Name)> _projects = [];
    private long _project;
    private string _method = "";
    private bool _full = true;
    private bool _partial;
    private string _least = "";
    private string _most = "";
    private string _window = "";
    private string? _fault;
    private bool _saved;
    private bool _busy;

    protected override async Task OnInitializedAsync()
    {
        _projects = await Rules.ProjectsAsync(await User.ActorAsync(), CancellationToken.None);
        _project = _projects.Count > 0 ? _projects[0].Id : 0;
        await ReadAsync();
    }

    private async Task ReadAsync() => _rows = await Rules.ListAsync(await User.ActorAsync(), CancellationToken.None);

    private async Task SaveAsync()
    {
        (_saved, _fault) = (false, null);
        if (!TryRead(_least, out var least) || !TryRead(_most, out var most) || !TryRead(_window, out var window) || window > SetRefundMethod.LongestWindow)
        {
            _fault = "MethodBoundsWrong";
            return;
        }

        _busy = true;
        try
        {
            var result = await Rules.SetAsync(
                await User.ActorAsync(), new RefundMethodInput(_project, _method, _full, _partial, least, most, (int?)window), CancellationToken.None);
            (_saved, _fault) = result == RefundMethodResult.Done ? (true, null) : (false, $"Method{result}");
        }
        finally
        {
            _busy = false;
        }

        if (_saved)
        {
            _method = _least = _most = _window = "";
            await ReadAsync();
        }
    }

    private async Task RemoveAsync(RefundMethodRow row)
    {
        await Rules.RemoveAsync(await User.ActorAsync(), row.ProjectId, row.Method, CancellationToken.None);
        _saved = false;
        await ReadAsync();
    }

    /// <summary>Empty means any.</summary>
    private static bool TryRead(string text, out long? number)
    {
        number = null;
        if (string.IsNullOrWhiteSpace(text))
            return true;
        var read = long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var whole);
        number = whole;
        return read;
    }

    private string YesNo(bool yes) => T[yes ? "MethodYes" : "MethodNo"];

    private string Words(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? T["MethodAny"];
}

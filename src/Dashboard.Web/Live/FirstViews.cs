using Dashboard.Core.Access;
using Dashboard.Web.Access;

namespace Dashboard.Web.Live;

/// <summary>The addresses at which one person's lists begin: with the view they chose, else with everything.</summary>
public sealed class FirstViews(SavedViews views, CurrentUser user)
{
    /// <summary>The lists that have views; each is the first part of its address.</summary>
    private static readonly string[] Lists = ["payments", "operations"];

    private readonly Dictionary<string, string> _addresses = new(StringComparer.Ordinal);

    /// <summary>Raised after a change, on the circuit that made it.</summary>
    public event Action? Changed;

    /// <summary>The path itself where there is no view to begin with.</summary>
    public string AddressOf(string path) => _addresses.GetValueOrDefault(path, path);

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var actor = await user.ActorAsync();
        _addresses.Clear();
        foreach (var list in Lists)
        {
            if (await views.FirstAsync(actor, list, cancellationToken) is { Length: > 0 } query)
                _addresses["/" + list] = $"/{list}?{query}";
        }
    }

    public async Task BeginWithAsync(string list, Guid? view, CancellationToken cancellationToken)
    {
        await views.BeginWithAsync(await user.ActorAsync(), list, view, cancellationToken);
        await RefreshAsync(cancellationToken);
    }

    /// <summary>After a view was kept anew or removed.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        Changed?.Invoke();
    }
}

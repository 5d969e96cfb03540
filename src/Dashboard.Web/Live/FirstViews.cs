using System.Data.Common;
using Dashboard.Core.Access;
using Dashboard.Web.Access;

namespace Dashboard.Web.Live;

/// <summary>The addresses at which one person's lists begin: with the view they chose, else with everything.</summary>
public sealed class FirstViews(SavedViews views, CurrentUser user)
{
    /// <summary>The lists that have views; each is the first part of its address.</summary>
    private static readonly string[] Lists = ["payments", "operations"];

    private Dictionary<string, string> _addresses = [];
    private Task? _read;

    /// <summary>Raised after a change, on the circuit that made it.</summary>
    public event Action? Changed;

    /// <summary>The path itself where there is no view to begin with.</summary>
    public string AddressOf(string path) => _addresses.GetValueOrDefault(path, path);

    /// <summary>Reads them, once for all who ask on this page.</summary>
    public Task ReadAsync() => _read ??= FillAsync();

    /// <param name="view">Null to begin with everything.</param>
    public async Task BeginWithAsync(string list, Guid? view)
    {
        await views.BeginWithAsync(await user.ActorAsync(), list, view, CancellationToken.None);
        await RefreshAsync();
    }

    /// <summary>After a view was kept anew or removed.</summary>
    public async Task RefreshAsync()
    {
        await (_read = FillAsync());
        Changed?.Invoke();
    }

    private async Task FillAsync()
    {
        try
        {
            var actor = await user.ActorAsync();
            var addresses = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var list in Lists)
            {
                if (await views.FirstAsync(actor, list, CancellationToken.None) is { Length: > 0 } query)
                    addresses["/" + list] = $"/{list}?{query}";
            }

            _addresses = addresses;
        }
        catch (DbException)
        {
            // A convenience of the menu, which stands around every page: the page in the middle says what cannot be read.
        }
    }
}

using Dashboard.Core.Access;
using Dashboard.Web.Ui;

namespace Dashboard.Web.Shell;

/// <summary>
/// Something the palette offers beside payments. <paramref name="Key"/> names its words in Texts; "…Words" of the same key holds further words it is
/// found by.
/// </summary>
public sealed record PaletteCommand(string Key, IconName Icon)
{
    /// <summary>Where it leads; null for what the script does in the page (<see cref="Does"/>).</summary>
    public string? Href { get; init; }

    /// <summary>Named in js/palette.js; offered only where the page has what it needs.</summary>
    public string? Does { get; init; }

    public Permission? Needs { get; init; }

    /// <summary>Another right that is enough.</summary>
    public Permission? Or { get; init; }

    /// <summary>The key that leads there after g; see <see cref="Shortcut"/>.</summary>
    public char? Letter { get; init; }

    /// <summary>Single key that does the same, as a hint.</summary>
    public string? Keys { get; init; }

    public bool IsFor(AccessScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return Needs is not { } needed || scope.Can(needed) || (Or is { } other && scope.Can(other));
    }

    public static IReadOnlyList<PaletteCommand> Pages { get; } =
    [
        .. NavEntry.Work.Concat(NavEntry.Control).Select(entry => new PaletteCommand(entry.Key, entry.Icon)
        {
            Href = entry.Path,
            Needs = entry.Needs,
            Or = entry.Or,
            Letter = Shortcut.LetterOf(entry.Path),
        }),
        new("Profile", IconName.Person) { Href = "/profile" },
        new("Password", IconName.Key) { Href = "/password" },
        new("SecondFactor", IconName.Shield) { Href = "/second-factor" },
    ];

    /// <summary>Lists that somebody goes through every morning.</summary>
    public static IReadOnlyList<PaletteCommand> Views { get; } =
    [
        new("ViewUnknownRefunds", IconName.Question) { Href = "/operations?view=unknown-refunds", Needs = Permission.ViewPayments },
        new("ViewFailedRefunds", IconName.Cross) { Href = "/operations?view=failed-refunds", Needs = Permission.ViewPayments },
        new("ViewOverdue", IconName.Clock) { Href = "/operations?view=overdue", Needs = Permission.ViewPayments },
        new("ViewDeclinesToday", IconName.Alert) { Href = "/operations?view=declines-today", Needs = Permission.ViewPayments },
        new("ViewParked", IconName.Callbacks) { Href = "/callback-log?verdict=parked", Needs = Permission.ViewCallbacks },
    ];

    public static IReadOnlyList<PaletteCommand> Actions { get; } =
    [
        new("ActRefund", IconName.Refund) { Does = "refund", Needs = Permission.RequestRefund, Keys = "r" },
        new("ActExport", IconName.Download) { Does = "export", Needs = Permission.Export, Keys = "e" },
        new("ActNewBatch", IconName.Plus) { Href = "/refunds/batches/new", Needs = Permission.RequestRefund },
        new("ActStopRefunds", IconName.Alert) { Href = "/approvals?stop=1", Needs = Permission.StopRefunds },
        new("ActTheme", IconName.Theme) { Does = "theme" },
        new("ActLanguage", IconName.Globe) { Does = "language" },
        new("ActDensity", IconName.Menu) { Does = "density" },
        new("ActShortcuts", IconName.Keyboard) { Does = "shortcuts", Keys = "?" },
        new("SignOut", IconName.SignOut) { Does = "sign-out" },
    ];
}

namespace Dashboard.Web.Shell;

/// <summary>One line of the help sheet: key caps and the words for what they do. js/keys.js does it.</summary>
/// <param name="Keys">Caps pressed together or one after the other, as they are printed.</param>
/// <param name="Word">Names its words in Texts.</param>
public sealed record Shortcut(IReadOnlyList<string> Keys, string Word)
{
    /// <summary>Further caps that do the same.</summary>
    public IReadOnlyList<string> Also { get; init; } = [];

    /// <summary>The help sheet, in groups; the name of a group is a key of Texts.</summary>
    public static IReadOnlyList<(string Group, IReadOnlyList<Shortcut> Lines)> Sheet { get; } =
    [
        ("KeysAnywhere",
        [
            new(["Ctrl", "K"], "KeyPalette"),
            new(["/"], "KeySearch"),
            new(["?"], "KeyHelp"),
            new(["Esc"], "KeyClose"),
        ]),
        ("KeysGo",
        [
            new(["G", "P"], "NavPayments"),
            new(["G", "O"], "NavOperations"),
            new(["G", "A"], "NavApprovals"),
            new(["G", "B"], "NavBatches"),
            new(["G", "C"], "NavCallbacks"),
        ]),
        ("KeysList",
        [
            new(["J"], "KeyNext") { Also = ["↓"] },
            new(["K"], "KeyPrevious") { Also = ["↑"] },
            new(["Enter"], "KeyOpen"),
            new(["X"], "KeySelect"),
            new(["M"], "KeyRowMenu"),
            new(["C"], "KeyCopy"),
            new(["E"], "KeyExport"),
        ]),
        ("KeysPayment",
        [
            new(["R"], "KeyRefund"),
            new(["Ctrl", "Enter"], "KeySubmit"),
        ]),
    ];

    /// <summary>The key that leads to a page after g; null for a page without one.</summary>
    public static char? LetterOf(string path) => path switch
    {
        "/payments" => 'p',
        "/operations" => 'o',
        "/approvals" => 'a',
        "/refunds/batches" => 'b',
        "/callback-log" => 'c',
        _ => null,
    };
}

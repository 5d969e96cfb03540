using System.Globalization;
using Dashboard.Core.Access;
using Dashboard.Core.Refunds;
using Dashboard.Gate;
using Dashboard.Web.Access;
using Dashboard.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Refunds;

/// <summary>Who may refund how much without a second person.</summary>
public sealed partial class RefundLimitsPage
{
    private static readonly string[] Limited = [.. Roles.All.Where(role => PermissionMatrix.Allows(role, Permission.RequestRefund) || PermissionMatrix.Allows(role, Permission.ApproveRefund))];

    private IReadOnlyList<RefundLimitRow> _rows = [];
    private bool _loaded;
    private bool _allowed;
    private bool _busy;
    private bool _saved;
    private string? _fault;
    private string _subject = "";
    private string _currency = "";
    private string _once = "";
    private string _day = "";
    private string _month = "";

    [Inject] private SetRefundLimit Limits { get; init; } = null!;

    [Inject] private RefundRules Rules { get; init; } = null!;

    [Inject] private CurrentUser User { get; init; } = null!;

    [Inject] private Times Times { get; init; } = null!;

    [Inject] private IStringLocalizer<Texts> T { get; init; } = null!;

    protected override Task OnInitializedAsync() => ReadAsync();

    private async Task ReadAsync()
    {
        _allowed = (await User.ScopeAsync(CancellationToken.None)).Can(Permission.ManageUsers);
        _rows = await Limits.ListAsync(await User.ActorAsync(), CancellationToken.None);
        _loaded = true;
    }

    private void Edit(RefundLimitRow row)
    {
        (_subject, _currency, _saved, _fault) = (row.SubjectName, row.Currency, false, null);
        (_once, _day, _month) = (Plain(row.Once), Plain(row.Day), Plain(row.Month));

        string Plain(long? amount) => amount is { } number ? Shown(number, row.Currency).Replace("\u00A0", "", StringComparison.Ordinal).Replace(",", Times.Culture.NumberFormat.NumberDecimalSeparator == "," ? "," : "", StringComparison.Ordinal) : "";
    }

    private async Task RemoveAsync(RefundLimitRow row)
    {
        await Limits.RemoveAsync(await User.ActorAsync(), row.Id, CancellationToken.None);
        _saved = false;
        await ReadAsync();
    }

    private async Task SaveAsync()
    {
        (_saved, _fault) = (false, null);
        if (!TryRead(_once, out var once) || !TryRead(_day, out var day) || !TryRead(_month, out var month))
        {
            _fault = "LimitAmountWrong";
            return;
        }

        _busy = true;
        var result = await Limits.SetAsync(await User.ActorAsync(), new RefundLimitInput(_subject, _currency, once, day, month), CancellationToken.None);
        _busy = false;
        if (result != LimitResult.Done)
        {
            _fault = $"Limit{result}";
            return;
        }

        _saved = true;
        _subject = _once = _day = _month = "";
        await ReadAsync();
    }

    /// <summary>Empty means no limit.</summary>
    private bool TryRead(string text, out long? amount)
    {
        amount = null;
        if (string.IsNullOrWhiteSpace(text))
            return true;
        var read = _currency.Length == 0
            ? long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            : Currency.TryParseAmount(text, _currency, Times.Culture, out number, out _);
        amount = number;
        return read;
    }

    private string Words(long? amount, string currency) => amount is { } number ? Shown(number, currency) : T["NoLimit"];

    private string Shown(long amount, string currency) =>
        currency.Length == 0 ? amount.ToString("N0", Times.Culture) : Currency.Format(amount, currency, Times.Culture);
}

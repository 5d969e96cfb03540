using System.Collections.Frozen;
using System.Text.Json;

namespace Dashboard.Gate;

/// <summary>
/// Tells callbacks from re-cut Payment Page requests. Both are signed with the same key, values are not escaped, and the customer chooses some of
/// a request's values, so a request can be read as a "callback" of the customer's making. The request's other parameters must then stand
/// somewhere: as names on the top level or inside a text after a semicolon.
/// </summary>
internal static class RequestShape
{
    private static readonly string[] Prefixes = ["payment_", "customer_", "merchant_", "billing_", "redirect_success_", "redirect_fail_",
        "redirect_return_", "redirect_tokenize_", "redirect_checkout_", "avs_", "identify_", "booking_"];

    // Parameters of page en_PP_Parameters and of the official SDKs that no prefix above covers and no callback has on its top level.
    private static readonly FrozenSet<string> Parameters = FrozenSet.Create(StringComparer.Ordinal,
        "account_token", "card_operation_type", "best_before", "close_on_missclick", "css_modal_wrap", "force_acs_new_window", "force_payment_group",
        "force_payment_method", "hide", "interface_type", "language_code", "mode", "operation_type", "receipt_data", "recurring_register",
        "region_code", "target_element", "terminal_id", "hide_save_account", "locale", "split_with_redirect", "user_return_url");

    public static bool Has(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return false;
        foreach (var member in root.EnumerateObject())
        {
            if (IsParameter(member.Name) || HoldsLine(member.Value))
                return true;
        }

        return false;
    }

    private static bool IsParameter(string name)
    {
        if (!name.Contains('_', StringComparison.Ordinal) && name is not ("mode" or "hide" or "locale"))
            return false;
        foreach (var prefix in Prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
                return true;
        }

        return Parameters.Contains(name);
    }

    private static bool HoldsLine(JsonElement node)
    {
        switch (node.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in node.EnumerateObject())
                {
                    if (HoldsLine(member.Value))
                        return true;
                }

                return false;
            case JsonValueKind.Array:
                foreach (var item in node.EnumerateArray())
                {
                    if (HoldsLine(item))
                        return true;
                }

                return false;
            case JsonValueKind.String:
                return HoldsLineText(node);
            default:
                return false;
        }
    }

    private static bool HoldsLineText(JsonElement text)
    {
        var raw = System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(text);
        // An escape may hide the semicolon, the name or the colon.
        return raw.Contains((byte)'\\') ? HoldsLineText(text.GetString()) : raw.Contains((byte)';') && HoldsLineText(text.GetString());
    }

    private static bool HoldsLineText(ReadOnlySpan<char> text)
    {
        for (var at = text.IndexOf(';'); at >= 0; at = text.IndexOf(';'))
        {
            text = text[(at + 1)..];
            var end = 0;
            while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '-' or '.'))
                end++;
            if (end > 0 && end < text.Length && text[end] == ':')
                return true;
        }

        return false;
    }
}

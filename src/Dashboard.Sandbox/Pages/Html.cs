using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace Dashboard.Sandbox.Pages;

/// <summary>Markup that is safe to put into a page as it is. Everything else that goes into markup is encoded.</summary>
internal readonly record struct Html(string Markup)
{
    public static readonly Html Empty = new("");

    public static Html Of(HtmlWriter writer) => new(writer.ToString());

    public static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts.Select(p => p.Markup)));

    public IResult AsPage(int status = StatusCodes.Status200OK) => Results.Content(Markup, "text/html; charset=utf-8", Encoding.UTF8, status);
}

/// <summary>Lets interpolated markup encode its holes.</summary>
[InterpolatedStringHandler]
internal readonly struct HtmlWriter(int literalLength, int holes)
{
    private readonly StringBuilder _text = new(literalLength + (holes * 16));

    public void AppendLiteral(string markup) => _text.Append(markup);

    public void AppendFormatted(Html part) => _text.Append(part.Markup);

    public void AppendFormatted(string? text) => _text.Append(text is null ? null : HtmlEncoder.Default.Encode(text));

    public void AppendFormatted(long number) => _text.Append(number.ToString(CultureInfo.InvariantCulture));

    public override string ToString() => _text.ToString();
}

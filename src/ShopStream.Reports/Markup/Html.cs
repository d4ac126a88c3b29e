using System.Runtime.CompilerServices;
using System.Text;
using System.Xml.Linq;
using ShopStream.Quality.Disclosure;
using ShopStream.Reports.Page;

namespace ShopStream.Reports.Markup;

/// <summary>
/// Writes HTML that is XML too. Markup can only come from the literal parts of an interpolated string; every hole is
/// escaped for text and for a double-quoted attribute alike, so that escaping cannot be forgotten.
/// </summary>
internal sealed class Html
{
    private readonly StringBuilder _text = new(64 * 1024);

    /// <summary>Adds markup as written, its holes escaped.</summary>
    public Html Add([InterpolatedStringHandlerArgument("")] ref Interpolation markup) => this;

    /// <summary>The same, and a line break.</summary>
    public Html Line([InterpolatedStringHandlerArgument("")] ref Interpolation markup)
    {
        _text.Append('\n');
        return this;
    }

    /// <summary>Adds an element; the tree escapes itself.</summary>
    public Html Add(XElement element)
    {
        _text.Append(element.ToString(SaveOptions.DisableFormatting));
        return this;
    }

    /// <summary>Adds the stylesheet as it is: its bytes are what the content security policy has the hash of.</summary>
    public Html AddStylesheet()
    {
        _text.Append(Stylesheet.Text);
        return this;
    }

    /// <summary>Adds the script as it is, for the same reason.</summary>
    public Html AddScript()
    {
        _text.Append(Script.Text);
        return this;
    }

    /// <summary>In characters.</summary>
    public int Length => _text.Length;

    /// <inheritdoc />
    public override string ToString() => _text.ToString();

    private void Escape(string? value)
    {
        foreach (var c in Visible.Text(value))
        {
            switch (c)
            {
                case '&': _text.Append("&amp;"); break;
                case '<': _text.Append("&lt;"); break;
                case '>': _text.Append("&gt;"); break;
                case '"': _text.Append("&quot;"); break;
                case '\'': _text.Append("&#39;"); break;
                default: _text.Append(c); break;
            }
        }
    }

    /// <summary>What the compiler makes of an interpolated string that is given to <see cref="Add(ref Interpolation)"/>.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Interpolation
    {
        private readonly Html _html;

        public Interpolation(int literalLength, int formattedCount, Html html)
        {
            _ = (literalLength, formattedCount);
            _html = html;
        }

        public void AppendLiteral(string markup) => _html._text.Append(markup);

        public void AppendFormatted(string? value) => _html.Escape(value);

        public void AppendFormatted(int value) => _html._text.Append(value);
    }
}

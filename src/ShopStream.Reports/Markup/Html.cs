using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Xml.Linq;
using ShopStream.Quality.Redaction;
using ShopStream.Reports.Page;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Markup;

/// <summary>
/// Writes HTML that is also well-formed XML. Markup comes only from the literal parts of an interpolated string. Every interpolated value
/// is escaped, safe both as text and in a double-quoted attribute, so that escaping cannot be forgotten.
/// </summary>
internal sealed class Html
{
    // Characters to escape in text and in double-quoted attributes.
    private static readonly SearchValues<char> Marks = SearchValues.Create("&<>\"'");

    private readonly StringBuilder output = new(64 * 1024);
    private readonly int most;
    private readonly int longest;

    /// <param name="most">Maximum length in characters; nothing is added beyond it.</param>
    /// <param name="longest">Maximum length of an interpolated value in characters; longer values are shortened.</param>
    public Html(int most = int.MaxValue, int longest = int.MaxValue) => (this.most, this.longest) = (most, longest);

    /// <summary>Number of shortened values.</summary>
    public int Shortened { get; private set; }

    /// <summary>Whether the maximum length is exceeded; the content is incomplete then.</summary>
    public bool IsOverfull => output.Length > most;

    /// <summary>Adds markup with escaped values.</summary>
    public Html Add([InterpolatedStringHandlerArgument("")] ref Interpolation markup) => this;

    /// <summary>Adds markup with escaped values and a line break.</summary>
    public Html Line([InterpolatedStringHandlerArgument("")] ref Interpolation markup)
    {
        if (!IsOverfull)
            output.Append('\n');
        return this;
    }

    /// <summary>Inserts content at an earlier position.</summary>
    /// <param name="at">An earlier value of <see cref="Length"/>.</param>
    /// <param name="part">Complete elements.</param>
    public void Insert(int at, Html part) => output.Insert(at, part.ToString());

    /// <summary>Adds an element, escaped by LINQ to XML.</summary>
    public Html Add(XElement element)
    {
        if (!IsOverfull)
            output.Append(element.ToString(SaveOptions.DisableFormatting));
        return this;
    }

    /// <summary>Adds the stylesheet unescaped: the content security policy holds the hash of its bytes.</summary>
    public Html AddStylesheet()
    {
        output.Append(Stylesheet.Text);
        return this;
    }

    /// <summary>Adds the script unescaped, for the same reason.</summary>
    public Html AddScript()
    {
        output.Append(Script.Text);
        return this;
    }

    /// <summary>Length in characters.</summary>
    public int Length => output.Length;

    /// <inheritdoc />
    public override string ToString() => output.ToString();

    private void Escape(string? value)
    {
        var text = VisibleCharacters.Text(value);
        if (text.Length <= longest)
        {
            Escape(text.AsSpan());
            return;
        }

        // Do not split a surrogate pair.
        var end = char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest;
        Escape(text.AsSpan(0, end));
        output.Append("… (").Append(Figures.Count(text.Length - end, "character")).Append(" more in results.json)");
        Shortened++;
    }

    private void Escape(ReadOnlySpan<char> text)
    {
        for (var mark = text.IndexOfAny(Marks); mark >= 0; mark = text.IndexOfAny(Marks))
        {
            output
                .Append(text[..mark])
                .Append(
                    text[mark] switch
                    {
                        '&' => "&amp;",
                        '<' => "&lt;",
                        '>' => "&gt;",
                        '"' => "&quot;",
                        _ => "&#39;",
                    }
                );
            text = text[(mark + 1)..];
        }

        output.Append(text);
    }

    /// <summary>Interpolated string handler of <see cref="Add(ref Interpolation)"/>.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Interpolation
    {
        private readonly Html html;

        public Interpolation(int literalLength, int formattedCount, Html html, out bool shouldAppend)
        {
            _ = (literalLength, formattedCount);
            this.html = html;
            shouldAppend = !html.IsOverfull;
        }

        public void AppendLiteral(string markup) => html.output.Append(markup);

        public void AppendFormatted(string? value) => html.Escape(value);

        public void AppendFormatted(int value) => html.output.Append(value);
    }
}

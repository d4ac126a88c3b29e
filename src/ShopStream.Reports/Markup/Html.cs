using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Xml.Linq;
using ShopStream.Quality.Redaction;
using ShopStream.Reports.Page;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Markup;

/// <summary>
/// Writes HTML that is XML too. Markup can only come from the literal parts of an interpolated string; every hole is
/// escaped for text and for a double-quoted attribute alike, so that escaping cannot be forgotten.
/// </summary>
internal sealed class Html
{
    // What is plain text, and plain in a double-quoted attribute.
    private static readonly SearchValues<char> Marks = SearchValues.Create("&<>\"'");

    private readonly StringBuilder output = new(64 * 1024);
    private readonly int most;
    private readonly int longest;

    /// <param name="most">Characters after which nothing is added any more.</param>
    /// <param name="longest">Characters of a hole; of a longer text the beginning is shown.</param>
    public Html(int most = int.MaxValue, int longest = int.MaxValue) => (this.most, this.longest) = (most, longest);

    /// <summary>How many holes were shortened.</summary>
    public int Shortened { get; private set; }

    /// <summary>Whether it holds more than it may: then it is not whole.</summary>
    public bool IsOverfull => output.Length > most;

    /// <summary>Adds markup as written, its holes escaped.</summary>
    public Html Add([InterpolatedStringHandlerArgument("")] ref Interpolation markup) => this;

    /// <summary>The same, and a line break.</summary>
    public Html Line([InterpolatedStringHandlerArgument("")] ref Interpolation markup)
    {
        if (!IsOverfull) output.Append('\n');
        return this;
    }

    /// <summary>Puts a part where something was to be told of what came after it.</summary>
    /// <param name="at">A <see cref="Length"/> that it had.</param>
    /// <param name="part">Whole elements.</param>
    public void Insert(int at, Html part) => output.Insert(at, part.ToString());

    /// <summary>Adds an element; the tree escapes itself.</summary>
    public Html Add(XElement element)
    {
        if (!IsOverfull) output.Append(element.ToString(SaveOptions.DisableFormatting));
        return this;
    }

    /// <summary>Adds the stylesheet as it is: its bytes are what the content security policy has the hash of.</summary>
    public Html AddStylesheet()
    {
        output.Append(Stylesheet.Text);
        return this;
    }

    /// <summary>Adds the script as it is, for the same reason.</summary>
    public Html AddScript()
    {
        output.Append(Script.Text);
        return this;
    }

    /// <summary>In characters.</summary>
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

        // Half a character is none.
        var end = char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest;
        Escape(text.AsSpan(0, end));
        output.Append("… (").Append(Figures.Count(text.Length - end, "character")).Append(" more in results.json)");
        Shortened++;
    }

    private void Escape(ReadOnlySpan<char> text)
    {
        for (var mark = text.IndexOfAny(Marks); mark >= 0; mark = text.IndexOfAny(Marks))
        {
            output.Append(text[..mark]).Append(text[mark] switch { '&' => "&amp;", '<' => "&lt;", '>' => "&gt;", '"' => "&quot;", _ => "&#39;" });
            text = text[(mark + 1)..];
        }

        output.Append(text);
    }

    /// <summary>What the compiler makes of an interpolated string that is given to <see cref="Add(ref Interpolation)"/>.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Interpolation
    {
        private readonly Html html;

        public Interpolation(int literalLength, int formattedCount, Html html, out bool goesOn)
        {
            _ = (literalLength, formattedCount);
            this.html = html;
            goesOn = !html.IsOverfull;
        }

        public void AppendLiteral(string markup) => html.output.Append(markup);

        public void AppendFormatted(string? value) => html.Escape(value);

        public void AppendFormatted(int value) => html.output.Append(value);
    }
}

using System.Text;
using System.Text.RegularExpressions;
using ShopStream.Quality.Redaction;

namespace ShopStream.Cli.View;

/// <summary>
/// A console that text of any origin may be written to: what would move a cursor, change a title or turn the reading direction is made
/// visible, and no line is a command to a CI server that reads the log. Lines are written whole; a part of one when it is flushed.
/// </summary>
/// <param name="to">The console; is not disposed of with it.</param>
internal sealed partial class InertWriter(TextWriter to) : TextWriter
{
    private readonly StringBuilder part = new();

    public override Encoding Encoding => to.Encoding;

    public override void Write(char value)
    {
        part.Append(value);
        if (value is '\n')
            WriteLines();
    }

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        part.Append(buffer);
        if (buffer.Contains('\n'))
            WriteLines();
    }

    public override void Flush()
    {
        if (part.Length > 0)
            to.Write(Inert(part.ToString()));
        part.Clear();
        to.Flush();
    }

    /// <summary>Text that is nothing but text to terminals and CI servers. Its line breaks stay.</summary>
    internal static string Inert(string text) => Command().Replace(VisibleCharacters.Text(text), static m => $"[U+{(int)m.ValueSpan[0]:X4}]{m.ValueSpan[1..]}");

    private void WriteLines()
    {
        var text = part.ToString();
        var end = text.LastIndexOf('\n') + 1;
        part.Clear().Append(text, end, text.Length - end);
        to.Write(Inert(text[..end]));
    }

    // GitHub reads :: at the start of a line, after any space, and ##[…] anywhere in it; Azure Pipelines ##vso[…], TeamCity ##teamcity[…].
    [GeneratedRegex(@"(?<=^\s*):(?=:)|#(?=#[A-Za-z-]*\[)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Command();
}

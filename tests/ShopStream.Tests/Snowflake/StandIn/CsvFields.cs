using System.Text;

namespace ShopStream.Tests.Snowflake.StandIn;

/// <summary>Reads CSV by the options of a file format, with Snowflake's defaults, and writes it in the one form that is read without them.</summary>
internal sealed class CsvFields
{
    private readonly char? enclosed;
    private readonly char? escape;
    private readonly char? escapeUnenclosed;
    private readonly HashSet<string> nulls;
    private readonly bool emptyIsNull;
    private readonly bool trims;

    /// <param name="options">Options of the file format, by name.</param>
    public CsvFields(IReadOnlyDictionary<string, string> options)
    {
        enclosed = Character("FIELD_OPTIONALLY_ENCLOSED_BY", null);
        escape = Character("ESCAPE", null);
        escapeUnenclosed = Character("ESCAPE_UNENCLOSED_FIELD", '\\');
        nulls = [.. options.GetValueOrDefault("NULL_IF", "\\N").Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        emptyIsNull = options.GetValueOrDefault("EMPTY_FIELD_AS_NULL", "TRUE") is "TRUE";
        trims = options.GetValueOrDefault("TRIM_SPACE", "FALSE") is "TRUE";

        char? Character(string name, char? byDefault) =>
            !options.TryGetValue(name, out var value) ? byDefault
            : value is "NONE" or "" ? null
            : value[0];
    }

    /// <summary>Whether a file is read as it is: quotes around fields, no escapes, and NULL only for an empty field.</summary>
    public bool IsPlain => enclosed == '"' && escape is null && escapeUnenclosed is null && nulls.Count == 0 && emptyIsNull && !trims;

    /// <summary>The same rows with every value in quotes and NULL as nothing.</summary>
    public string Plain(string text)
    {
        var plain = new StringBuilder();
        var at = 0;
        while (at < text.Length)
        {
            plain.Append(Field(text, ref at));
            if (at >= text.Length)
                break;
            plain.Append(text[at++]);
        }
        return plain.ToString();
    }

    private string Field(string text, ref int at)
    {
        var value = new StringBuilder();
        if (enclosed is { } quote && at < text.Length && text[at] == quote)
        {
            for (at++; at < text.Length; at++)
            {
                if (text[at] == escape && at + 1 < text.Length)
                    value.Append(Escaped(text[++at]));
                else if (text[at] != quote)
                    value.Append(text[at]);
                else if (at + 1 < text.Length && text[at + 1] == quote)
                    value.Append(text[++at]);
                else
                    break;
            }
            at++;
            return Quoted(value.ToString());
        }
        var start = at;
        for (; at < text.Length && text[at] is not (',' or '\n'); at++)
        {
            if (text[at] == escapeUnenclosed && at + 1 < text.Length)
                value.Append(Escaped(text[++at]));
            else
                value.Append(text[at]);
        }
        var (raw, field) = (text[start..at], trims ? value.ToString().Trim(' ') : value.ToString());
        return nulls.Contains(raw) || (emptyIsNull && field.Length == 0) ? "" : Quoted(field);
    }

    private static char Escaped(char c) =>
        c switch
        {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            '0' => '\0',
            'b' => '\b',
            'f' => '\f',
            _ => c,
        };

    private static string Quoted(string field) => $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

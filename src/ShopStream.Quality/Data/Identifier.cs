using System.Text;
using System.Text.RegularExpressions;

namespace ShopStream.Quality.Data;

/// <summary>
/// The names of tables and columns in settings, sentences and reports. A plain name (letters of ASCII, digits and _) is bare; every other
/// name is in double quotes, with quotes inside doubled, as in SQL: "Order Details". Case is kept, quoted or not.
/// </summary>
public static partial class Identifier
{
    /// <summary>A regular expression for a name as written. Its one group is the last quoted part.</summary>
    public const string Pattern = "[A-Za-z_][A-Za-z0-9_]*|(\"[^\"]*\")+";

    /// <summary>What is expected of a name, for messages.</summary>
    public const string Expected = "letters, digits and _, or any other name in straight double quotes, such as \"Order Details\" (a quote inside is doubled)";

    // PostgreSQL allows every other character in a name.
    private const char Separator = '\0';

    /// <summary>Whether a name needs no quotes.</summary>
    public static bool IsPlain(string name) => Plain().IsMatch(name);

    /// <summary>Writes a name, in quotes if it needs them; a column of a looked-up table as table.column.</summary>
    public static string Written(string name) => Split(name) is ({ } table, var column) ? $"{One(table)}.{One(column)}" : One(name);

    /// <summary>Writes several names: a, "b c".</summary>
    public static string Written(IEnumerable<string> names) => string.Join(", ", names.Select(Written));

    /// <summary>Reads a name as written. A text that is not in quotes is the name itself.</summary>
    /// <exception cref="FormatException">A quoted name is empty or not closed, or has a control character.</exception>
    public static string Read(string text)
    {
        if (!text.StartsWith('"'))
            return text;
        if (!Quoted().IsMatch(text))
            throw new FormatException($"{text} is not a name: expected {Expected}");
        var name = Unquoted(text);
        return Fault(name) is { } fault ? throw new FormatException($"{text} {fault}") : name;
    }

    /// <summary>The name in a text that <see cref="Written(string)"/> wrote. A text that is not in quotes is the name itself.</summary>
    public static string Unquoted(string written) => Quoted().IsMatch(written) ? written[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : written;

    /// <summary>Reads a cell that names a column.</summary>
    /// <exception cref="FormatException">The cell is empty, or is not a name.</exception>
    public static string Cell(string cell) =>
        cell.Length > 0 && (cell[0] == '"' || cell.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            ? Read(cell)
            : throw new FormatException($"'{cell}' is not a column: expected {Expected}");

    /// <summary>The items of a list that has commas between them; commas in quotes separate nothing. Empty items are left out.</summary>
    /// <returns>The items as written; see <see cref="Read"/>.</returns>
    public static IReadOnlyList<string> Items(string list) => Parts(list, ',');

    /// <summary>Splits a text at a character outside quotes, and trims the parts. Empty parts are left out.</summary>
    public static IReadOnlyList<string> Parts(string text, char separator)
    {
        var (parts, part, quoted) = (new List<string>(), new StringBuilder(), false);
        foreach (var c in text.Append(separator))
        {
            if (c == '"')
                quoted = !quoted;
            if (c != separator || quoted)
            {
                part.Append(c);
                continue;
            }
            if (part.ToString().Trim() is { Length: > 0 } one)
                parts.Add(one);
            part.Clear();
        }
        // A quote that is not closed: the rest of the text, without the separator that was added.
        if (quoted && part.ToString()[..^1].Trim() is { Length: > 0 } rest)
            parts.Add(rest);
        return parts;
    }

    /// <summary>Reads the names of a sentence's list: a, "b c" and d.</summary>
    /// <exception cref="FormatException">A quoted name is invalid.</exception>
    public static IReadOnlyList<string> Listed(string list) => [.. Name().Matches(list).Select(m => Read(m.Groups["name"].Value))];

    /// <summary>Writes a list of a sentence: a, "b c" and d.</summary>
    public static string Listing(IReadOnlyList<string> names) =>
        names.Count == 1 ? Written(names[0]) : $"{Written(names.SkipLast(1))} and {Written(names[^1])}";

    /// <summary>A column of a looked-up table as one text, for conditions and measures; <see cref="Split"/> separates the two.</summary>
    public static string Of(string table, string column) => $"{table}{Separator}{column.Replace(Separator, '.')}";

    /// <summary>The looked-up table, null for none, and the column.</summary>
    public static (string? Table, string Column) Split(string name) =>
        name.IndexOf(Separator, StringComparison.Ordinal) is >= 0 and var at ? (name[..at], name[(at + 1)..]) : (null, name);

    /// <summary>Separates a dataset from its column: raw "a.b".id. The column is a name; null where there is none.</summary>
    public static (string Dataset, string? Column) SplitReference(string reference)
    {
        var quoted = false;
        for (var i = 0; i < reference.Length; i++)
        {
            if (reference[i] == '"')
                quoted = !quoted;
            else if (reference[i] == '.' && !quoted)
                return (reference[..i], Unquoted(reference[(i + 1)..]));
        }
        return (reference, null);
    }

    /// <summary>Why no table or column can have the name, with what is expected; null if one can.</summary>
    public static string? Fault(string name)
    {
        if (name.Length == 0)
            return $"is an empty name: expected {Expected}";
        return name.Any(char.IsControl)
            ? "has a control character, such as a tab or a line feed, which no sentence can name: "
                + "expected printable characters; rename it, or read it through a view"
            : null;
    }

    private static string One(string name) => IsPlain(name) ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.None, 1000)]
    private static partial Regex Plain();

    [GeneratedRegex("^(\"[^\"]*\")+\\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();

    // Skips what is between names: ", " and " and ".
    [GeneratedRegex("\\G(?<name>(\"[^\"]*\")+|[A-Za-z_][A-Za-z0-9_]*)(, | and |\\z)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}

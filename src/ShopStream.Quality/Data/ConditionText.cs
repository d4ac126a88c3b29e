using System.Globalization;
using System.Text.RegularExpressions;

namespace ShopStream.Quality.Data;

/// <summary>Parses the conditions of "Given only rows of raw orders where …" and of metric definitions in the settings.</summary>
public static partial class ConditionText
{
    private const string Forms =
        "expected '<column> is one of a, b', 'is not one of a, b', 'is null', 'is not null', 'is between 1 and 5', "
        + "'is at least 1', 'is at most 1', 'is above 1', 'is below 1', 'is within the last 7 days', 'matches <pattern>' or 'is <value>'";

    /// <exception cref="FormatException">The text has none of the supported forms; the message lists them.</exception>
    public static Condition Parse(string text)
    {
        var match = Sentence().Match(text.Trim());
        if (!match.Success)
            throw new FormatException($"'{text}' is not a condition: {Forms}");
        var column = ColumnOf(match.Groups["column"].Value);
        string Text(string group) => match.Groups[group].Value.Trim();
        string Value(string group) =>
            Values(Text(group)) is [var one]
                ? one
                : throw new FormatException($"'{Text(group)}' is more than one value: {Forms}; put a value that contains a comma in double quotes");
        if (match.Groups["notnull"].Success)
            return new Not(new IsNull(column));
        if (match.Groups["null"].Success)
            return new IsNull(column);
        if (match.Groups["noneof"].Success)
            return new OrNull(new Not(new IsOneOf(column, Values(Text("noneof")))), column);
        if (match.Groups["oneof"].Success)
            return new IsOneOf(column, Values(Text("oneof")));
        if (match.Groups["low"].Success)
            return Between(column, Value("low"), Value("high"));
        if (match.Groups["last"].Success)
            return new IsWithinLast(column, LastPeriod.Parse(Text("last")));
        if (match.Groups["pattern"].Success)
            return new IsMatch(column, Patterns.Validate(Text("pattern")));
        if (match.Groups["atleast"].Success)
            return new Compares(column, Comparison.AtLeast, Value("atleast"));
        if (match.Groups["atmost"].Success)
            return new Compares(column, Comparison.AtMost, Value("atmost"));
        if (match.Groups["above"].Success)
            return new Compares(column, Comparison.Above, Value("above"));
        if (match.Groups["below"].Success)
            return new Compares(column, Comparison.Below, Value("below"));
        return new Compares(column, Comparison.Equal, Value("value"));
    }

    private static string ColumnOf(string text) =>
        Identifier.SplitReference(text) is (var table, { } column) ? Identifier.Of(Identifier.Read(table), column) : Identifier.Read(text);

    /// <summary>A condition with two inclusive bounds.</summary>
    /// <exception cref="FormatException">Both bounds are numbers or both are dates, and the lower one is above the upper one.</exception>
    public static IsBetween Between(string column, string low, string high)
    {
        var reversed =
            Constant.Number(low) is { } from && Constant.Number(high) is { } to
                ? from > to
                : DateOnly.TryParseExact(low, "yyyy-MM-dd", out var first) && DateOnly.TryParseExact(high, "yyyy-MM-dd", out var last) && first > last;
        return reversed ? throw new FormatException($"no value is between {low} and {high}: expected the lower bound first") : new IsBetween(column, low, high);
    }

    /// <summary>Parses a list of values: a, b, c or "a, with a comma", b. A double quote inside quotes is doubled; "" is the empty string.</summary>
    /// <exception cref="FormatException">A value is empty, or a quote is not closed.</exception>
    public static IReadOnlyList<string> Values(string text)
    {
        var list = List().Match(text);
        if (!list.Success)
            throw new FormatException($"'{text}' is not a list of values: expected a, b, c (put a value that contains a comma in double quotes)");
        return
        [
            .. list.Groups["item"]
                .Captures.Select(c => c.Value.StartsWith('"') ? c.Value[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : c.Value.Trim()),
        ];
    }

    [GeneratedRegex(
        """^\s*(?<item>"([^"]|"")*"|[^",\s]([^",]*[^",\s])?)\s*(,\s*(?<item>"([^"]|"")*"|[^",\s]([^",]*[^",\s])?)\s*)*\z""",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex List();

    [GeneratedRegex(
        """
            ^(?<column>([A-Za-z_]\w*|("[^"]*")+)(\.([A-Za-z_]\w*|("[^"]*")+))?)\s+(
              is\s+(
                not\s+null(?<notnull>) | null(?<null>)
                | not\s+one\s+of\s+(?<noneof>.+) | one\s+of\s+(?<oneof>.+)
                | between\s+(?<low>"[^"]*"|((?!\sand\s).)+)\s+and\s+(?<high>"[^"]*"|(?!.*\sand\s).+)
                | at\s+least\s+(?<atleast>.+) | at\s+most\s+(?<atmost>.+)
                | above\s+(?<above>.+) | below\s+(?<below>.+)
                | within\s+the\s+last\s+(?<last>.+)
                | (?!not\b|one\s+of\b|between\b|at\s+(least|most)\b|above\b|below\b|within\s+the\s+last\b)(?<value>.+))
              | matches\s+(?<pattern>.+))$
            """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Sentence();
}

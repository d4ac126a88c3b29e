using System.Text;
using System.Text.RegularExpressions;
using ShopStream.Quality.Data;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Quality.Dialects;

public sealed partial record Dialect
{
    /// <summary>Snowflake. Sessions must use UTC and print dates as yyyy-mm-dd and timestamps with six decimal places.</summary>
    public static Dialect Snowflake { get; } =
        new()
        {
            Name = "Snowflake",
            LongestName = 255,
            Schema = layer => layer == Layer.Mart ? "marts" : layer.NameOf(),
            Quote = name => Sql.Quote(SnowflakeNames.Folded(SnowflakeNames.Cut(name))),
            Literal = SnowflakeNames.Literal,
            Text = CanonicalSql.SnowflakeText,
            // Matches the whole text; with 's' a dot also matches a line feed, as in PostgreSQL.
            Matches = (column, pattern) => $"REGEXP_LIKE({column}, {SnowflakeNames.Literal(Patterns.ExpandShorthands(pattern))}, 's')",
            Hash = text => $"TO_NUMBER(SUBSTR(MD5({text}), 1, 15), 'XXXXXXXXXXXXXXX')",
            // Not documented.
            HasEmptyGroupingSet = false,
            ByteOrder = text => text,
            ByteLiteral = SnowflakeNames.Literal,
            WholeType = "NUMBER(38, 0)",
            CompactJson = column => $"TO_JSON({column})",
            // Division rounds to a few decimal places, so only a division without remainder is exact.
            WholeQuotient = (a, b) => $"(({a} - MOD({a}, {b})) / {b})",
            Cell = (column, cell) =>
                cell switch
                {
                    { Kind: ValueKind.Moment } when cell.Type.StartsWith("timestamptz", StringComparison.OrdinalIgnoreCase) =>
                        $"TO_VARCHAR(CONVERT_TIMEZONE('UTC', {column}), 'YYYY-MM-DD HH24:MI:SS.FF6')",
                    { Kind: ValueKind.Moment } => $"TO_VARCHAR({column}, 'YYYY-MM-DD HH24:MI:SS.FF6')",
                    { Kind: ValueKind.Time } => $"TO_VARCHAR({column}, 'HH24:MI:SS.FF6')",
                    { Kind: ValueKind.Json } => $"TO_JSON({column})",
                    { Kind: ValueKind.Boolean } => $"CAST({column} AS VARCHAR)",
                    { Kind: ValueKind.Text, IsPlainText: false } => $"CAST({column} AS VARCHAR)",
                    _ => column,
                },
        };
}

/// <summary>Identifiers and literals of Snowflake.</summary>
public static partial class SnowflakeNames
{
    private const int LongestName = 255;

    /// <summary>
    /// A name as Snowflake stores it: in upper case if it has only lower-case letters, digits and _, as Snowflake folds unquoted names; otherwise unchanged.
    /// </summary>
    public static string Folded(string name) => Lower().IsMatch(name) ? name.ToUpperInvariant() : name;

    /// <summary>Shortens a name to 255 characters, Snowflake's limit. Column aliases that describe a metric may be longer.</summary>
    public static string Cut(string name) => name.Length <= LongestName ? name : name[..(LongestName - 1)] + "…";

    /// <summary>Reverses <see cref="Folded"/>.</summary>
    public static string Unfolded(string name) => Upper().IsMatch(name) ? name.ToLowerInvariant() : name;

    /// <summary>A name from a setting, as Snowflake's own tools read it: folded if it is unquoted and plain, otherwise quoted.</summary>
    public static string Reference(string name) => Plain().IsMatch(name) ? name.ToUpperInvariant() : Sql.Quote(name.Trim('"'));

    /// <summary>A text literal. In Snowflake a backslash escapes the next character, including the closing quote.</summary>
    public static string Literal(string text)
    {
        var literal = new StringBuilder("'");
        foreach (var c in text)
        {
            literal.Append(
                c switch
                {
                    '\'' => "''",
                    '\\' => @"\\",
                    '\n' => @"\n",
                    '\r' => @"\r",
                    '\t' => @"\t",
                    '\0' => @"\0",
                    _ => c.ToString(),
                }
            );
        }
        return literal.Append('\'').ToString();
    }

    [GeneratedRegex(@"^[a-z_][a-z0-9_]*\z", RegexOptions.None, 1000)]
    private static partial Regex Lower();

    [GeneratedRegex(@"^[A-Z_][A-Z0-9_]*\z", RegexOptions.None, 1000)]
    private static partial Regex Upper();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.None, 1000)]
    private static partial Regex Plain();
}

using System.Text;
using System.Text.RegularExpressions;
using ShopStream.Quality.Data;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Quality.Planning;

public sealed partial record Dialect
{
    /// <summary>Snowflake. Sessions have to be in UTC, with dates yyyy-mm-dd and timestamps of six decimals as text.</summary>
    public static Dialect Snowflake { get; } = new()
    {
        Name = "Snowflake",
        Schema = layer => layer == Layer.Mart ? "marts" : layer.NameOf(),
        Quote = name => Sql.Quote(SnowflakeNames.Folded(SnowflakeNames.Cut(name))),
        Literal = SnowflakeNames.Literal,
        // The whole text, with 's' so that a dot matches a line feed, as in PostgreSQL.
        Matches = (column, pattern) => $"REGEXP_LIKE({column}, {SnowflakeNames.Literal(Patterns.ExpandShorthands(pattern))}, 's')",
        Hash = text => $"TO_NUMBER(SUBSTR(MD5({text}), 1, 15), 'XXXXXXXXXXXXXXX')",
        ByteOrder = text => text,
        WholeType = "NUMBER(38, 0)",
        // A division's result is rounded to a few decimals: only one without a remainder is exact.
        WholeQuotient = (a, b) => $"(({a} - MOD({a}, {b})) / {b})",
        Cell = (column, cell) => cell switch
        {
            { Kind: ValueKind.Moment } when cell.Type.StartsWith("timestamptz", StringComparison.OrdinalIgnoreCase) => $"TO_VARCHAR(CONVERT_TIMEZONE('UTC', {column}), 'YYYY-MM-DD HH24:MI:SS.FF6')",
            { Kind: ValueKind.Moment } => $"TO_VARCHAR({column}, 'YYYY-MM-DD HH24:MI:SS.FF6')",
            { Kind: ValueKind.Time } => $"TO_VARCHAR({column}, 'HH24:MI:SS.FF6')",
            { Kind: ValueKind.Json } => $"TO_JSON({column})",
            { Kind: ValueKind.Boolean } => $"CAST({column} AS VARCHAR)",
            { Kind: ValueKind.Text, IsPlainText: false } => $"CAST({column} AS VARCHAR)",
            _ => column,
        },
    };
}

/// <summary>How Snowflake spells what others spell otherwise.</summary>
public static partial class SnowflakeNames
{
    private const int LongestName = 255;

    /// <summary>A name as Snowflake stores it: one of lower-case letters, digits and _ in upper case, as it would fold it unquoted; any other as it is.</summary>
    public static string Folded(string name) => Lower().IsMatch(name) ? name.ToUpperInvariant() : name;

    /// <summary>A name of at most 255 characters: a longer one, such as a column's that says what is counted, would be refused.</summary>
    public static string Cut(string name) => name.Length <= LongestName ? name : name[..(LongestName - 1)] + "…";

    /// <summary>The same the other way round.</summary>
    public static string Unfolded(string name) => Upper().IsMatch(name) ? name.ToLowerInvariant() : name;

    /// <summary>A text literal: in Snowflake a backslash escapes what follows, the closing quote too.</summary>
    public static string Literal(string text)
    {
        var literal = new StringBuilder("'");
        foreach (var c in text)
        {
            literal.Append(c switch
            {
                '\'' => "''",
                '\\' => @"\\",
                '\n' => @"\n",
                '\r' => @"\r",
                '\t' => @"\t",
                '\0' => @"\0",
                _ => c.ToString(),
            });
        }
        return literal.Append('\'').ToString();
    }

    [GeneratedRegex(@"^[a-z_][a-z0-9_]*\z", RegexOptions.None, 1000)]
    private static partial Regex Lower();

    [GeneratedRegex(@"^[A-Z_][A-Z0-9_]*\z", RegexOptions.None, 1000)]
    private static partial Regex Upper();
}

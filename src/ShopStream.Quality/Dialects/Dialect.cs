using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using ShopStream.Quality.Data;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Quality.Dialects;

/// <summary>SQL differences between stores.</summary>
public sealed partial record Dialect
{
    private const int LongestInPostgreSql = 63;

    /// <summary>Name for the comment above a query: PostgreSQL, DuckDB or Snowflake.</summary>
    public required string Name { get; init; }

    /// <summary>Schema of a layer.</summary>
    public required Func<Layer, string> Schema { get; init; }

    /// <summary>Condition that the whole text matches a portable pattern: column and pattern → SQL. See <see cref="Patterns"/>.</summary>
    public required Func<string, string, string> Matches { get; init; }

    /// <summary>A non-negative 60-bit number from the MD5 of a text expression. PostgreSQL and DuckDB have MD5 in common and nothing faster.</summary>
    public required Func<string, string> Hash { get; init; }

    /// <summary>
    /// A number of at most 60 bits from a text expression, for values that are compared within one store; null for that of <see cref="Hash"/>. An engine's
    /// own hash takes a fraction of the time of MD5.
    /// </summary>
    public Func<string, string>? LocalHash { get; init; }

    /// <summary>
    /// A 64-bit number from several values, which differs from statement to statement: values → SQL. Equal values have equal numbers in one statement, and rows
    /// cannot be made to collide. Null if the engine has none that is much faster than comparing rows.
    /// </summary>
    public Func<IReadOnlyList<string>, string>? RowHash { get; init; }

    /// <summary>Whether GROUPING SETS may have an empty set, for the total of all rows; default true.</summary>
    public bool HasEmptyGroupingSet { get; init; } = true;

    /// <summary>Sort expression that orders text by its UTF-8 bytes.</summary>
    public required Func<string, string> ByteOrder { get; init; }

    /// <summary>A text literal that is compared with a <see cref="ByteOrder"/>. Needed where a source does not have all characters of Unicode.</summary>
    public Func<string, string> ByteLiteral { get; init; } = Sql.Literal;

    /// <summary>Converts a column to a type that rows can be read in: column and type → SQL. Types the driver cannot read are converted to text.</summary>
    public required Func<string, RowCell, string> Cell { get; init; }

    /// <summary>Text that is the same in every store for equal values: column and type → SQL.</summary>
    public Func<string, ColumnType, string> Text { get; init; } = CanonicalSql.WarehouseText;

    /// <summary>A value whose equality is that of the other layers: column and type → SQL.</summary>
    public Func<string, ColumnType, string> Equatable { get; init; } = (column, _) => column;

    /// <summary>JSON as text without the blanks between its parts: column → SQL.</summary>
    public Func<string, string> CompactJson { get; init; } = column => $"CAST(JSON({column}) AS VARCHAR)";

    /// <summary>Condition that a column is null: column and type → SQL.</summary>
    public Func<string, ColumnType, string> IsNull { get; init; } = (column, _) => $"{column} IS NULL";

    /// <summary>
    /// Text that is compared with a text constant, by its characters: column and type → SQL. Other types are compared by the text that the source writes.
    /// </summary>
    public Func<string, ColumnType, string> ComparedText { get; init; } = (column, type) => type.IsText ? column : $"CAST({column} AS VARCHAR)";

    /// <summary>Text of a moment before the year 1: date, and time with its leading blank or nothing → text.</summary>
    public Func<string, string, string> BeforeChrist { get; init; } = (day, time) => $"{day}{time} BC";

    /// <summary>Whether decimals have at most 38 digits, so that longer constants would be rounded.</summary>
    public bool NarrowsNumbers { get; init; } = true;

    /// <summary>Quotes an identifier in the case the store uses.</summary>
    public Func<string, string> Quote { get; init; } = Sql.Quote;

    /// <summary>The most bytes of a name in UTF-8, beyond which it is shortened; null for any number. PostgreSQL would cut it off.</summary>
    public int? LongestName { get; init; }

    /// <summary>Quotes the name of an aggregate, in which constants may have letters that the source lacks.</summary>
    public Func<string, string>? AliasOf { get; init; }

    /// <summary>
    /// Renders a text literal. SQL for several stores writes every literal that is not fixed text by it: in Snowflake a backslash is an escape.
    /// </summary>
    public Func<string, string> Literal { get; init; } = Sql.Literal;

    /// <summary>
    /// Exact integer division of two numbers of up to 38 digits: numerator and denominator → SQL. Null if models are not built in the dialect.
    /// </summary>
    public Func<string, string, string>? WholeQuotient { get; init; }

    /// <summary>Type of an integer of 38 digits.</summary>
    public string WholeType { get; init; } = "DECIMAL(38, 0)";

    /// <summary>
    /// A value to compare a column of an unknown type with: a text literal, which every store converts to the column's type. A number with a
    /// fraction remains a number, because DuckDB and Snowflake would round it to the column's scale, so that 2 would be at most 1.5.
    /// </summary>
    public string Value(string value) => Fraction(value) ?? Literal(value);

    /// <summary>
    /// Values of a list, for a column of an unknown type. A list that also has text is for a text column, so that its numbers are text, too:
    /// a store would convert the column to a number, and fail on the first text.
    /// </summary>
    public string Values(IReadOnlyList<string> values) => string.Join(", ", values.Select(values.Any(v => Constant.Number(v) is null) ? Literal : Value));

    private static string? Fraction(string value) =>
        Sql.IsFraction(value) ? value
        : Constant.Number(value) is { Scale: > 0 } number ? $"{number}"
        : null;

    /// <summary>The name of an aggregate in a query; see <see cref="AliasOf"/>. Two names stay two, also where they are long.</summary>
    public string Alias(string name) => AliasOf is { } alias ? alias(name) : KeyAlias(name);

    /// <summary>The name of a key of groups in a query, such as a column or the day of one.</summary>
    public string KeyAlias(string name) => Quote(Shortened(name, LongestName));

    /// <summary>
    /// Condition that a text is one of a few constants, faster than IN: text and literals → SQL; null for IN. DuckDB evaluates a function once per different
    /// text of a compressed column, and an operator once per row.
    /// </summary>
    public Func<string, IReadOnlyList<string>, string>? TextIn { get; init; }

    /// <summary>SQL of a table that is not in the schema of its layer under its own name, by dataset; null for none, and for those that are.</summary>
    public Func<Dataset, string?>? Place { get; init; }

    /// <summary>Qualified table name: "schema"."table".</summary>
    public string Table(Dataset dataset) => Place?.Invoke(dataset) ?? $"{Quote(Schema(dataset.Layer))}.{Quote(dataset.Table)}";

    // Two names stay two.
    private static string Shortened(string name, int? longest) =>
        longest is { } most && Encoding.UTF8.GetByteCount(name) > most ? WithDigest(name, name, most) : name;

    private static string WithDigest(string shown, string name, int longest)
    {
        var digest = $"~{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 4))}";
        var length = shown.Length;
        while (Encoding.UTF8.GetByteCount(shown.AsSpan(0, length)) + digest.Length > longest)
            length -= length > 1 && char.IsLowSurrogate(shown[length - 1]) ? 2 : 1;
        return shown[..length] + digest;
    }

    /// <summary>PostgreSQL 13 and later.</summary>
    /// <param name="schema">Schema of the source's tables.</param>
    /// <param name="places">Tables of other schemas, by the names that they have here; null for none.</param>
    public static Dialect PostgreSql(string schema = "public", IReadOnlyDictionary<string, SourcePlace>? places = null) =>
        new()
        {
            Place = places is null ? null : dataset => places.GetValueOrDefault(dataset.Table) is { } place ? Sql.Quote(place) : null,
            Name = "PostgreSQL",
            Schema = _ => schema,
            Matches = (column, pattern) => $"{column} ~ ('^(?:' || {Sql.Literal(Patterns.SpellOutClasses(pattern, c => $@"\u{c:x4}"))} || ')$')",
            Hash = text => $"('x' || SUBSTR(MD5({CanonicalSql.PostgreSqlBytes(text)}), 1, 15))::bit(60)::bigint",
            // What is concatenated may have several collations.
            LocalHash = text => $"(HASHTEXTEXTENDED(({text}) COLLATE \"C\", 0) >> 4)",
            ByteOrder = CanonicalSql.PostgreSqlBytes,
            ByteLiteral = CanonicalSql.PostgreSqlByteLiteral,
            Text = CanonicalSql.PostgreSqlText,
            Equatable = CanonicalSql.PostgreSqlValue,
            IsNull = CanonicalSql.PostgreSqlIsNull,
            ComparedText = CanonicalSql.PostgreSqlComparedText,
            NarrowsNumbers = false,
            LongestName = LongestInPostgreSql,
            AliasOf = name =>
                Sql.Quote(
                    Ascii.IsValid(name)
                        ? Shortened(name, LongestInPostgreSql)
                        : WithDigest(string.Concat(name.Select(c => char.IsAscii(c) ? c : '?')), name, LongestInPostgreSql)
                ),
            Cell = (column, cell) =>
                cell.Kind is ValueKind.Json || (cell.Kind is ValueKind.Text && !cell.IsPlainText)
                    ? $"CAST({CanonicalSql.PostgreSqlValue(column, ColumnType.Parse(cell.Type))} AS text)"
                    : column,
        };

    /// <summary>DuckDB 1.x, used for the warehouse and to read lake files.</summary>
    public static Dialect DuckDb { get; } =
        new()
        {
            Name = "DuckDB",
            Schema = layer => layer == Layer.Mart ? "marts" : layer.NameOf(),
            // 's': a dot matches a line feed, as in PostgreSQL.
            Matches = (column, pattern) => $"REGEXP_FULL_MATCH({column}, {Sql.Literal(Patterns.SpellOutClasses(pattern, c => $@"\x{{{c:x}}}"))}, 's')",
            Hash = text => $"CAST('0x' || SUBSTR(MD5({text}), 1, 15) AS BIGINT)",
            LocalHash = text => $"(HASH({text}) >> 4)",
            RowHash = values => $"HASH(NOW(), {string.Join(", ", values)})",
            ByteOrder = text => text,
            WholeType = "HUGEINT",
            BeforeChrist = (day, time) => $"{day} (BC){time}",
            TextIn = (text, literals) => $"LIST_CONTAINS([{string.Join(", ", literals)}], {text})",
            // "/" would return a DOUBLE.
            WholeQuotient = (a, b) => $"({a} // {b})",
            Cell = (column, cell) =>
                cell switch
                {
                    { Kind: ValueKind.Json } or { Kind: ValueKind.Text, IsPlainText: false } => $"CAST({column} AS VARCHAR)",
                    { Kind: ValueKind.Exact } when cell.Type.StartsWith('u') => $"CAST({column} AS HUGEINT)",
                    { Kind: ValueKind.Moment } when cell.Type.StartsWith("timestamp_", StringComparison.OrdinalIgnoreCase) => $"CAST({column} AS TIMESTAMP)",
                    _ => column,
                },
        };
}

/// <summary>Quotes text in SQL.</summary>
public static partial class Sql
{
    /// <summary>Quotes an identifier; quotes inside are doubled.</summary>
    public static string Quote(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Quotes schema and name of a table.</summary>
    public static string Quote(SourcePlace place) => $"{Quote(place.Schema)}.{Quote(place.Name)}";

    /// <summary>Quotes a text literal; quotes inside are doubled.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    internal static bool IsFraction(string value) => Fraction().IsMatch(value);

    [GeneratedRegex(@"^-?[0-9]+\.[0-9]+\z", RegexOptions.None, 1000)]
    private static partial Regex Fraction();
}

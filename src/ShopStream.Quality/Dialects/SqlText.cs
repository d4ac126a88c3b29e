using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Quality.Dialects;

/// <summary>
/// Renders the parts of queries in one dialect; a metric puts them together. Identifiers are quoted and values are literals: no text from a
/// feature is pasted into SQL.
/// </summary>
/// <param name="dialect">Dialect of the store.</param>
/// <param name="catalog">Keys of tables, for samples, column types, and what relative conditions count from; null if no catalog is available.</param>
public sealed class SqlText(Dialect dialect, Catalog? catalog = null)
{
    // The widest decimal that DuckDB keeps in 64 bits.
    private const int NarrowDigits = 18;

    private readonly ConditionSql conditions = new(dialect, catalog?.Taken);
    private readonly DigestSql digests = new(dialect);

    /// <summary>Name of the dialect.</summary>
    public string Name => dialect.Name;

    /// <summary>The dialect.</summary>
    public Dialect Dialect => dialect;

    /// <summary>Whether there is a run that relative conditions count from.</summary>
    public bool IsOfRun => catalog?.Taken is not null;

    /// <summary>Receives the rows that rendered SQL reads, which then does not name their table; null for SQL that is run.</summary>
    internal Action<Relation>? Reads { get; init; }

    /// <summary>A table of the catalog; null if it is not known.</summary>
    public TableInfo? Find(Dataset dataset) => catalog?.Find(dataset);

    /// <summary>FROM with the relation's table and lookups, and WHERE with its conditions.</summary>
    public string From(Relation relation)
    {
        var from = $"FROM {TableOf(relation)} AS {dialect.Quote(relation.Dataset.Table)}";
        foreach (var lookup in relation.Lookups)
        {
            var table = relation.Dataset with { Table = lookup.Table };
            from +=
                $"\nLEFT JOIN {dialect.Table(table)} AS {dialect.Quote(lookup.Table)}\n"
                + $"  ON {dialect.Quote(lookup.Table)}.{dialect.Quote(lookup.Key)} = {Column(relation, lookup.On)}";
        }
        return relation.Conditions.Count == 0 ? from : $"{from}\nWHERE {string.Join("\n  AND ", relation.Conditions.Select(c => Holds(relation, c)))}";
    }

    /// <summary>A column, qualified by its table.</summary>
    public string Column(Relation relation, string column)
    {
        var reference = relation.Reference(column);
        return $"{dialect.Quote(reference.Dataset.Table)}.{dialect.Quote(reference.Column!)}";
    }

    /// <summary>Type of a column; an unknown one without a catalog.</summary>
    public ColumnType TypeOf(Relation relation, string column) => catalog?.TypeOf(relation.Reference(column)) ?? ColumnType.Unknown;

    /// <summary>A column whose values are compared for equality.</summary>
    public string Equatable(Relation relation, string column) => dialect.Equatable(Column(relation, column), TypeOf(relation, column));

    /// <summary>A column as text that is the same in every store for equal values.</summary>
    public string Text(Relation relation, string column) => dialect.Text(Column(relation, column), TypeOf(relation, column));

    /// <summary>A group key.</summary>
    public string Key(Relation relation, GroupKey key) => Key(relation, key, IsComparedAsText(relation, key));

    /// <summary>A group key.</summary>
    /// <param name="relation">The rows.</param>
    /// <param name="key">The key.</param>
    /// <param name="asText">Whether its values are compared as text; see <see cref="IsComparedAsText"/>.</param>
    public string Key(Relation relation, GroupKey key, bool asText)
    {
        var (column, type) = (Column(relation, key.Column), TypeOf(relation, key.Column));
        return key.Unit is { } unit ? $"CAST(DATE_TRUNC('{unit.Name()}', {column}) AS TIMESTAMP)"
            : key.ByDay ? $"CAST({column} AS DATE)"
            : asText ? dialect.Text(column, type)
            : dialect.Equatable(column, type);
    }

    /// <summary>Whether the values of a key are compared as text: stores write numbers with different scales.</summary>
    public bool IsComparedAsText(Relation relation, GroupKey key) =>
        !key.ByDay && TypeOf(relation, key.Column) is ({ IsDecimal: true, Scale: not 0 } or { Kind: ValueKind.Float });

    /// <summary>
    /// Type by which a group key is digested. Keys are comparable text already, or of a type that every store writes alike; except moments,
    /// which Snowflake writes with all decimals.
    /// </summary>
    public ColumnType DigestType(Relation relation, GroupKey key) =>
        !key.ByDay && TypeOf(relation, key.Column) is { Kind: ValueKind.Moment or ValueKind.Time } moment ? moment : ColumnType.Unknown;

    /// <summary>A value of the rows for which all conditions hold, NULL for others; the value itself without conditions.</summary>
    public string When(Relation relation, IReadOnlyList<Condition>? only, string value) =>
        only is null or [] ? value : $"CASE WHEN {string.Join(" AND ", only.Select(c => Holds(relation, c)))} THEN {value} END";

    /// <summary>A non-negative 60-bit number from the values of columns, the same in every store for equal values.</summary>
    public string Digest(IEnumerable<(string Column, ColumnType Type)> columns) => digests.Of(columns);

    /// <summary>A number of at most 60 bits from the values of columns, the same in this store for equal values.</summary>
    public string LocalDigest(IEnumerable<(string Column, ColumnType Type)> columns) => digests.LocalOf(columns);

    /// <summary>Number of the bucket of a key, from 0.</summary>
    /// <param name="key">Columns of the key and their types.</param>
    /// <param name="buckets">Number of buckets; at least 1.</param>
    public string Bucket(IEnumerable<(string Column, ColumnType Type)> key, int buckets) => digests.Bucket(key, buckets);

    /// <summary>A numeric column to digest, with its type.</summary>
    /// <param name="relation">The rows.</param>
    /// <param name="column">The column.</param>
    /// <param name="decimals">Decimal places to round to; null for all digits.</param>
    public (string Column, ColumnType Type) Rounded(Relation relation, string column, int? decimals)
    {
        var (name, type) = (Column(relation, column), TypeOf(relation, column));
        if (decimals is not { } places)
            return (name, type is { Word.Length: > 0 } known ? known : ColumnType.AnyNumber);
        // DuckDB writes a decimal of up to 18 digits as text eight times faster than a wider one. It is cast even if it has these decimals
        // according to the catalog: the table may have been built with others since.
        var digits = type is { IsDecimal: true, Size: <= NarrowDigits, Scale: >= 0 } && places + type.Size - type.Scale <= NarrowDigits ? NarrowDigits : 38;
        return (string.Create(CultureInfo.InvariantCulture, $"CAST({name} AS DECIMAL({digits}, {places}))"), ColumnType.Unknown);
    }

    /// <summary>Columns of a sample: the table's key, then the given ones; all columns if there are none.</summary>
    public string Shown(Relation relation, IReadOnlyList<string> show)
    {
        var columns = WithKey(relation, show);
        return columns.Count == 0 ? "*" : string.Join(", ", columns.Select(c => $"{Column(relation, c)} AS {dialect.Quote(c)}"));
    }

    /// <summary>The columns of <see cref="Shown"/>, outside of a subquery that has them.</summary>
    /// <param name="relation">The rows.</param>
    /// <param name="show">Columns after the key.</param>
    /// <param name="subquery">Name of the subquery.</param>
    public string ShownOf(Relation relation, IReadOnlyList<string> show, string subquery) =>
        string.Join(", ", WithKey(relation, show).Select(c => $"{subquery}.{dialect.Quote(c)}"));

    /// <summary>A condition on the rows of a relation.</summary>
    public string Holds(Relation relation, Condition condition) => conditions.Holds(condition, c => Column(relation, c), c => TypeOf(relation, c));

    /// <summary>A condition outside a relation, as in a model.</summary>
    /// <param name="condition">Condition to render.</param>
    /// <param name="column">Renders a column name in the context of the SQL.</param>
    public string Holds(Condition condition, Func<string, string> column) => conditions.Holds(condition, column, _ => ColumnType.Unknown);

    /// <summary>Query for the rows of a reading; key columns first.</summary>
    public string Rows(RowReading reading)
    {
        var cells = reading.Cells.Select(c => dialect.Cell(Column(reading.Relation, c.Name), c));
        var select = $"SELECT {(reading.AllColumns ? "*" : string.Join(", ", cells))}\n{From(reading.Relation)}";
        if (reading.OnlyKeys is not { } only)
            return select;
        var keys = only.Select(key => $"({string.Join(" AND ", reading.Keys.Zip(key, (cell, value) => EqualsCell(reading.Relation, cell, value)))})");
        return $"{select}\n{(reading.Relation.Conditions.Count == 0 ? "WHERE" : "  AND")} ({string.Join("\n    OR ", keys)})";
    }

    private string TableOf(Relation relation)
    {
        if (Reads is null)
            return dialect.Table(relation.Dataset);
        Reads(relation);
        return dialect.Quote(relation.Dataset.Table);
    }

    private List<string> WithKey(Relation relation, IReadOnlyList<string> show) =>
        [.. (catalog?.KeyOf(relation.Dataset) ?? []).Concat(show).Distinct(StringComparer.Ordinal)];

    private string EqualsCell(Relation relation, RowCell cell, string? value)
    {
        var column = Column(relation, cell.Name);
        return value is null
            ? $"{column} IS NULL"
            : cell.Kind switch
            {
                // A quoted number would be converted to the column's type and might not fit.
                ValueKind.Exact => $"{column} = {(char.IsAsciiDigit(value[^1]) ? value : dialect.Literal(value))}",
                ValueKind.Moment => $"{column} = {MomentLiteral(cell.Type, value)}",
                _ => $"{dialect.Cell(column, cell)} = {dialect.Literal(value)}",
            };
    }

    // A date is compared with a date: DuckDB takes the time of a timestamp to compare them, which an infinite one does not have.
    private string MomentLiteral(string type, string text)
    {
        var isDate = type.StartsWith("date", StringComparison.OrdinalIgnoreCase);
        var word = isDate ? "DATE" : "TIMESTAMP";
        var isBeforeChrist = text.EndsWith(CanonicalText.BeforeChrist, StringComparison.Ordinal);
        var isInfinite = !isBeforeChrist && !char.IsAsciiDigit(text[^1]);
        if (isInfinite)
            return $"{word} {dialect.Literal(text)}";
        var parts = text.Split(' ');
        var isZoned = type.StartsWith("timestamptz", StringComparison.OrdinalIgnoreCase);
        var time = isDate ? "" : $" {parts[1]}{(isZoned ? "+00" : "")}";
        var written = dialect.Literal(isBeforeChrist ? dialect.BeforeChrist(parts[0], time) : parts[0] + time);
        return isZoned ? written : $"{word} {written}";
    }

    /// <summary>A quoted name that hides none of the names in use, whatever their case: the given one, with as many underscores as it takes.</summary>
    public static string FreeName(string name, IEnumerable<string> used)
    {
        var names = used.ToHashSet(StringComparer.OrdinalIgnoreCase);
        while (names.Contains(name))
            name += "_";
        return Sql.Quote(name);
    }

    /// <summary>Indents the lines of a subquery.</summary>
    public static string Indent(string sql) => "  " + sql.Replace("\n", "\n  ", StringComparison.Ordinal);
}

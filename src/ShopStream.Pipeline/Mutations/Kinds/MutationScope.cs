namespace ShopStream.Pipeline.Mutations.Kinds;

/// <summary>A table, and the SQL that changes it.</summary>
/// <param name="table">The table to mutate.</param>
/// <param name="dialect">SQL dialect of the warehouse.</param>
/// <param name="distinct">Number of distinct values, by column.</param>
internal sealed class MutationScope(MutationTable table, MutationDialect dialect, IReadOnlyDictionary<string, long> distinct)
{
    // A text column with at most this many distinct values is considered to hold codes.
    private const int FewValues = 12;

    /// <summary>The table to mutate.</summary>
    public MutationTable Table => table;

    /// <summary>SQL dialect of the warehouse.</summary>
    public MutationDialect Dialect => dialect;

    /// <summary>Quoted name of the column that flags the sampled row.</summary>
    public string SampledRows { get; } = dialect.Sql.Quote("~drawn");

    /// <summary>The first date or timestamp; null if there is none.</summary>
    public MutationColumn? Day => table.Columns.FirstOrDefault(c => c.IsMoment);

    /// <summary>Columns that give the rows a deterministic order, quoted and separated by commas.</summary>
    public string Order => string.Join(", ", table.Order.Select(dialect.Sql.Quote));

    /// <summary>The key columns.</summary>
    public IReadOnlyList<MutationColumn> Keys => [.. table.Key.Select(k => table.Columns.First(c => string.Equals(c.Name, k, StringComparison.Ordinal)))];

    /// <summary>Quoted name of a column.</summary>
    public string Name(MutationColumn column) => dialect.Sql.Quote(column.Name);

    /// <summary>Whether a text column holds codes: 1 to 12 distinct values.</summary>
    public bool HasCodes(MutationColumn column) => column.Kind == MutationColumnKind.Text && distinct.GetValueOrDefault(column.Name) is > 0 and <= FewValues;

    /// <summary>Number of distinct values of a column; 0 if it is not known.</summary>
    public long Distinct(MutationColumn column) => distinct.GetValueOrDefault(column.Name);

    /// <summary>The same for a table with other columns.</summary>
    public MutationScope Of(MutationTable other) => new(other, dialect, distinct);

    /// <summary>The same in another dialect.</summary>
    public MutationScope In(MutationDialect other) => new(table, other, distinct);

    /// <summary>The value of the sampled row.</summary>
    public string Sampled(string sql) => $"(SELECT {sql} FROM v WHERE {SampledRows})";

    /// <summary>SELECT of all columns with their types, some of them replaced.</summary>
    public string Select(params ReadOnlySpan<(MutationColumn Column, string Sql)> replaced) => SelectFrom("v", replaced);

    /// <inheritdoc cref="Select"/>
    /// <param name="from">What is read instead of <c>v</c>.</param>
    /// <param name="replaced">Columns with the SQL of their new values.</param>
    public string SelectFrom(string from, params ReadOnlySpan<(MutationColumn Column, string Sql)> replaced)
    {
        var columns = table.Columns.Select(Name).ToArray();
        foreach (var (column, sql) in replaced)
            columns[table.Columns.Index().First(c => c.Item == column).Index] = $"CAST({sql} AS {dialect.Type(column.Type)}) AS {Name(column)}";
        return $"SELECT {string.Join(", ", columns)} FROM {from}";
    }

    /// <summary>SELECT in which the sampled row and the first row with another value exchange their values of a column.</summary>
    public string Exchanged(MutationColumn column)
    {
        var (name, one, nth, other) = (Name(column), dialect.Sql.Quote("~one"), dialect.Sql.Quote("~nth"), dialect.Sql.Quote("~other"));
        var isOther = $"{name} <> {one} AND {nth} = 1";
        var ones = $"SELECT v.*, MAX(CASE WHEN {SampledRows} THEN {name} END) OVER () AS {one} FROM v";
        var nths = $"SELECT ones.*, ROW_NUMBER() OVER (PARTITION BY COALESCE({name} <> {one}, FALSE) ORDER BY {Order}) AS {nth} FROM ({ones}) AS ones";
        var others = $"SELECT nths.*, MAX(CASE WHEN {isOther} THEN {name} END) OVER () AS {other} FROM ({nths}) AS nths";
        return SelectFrom(
            $"({others}) AS others",
            (column, $"CASE WHEN {SampledRows} THEN COALESCE({other}, {name}) WHEN {isOther} THEN {one} ELSE {name} END")
        );
    }
}

using ShopStream.Quality.Data;

namespace ShopStream.Pipeline.Mutations;

/// <summary>A data mutation of one table or column.</summary>
/// <param name="Class">Name of the mutation's class.</param>
/// <param name="Column">The mutated column; null for a mutation of rows.</param>
/// <param name="Where">SQL condition on the rows that can be mutated; null for the table as a whole.</param>
/// <param name="Select">SELECT that gives the mutated table. It reads <c>v</c>, which has all columns of the table <c>t</c> and the flag <see cref="DataMutations.SampledRows"/> of the sampled row.</param>
/// <param name="Text">Description of the change, without its location.</param>
internal sealed record DataMutation(string Class, MutationColumn? Column, string? Where, string Select, string Text);

/// <summary>Mutations of data: rows, values, dates, partitions. Each changes one row, or everything that one cause would change together.</summary>
/// <param name="table">The table to mutate.</param>
/// <param name="dialect">SQL dialect of the warehouse.</param>
internal sealed class DataMutations(MutationTable table, MutationDialect dialect)
{
    /// <summary>A text column with at most this many distinct values is considered to hold codes.</summary>
    public const int FewValues = 12;

    // UTF-8 read as Latin-1.
    private static readonly (string Good, string Bad)[] Misread = [("é", "Ã©"), ("è", "Ã¨"), ("à", "Ã "), ("ç", "Ã§"), ("ü", "Ã¼"), ("ö", "Ã¶"), ("ä", "Ã¤"), ("ñ", "Ã±"), ("í", "Ã­"), ("ó", "Ã³")];

    /// <summary>Quoted name of the column that flags the sampled row.</summary>
    public string SampledRows { get; } = dialect.Sql.Quote("~drawn");

    /// <summary>All mutations of the table.</summary>
    /// <param name="distinct">Number of distinct values, by column.</param>
    public IEnumerable<DataMutation> All(IReadOnlyDictionary<string, long> distinct) =>
        Rows().Concat(table.Columns.SelectMany(c => Values(c, distinct.GetValueOrDefault(c.Name)))).Concat(Swaps()).Concat(Partitions());

    private IEnumerable<DataMutation> Rows()
    {
        yield return new("row lost", null, "TRUE", $"{SelectColumns()} WHERE NOT {SampledRows}", "is lost");
        yield return new("row twice", null, "TRUE", $"{SelectColumns()} UNION ALL {SelectColumns()} WHERE {SampledRows}", "is duplicated");
        if (table.Columns.FirstOrDefault(c => c is { IsKey: true, Kind: MutationColumnKind.Whole }) is { } key)
            yield return new("row twice with a new key", null, "TRUE", $"{SelectColumns()} UNION ALL {SelectColumns((key, $"(SELECT MAX({Name(key)}) FROM t) + 1"))} WHERE {SampledRows}", "is duplicated under another key");
        if (table.Dataset.Layer is Layer.Lake or Layer.Raw && table.Key.Count > 0)
            yield return new("file cut short", null, null, $"{SelectColumns()} QUALIFY NTILE(10) OVER (ORDER BY {Order}) < 10", "the last tenth of the rows is missing");
    }

    private IEnumerable<DataMutation> Values(MutationColumn c, long distinct)
    {
        yield return Cell("null", c, $"{Name(c)} IS NOT NULL", "NULL", "is null");
        var faults = c.Kind switch
        {
            MutationColumnKind.Text => Texts(c, distinct),
            MutationColumnKind.Exact => Amounts(c),
            MutationColumnKind.Whole => Wholes(c),
            MutationColumnKind.Day or MutationColumnKind.Moment => Moments(c),
            MutationColumnKind.Flag => [Cell("flag flipped", c, $"{Name(c)} IS NOT NULL", $"NOT {Name(c)}", "is negated")],
            _ => [],
        };
        foreach (var fault in faults) yield return fault;
    }

    private IEnumerable<DataMutation> Texts(MutationColumn c, long distinct)
    {
        var name = Name(c);
        yield return Cell("empty for null", c, $"{name} IS NULL", "''", "is empty instead of null");
        yield return Cell("trailing blank", c, $"{name} <> ''", $"{name} || ' '", "has a trailing blank");
        yield return Cell("other case", c, $"UPPER({name}) <> LOWER({name})", $"CASE WHEN {name} = UPPER({name}) THEN LOWER({name}) ELSE UPPER({name}) END", "has its letter case changed");
        if (distinct is > 0 and <= FewValues) yield return Cell("unknown code", c, $"{name} IS NOT NULL", "'zz'", "is an unknown code");
        yield return All("encoding broken", c, Misread.Aggregate(name, (sql, m) => $"REPLACE({sql}, '{m.Good}', '{m.Bad}')"), "has its encoding broken in all rows: Ã© for é");
    }

    private IEnumerable<DataMutation> Amounts(MutationColumn c)
    {
        var name = Name(c);
        var cents = c.Scale == 2;
        var least = cents ? "0.01" : "0.0001";
        if (cents) yield return new DataMutation("a cent moved", c, $"{name} IS NOT NULL", Moved(c), "loses a cent to another row");
        yield return Cell(cents ? "one cent more" : "a little more", c, $"{name} IS NOT NULL", $"{name} + {least}", cents ? "is a cent more" : "is a little more");
        yield return Cell(cents ? "one cent less" : "a little less", c, $"{name} IS NOT NULL", $"{name} - {least}", cents ? "is a cent less" : "is a little less");
        foreach (var fault in Scaled(c)) yield return fault;
        yield return Cell("÷ 100", c, $"{name} <> ROUND({name} * 0.01, 2)", $"{name} * 0.01", "is divided by 100");
        yield return Cell("rounded to whole units", c, $"{name} <> ROUND({name})", $"ROUND({name})", "is rounded to whole units");
        yield return All("decimal comma", c, $"CASE WHEN ABS({name}) < 100000 THEN {name} * 100 ELSE {name} END", "has lost its decimal comma in all rows");
    }

    private IEnumerable<DataMutation> Wholes(MutationColumn c)
    {
        var name = Name(c);
        if (c.IsForeignKey)
        {
            yield return Cell("orphan", c, $"{name} IS NOT NULL", $"(SELECT MAX({name}) FROM t) + 1000003", "references a missing row");
            yield return Cell("key of another", c, $"{name} <> (SELECT MAX({name}) FROM t)", $"(SELECT MAX({name}) FROM t)", "is the key of another row");
            yield return new DataMutation("keys exchanged", c, $"{name} IS NOT NULL", Exchanged(c), "is exchanged with that of another row");
        }
        if (!c.IsMeasure) yield break;
        yield return Cell("one more", c, $"{name} IS NOT NULL", $"{name} + 1", "is one more");
        yield return Cell("one less", c, $"{name} IS NOT NULL", $"{name} - 1", "is one less");
        foreach (var fault in Scaled(c)) yield return fault;
    }

    private IEnumerable<DataMutation> Scaled(MutationColumn c)
    {
        var name = Name(c);
        yield return Cell("sign flipped", c, $"{name} <> 0", $"-{name}", "has the wrong sign");
        yield return Cell("× 100", c, $"{name} <> 0 AND ABS({name}) < 10000", $"{name} * 100", "is multiplied by 100");
    }

    private IEnumerable<DataMutation> Moments(MutationColumn c)
    {
        var name = Name(c);
        yield return Cell("a day later", c, $"{name} IS NOT NULL", dialect.PlusDays(name, "1"), "is a day later");
        var off = $"{dialect.Day($"YEAR({name})", $"DAY({name})", $"MONTH({name})")} - CAST({name} AS DATE)";
        yield return Cell("day and month swapped", c, $"DAY({name}) <= 12 AND DAY({name}) <> MONTH({name})", dialect.PlusDays(name, off), "has day and month swapped");
        if (c.Kind != MutationColumnKind.Moment) yield break;
        yield return Cell("an hour later", c, $"{name} IS NOT NULL", dialect.PlusHours(name, "1"), "is an hour later");
        yield return All("another time zone", c, dialect.PlusHours(name, "2"), "is shifted to another time zone in all rows");
    }

    // Two adjacent columns of the same type, with their values exchanged.
    private IEnumerable<DataMutation> Swaps()
    {
        var plain = table.Columns.Where(c => !c.IsKey && c.Kind is not (MutationColumnKind.Other or MutationColumnKind.Flag)).ToList();
        foreach (var (a, b) in plain.Zip(plain.Skip(1)).Where(p => string.Equals(dialect.Type(p.First.Type), dialect.Type(p.Second.Type), StringComparison.Ordinal)))
            yield return new DataMutation("columns swapped", a, null, SelectColumns((a, Name(b)), (b, Name(a))), $"and {b.Name} are exchanged in all rows");
    }

    private IEnumerable<DataMutation> Partitions()
    {
        if (table.Columns.FirstOrDefault(c => c.Kind is MutationColumnKind.Day or MutationColumnKind.Moment) is not { } day) yield break;
        var name = $"CAST({Name(day)} AS DATE)";
        var newest = $"(SELECT MAX({name}) FROM t)";
        yield return new("partition missing", null, null, $"{SelectColumns()} WHERE {name} < {newest} OR {name} IS NULL", $"the rows of the newest {day.Name} are missing");
        yield return new("partition loaded again", null, null, $"{SelectColumns()} UNION ALL {SelectColumns()} WHERE {name} = {newest}", $"the rows of the newest {day.Name} are duplicated");
        if (table.Dataset.Layer == Layer.Lake)
            yield return new("yesterday's file", null, null, $"{SelectColumns()} WHERE {name} <= {newest} - 1 OR {name} IS NULL", $"yesterday's file has today's name: the rows of the newest {day.Name} are missing");
    }

    private DataMutation Cell(string fault, MutationColumn c, string where, string value, string text) =>
        new(fault, c, where, SelectColumns((c, $"CASE WHEN {SampledRows} THEN {value} ELSE {Name(c)} END")), text);

    private DataMutation All(string fault, MutationColumn c, string value, string text) => new(fault, c, null, SelectColumns((c, value)), text);

    // Moves a cent from the sampled row to the first other row.
    private string Moved(MutationColumn c)
    {
        var name = Name(c);
        return SelectColumns((c, $"CASE WHEN {SampledRows} THEN {name} - 0.01 WHEN {name} IS NOT NULL AND ROW_NUMBER() OVER (PARTITION BY {SampledRows} OR {name} IS NULL ORDER BY {name} DESC, {Order}) = 1 THEN {name} + 0.01 ELSE {name} END"));
    }

    // Exchanges the values of the sampled row and the first row with another value.
    private string Exchanged(MutationColumn c)
    {
        var (name, one, nth, other) = (Name(c), dialect.Sql.Quote("~one"), dialect.Sql.Quote("~nth"), dialect.Sql.Quote("~other"));
        var isOther = $"{name} <> {one} AND {nth} = 1";
        var ones = $"SELECT v.*, MAX(CASE WHEN {SampledRows} THEN {name} END) OVER () AS {one} FROM v";
        var nths = $"SELECT ones.*, ROW_NUMBER() OVER (PARTITION BY COALESCE({name} <> {one}, FALSE) ORDER BY {Order}) AS {nth} FROM ({ones}) AS ones";
        var others = $"SELECT nths.*, MAX(CASE WHEN {isOther} THEN {name} END) OVER () AS {other} FROM ({nths}) AS nths";
        return SelectColumns($"({others}) AS others", (c, $"CASE WHEN {SampledRows} THEN COALESCE({other}, {name}) WHEN {isOther} THEN {one} ELSE {name} END"));
    }

    private string SelectColumns(params ReadOnlySpan<(MutationColumn Column, string Sql)> replaced) => SelectColumns("v", replaced);

    // SELECT of all columns with their types, some of them replaced.
    private string SelectColumns(string from, params ReadOnlySpan<(MutationColumn Column, string Sql)> replaced)
    {
        var columns = table.Columns.Select(Name).ToArray();
        foreach (var (column, sql) in replaced)
            columns[table.Columns.Index().First(c => c.Item == column).Index] = $"CAST({sql} AS {dialect.Type(column.Type)}) AS {Name(column)}";
        return $"SELECT {string.Join(", ", columns)} FROM {from}";
    }

    private string Name(MutationColumn column) => dialect.Sql.Quote(column.Name);

    private string Order => string.Join(", ", table.Order.Select(dialect.Sql.Quote));
}

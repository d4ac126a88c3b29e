using ShopStream.Quality.Data;

namespace ShopStream.Pipeline.Mutations;

/// <summary>A kind of fault at one table or column: how often it can be planted, and what the table becomes.</summary>
/// <param name="Class">Its name.</param>
/// <param name="Column">Null where rows are concerned.</param>
/// <param name="Where">Which rows it can be planted in; null for the table as a whole.</param>
/// <param name="Select">The table's new SELECT over <c>v</c>, which has all columns of the table <c>t</c>, and <see cref="DataMutations.SampledRows"/>, true for the row that was drawn.</param>
/// <param name="Text">What happens, in words, without where.</param>
internal sealed record DataMutation(string Class, MutationColumn? Column, string? Where, string Select, string Text);

/// <summary>The faults that data suffer: rows, values, days, partitions. Each changes one row, or what one cause would change together.</summary>
/// <param name="table">Whose.</param>
/// <param name="dialect">The SQL dialect.</param>
internal sealed class DataMutations(MutationTable table, MutationDialect dialect)
{
    /// <summary>A column with no more different values than these holds codes.</summary>
    public const int FewValues = 12;

    // UTF-8 read as Latin-1.
    private static readonly (string Good, string Bad)[] Misread = [("é", "Ã©"), ("è", "Ã¨"), ("à", "Ã "), ("ç", "Ã§"), ("ü", "Ã¼"), ("ö", "Ã¶"), ("ä", "Ã¤"), ("ñ", "Ã±"), ("í", "Ã­"), ("ó", "Ã³")];

    /// <summary>The flag of the row that was drawn.</summary>
    public string SampledRows { get; } = dialect.Sql.Quote("~drawn");

    /// <summary>All that can happen to the table.</summary>
    /// <param name="distinct">How many different values each column has.</param>
    public IEnumerable<DataMutation> All(IReadOnlyDictionary<string, long> distinct) =>
        Rows().Concat(table.Columns.SelectMany(c => Values(c, distinct.GetValueOrDefault(c.Name)))).Concat(Swaps()).Concat(Partitions());

    private IEnumerable<DataMutation> Rows()
    {
        yield return new("row lost", null, "TRUE", $"{WithName()} WHERE NOT {SampledRows}", "is lost");
        yield return new("row twice", null, "TRUE", $"{WithName()} UNION ALL {WithName()} WHERE {SampledRows}", "is there twice");
        if (table.Columns.FirstOrDefault(c => c is { IsKey: true, Kind: MutationColumnKind.Whole }) is { } key)
            yield return new("row twice with a new key", null, "TRUE", $"{WithName()} UNION ALL {WithName((key, $"(SELECT MAX({Name(key)}) FROM t) + 1"))} WHERE {SampledRows}", "is there twice, with another key");
        if (table.Dataset.Layer is Layer.Lake or Layer.Raw && table.Key.Count > 0)
            yield return new("file cut short", null, null, $"{WithName()} QUALIFY NTILE(10) OVER (ORDER BY {Order}) < 10", "the last tenth of the rows is missing");
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
            MutationColumnKind.Flag => [Cell("flag flipped", c, $"{Name(c)} IS NOT NULL", $"NOT {Name(c)}", "is the opposite")],
            _ => [],
        };
        foreach (var fault in faults) yield return fault;
    }

    private IEnumerable<DataMutation> Texts(MutationColumn c, long distinct)
    {
        var name = Name(c);
        yield return Cell("empty for null", c, $"{name} IS NULL", "''", "is empty where it was null");
        yield return Cell("trailing blank", c, $"{name} <> ''", $"{name} || ' '", "has a blank at its end");
        yield return Cell("other case", c, $"UPPER({name}) <> LOWER({name})", $"CASE WHEN {name} = UPPER({name}) THEN LOWER({name}) ELSE UPPER({name}) END", "is in another case");
        if (distinct is > 0 and <= FewValues) yield return Cell("unknown code", c, $"{name} IS NOT NULL", "'zz'", "is a code that nobody knows");
        yield return All("encoding broken", c, Misread.Aggregate(name, (sql, m) => $"REPLACE({sql}, '{m.Good}', '{m.Bad}')"), "is misread in all rows: Ã© for é");
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
        yield return All("decimal comma", c, $"CASE WHEN ABS({name}) < 100000 THEN {name} * 100 ELSE {name} END", "is read without its decimal comma, in all rows");
    }

    private IEnumerable<DataMutation> Wholes(MutationColumn c)
    {
        var name = Name(c);
        if (c.PointsElsewhere)
        {
            yield return Cell("orphan", c, $"{name} IS NOT NULL", $"(SELECT MAX({name}) FROM t) + 1000003", "points to nothing");
            yield return Cell("key of another", c, $"{name} <> (SELECT MAX({name}) FROM t)", $"(SELECT MAX({name}) FROM t)", "is that of another");
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
        yield return All("another time zone", c, dialect.PlusHours(name, "2"), "is in another time zone, in all rows");
    }

    // Two columns of one type, beside each other, whose values were exchanged on the way.
    private IEnumerable<DataMutation> Swaps()
    {
        var plain = table.Columns.Where(c => !c.IsKey && c.Kind is not (MutationColumnKind.Other or MutationColumnKind.Flag)).ToList();
        foreach (var (a, b) in plain.Zip(plain.Skip(1)).Where(p => string.Equals(dialect.Type(p.First.Type), dialect.Type(p.Second.Type), StringComparison.Ordinal)))
            yield return new DataMutation("columns swapped", a, null, WithName((a, Name(b)), (b, Name(a))), $"and {b.Name} are exchanged in all rows");
    }

    private IEnumerable<DataMutation> Partitions()
    {
        if (table.Columns.FirstOrDefault(c => c.Kind is MutationColumnKind.Day or MutationColumnKind.Moment) is not { } day) yield break;
        var name = $"CAST({Name(day)} AS DATE)";
        var newest = $"(SELECT MAX({name}) FROM t)";
        yield return new("partition missing", null, null, $"{WithName()} WHERE {name} < {newest} OR {name} IS NULL", $"the rows of the newest {day.Name} are missing");
        yield return new("partition loaded again", null, null, $"{WithName()} UNION ALL {WithName()} WHERE {name} = {newest}", $"the rows of the newest {day.Name} are there twice");
        if (table.Dataset.Layer == Layer.Lake)
            yield return new("yesterday's file", null, null, $"{WithName()} WHERE {name} <= {newest} - 1 OR {name} IS NULL", $"yesterday's file stands under today's name: the rows of the newest {day.Name} are missing");
    }

    private DataMutation Cell(string fault, MutationColumn c, string where, string value, string words) =>
        new(fault, c, where, WithName((c, $"CASE WHEN {SampledRows} THEN {value} ELSE {Name(c)} END")), words);

    private DataMutation All(string fault, MutationColumn c, string value, string words) => new(fault, c, null, WithName((c, value)), words);

    // The row that was drawn loses what the first of the others gets.
    private string Moved(MutationColumn c)
    {
        var name = Name(c);
        return WithName((c, $"CASE WHEN {SampledRows} THEN {name} - 0.01 WHEN {name} IS NOT NULL AND ROW_NUMBER() OVER (PARTITION BY {SampledRows} OR {name} IS NULL ORDER BY {name} DESC, {Order}) = 1 THEN {name} + 0.01 ELSE {name} END"));
    }

    // The row that was drawn and the first row with another value give each other theirs.
    private string Exchanged(MutationColumn c)
    {
        var (name, one, nth, other) = (Name(c), dialect.Sql.Quote("~one"), dialect.Sql.Quote("~nth"), dialect.Sql.Quote("~other"));
        var isOther = $"{name} <> {one} AND {nth} = 1";
        var ones = $"SELECT v.*, MAX(CASE WHEN {SampledRows} THEN {name} END) OVER () AS {one} FROM v";
        var nths = $"SELECT ones.*, ROW_NUMBER() OVER (PARTITION BY COALESCE({name} <> {one}, FALSE) ORDER BY {Order}) AS {nth} FROM ({ones}) AS ones";
        var others = $"SELECT nths.*, MAX(CASE WHEN {isOther} THEN {name} END) OVER () AS {other} FROM ({nths}) AS nths";
        return WithName($"({others}) AS others", (c, $"CASE WHEN {SampledRows} THEN COALESCE({other}, {name}) WHEN {isOther} THEN {one} ELSE {name} END"));
    }

    private string WithName(params ReadOnlySpan<(MutationColumn Column, string Sql)> replaced) => WithName("v", replaced);

    // All columns in their order and with their types, some of them replaced.
    private string WithName(string from, params ReadOnlySpan<(MutationColumn Column, string Sql)> replaced)
    {
        var columns = table.Columns.Select(Name).ToArray();
        foreach (var (column, sql) in replaced)
            columns[table.Columns.Index().First(c => c.Item == column).Index] = $"CAST({sql} AS {dialect.Type(column.Type)}) AS {Name(column)}";
        return $"SELECT {string.Join(", ", columns)} FROM {from}";
    }

    private string Name(MutationColumn column) => dialect.Sql.Quote(column.Name);

    private string Order => string.Join(", ", table.Order.Select(dialect.Sql.Quote));
}

using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Proving;

namespace ShopStream.Pipeline.Proving;

/// <summary>A kind of fault at one table or column: how often it can be planted, and what the table becomes.</summary>
/// <param name="Class">Its name.</param>
/// <param name="Column">Null where rows are concerned.</param>
/// <param name="Where">Which rows it can be planted in; null for the table as a whole.</param>
/// <param name="Select">The table's new SELECT over <c>v</c>, which has all columns of the table <c>t</c>, and <c>"~v"</c>, true for the row that was drawn.</param>
/// <param name="Words">What happens, in words, without where.</param>
internal sealed record DataFault(string Class, FaultColumn? Column, string? Where, string Select, string Words);

/// <summary>The faults that data suffer: rows, values, days, partitions. Each changes one row, or what one cause would change together.</summary>
internal static class DataFaults
{
    private const string Drawn = "\"~v\"";
    private const int FewValues = 12;

    // UTF-8 read as Latin-1.
    private static readonly (string Good, string Bad)[] Misread = [("é", "Ã©"), ("è", "Ã¨"), ("à", "Ã "), ("ç", "Ã§"), ("ü", "Ã¼"), ("ö", "Ã¶"), ("ä", "Ã¤"), ("ñ", "Ã±"), ("í", "Ã­"), ("ó", "Ã³")];

    /// <summary>All that can happen to a table at a layer.</summary>
    /// <param name="table">Whose.</param>
    /// <param name="distinct">How many different values each column has.</param>
    public static IEnumerable<DataFault> Of(FaultTable table, IReadOnlyDictionary<string, long> distinct) =>
        Rows(table).Concat(table.Columns.SelectMany(c => Values(c, distinct.GetValueOrDefault(c.Name)))).Concat(Swaps(table)).Concat(Days(table));

    private static IEnumerable<DataFault> Rows(FaultTable table)
    {
        yield return new("row lost", null, "TRUE", $"SELECT * EXCLUDE ({Drawn}) FROM v WHERE NOT {Drawn}", "is lost");
        yield return new("row twice", null, "TRUE", $"SELECT * EXCLUDE ({Drawn}) FROM v UNION ALL SELECT * EXCLUDE ({Drawn}) FROM v WHERE {Drawn}", "is there twice");
        if (table.Columns.FirstOrDefault(c => c is { IsKey: true, Kind: FaultKind.Whole }) is { } key)
        {
            var next = Cast(key, $"(SELECT MAX({Sql.Quote(key.Name)}) FROM t) + 1");
            yield return new("row twice with a new key", null, "TRUE", $"SELECT * EXCLUDE ({Drawn}) FROM v UNION ALL SELECT * EXCLUDE ({Drawn}) REPLACE ({next} AS {Sql.Quote(key.Name)}) FROM v WHERE {Drawn}", "is there twice, with another key");
        }
        if (table.Dataset.Layer is Layer.Lake or Layer.Raw && table.Key.Count > 0)
            yield return new("file cut short", null, null, $"SELECT * EXCLUDE ({Drawn}) FROM v QUALIFY NTILE(10) OVER (ORDER BY {Keys(table)}) < 10", "the last tenth of the rows is missing");
    }

    private static IEnumerable<DataFault> Values(FaultColumn c, long distinct)
    {
        var name = Sql.Quote(c.Name);
        yield return Cell("null", c, $"{name} IS NOT NULL", "NULL", "is null");
        var faults = c.Kind switch
        {
            FaultKind.Text => Texts(c, distinct),
            FaultKind.Exact => Amounts(c),
            FaultKind.Whole => Wholes(c),
            FaultKind.Day or FaultKind.Moment => Moments(c),
            FaultKind.Flag => [Cell("flag flipped", c, $"{name} IS NOT NULL", $"NOT {name}", "is the opposite")],
            _ => [],
        };
        foreach (var fault in faults) yield return fault;
    }

    private static IEnumerable<DataFault> Texts(FaultColumn c, long distinct)
    {
        var name = Sql.Quote(c.Name);
        yield return Cell("empty for null", c, $"{name} IS NULL", "''", "is empty where it was null");
        yield return Cell("trailing blank", c, $"{name} <> ''", $"{name} || ' '", "has a blank at its end");
        yield return Cell("other case", c, $"UPPER({name}) <> LOWER({name})", $"CASE WHEN {name} = UPPER({name}) THEN LOWER({name}) ELSE UPPER({name}) END", "is in another case");
        if (distinct is > 0 and <= FewValues) yield return Cell("unknown code", c, $"{name} IS NOT NULL", "'zz'", "is a code that nobody knows");
        var misread = Misread.Aggregate(name, (sql, m) => $"REPLACE({sql}, '{m.Good}', '{m.Bad}')");
        yield return new DataFault("encoding broken", c, null, $"SELECT * EXCLUDE ({Drawn}) REPLACE ({misread} AS {name}) FROM v", "is misread in all rows: Ã© for é");
    }

    private static IEnumerable<DataFault> Amounts(FaultColumn c)
    {
        var name = Sql.Quote(c.Name);
        var cents = int.Parse(c.Type[(c.Type.LastIndexOf(',') + 1)..^1], CultureInfo.InvariantCulture) == 2;
        var least = cents ? "0.01" : "0.0001";
        if (cents) yield return new DataFault("a cent moved", c, $"{name} IS NOT NULL", Moved(c), "loses a cent to another row");
        yield return Cell(cents ? "one cent more" : "a little more", c, $"{name} IS NOT NULL", $"{name} + {least}", cents ? "is a cent more" : "is a little more");
        yield return Cell(cents ? "one cent less" : "a little less", c, $"{name} IS NOT NULL", $"{name} - {least}", cents ? "is a cent less" : "is a little less");
        foreach (var fault in Scaled(c)) yield return fault;
        yield return Cell("÷ 100", c, $"{name} <> ROUND({name} / 100, 2)", $"ROUND({name} / 100, 4)", "is divided by 100");
        yield return Cell("rounded to whole units", c, $"{name} <> ROUND({name})", $"ROUND({name})", "is rounded to whole units");
        yield return new DataFault("decimal comma", c, null, $"SELECT * EXCLUDE ({Drawn}) REPLACE ({Cast(c, $"CASE WHEN ABS({name}) < 100000 THEN {name} * 100 ELSE {name} END")} AS {name}) FROM v", "is read without its decimal comma, in all rows");
    }

    private static IEnumerable<DataFault> Wholes(FaultColumn c)
    {
        var name = Sql.Quote(c.Name);
        if (c.PointsElsewhere)
        {
            yield return Cell("orphan", c, $"{name} IS NOT NULL", $"(SELECT MAX({name}) FROM t) + 1000003", "points to nothing");
            yield return Cell("key of another", c, $"{name} <> (SELECT MAX({name}) FROM t)", $"(SELECT MAX({name}) FROM t)", "is that of another");
        }
        if (!c.IsMeasure) yield break;
        yield return Cell("one more", c, $"{name} IS NOT NULL", $"{name} + 1", "is one more");
        yield return Cell("one less", c, $"{name} IS NOT NULL", $"{name} - 1", "is one less");
        foreach (var fault in Scaled(c)) yield return fault;
    }

    private static IEnumerable<DataFault> Scaled(FaultColumn c)
    {
        var name = Sql.Quote(c.Name);
        yield return Cell("sign flipped", c, $"{name} <> 0", $"-{name}", "has the wrong sign");
        yield return Cell("× 100", c, $"{name} <> 0 AND ABS({name}) < 10000", $"{name} * 100", "is multiplied by 100");
    }

    private static IEnumerable<DataFault> Moments(FaultColumn c)
    {
        var name = Sql.Quote(c.Name);
        yield return Cell("a day later", c, $"{name} IS NOT NULL", $"{name} + INTERVAL 1 DAY", "is a day later");
        yield return Cell("day and month swapped", c, $"DAY({name}) <= 12 AND DAY({name}) <> MONTH({name})", $"{name} - (CAST({name} AS DATE) - MAKE_DATE(YEAR({name}), DAY({name}), MONTH({name}))) * INTERVAL 1 DAY", "has day and month swapped");
        if (c.Kind != FaultKind.Moment) yield break;
        yield return Cell("an hour later", c, $"{name} IS NOT NULL", $"{name} + INTERVAL 1 HOUR", "is an hour later");
        yield return new DataFault("another time zone", c, null, $"SELECT * EXCLUDE ({Drawn}) REPLACE ({Cast(c, $"{name} + INTERVAL 2 HOUR")} AS {name}) FROM v", "is in another time zone, in all rows");
    }

    // Two columns of one type, beside each other, whose values were exchanged on the way.
    private static IEnumerable<DataFault> Swaps(FaultTable table)
    {
        var plain = table.Columns.Where(c => !c.IsKey && c.Kind is not (FaultKind.Other or FaultKind.Flag)).ToList();
        for (var i = 0; i + 1 < plain.Count; i++)
        {
            var (a, b) = (plain[i], plain[i + 1]);
            if (!string.Equals(a.Type, b.Type, StringComparison.Ordinal)) continue;
            yield return new DataFault("columns swapped", a, null, $"SELECT * EXCLUDE ({Drawn}) REPLACE ({Sql.Quote(b.Name)} AS {Sql.Quote(a.Name)}, {Sql.Quote(a.Name)} AS {Sql.Quote(b.Name)}) FROM v", $"and {b.Name} are exchanged in all rows");
        }
    }

    private static IEnumerable<DataFault> Days(FaultTable table)
    {
        if (table.Columns.FirstOrDefault(c => c.Kind is FaultKind.Day or FaultKind.Moment) is not { } day) yield break;
        var name = $"CAST({Sql.Quote(day.Name)} AS DATE)";
        var newest = $"(SELECT MAX({name}) FROM t)";
        yield return new("partition missing", null, null, $"SELECT * EXCLUDE ({Drawn}) FROM v WHERE {name} < {newest} OR {name} IS NULL", $"the rows of the newest {day.Name} are missing");
        yield return new("partition loaded again", null, null, $"SELECT * EXCLUDE ({Drawn}) FROM v UNION ALL SELECT * EXCLUDE ({Drawn}) FROM v WHERE {name} = {newest}", $"the rows of the newest {day.Name} are there twice");
        if (table.Dataset.Layer == Layer.Lake)
            yield return new("yesterday's file", null, null, $"SELECT * EXCLUDE ({Drawn}) FROM v WHERE {name} <= {newest} - 1 OR {name} IS NULL", $"yesterday's file stands under today's name: the rows of the newest {day.Name} are missing");
    }

    private static DataFault Cell(string fault, FaultColumn c, string where, string value, string words) =>
        new(fault, c, where, $"SELECT * EXCLUDE ({Drawn}) REPLACE ({Cast(c, $"CASE WHEN {Drawn} THEN {value} ELSE {Sql.Quote(c.Name)} END")} AS {Sql.Quote(c.Name)}) FROM v", words);

    // The row that was drawn loses what the first of the others gets.
    private static string Moved(FaultColumn c)
    {
        var name = Sql.Quote(c.Name);
        var moved = $"CASE WHEN {Drawn} THEN {name} - 0.01 WHEN {name} IS NOT NULL AND ROW_NUMBER() OVER (PARTITION BY {Drawn} OR {name} IS NULL ORDER BY {name} DESC) = 1 THEN {name} + 0.01 ELSE {name} END";
        return $"SELECT * EXCLUDE ({Drawn}) REPLACE ({Cast(c, moved)} AS {name}) FROM v";
    }

    private static string Cast(FaultColumn c, string sql) => $"CAST({sql} AS {c.Type})";

    private static string Keys(FaultTable table) => string.Join(", ", table.Key.Select(Sql.Quote));
}

using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;

namespace ShopStream.Pipeline.Changes;

/// <summary>A column of both sides.</summary>
internal sealed record ColumnPair(ComparedColumn Before, ComparedColumn After)
{
    private ColumnType TypeBefore => ColumnType.Parse(Before.Type);

    private ColumnType TypeAfter => ColumnType.Parse(After.Type);

    /// <summary>Whether both have the same type.</summary>
    public bool IsSameType => string.Equals(Before.Type, After.Type, StringComparison.Ordinal);

    /// <summary>Whether both are exact numbers, so that their difference is one.</summary>
    public bool IsExact => TypeBefore.Kind == ValueKind.Exact && TypeAfter.Kind == ValueKind.Exact;

    /// <summary>SQL of the value at the base; values of types that the engine does not compare become text.</summary>
    public string SqlBefore(string alias) => Sql(alias, Before);

    /// <summary>SQL of the value at the head.</summary>
    public string SqlAfter(string alias) => Sql(alias, After);

    private string Sql(string alias, ComparedColumn column)
    {
        var name = $"{alias}.{column.Quoted}";
        return IsSameType || TypeBefore.Kind == TypeAfter.Kind ? name : $"CAST({name} AS VARCHAR)";
    }
}

/// <summary>Two tables to compare.</summary>
/// <param name="Before">Quoted name at the base.</param>
/// <param name="After">Quoted name at the head.</param>
/// <param name="Columns">Columns of both.</param>
/// <param name="Key">Those that pair the rows, unique on both sides; empty to compare rows as a multiset.</param>
internal sealed record ComparedTables(string Before, string After, IReadOnlyList<ColumnPair> Columns, IReadOnlyList<ColumnPair> Key)
{
    /// <summary>The columns that are not part of the key.</summary>
    public IReadOnlyList<ColumnPair> Values => [.. Columns.Except(Key)];
}

/// <summary>The rows that differ, kept in a table of differences: kind, then k0, k1, … for the key, and b0, a0, b1, a1, … for the other columns.</summary>
internal sealed class RowChanges
{
    private readonly ComparisonDatabase database;
    private readonly string table;

    private RowChanges(ComparisonDatabase database, ComparedTables tables, string table) => (this.database, Tables, this.table) = (database, tables, table);

    /// <summary>What was compared.</summary>
    public ComparedTables Tables { get; }

    /// <summary>Rows that only the head has.</summary>
    public long Added { get; private set; }

    /// <summary>Rows that only the base has.</summary>
    public long Removed { get; private set; }

    /// <summary>Paired rows of which a column differs.</summary>
    public long Changed { get; private set; }

    /// <summary>Whether anything differs.</summary>
    public bool Any => Added + Removed + Changed > 0;

    /// <summary>Number of rows and net amount for each column of <see cref="ComparedTables.Values"/>; null if it is not an exact number.</summary>
    public IReadOnlyList<(long Rows, decimal? Net)> Columns { get; private set; } = [];

    /// <summary>Whether two tables have the same rows, whatever their order, by their number and the sum of their hashes.</summary>
    public static async Task<bool> AreEqualAsync(ComparisonDatabase database, ComparedTables tables, CancellationToken cancellationToken)
    {
        if (tables.Columns.Any(c => !c.IsSameType))
            return false;
        var (before, after) = (
            await database.ReadAsync(Select(database.Digest(tables.Columns.Select(c => c.SqlBefore("t"))), tables.Before), cancellationToken),
            await database.ReadAsync(Select(database.Digest(tables.Columns.Select(c => c.SqlAfter("t"))), tables.After), cancellationToken)
        );
        return before.Rows[0].SequenceEqual(after.Rows[0], StringComparer.Ordinal);
    }

    /// <summary>Compares the rows.</summary>
    public static async Task<RowChanges> FindAsync(ComparisonDatabase database, ComparedTables tables, CancellationToken cancellationToken)
    {
        tables = await WithoutEqualAsync(database, tables, cancellationToken);
        var changes = new RowChanges(database, tables, await database.KeepAsync(tables.Key.Count > 0 ? Paired(tables) : Multiset(tables), cancellationToken));
        await changes.CountAsync(cancellationToken);
        return changes;
    }

    /// <summary>Number of key values that repeat on the side where more of them do; NULL counts as a value.</summary>
    public static async Task<long> RepeatedAsync(ComparisonDatabase database, ComparedTables tables, CancellationToken cancellationToken)
    {
        var after = await RepeatedAsync(tables.After, tables.Key.Select(k => k.SqlAfter("t")));
        // Grouping takes longer than hashing: a side that has the same keys as a unique one is unique too.
        return after == 0 && await AreEqualAsync(database, tables with { Columns = tables.Key }, cancellationToken)
            ? 0
            : Math.Max(after, await RepeatedAsync(tables.Before, tables.Key.Select(k => k.SqlBefore("t"))));

        async Task<long> RepeatedAsync(string table, IEnumerable<string> columns)
        {
            var found = await database.ReadAsync(
                $"SELECT COUNT(*) FROM (SELECT 1 FROM {table} AS t GROUP BY {string.Join(", ", columns)} HAVING COUNT(*) > 1) AS repeated",
                cancellationToken
            );
            return (long)found.Number(0);
        }
    }

    /// <summary>Rows of a kind, in the order of their keys: key, then both values of each other column.</summary>
    /// <param name="kind">added, removed or changed.</param>
    /// <param name="limit">The most rows.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<IReadOnlyList<IReadOnlyList<string?>>> RowsAsync(string kind, int limit, CancellationToken cancellationToken)
    {
        var columns = Enumerable
            .Range(0, Tables.Key.Count)
            .Select(i => $"k{i}")
            .Concat(Enumerable.Range(0, Tables.Values.Count).SelectMany(i => new[] { $"b{i}", $"a{i}" }))
            .ToList();
        var order = Tables.Key.Count > 0 ? columns.Take(Tables.Key.Count) : columns;
        var found = await database.ReadAsync(
            $"SELECT {string.Join(", ", columns)} FROM {table} WHERE kind = {Sql.Literal(kind)} ORDER BY {string.Join(", ", order)} "
                + $"LIMIT {limit.ToString(CultureInfo.InvariantCulture)}",
            cancellationToken
        );
        return found.Rows;
    }

    /// <summary>Paired rows of which one column differs.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<string?>>> RowsOfAsync(int column, int limit, CancellationToken cancellationToken)
    {
        var index = column.ToString(CultureInfo.InvariantCulture);
        var keys = string.Join(", ", Enumerable.Range(0, Tables.Key.Count).Select(i => $"k{i}"));
        var found = await database.ReadAsync(
            $"SELECT {keys}, b{index}, a{index} FROM {table} WHERE kind = 'changed' AND b{index} IS DISTINCT FROM a{index} ORDER BY {keys} "
                + $"LIMIT {limit.ToString(CultureInfo.InvariantCulture)}",
            cancellationToken
        );
        return found.Rows;
    }

    /// <summary>Drops the rows, which were read.</summary>
    public Task DropAsync(CancellationToken cancellationToken) => database.DropAsync(table, cancellationToken);

    private async Task CountAsync(CancellationToken cancellationToken)
    {
        // In a multiset every difference has a number of rows.
        var weight = Tables.Key.Count > 0 ? "1" : "n";
        var parts = new List<string> { Sum("added", weight), Sum("removed", weight), Sum("changed", weight) };
        for (var i = 0; i < Tables.Values.Count && Tables.Key.Count > 0; i++)
        {
            parts.Add($"COUNT(CASE WHEN kind = 'changed' AND b{i} IS DISTINCT FROM a{i} THEN 1 END)");
            parts.Add(
                Tables.Values[i].IsExact
                    ? $"SUM(CASE WHEN kind = 'changed' THEN COALESCE(a{i}, 0) END) - SUM(CASE WHEN kind = 'changed' THEN COALESCE(b{i}, 0) END)"
                    : "NULL"
            );
        }
        var row = (await database.ReadAsync($"SELECT {string.Join(", ", parts)} FROM {table}", cancellationToken)).Rows[0];
        (Added, Removed, Changed) = (Count(row[0]), Count(row[1]), Count(row[2]));
        Columns = Tables.Key.Count == 0 ? [] : [.. Tables.Values.Select((_, i) => (Count(row[3 + (2 * i)]), Amount(row[4 + (2 * i)])))];

        static string Sum(string kind, string weight) => $"COALESCE(SUM(CASE WHEN kind = '{kind}' THEN {weight} END), 0)";
        static long Count(string? cell) => (long)Measurement.TryNumber(cell)!.Value;
        static decimal? Amount(string? cell) => Measurement.TryExact(cell)?.TryToDecimal();
    }

    private static string Select(string digests, string table) => $"SELECT COUNT(*), {digests} FROM {table} AS t";

    // A column whose values are the same for the same keys differs in no row: it need not be joined, nor kept for the rows that differ.
    private static async Task<ComparedTables> WithoutEqualAsync(ComparisonDatabase database, ComparedTables tables, CancellationToken cancellationToken)
    {
        var values = tables.Values;
        if (tables.Key.Count == 0 || tables.Key.Any(k => !k.IsSameType))
            return tables;
        var (before, after) = (
            await DigestsAsync(tables.Before, tables.Key.Select(k => k.SqlBefore("t")), values.Select(v => v.SqlBefore("t"))),
            await DigestsAsync(tables.After, tables.Key.Select(k => k.SqlAfter("t")), values.Select(v => v.SqlAfter("t")))
        );
        // Rows that one side alone has are shown with all their values.
        if (!before.Take(2).SequenceEqual(after.Take(2), StringComparer.Ordinal))
            return tables;
        var equal = values.Where((v, i) => v.IsSameType && string.Equals(before[i + 2], after[i + 2], StringComparison.Ordinal));
        return tables with { Columns = [.. tables.Columns.Except(equal)] };

        async Task<IReadOnlyList<string?>> DigestsAsync(string table, IEnumerable<string> key, IEnumerable<string> columns)
        {
            var digests = columns.Select(c => database.Digest([.. key, c])).Prepend(database.Digest(key));
            return (await database.ReadAsync(Select(string.Join(", ", digests), table), cancellationToken)).Rows[0];
        }
    }

    private static string Paired(ComparedTables tables)
    {
        var keys = tables.Key.Select((k, i) => $"COALESCE({k.SqlAfter("h")}, {k.SqlBefore("b")}) AS k{i}");
        var values = tables.Values.SelectMany((v, i) => new[] { $"{v.SqlBefore("b")} AS b{i}", $"{v.SqlAfter("h")} AS a{i}" });
        var on = tables.Key.Select(k => $"{k.SqlBefore("b")} IS NOT DISTINCT FROM {k.SqlAfter("h")}");
        var present = SqlText.FreeName("present", tables.Columns.SelectMany(c => new[] { c.Before.Name, c.After.Name }));
        var differ = tables.Values.Select(v => $"{v.SqlBefore("b")} IS DISTINCT FROM {v.SqlAfter("h")}");
        var (before, after) = (Quoted(tables.Columns.Select(c => c.Before)), Quoted(tables.Columns.Select(c => c.After)));
        return $"SELECT CASE WHEN b.{present} IS NULL THEN 'added' WHEN h.{present} IS NULL THEN 'removed' ELSE 'changed' END AS kind, "
            + $"{string.Join(", ", keys.Concat(values))}\n"
            + $"FROM (SELECT 1 AS {present}, {before} FROM {tables.Before}) AS b FULL JOIN (SELECT 1 AS {present}, {after} FROM {tables.After}) AS h\n"
            + $"  ON {string.Join(" AND ", on)}\nWHERE {string.Join(" OR ", differ.Prepend($"b.{present} IS NULL").Prepend($"h.{present} IS NULL"))}";
    }

    private static string Quoted(IEnumerable<ComparedColumn> columns) => string.Join(", ", columns.Select(c => c.Quoted));

    // The rows that one side has more often.
    private static string Multiset(ComparedTables tables)
    {
        var columns = tables.Columns.Select((_, i) => $"v{i}").ToList();
        var list = string.Join(", ", columns);
        var before = string.Join(", ", tables.Columns.Select((c, i) => $"{c.SqlBefore("t")} AS v{i}"));
        var after = string.Join(", ", tables.Columns.Select((c, i) => $"{c.SqlAfter("t")} AS v{i}"));
        var values = columns.Select((c, i) => $"CASE WHEN n_ < 0 THEN {c} END AS b{i}, CASE WHEN n_ > 0 THEN {c} END AS a{i}");
        return $"SELECT CASE WHEN n_ > 0 THEN 'added' ELSE 'removed' END AS kind, ABS(n_) AS n, {string.Join(", ", values)}\n"
            + $"FROM (SELECT {list}, SUM(side_) AS n_ FROM (SELECT {after}, 1 AS side_ FROM {tables.After} AS t "
            + $"UNION ALL SELECT {before}, -1 AS side_ FROM {tables.Before} AS t) AS sides GROUP BY {list} HAVING SUM(side_) <> 0) AS differences";
    }
}

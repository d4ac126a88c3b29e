using System.Globalization;
using ShopStream.Pipeline.Models;
using ShopStream.Quality.Changes;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Redaction;

namespace ShopStream.Pipeline.Changes;

/// <summary>A metric definition on both sides.</summary>
internal sealed record MetricPair(BusinessMetric Before, BusinessMetric After)
{
    /// <summary>Whether the rows that count, or the columns of a table, are defined otherwise.</summary>
    public bool IsRedefinedIn(string table) =>
        !string.Equals(Before.Text, After.Text, StringComparison.Ordinal)
        || !string.Equals(Before.Tables[table].Column, After.Tables[table].Column, StringComparison.Ordinal);
}

/// <summary>Compares a business metric of a table: its total, its dimensions and the keys of its rows.</summary>
/// <param name="database">Both sides.</param>
/// <param name="redaction">Hides keys that are personal.</param>
internal sealed class MetricChanges(ComparisonDatabase database, RedactionPolicy redaction)
{
    /// <summary>The most differences of a dimension that are listed for expected changes.</summary>
    public const int MostListed = 1000;

    private const int TopGroups = 10;
    private const int MostDays = 4000;

    /// <summary>Compares a metric; null if it does not differ, or a side lacks one of its columns.</summary>
    /// <param name="metric">The metric on both sides.</param>
    /// <param name="before">The table at the base.</param>
    /// <param name="after">The table at the head.</param>
    /// <param name="key">Columns that are known to be unique in both; empty for none.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    public async Task<MetricChange?> FindAsync(MetricPair metric, Dataset before, Dataset after, IReadOnlyList<string> key, CancellationToken cancellationToken)
    {
        var (of, to) = (metric.Before.Tables[before.Table], metric.After.Tables[after.Table]);
        var (catalogBefore, catalogAfter) = (
            await CatalogAsync(ComparisonDatabase.BaseSide, before, of, cancellationToken),
            await CatalogAsync(ComparisonDatabase.HeadSide, after, to, cancellationToken)
        );
        var sides = (
            Before: new MetricSide(database.DialectOf(ComparisonDatabase.BaseSide), metric.Before, before, catalogBefore) { Unique = key },
            After: new MetricSide(database.DialectOf(ComparisonDatabase.HeadSide), metric.After, after, catalogAfter) { Unique = key }
        );
        if (!sides.Before.Exists([]) || !sides.After.Exists([]))
            return null;
        var change = new MetricChange(
            metric.After.Name,
            $"{after}",
            await TotalAsync(sides.Before, cancellationToken),
            await TotalAsync(sides.After, cancellationToken)
        )
        {
            IsRedefined = metric.IsRedefinedIn(after.Table),
        };
        var dimensions = new List<DimensionChange>();
        foreach (var name in to.Keys.Keys.Where(of.Keys.ContainsKey).Where(k => sides.Before.Exists([k]) && sides.After.Exists([k])))
            if (await DimensionAsync(sides, name, isRowKey: false, cancellationToken) is { Moved: > 0 } dimension)
                dimensions.Add(dimension);
        if (to.RowKey is { } row && string.Equals(of.RowKey?.Entity, row.Entity, StringComparison.Ordinal) && (change.Net != 0 || dimensions.Count > 0))
            if (await DimensionAsync(sides, row.Entity, isRowKey: true, cancellationToken) is { Moved: > 0 } rows)
                dimensions.Add(rows);
        change = change with { Dimensions = dimensions };
        return change.Moved ? change : null;
    }

    private Task<Catalog> CatalogAsync(string side, Dataset dataset, BusinessMetricTable table, CancellationToken cancellationToken) =>
        database.CatalogAsync(side, table.Lookups.Select(l => dataset with { Table = l.Table }).Prepend(dataset), cancellationToken);

    private async Task<decimal> TotalAsync(MetricSide side, CancellationToken cancellationToken) =>
        Measurement.TryNumber((await database.ReadAsync(side.Total(), cancellationToken)).Rows[0][0]) ?? 0;

    private async Task<DimensionChange> DimensionAsync(
        (MetricSide Before, MetricSide After) sides,
        string name,
        bool isRowKey,
        CancellationToken cancellationToken
    )
    {
        var groups = await database.KeepAsync(
            $"SELECT COALESCE(a.k, b.k) AS k, b.amount AS b, a.amount AS a\nFROM (\n{sides.Before.By(name)}\n) AS b\n"
                + $"FULL JOIN (\n{sides.After.By(name)}\n) AS a ON a.k IS NOT DISTINCT FROM b.k",
            cancellationToken
        );
        var change = await DimensionAsync(sides, name, isRowKey, groups, cancellationToken);
        await database.DropAsync(groups, cancellationToken);
        return change;
    }

    private async Task<DimensionChange> DimensionAsync(
        (MetricSide Before, MetricSide After) sides,
        string name,
        bool isRowKey,
        string groups,
        CancellationToken cancellationToken
    )
    {
        var counts = await database.ReadAsync($"SELECT COUNT(*), COUNT(CASE WHEN a IS DISTINCT FROM b THEN 1 END) FROM {groups}", cancellationToken);
        var (all, moved) = ((long)counts.Number(0), (long)counts.Number(1));
        if (moved == 0)
            return new DimensionChange(name, all, 0, []);
        var key = sides.After.Key(name);
        // A personal column is personal under its new name too.
        var before = sides.Before.Reference(sides.Before.Key(name).Column);
        var column = redaction.Hides(before) ? before : sides.After.Reference(key.Column);
        var isHidden = redaction.Hides(column) || redaction.Level == SampleLevel.None;
        // Days are drawn, whether they moved or not.
        var isDay = !isRowKey && !isHidden && sides.After.IsDay(key) && all <= MostDays;
        var listed = moved <= MostListed && !isHidden ? await GroupsAsync(groups, "a IS DISTINCT FROM b", "k", MostListed, cancellationToken) : null;
        var top =
            redaction.Level == SampleLevel.None
                ? []
                : await GroupsAsync(groups, "a IS DISTINCT FROM b", "ABS(COALESCE(a, 0) - COALESCE(b, 0)) DESC, k", TopGroups, cancellationToken);
        return new DimensionChange(name, all, moved, [.. top.Select(t => t with { Key = redaction.Redact(column, t.Key)! })])
        {
            IsRowKey = isRowKey,
            Keyed = listed is null ? null : [.. listed.Select(g => new KeyedChange($"{name}={g.Key}", g.Difference))],
            Series = isDay ? await GroupsAsync(groups, "k IS NOT NULL", "k", MostDays, cancellationToken) : [],
        };
    }

    private async Task<IReadOnlyList<GroupChange>> GroupsAsync(string groups, string where, string order, int limit, CancellationToken cancellationToken)
    {
        var found = await database.ReadAsync(
            $"SELECT CAST(k AS VARCHAR), b, a FROM {groups} WHERE {where} ORDER BY {order} LIMIT {limit.ToString(CultureInfo.InvariantCulture)}",
            cancellationToken
        );
        return [.. found.Rows.Select(r => new GroupChange(r[0] ?? "null", Measurement.TryNumber(r[1]), Measurement.TryNumber(r[2])))];
    }

    // The SQL of a metric on one side.
    private sealed record MetricSide(Dialect Dialect, BusinessMetric Metric, Dataset Dataset, Catalog Catalog)
    {
        private readonly SqlText sql = new(Dialect, Catalog);

        public IReadOnlyList<string> Unique { get; init; } = [];

        private BusinessMetricTable Table => Metric.Tables[Dataset.Table];

        public GroupKey Key(string dimension) =>
            Table.RowKey is { } row && string.Equals(row.Entity, dimension, StringComparison.Ordinal) ? new GroupKey(row.Column) : Table.Keys[dimension];

        public ColumnReference Reference(string column) => new Relation(Dataset, null, Table.Lookups).Reference(column);

        public bool IsDay(GroupKey key) => key.ByDay || Catalog.TypeOf(Reference(key.Column)).Word is "date";

        // Whether the side has every column that the metric reads.
        public bool Exists(IReadOnlyList<string> keys)
        {
            var measure = Metric.In(new Relation(Dataset), keys);
            return !Catalog
                .Unknown(
                    measure.Relation.References.Concat(measure.By.Select(k => k.Column).Append(measure.Column).Select(measure.Relation.Reference)),
                    new HashSet<Layer>()
                )
                .Any();
        }

        public string Total()
        {
            var measure = Metric.In(new Relation(Dataset), []);
            return $"SELECT SUM({sql.Column(measure.Relation, measure.Column)})\n{sql.From(measure.Relation)}";
        }

        public string By(string dimension)
        {
            var isRow = Table.RowKey is { } row && string.Equals(row.Entity, dimension, StringComparison.Ordinal);
            var measure = Metric.In(new Relation(Dataset), isRow ? [] : [dimension]);
            // A row for each key is its own sum.
            if (isRow && Unique is [var only] && string.Equals(only, Table.RowKey!.Column, StringComparison.OrdinalIgnoreCase) && Table.Lookups.Count == 0)
                return $"SELECT {sql.Key(measure.Relation, Key(dimension))} AS k, {sql.Column(measure.Relation, measure.Column)} AS amount\n"
                    + sql.From(measure.Relation);
            return $"SELECT {sql.Key(measure.Relation, Key(dimension))} AS k, SUM({sql.Column(measure.Relation, measure.Column)}) AS amount\n"
                + $"{sql.From(measure.Relation)}\nGROUP BY 1";
        }
    }
}

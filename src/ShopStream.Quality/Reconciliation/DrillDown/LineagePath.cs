using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Reconciliation.DrillDown;

/// <summary>The datasets that an amount passes between the two sides of a reconciliation, with the row keys in each of them.</summary>
internal sealed class LineagePath
{
    private const string Day = "day";
    private readonly Catalog catalog;
    private readonly ReconciledSides sides;
    private readonly bool live;
    private readonly BusinessMetric? businessMetric;
    private readonly LineageRoute? route;

    /// <summary>Determines the path between two sides.</summary>
    /// <param name="catalog">Existing tables and columns.</param>
    /// <param name="sides">Sides of the reconciliation.</param>
    /// <param name="businessMetrics">Metric definitions; provide row keys if the reconciliation names columns.</param>
    /// <param name="live">Whether the live source was queried instead of its snapshot.</param>
    public LineagePath(Catalog catalog, ReconciledSides sides, IEnumerable<BusinessMetric> businessMetrics, bool live)
    {
        (this.catalog, this.sides, this.live) = (catalog, sides, live);
        businessMetric = sides.BusinessMetric ?? businessMetrics.FirstOrDefault(r => HasMeasure(r, sides.Expected) && HasMeasure(r, sides.Actual));
        route = LineageRoute.Find(catalog, sides.Expected.Relation.Dataset, sides.Actual.Relation.Dataset);
        Keys = sides.Keys.Count > 0 || businessMetric is null ? sides.Keys : CommonKeys;
        Grain = GrainFor();
        Levels = Grain is null ? [] : [.. LayersBetween()];
        Aggregated = [.. AggregatedLevels()];
    }

    /// <summary>Finest entity that is compared by key, such as order; null if the expected side has no row key.</summary>
    public string? Grain { get; }

    /// <summary>Names of the group keys: those of the reconciliation, or a key that both sides have if it has none.</summary>
    public IReadOnlyList<string> Keys { get; }

    /// <summary>Levels from the expected side to the last dataset with row keys; fewer than two if the path is unknown.</summary>
    public IReadOnlyList<DrillDownLevel> Levels { get; }

    /// <summary>Tables of the lineage between the last of <see cref="Levels"/> and the actual side, by group: they have no row keys of the path.</summary>
    public IReadOnlyList<DrillDownLevel> Aggregated { get; }

    /// <summary>The last level that has all group keys: the first one has those of its side.</summary>
    public DrillDownLevel LastGrouped => Levels.Last(l => l == Levels[0] || Keys.All(l.Groups.ContainsKey));

    /// <summary>The lake's files that are read instead of the source's snapshot; none if the live source is queried.</summary>
    public IEnumerable<Dataset> StandIns =>
        Levels.Append(Expected).Append(Actual).Where(l => l.Dataset.Layer == Layer.Source && l.Rows.Dataset.Layer == Layer.Lake).SelectMany(Tables);

    /// <summary>The tables that a level reads, looked-up ones included.</summary>
    public static IEnumerable<Dataset> Tables(DrillDownLevel level) =>
        level.Rows.Lookups.Select(l => level.Rows.Dataset with { Table = l.Table }).Prepend(level.Rows.Dataset);

    /// <summary>Whether the groups are those of the check, not a key that was chosen for a total.</summary>
    public bool HasGroupsOfCheck => sides.Keys.Count > 0;

    /// <summary>Expected side by group.</summary>
    public DrillDownLevel Expected => Grouped(sides.Expected);

    /// <summary>Actual side by group.</summary>
    public DrillDownLevel Actual => Grouped(sides.Actual);

    /// <summary>Whether the declared lineage builds a table from the expected side, so that the two do not contradict each other.</summary>
    public bool IsBuiltFromExpected(Dataset dataset) => route?.IsDownstream(dataset) == true;

    /// <summary>Columns of a key or group name, in every dataset of the path.</summary>
    public IEnumerable<ColumnReference> Columns(string name)
    {
        if (string.Equals(name, Grain, StringComparison.Ordinal))
            return Levels.SelectMany(l => l.Key.Select(k => l.Rows.Reference(k.Column)));
        var index = Keys.ToList().IndexOf(name);
        return index < 0 ? [] : new[] { Expected, Actual }.Select(l => l.Rows.Reference(l.Key[index].Column));
    }

    /// <summary>A level by group; null if it does not have all group keys.</summary>
    public DrillDownLevel? ByGroup(DrillDownLevel level) =>
        Keys.All(level.Groups.ContainsKey) ? AsGroup(level with { Key = [.. Keys.Select(k => level.Groups[k])] }) : null;

    /// <summary>Name of the metric definition whose amount both sides are; null if there is none.</summary>
    public string? BusinessMetricName => businessMetric?.Name;

    private BusinessMetricTable? TableOf(Dataset dataset) => businessMetric?.Tables.GetValueOrDefault(dataset.Table);

    private static bool HasMeasure(BusinessMetric businessMetric, Measure side) =>
        businessMetric.Tables.TryGetValue(side.Relation.Dataset.Table, out var table) && string.Equals(table.Column, side.Column, StringComparison.Ordinal);

    // Prefer the day, because differences of a nightly run are usually limited to one day.
    private IReadOnlyList<string> CommonKeys
    {
        get
        {
            var (expected, actual) = (TableOf(sides.Expected.Relation.Dataset)!, TableOf(sides.Actual.Relation.Dataset)!);
            var common = expected
                .Keys.Keys.Where(actual.Keys.ContainsKey)
                .Where(k => !businessMetric!.Tables.Values.Any(t => string.Equals(t.RowKey?.Entity, k, StringComparison.Ordinal)))
                .ToList();
            return common.Count == 0 ? [] : [common.Contains(Day, StringComparer.Ordinal) ? Day : common[0]];
        }
    }

    private string? GrainFor()
    {
        if (TableOf(sides.Expected.Relation.Dataset) is not { } table)
            return sides.Expected.RowKey?.Entity
                ?? ((route?.Tables ?? []).Append(sides.Actual.Relation.Dataset).Any(d => RowKeysOf(d) is not null) ? "row" : null);
        var entities = businessMetric!.Tables.Values.Select(t => t.RowKey?.Entity).OfType<string>().Distinct(StringComparer.Ordinal);
        // Prefer orders to lines: tables of both kinds have an order key.
        return entities.Where(e => table.Find(e) is not null).OrderBy(e => string.Equals(e, table.RowKey?.Entity, StringComparison.Ordinal)).FirstOrDefault();
    }

    private IEnumerable<DrillDownLevel> LayersBetween()
    {
        var (from, to) = (sides.Expected.Relation.Dataset, sides.Actual.Relation.Dataset);
        var first = LevelOf(from, sides.Expected);
        var last = LevelOf(to, sides.Actual);
        if (first is null)
            return [];
        IEnumerable<DrillDownLevel?> between = IsFiltered ? [] : Between(from, to, first, last).Select(d => LevelOf(d, null));
        return between.Prepend(first).Append(last).OfType<DrillDownLevel>();
    }

    // Rows that the scenario filters out on one side cannot be identified in the layers between.
    private bool IsFiltered => Filters(sides.Expected).Any() || Filters(sides.Actual).Any();

    private IEnumerable<Condition> Filters(Measure side) =>
        sides.BusinessMetric is not null && TableOf(side.Relation.Dataset) is { } table
            ? side.Relation.Conditions.ExceptBy(
                table.FiltersFor(sides.BusinessMetric.Condition).Select(c => c.ToString()),
                c => c.ToString(),
                StringComparer.Ordinal
            )
            : side.Relation.Conditions;

    private IEnumerable<Dataset> Between(Dataset from, Dataset to, DrillDownLevel first, DrillDownLevel? last)
    {
        var entity = first.Row?.Entity;
        // If both sides have orders, tables of lines are not on the path.
        var sameEntity = last?.Row is { } row && string.Equals(row.Entity, entity, StringComparison.Ordinal);
        if (route is not null)
            return route
                .Tables.Where(d => businessMetric is null ? route.IsDownstream(d) : HasEntity(d, entity, sameEntity))
                .OrderBy(route.DepthOf)
                .ThenBy(d => !string.Equals(TableOf(d)?.RowKey?.Entity, entity, StringComparison.Ordinal))
                .ThenBy(d => d.Table, StringComparer.Ordinal);
        return catalog
            .Tables.Select(t => t.Dataset)
            .Where(d => d != from && d != to && d.Layer >= from.Layer && d.Layer < to.Layer)
            .Where(d => d.Layer != Layer.Lake || live)
            .Where(d => businessMetric is null ? string.Equals(d.Table, from.Table, StringComparison.Ordinal) : HasEntity(d, entity, sameEntity))
            .OrderBy(d => d.Layer)
            .ThenBy(d => !string.Equals(TableOf(d)?.RowKey?.Entity, entity, StringComparison.Ordinal))
            .ThenBy(d => d.Table, StringComparer.Ordinal);
    }

    private bool HasEntity(Dataset dataset, string? entity, bool sameEntity) =>
        TableOf(dataset) is { } table
        && table.Find(Grain!) is not null
        && (!sameEntity || string.Equals(table.RowKey?.Entity, entity, StringComparison.Ordinal));

    private DrillDownLevel? LevelOf(Dataset dataset, Measure? side)
    {
        if (TableOf(dataset) is { } table)
            return table.Find(Grain!) is { } key ? OfTable(dataset, table, [key], side) : null;
        if (RowKeysOf(dataset) is not { } keys || (side ?? MeasureBetween(dataset)) is not { } measure)
            return null;
        return OfMeasure(measure, [.. keys.Select(k => new GroupKey(k))]);
    }

    private Measure? MeasureBetween(Dataset dataset) => route is null ? sides.Expected with { Relation = new Relation(dataset) } : MeasureIn(dataset);

    private DrillDownLevel Grouped(Measure side)
    {
        if (TableOf(side.Relation.Dataset) is { } table && Keys.All(k => GroupOf(table, side, k) is not null))
            return AsGroup(OfTable(side.Relation.Dataset, table, [.. Keys.Select(k => GroupOf(table, side, k)!)], side));
        return AsGroup(OfMeasure(side, side.By));
    }

    private static DrillDownLevel AsGroup(DrillDownLevel level) =>
        level with
        {
            Groups = new Dictionary<string, GroupKey>(StringComparer.Ordinal),
            Status = null,
            Row = null,
            Linked = false,
            IsGroup = true,
        };

    // Of a route, the tables after the last one with row keys.
    private IEnumerable<DrillDownLevel> AggregatedLevels()
    {
        if (route is null || IsFiltered || Levels.Any(l => l.Dataset == sides.Actual.Relation.Dataset))
            return [];
        var last = Levels.Count >= 2 ? Levels[^1].Dataset : sides.Expected.Relation.Dataset;
        return route
            .Tables.Where(d => route.IsBelow(d, last) && Levels.All(l => l.Dataset != d))
            .Select(d =>
                TableOf(d) is { } table ? (Keys.All(table.Keys.ContainsKey) ? OfTable(d, table, [.. Keys.Select(k => table.Keys[k])], null) : null)
                : businessMetric is null && MeasureIn(d) is { } measure && measure.By.Count == Keys.Count ? OfMeasure(measure, measure.By)
                : null
            )
            .OfType<DrillDownLevel>()
            .Select(AsGroup);
    }

    // The amount and the group keys in a table between two sides without a metric definition, under the name of either side; null without the amount.
    private Measure? MeasureIn(Dataset dataset)
    {
        if (catalog.Find(dataset) is not { } table)
            return null;
        var by = sides.Expected.By.Zip(sides.Actual.By, (e, a) => table.Has(e.Column) ? e : a).ToList();
        return new[] { sides.Expected.Column, sides.Actual.Column }.FirstOrDefault(table.Has) is { } amount
            ? new Measure(new Relation(dataset), by.TrueForAll(k => table.Has(k.Column)) ? by : [], amount)
            : null;
    }

    private DrillDownLevel OfTable(Dataset dataset, BusinessMetricTable table, IReadOnlyList<GroupKey> key, Measure? side)
    {
        var counted = sides.BusinessMetric is null ? [] : table.FiltersFor(businessMetric!.Condition).ToList();
        var groups = Keys.Select(k => (Name: k, Key: GroupOf(table, side, k)))
            .Where(g => g.Key is not null)
            .ToDictionary(g => g.Name, g => g.Key!, StringComparer.Ordinal);
        var (status, moment) = (table.Keys.GetValueOrDefault("status")?.Column, table.Keys.GetValueOrDefault(Day)?.Column);
        var columns = key.Concat(groups.Values)
            .Select(k => k.Column)
            .Append(table.Column)
            .Append(status)
            .Append(moment)
            .OfType<string>()
            .Concat(counted.SelectMany(c => c.Columns));
        return new DrillDownLevel
        {
            Dataset = dataset,
            Rows = new Relation(Resolve(dataset), side is null ? [] : Filters(side), table.Needed(columns)),
            Key = key,
            Amount = table.Column,
            Counted = new AllOf(counted),
            Groups = groups,
            Status = status,
            Moment = moment,
            Row = table.RowKey,
            RowTolerance = sides.RowTolerance,
            Linked = true,
        };
    }

    private GroupKey? GroupOf(BusinessMetricTable table, Measure? side, string name)
    {
        var index = sides.Keys.ToList().IndexOf(name);
        return side is not null && index >= 0 && index < side.By.Count ? side.By[index] : table.Keys.GetValueOrDefault(name);
    }

    private DrillDownLevel OfMeasure(Measure measure, IReadOnlyList<GroupKey> key)
    {
        var dataset = measure.Relation.Dataset;
        var columns = catalog.Find(dataset)?.Columns ?? [];
        return new DrillDownLevel
        {
            Dataset = dataset,
            Rows = new Relation(Resolve(dataset), measure.Relation.Conditions, measure.Relation.Lookups),
            Key = key,
            Amount = measure.Column,
            Counted = new AllOf([]),
            Groups = Keys.Zip(measure.By).ToDictionary(g => g.First, g => g.Second, StringComparer.Ordinal),
            Status = columns.Any(c => c.Name is "status") ? "status" : null,
            Moment = measure.By.FirstOrDefault(k => k.ByDay)?.Column,
            Row = key is [{ ByDay: false } one] ? new RowKey("row", one.Column) : null,
        };
    }

    // The lake has the rows of the snapshot: its files are hashed as they are written.
    private Dataset Resolve(Dataset dataset) =>
        dataset.Layer == Layer.Source && !live && catalog.Find(dataset with { Layer = Layer.Lake }) is { } lake ? lake.Dataset : dataset;

    // Without a metric definition: the same key columns, or id on one side and <something>_id on the other.
    private IReadOnlyList<string>? RowKeysOf(Dataset dataset)
    {
        var (from, to) = (sides.Expected.Relation.Dataset, sides.Actual.Relation.Dataset);
        var expected = catalog.Find(from)?.Key ?? [];
        if (route is null)
            return IsPaired(from, expected, to, catalog.Find(to)?.Key ?? []) ? (dataset == to ? catalog.Find(to)!.Key : expected) : null;
        if (dataset == from)
            return expected;
        return catalog.Find(dataset) is { } table && IsPaired(from, expected, dataset, table.Key) ? table.Key : null;
    }

    private bool IsPaired(Dataset from, IReadOnlyList<string> expected, Dataset dataset, IReadOnlyList<string> found) =>
        expected.Count > 0
        && expected.Count == found.Count
        && expected
            .Zip(found)
            .All(k => string.Equals(k.First, k.Second, StringComparison.Ordinal) || IsIdOf(from, k.First, k.Second) || IsIdOf(dataset, k.Second, k.First));

    // id of orders is order_id elsewhere; but not of lines, which have a column order_id that is another one.
    private bool IsIdOf(Dataset dataset, string id, string other) =>
        id is "id" && other.EndsWith("_id", StringComparison.Ordinal) && catalog.Find(dataset)?.Has(other) != true;
}

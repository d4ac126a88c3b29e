using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Execution;

/// <summary>When other tools loaded and built tables, as they have recorded it.</summary>
/// <param name="catalog">The tables of all stores.</param>
/// <param name="rules">Say where it is recorded.</param>
/// <param name="newest">Measures the newest moment of a column; null if it cannot be measured, or has none.</param>
internal sealed class LoadTimes(Catalog catalog, ArrivalRules rules, Func<Relation, string, CancellationToken, Task<DateTime?>> newest)
{
    /// <exception cref="UsageException">A table or a column that the settings name does not exist, or has no moments.</exception>
    public void Require()
    {
        var named = rules
            .LoadColumns.Select(c =>
                (Setting: $"loaded_at.{Identifier.Written(c.Key)}", Column: new ColumnReference(new Dataset(Layer.Raw, c.Key), c.Value), IsMoment: true)
            )
            .ToList();
        if (rules.Log is { } log)
            named.AddRange([
                ("loads", new ColumnReference(log.Dataset, log.MomentColumn), true),
                ("loads", new ColumnReference(log.Dataset, log.NameColumn), false),
            ]);
        foreach (var (setting, column, isMoment) in named)
        {
            if (catalog.Unknown([new ColumnReference(column.Dataset, null), column], new HashSet<Layer>()).FirstOrDefault() is { } problem)
                throw new UsageException($"{setting}: {problem}");
            if (isMoment && catalog.TypeOf(column).Kind != ValueKind.Moment)
                throw new UsageException($"{setting} names {column}, which has no moments: expected a date or a timestamp");
        }
    }

    /// <summary>The last load of a table; null if none is recorded.</summary>
    public async Task<DateTime?> LastAsync(Dataset landing, CancellationToken cancellationToken) =>
        await ColumnAsync(landing, null, cancellationToken)
        ?? await LoggedAsync(landing, null, cancellationToken)
        ?? (rules.Recorded.TryGetValue(landing, out var recorded) ? recorded : null);

    /// <summary>The last load of a table that a model, which was built then, has read; null if it is not known.</summary>
    public async Task<DateTime?> LastBeforeAsync(Dataset landing, DateTime built, CancellationToken cancellationToken) =>
        await ColumnAsync(landing, built, cancellationToken) ?? await LoggedAsync(landing, built, cancellationToken);

    /// <summary>The rows of a loaded table that were there at a moment, as far as it is recorded.</summary>
    public Relation At(Dataset landing, DateTime moment) =>
        ColumnOf(landing) is { } column ? new Relation(landing).Where(AtMost(column, moment)) : new Relation(landing);

    /// <summary>Whether rows of a loaded table may be in a table: unless its lineage is known, and does not have the loaded one.</summary>
    public bool MayHave(Dataset dataset, Dataset landing) =>
        BuiltFrom(dataset).Any(d => d == landing || (d.Layer > Layer.Raw && catalog.Find(d)?.Upstream is null));

    /// <summary>The column with the moment at which a row was loaded; null if there is none.</summary>
    public string? ColumnOf(Dataset landing) =>
        landing.Layer == Layer.Raw && rules.LoadColumns.TryGetValue(landing.Table, out var column) && catalog.Find(landing)?.Has(column) == true
            ? column
            : null;

    /// <summary>When a table was built: the earliest moment of it and of the tables that it is built from. Null if none is recorded.</summary>
    public DateTime? BuiltAt(Dataset dataset) =>
        BuiltFrom(dataset).Where(d => d.Layer > Layer.Raw).Select(d => rules.Recorded.TryGetValue(d, out var moment) ? moment : (DateTime?)null).Min();

    // A table, and those that it is built from, down to the loaded ones.
    private IEnumerable<Dataset> BuiltFrom(Dataset dataset)
    {
        var (seen, open) = (new HashSet<Dataset>(), new Queue<Dataset>([dataset]));
        while (open.TryDequeue(out var at))
        {
            if (!seen.Add(at))
                continue;
            yield return at;
            foreach (var upstream in at.Layer > Layer.Raw ? catalog.Find(at)?.Upstream ?? [] : [])
                open.Enqueue(upstream);
        }
    }

    private async Task<DateTime?> ColumnAsync(Dataset landing, DateTime? before, CancellationToken cancellationToken) =>
        ColumnOf(landing) is not { } column
            ? null
            : await newest(before is { } moment ? At(landing, moment) : new Relation(landing), column, cancellationToken);

    // A loader calls a table orders, or raw.orders.
    private async Task<DateTime?> LoggedAsync(Dataset landing, DateTime? before, CancellationToken cancellationToken)
    {
        if (rules.Log is not { } log || landing.Layer != Layer.Raw)
            return null;
        var loads = new Relation(log.Dataset).Where(new IsOneOf(log.NameColumn, [landing.Table, $"{Layer.Raw.NameOf()}.{landing.Table}"]));
        return await newest(before is { } moment ? loads.Where(AtMost(log.MomentColumn, moment)) : loads, log.MomentColumn, cancellationToken);
    }

    private static Compares AtMost(string column, DateTime moment) => new(column, Comparison.AtMost, ArrivalFinder.Written(moment));
}

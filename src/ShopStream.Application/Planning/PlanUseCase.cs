using ShopStream.Application.Checking;
using ShopStream.Application.Selection;
using ShopStream.Application.Settings;
using ShopStream.Pipeline.Elt;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Reconciliation.RowComparison;
using ShopStream.Quality.Results;
using ShopStream.Quality.Shop;

namespace ShopStream.Application.Planning;

/// <summary>plan: every query that a check would send. Nothing is connected to; a lake that is a folder says how many files are read.</summary>
public static class PlanUseCase
{
    /// <param name="settings">The validated settings.</param>
    /// <param name="specs">The scenarios.</param>
    /// <param name="clock">Supplies today, which relative conditions count from if the settings have no date.</param>
    /// <param name="cancellationToken">Cancels the reading of the models.</param>
    /// <exception cref="UsageException">The models cannot be read.</exception>
    public static async Task<IReadOnlyList<StoreQueries>> RunAsync(
        ShopSettings settings,
        SelectedSpecs specs,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        // Which tables a warehouse of other tools has is known when it is read.
        IReadOnlyList<Dataset> datasets = settings.Pipeline.Attached is null
            ? await ShopPipeline.DatasetsAsync(settings.Pipeline, settings.Tables, cancellationToken)
            : [];
        var ofReport = ReportedMetrics.Of(
            [.. new LayerTotals(datasets, settings.Revenue).Metrics, .. new Dashboards(datasets, catalog: null).Metrics],
            specs.Specifications,
            _ => [],
            // The run measures and records those of the source.
            m => m.Store == StoreId.Source
        );
        var now = clock.GetUtcNow();
        var taken = new SnapshotTime(settings.Date ?? DateOnly.FromDateTime(now.UtcDateTime), now);
        var files = await PlannedFiles.ReadAsync(settings.Pipeline.Lake, taken, cancellationToken);
        return List(specs.Specifications, ofReport, Renderer(settings, taken), files);
    }

    // No table is known: nothing is connected to.
    private static Func<StoreId, SqlText> Renderer(ShopSettings settings, SnapshotTime taken)
    {
        var catalog = new Catalog([]) { Taken = taken };
        var (source, lake, warehouse) = (
            new SqlText(Dialect.PostgreSql(settings.SourceSchema, settings.SourcePlaces), catalog),
            new SqlText(Dialect.DuckDb, catalog),
            new SqlText(ShopPipeline.DialectOf(settings.Pipeline), catalog)
        );
        return store =>
            store switch
            {
                StoreId.Source => source,
                StoreId.Lake => lake,
                _ => warehouse,
            };
    }

    private static List<StoreQueries> List(
        IReadOnlyList<Specification> specifications,
        IReadOnlyList<Metric> ofReport,
        Func<StoreId, SqlText> render,
        PlannedFiles files
    )
    {
        var scenarios = ScenariosByMetric(specifications, ofReport);
        var metrics = specifications.Metrics().Concat(ofReport).DistinctBy(m => m.Id, StringComparer.Ordinal).ToList();
        return
        [
            .. Queries(metrics, render)
                .OrderBy(q => q.Store)
                .GroupBy(q => q.Store)
                .Select(store => new StoreQueries(
                    store.Key,
                    render(store.Key).Name,
                    [
                        .. store.Select(q => new ListedQuery(
                            [.. q.Metrics.Select(m => $"{m}")],
                            [.. q.Metrics.SelectMany(m => scenarios[m.Id]).Distinct(StringComparer.Ordinal)],
                            q.Sql
                        )
                        {
                            Files = files.Of(q),
                        }),
                    ]
                )),
        ];
    }

    private static IEnumerable<PlannedQuery> Queries(IReadOnlyList<Metric> metrics, Func<StoreId, SqlText> render)
    {
        // What compares two stores' values streams them: the same column is read again for the next one.
        var values = metrics.SelectMany(m => m.Parts).OfType<OrderedValues>().ToLookup(v => v.Store == StoreId.Source);
        // Those of the source are read once, in the snapshot, and recorded.
        var streamed = values[true].DistinctBy(v => v.Id, StringComparer.Ordinal).Concat(values[false]);
        return QueryPlan
            .Create(metrics.Where(m => m is not RowDifferences), render)
            .Concat(streamed.Select(v => QueryPlan.Single(v, render)))
            .Concat(
                metrics
                    .OfType<JudgedValues>()
                    .GroupBy(m => m.Relation.Id, StringComparer.Ordinal)
                    .Select(rules => new PlannedQuery(rules.First().Store, JudgedSql([.. rules], render), [.. rules.Select(r => new Slot(r, null))]))
            )
            .Concat(metrics.OfType<RowDifferences>().SelectMany(d => BothSides(d, render)));
    }

    // The rows of a relation are read once for all rules on them.
    private static string JudgedSql(IReadOnlyList<JudgedValues> rules, Func<StoreId, SqlText> render) =>
        render(rules[0].Store).Rows(JudgedValues.Reading(rules, _ => ColumnType.Unknown));

    // Both sides of a row-level comparison are read at the same time.
    private static IEnumerable<PlannedQuery> BothSides(RowDifferences rows, Func<StoreId, SqlText> render)
    {
        var (actual, expected) = rows.Sides(catalog: null);
        return new[] { actual, expected }.Select(r => new PlannedQuery(
            r.Relation.Dataset.Store,
            render(r.Relation.Dataset.Store).Rows(r),
            [new Slot(rows, null)]
        ));
    }

    // By the metric's id; the stream of a column belongs to the comparison that reads it.
    private static ILookup<string, string> ScenariosByMetric(IReadOnlyList<Specification> specifications, IReadOnlyList<Metric> ofReport)
    {
        var needed = specifications
            .SelectMany(s => s.Checks.SelectMany(c => c.Metrics).Select(m => (Metric: m, By: $"{s.File}:{s.Line} {s.Name}")))
            .Concat(ofReport.Select(m => (Metric: m, By: "the report's rows and revenue by layer")));
        return needed.SelectMany(n => n.Metric.Parts.Select(part => (part.Id, n.By))).ToLookup(n => n.Id, n => n.By, StringComparer.Ordinal);
    }
}

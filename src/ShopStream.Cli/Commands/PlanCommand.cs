using System.CommandLine;
using ShopStream.Cli.Runs;
using ShopStream.Cli.View;
using ShopStream.Pipeline.Elt;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Reconciliation.RowComparison;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>plan: the SQL of every query that a check would run; nothing is connected to.</summary>
internal static class PlanCommand
{
    public static Command Create()
    {
        var command = new Command("plan", "Print the SQL of every query that check would run, without connecting. A check that fails asks for up to 10 rows besides.")
        {
            Options.Settings, Options.Features, Options.Tags, Options.Warehouse,
        };
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () => PlanAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> PlanAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = Options.Read(parsed);
        var specs = Specs.Load(settings, cancellationToken);
        var datasets = await ShopPipeline.DatasetsAsync(settings.Pipeline, settings.Tables, cancellationToken);
        IReadOnlyList<Metric> besides = [.. new LayerTotals(datasets, settings.Revenue).Metrics, .. new Dashboards(datasets, catalog: null).Metrics];
        parsed.Host().Output.Write(Text(specs.Specifications, besides, settings.SourceSchema, ShopPipeline.DialectOf(settings.Pipeline)));
        return ExitCodes.Passed;
    }

    // Both sides of a comparison of rows are read at the same time.
    private static IEnumerable<PlannedQuery> ReadQueries(RowDifferences rows, Func<StoreId, SqlText> render)
    {
        var (actual, expected) = rows.Sides(catalog: null);
        return new[] { actual, expected }.Select(r => new PlannedQuery(r.Relation.Dataset.Store, render(r.Relation.Dataset.Store).Rows(r), [new Slot(rows, null)]));
    }

    internal static string Text(IReadOnlyList<Specification> specifications, IReadOnlyList<Metric> besides, string sourceSchema, Dialect warehouseDialect)
    {
        var source = new SqlText(Dialect.PostgreSql(sourceSchema));
        var (lake, warehouse) = (new SqlText(Dialect.DuckDb), new SqlText(warehouseDialect));
        SqlText Render(StoreId store) => store switch { StoreId.Source => source, StoreId.Lake => lake, _ => warehouse };
        var metrics = specifications.Metrics().Concat(besides).DistinctBy(q => q.Key, StringComparer.Ordinal).ToList();
        // A comparison of two stores' values streams both: the same column is read again for the next comparison.
        var values = metrics.OfType<MissingValues>().SelectMany(m => new[] { m.Child, m.Parent }).ToLookup(v => v.Store == StoreId.Source);
        // Those of the source are read once, in the snapshot, and kept.
        var streamed = values[true].DistinctBy(v => v.Key, StringComparer.Ordinal).Concat(values[false]);
        var queries = QueryPlan.Create(metrics.Where(q => q is not (MissingValues or RowDifferences)), Render).Concat(streamed.Select(v => QueryPlan.Single(v, Render))).Concat(metrics.OfType<RowDifferences>().SelectMany(d => ReadQueries(d, Render))).OrderBy(q => q.Store).ToList();
        var served = ChecksByQuery(specifications, besides);
        var text = new System.Text.StringBuilder();
        foreach (var store in queries.GroupBy(q => q.Store))
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"-- {store.Key.ToString().ToLowerInvariant()}: {store.Sum(q => q.Slots.Count)} questions in {store.Count()} queries ({Render(store.Key).Name})\n");
            foreach (var query in store)
            {
                text.Append('\n');
                foreach (var metric in query.Metrics) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"-- {metric.Key.ReplaceLineEndings(" ")}\n");
                foreach (var scenario in query.Metrics.SelectMany(q => served[q.Key]).Distinct(StringComparer.Ordinal)) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"--   for {scenario}\n");
                text.Append(query.Sql.Length > 0 ? $"{query.Sql};\n" : "-- (hashes the file and compares it with its manifest)\n");
            }
            text.Append('\n');
        }
        return text.ToString();
    }

    // Who asks a question, by its key; a column's stream is asked by whoever compares it.
    private static ILookup<string, string> ChecksByQuery(IReadOnlyList<Specification> specifications, IReadOnlyList<Metric> besides)
    {
        var asked = specifications.SelectMany(s => s.Checks.SelectMany(c => c.Check.GetMetrics()).Select(q => (Question: q, By: $"{s.File}:{s.Line} {s.Name}")))
            .Concat(besides.Select(q => (Question: q, By: "the report's rows and revenue by hop")));
        return asked.SelectMany(a => a.Question is MissingValues m ? new[] { m.Child.Key, m.Parent.Key }.Select(k => (Key: k, a.By)) : [(a.Question.Key, a.By)])
            .ToLookup(a => a.Key, a => a.By, StringComparer.Ordinal);
    }
}

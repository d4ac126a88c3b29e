using System.Text;
using ShopStream.Features.Steps;
using ShopStream.Pipeline.Source;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.History;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;
using ShopStream.Tests.Features;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.SentenceMatrix;

/// <summary>Runs all cases at once, from sentence to result, with a PostgreSQL database as source and an in-memory DuckDB as warehouse.</summary>
internal static class BothEngines
{
    private static readonly DateOnly Run = new(2026, 1, 1);
    private static readonly EvaluationContext Noon = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero), Run, RunHistory.Empty);

    public static async Task<IReadOnlyDictionary<string, ScenarioResult>> CheckAsync(IReadOnlyList<PlacedCase> cases, CancellationToken cancellationToken)
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        using var memory = DuckDatabase.InMemory(
            "a test",
            new DuckSettings("500MB", Path.Combine(Path.GetTempPath(), "shopstream-test-duck"), TimeSpan.FromMinutes(1)) { Threads = 1 }
        );
        await database.ExecuteAsync(Script(cases, StoreId.Source, _ => "public"));
        await memory.ExecuteAsync($"CREATE SCHEMA raw; CREATE SCHEMA staging; {Script(cases, StoreId.Warehouse, l => l.NameOf())}", cancellationToken);

        var address = new SourceAddress(database.ConnectionString, "public", [], TimeSpan.FromMinutes(1));
        await using var snapshot = await SourceSnapshot.TakeAsync(address, 2, shared: true, cancellationToken);
        var warehouse = await WarehouseCatalog.ReadAsync(memory, null, cancellationToken);
        // Raw tables get their keys from the manifest; here the key is id, as in PostgreSQL.
        var catalog = new Catalog([.. snapshot.Catalog.Tables, .. warehouse.Select(t => t with { Key = t.Has("id") ? ["id"] : [] })])
        {
            Taken = new SnapshotTime(Run, snapshot.At),
        };
        await using var source = snapshot.ToStore(Run);
        await using var duck = new DuckStore(StoreId.Warehouse, memory, catalog);

        var specifications = SpecBinder.Bind(FeatureTexts.Of(Feature(cases)), Rules(cases)).ForRun(Run);
        specifications.Validate(catalog, new HashSet<Layer>());
        var collector = new MetricCollector(catalog, new Dictionary<StoreId, IStore> { [StoreId.Source] = source, [StoreId.Warehouse] = duck }, Noon);
        var results = await CheckRunner.RunAsync(specifications, collector, null, cancellationToken);
        return results.ToDictionary(r => r.Name, StringComparer.Ordinal);
    }

    private static string Script(IEnumerable<PlacedCase> cases, StoreId store, Func<Layer, string> schema)
    {
        var script = new StringBuilder();
        foreach (var (dataset, table) in cases.SelectMany(c => c.Datasets()).Where(t => t.Dataset.Store == store).Distinct())
        {
            var name = $"{schema(dataset.Layer)}.\"{dataset.Table}\"";
            script.AppendLine($"CREATE TABLE {name} ({table.Columns});");
            if (table.Rows.Length > 0)
                script.AppendLine($"INSERT INTO {name} VALUES {table.Rows};");
        }
        return script.ToString();
    }

    internal static string Feature(IEnumerable<PlacedCase> cases) =>
        $"Feature: Sentence matrix\n{string.Concat(cases.Select(c => $"\nScenario: {c.Scenario}\n{c.Steps}\n"))}";

    internal static IReadOnlyDictionary<string, BusinessMetric> Rules(IEnumerable<PlacedCase> cases)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["rule.revenue"] = "status is one of paid" };
        foreach (var placed in cases.Where(c => c.Case.Rule is not null))
        {
            foreach (var (dataset, _) in placed.Datasets())
                settings[$"rule.revenue.in.{dataset.Table}"] = placed.Case.Rule!;
        }
        return BusinessMetricText.Parse(settings);
    }
}

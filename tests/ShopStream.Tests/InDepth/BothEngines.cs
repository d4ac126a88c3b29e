using System.Text;
using ShopStream.Features.Steps;
using ShopStream.Pipeline.Source;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Quality.Data;
using ShopStream.Quality.Judging;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Verdicts;
using ShopStream.Tests.Features;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.InDepth;

/// <summary>One PostgreSQL database is the source, one DuckDB in memory the warehouse: all cases are bound, asked and judged in one go, from the sentence to the result.</summary>
internal static class BothEngines
{
    private static readonly DateOnly Run = new(2026, 1, 1);

    public static async Task<IReadOnlyDictionary<string, ScenarioResult>> JudgeAsync(IReadOnlyList<Placed> cases, CancellationToken cancellation)
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        using var memory = DuckDatabase.InMemory("a test", new DuckSettings("500MB", Path.Combine(Path.GetTempPath(), "shopstream-test-duck"), TimeSpan.FromMinutes(1)));
        await database.ExecuteAsync(Script(cases, StoreId.Source, _ => "public"));
        await memory.ExecuteAsync($"CREATE SCHEMA raw; CREATE SCHEMA staging; {Script(cases, StoreId.Warehouse, l => l.Word())}", cancellation);

        var address = new SourceAddress(database.ConnectionString, "public", [], TimeSpan.FromMinutes(1));
        await using var snapshot = await SourceSnapshot.TakeAsync(address, 2, shared: true, cancellation);
        var warehouse = await WarehouseCatalog.ReadAsync(memory, null, cancellation);
        // Raw tables have the keys of their manifest; here it is id, as in PostgreSQL.
        var catalog = new Catalog([.. snapshot.Catalog.Tables, .. warehouse.Select(t => t with { Key = t.Has("id") ? ["id"] : [] })]);
        await using var source = snapshot.AsStore();
        await using var duck = new DuckStore(StoreId.Warehouse, memory, catalog.KeyOf);

        var specifications = SpecBinder.Bind(FeatureTexts.Of(Feature(cases)), Rules(cases)).ForRun(Run);
        specifications.LookUp(catalog, new HashSet<Layer>());
        var asker = new Asker(catalog, new Dictionary<StoreId, IStore> { [StoreId.Source] = source, [StoreId.Warehouse] = duck });
        var results = await Examiner.ExamineAsync(specifications, asker, null, cancellation);
        return results.ToDictionary(r => r.Name, StringComparer.Ordinal);
    }

    private static string Script(IEnumerable<Placed> cases, StoreId store, Func<Layer, string> schema)
    {
        var script = new StringBuilder();
        foreach (var (dataset, table) in cases.SelectMany(c => c.Datasets()).Where(t => t.Dataset.Store == store).Distinct())
        {
            var name = $"{schema(dataset.Layer)}.\"{dataset.Table}\"";
            script.AppendLine($"CREATE TABLE {name} ({table.Columns});");
            if (table.Rows.Length > 0) script.AppendLine($"INSERT INTO {name} VALUES {table.Rows};");
        }
        return script.ToString();
    }

    private static string Feature(IEnumerable<Placed> cases) =>
        $"Feature: In depth\n{string.Concat(cases.Select(c => $"\nScenario: {c.Scenario}\n{c.Steps}\n"))}";

    private static IReadOnlyDictionary<string, Rule> Rules(IEnumerable<Placed> cases)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["rule.revenue"] = "status is one of paid" };
        foreach (var placed in cases.Where(c => c.Case.Rule is not null))
        {
            foreach (var (dataset, _) in placed.Datasets()) settings[$"rule.revenue.in.{dataset.Table}"] = placed.Case.Rule!;
        }
        return RuleText.Parse(settings);
    }
}

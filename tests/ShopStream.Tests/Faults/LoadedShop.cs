using System.Security.Cryptography;
using DuckDB.NET.Data;
using FluentAssertions;
using Npgsql;
using NUnit.Framework;
using ShopStream.Application.Composition;
using ShopStream.Application.Running;
using ShopStream.Application.Selection;
using ShopStream.Application.Settings;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Models;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.History;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Models;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Faults;

/// <summary>
/// A work folder after a good run of the shipped pipeline, shared by the whole test run. A test plants its fault in a copy and checks it without the source.
/// </summary>
internal sealed class LoadedShop
{
    private static readonly SemaphoreSlim Gate = new(1);
    private static LoadedShop? shared;

    private readonly string folder = Directory.CreateTempSubdirectory("shopstream-faults-").FullName;
    private readonly Lazy<FaultyShop> unchanged;
    private int copies;

    private LoadedShop() => unchanged = new Lazy<FaultyShop>(Copy);

    /// <summary>The result of the run itself.</summary>
    public RunResult Run { get; private set; } = null!;

    private string Baseline => Path.Combine(folder, "good");

    /// <summary>The shop; loaded by the first test that needs it.</summary>
    public static async Task<LoadedShop> GetAsync()
    {
        await Gate.WaitAsync();
        try
        {
            return shared ??= await LoadAsync();
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>Removes the shop and all its copies, if it was loaded.</summary>
    public static void Remove()
    {
        if (shared is not null)
            Directory.Delete(shared.folder, recursive: true);
    }

    private static async Task<LoadedShop> LoadAsync()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        var shop = new LoadedShop();
        var settings = Repository.Settings(shop.Baseline, Source(database.ConnectionString), ("date", $"{TestPostgres.SeedOptions.Date:yyyy-MM-dd}"));
        await using var session = Session(settings);
        shop.Run = await session.RunAsync(CancellationToken.None);
        return shop;
    }

    /// <summary>Environment variables that name a database.</summary>
    public static Dictionary<string, string> Source(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        return new(StringComparer.Ordinal)
        {
            ["PGHOST"] = parts.Host!,
            ["PGPORT"] = $"{parts.Port}",
            ["PGDATABASE"] = parts.Database!,
            ["PGUSER"] = parts.Username!,
            ["PGPASSWORD"] = parts.Password!,
        };
    }

    /// <summary>Makes a copy.</summary>
    public FaultyShop Copy()
    {
        var work = Path.Combine(folder, $"copy-{Interlocked.Increment(ref copies)}");
        foreach (var directory in Directory.EnumerateDirectories(Baseline, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(work, Path.GetRelativePath(Baseline, directory)));
        // Temporary files belong to this process, which has them locked.
        foreach (
            var file in Directory.EnumerateFiles(Baseline, "*", SearchOption.AllDirectories).Where(f => !f.Contains("/tmp/scratch-", StringComparison.Ordinal))
        )
            File.Copy(file, Path.Combine(work, Path.GetRelativePath(Baseline, file)));
        return new FaultyShop(Repository.Settings(work, null, ("date", $"{TestPostgres.SeedOptions.Date:yyyy-MM-dd}"), ("samples", "full")));
    }

    /// <summary>Checks a copy with a fault.</summary>
    public async Task<FoundFault> FindAsync(FaultyShop faulty) => new(await faulty.CheckAsync(), ReadersOf(faulty.ChangedSince(unchanged.Value)));

    // Scenarios of the shipped features that read one of these datasets, each as file, line and name.
    private HashSet<string> ReadersOf(IReadOnlySet<Dataset> datasets) =>
        SelectedSpecs
            .Load(Repository.Settings(Baseline), CancellationToken.None)
            .Specifications.Where(s => s.Checks.SelectMany(c => c.Check.GetMetrics()).Any(q => Reads(q, datasets)))
            .Select(s => FoundFault.Place(s.File, s.Line, s.Name))
            .ToHashSet(StringComparer.Ordinal);

    // Custom SQL names its tables only in its text.
    private static bool Reads(Metric metric, IReadOnlySet<Dataset> datasets) =>
        metric is CustomSqlMetric own
            ? CustomSqlPolicy.Words(own.Sql) is var words && datasets.Any(d => d.Store == own.Store && words.Contains(d.Table))
            : metric.References.Any(m => datasets.Contains(m.Dataset));

    internal static RunSession Session(ShopSettings settings) =>
        new(
            new RunRequest
            {
                Settings = settings,
                Specs = SelectedSpecs.Load(settings, CancellationToken.None),
                Command = "shopstream check",
            },
            RunHistory.Empty,
            TimeProvider.System,
            ShopStream.Application.Progress.WorkObserver.None
        );
}

/// <summary>A work folder with a fault.</summary>
internal sealed class FaultyShop(ShopSettings settings)
{
    public string WorkFolder => settings.Pipeline.WorkFolder;

    public string Lake => settings.Pipeline.Lake.Folder!;

    /// <summary>The work folder.</summary>
    public string Work => settings.Pipeline.WorkFolder;

    /// <summary>The same shop, checked with a test's own features.</summary>
    public FaultyShop CheckWith(string features) => new(settings with { Features = features });

    /// <summary>A bad load: changes raw, then builds the models.</summary>
    public async Task<FaultyShop> WithBadLoadAsync(string sql)
    {
        With(sql);
        var project = await ShopPipeline.ModelsAsync(settings.Pipeline, settings.Tables, CancellationToken.None);
        await new ModelRunner(Open, TestShop.Deadline, TimeProvider.System).RunAsync(project);
        return this;
    }

    /// <summary>Changes one table without building the models.</summary>
    public FaultyShop With(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.That(command.ExecuteNonQuery(), Is.GreaterThan(0), $"the fault was not planted: {sql}");
        return this;
    }

    /// <summary>Reads one value from the warehouse.</summary>
    public string Value(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT CAST(v AS VARCHAR) FROM ({sql}) AS t(v)";
        return (string)command.ExecuteScalar()!;
    }

    /// <summary>Checks one sentence.</summary>
    /// <param name="sentence">The sentence, without its keyword.</param>
    /// <param name="item">A reconciling item: key, amount, reason, owner and expiry; null for none.</param>
    public async Task<CheckResult> CheckSentenceAsync(string sentence, string? item = null)
    {
        var features = Directory.CreateTempSubdirectory("shopstream-truth-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(features, "f.feature"), $"Feature: f\n  Scenario: s\n    Then {sentence}\n");
            if (item is not null)
                await File.WriteAllTextAsync(Path.Combine(features, "reconciling-items.csv"), $"check,key,amount,reason,owner,expires\ns,{item}\n");
            var result = await CheckWith(features).CheckAsync();
            result.Problem.Should().BeNull();
            return result.Scenarios.Single().Checks.Single();
        }
        finally
        {
            Directory.Delete(features, recursive: true);
        }
    }

    /// <summary>Datasets whose rows differ from another shop's: tables of the warehouse, and files of the lake with the source rows recorded in them.</summary>
    public IReadOnlySet<Dataset> ChangedSince(FaultyShop other)
    {
        var (now, before) = (Digests(), other.Digests());
        return now
            .Keys.Union(before.Keys)
            .Where(d => !string.Equals(now.GetValueOrDefault(d), before.GetValueOrDefault(d), StringComparison.Ordinal))
            .ToHashSet();
    }

    /// <summary>Drill-down of a metric from source orders to a dataset, by day or in total, with a partition size in keys.</summary>
    public async Task<DrillDownResult> DrillDownAsync(string rule, string to, int partKeys, bool byDay = true)
    {
        IReadOnlyList<string> keys = byDay ? ["day"] : [];
        var pipeline = new ShopPipeline(settings.Pipeline, TimeProvider.System, new Stages(null), null);
        await using var runData = await pipeline.OpenAsync(null, null, CancellationToken.None);
        var collector = Checker.Of(runData, settings.Pipeline.BusinessMetrics).Collector;
        var found = settings.Pipeline.BusinessMetrics[rule];
        var target = runData.Catalog.Tables.Select(t => t.Dataset).Single(d => string.Equals($"{d}", to, StringComparison.Ordinal));
        var check = new Reconciles(
            rule,
            found.In(new Relation(new Dataset(Layer.Source, "orders")), keys),
            found.In(new Relation(target), keys),
            Tolerance.ToTheCent
        )
        {
            Keys = keys,
            BusinessMetric = found,
        };
        await collector.CollectAsync(check.GetMetrics(), CancellationToken.None);
        return await new DrillDownRunner(runData.Catalog, [found], collector) { KeysPerPart = partKeys }.RunAsync(check, CancellationToken.None);
    }

    public async Task<RunResult> CheckAsync()
    {
        await using var session = LoadedShop.Session(settings);
        return await session.CheckAsync(CancellationToken.None);
    }

    private Dictionary<Dataset, string> Digests()
    {
        var digests = new Dictionary<Dataset, string>();
        using var connection = Open();
        foreach (var (schema, layer) in new[] { ("raw", Layer.Raw), ("staging", Layer.Staging), ("core", Layer.Core), ("marts", Layer.Mart) })
        foreach (var table in Column(connection, $"SELECT table_name FROM information_schema.tables WHERE table_schema = '{schema}'"))
            digests[new Dataset(layer, table)] = Column(connection, $"SELECT COUNT(*) || ' rows, ' || COALESCE(SUM(HASH(t)), 0) FROM {schema}.{table} AS t")
                .Single();
        foreach (var file in Directory.EnumerateFiles(Lake, "*.csv", SearchOption.AllDirectories))
        {
            // raw/postgres/<table>/<date>/<file>
            var table = Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(file)))!;
            digests[new Dataset(Layer.Lake, table)] = digests[new Dataset(Layer.Source, table)] = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));
        }
        return digests;
    }

    private static List<string> Column(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var values = new List<string>();
        while (reader.Read())
            values.Add(reader.GetString(0));
        return values;
    }

    private DuckDBConnection Open()
    {
        var connection = new DuckDBConnection($"Data Source={Path.Combine(settings.Pipeline.WorkFolder, "warehouse.duckdb")}");
        connection.Open();
        return connection;
    }
}

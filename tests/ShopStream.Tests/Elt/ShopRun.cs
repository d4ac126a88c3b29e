using DuckDB.NET.Data;
using ShopStream.Application.Composition;
using ShopStream.Application.Settings;
using ShopStream.Features;
using ShopStream.Features.Steps;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Source;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Elt;

/// <summary>Runs the pipeline in a temporary folder.</summary>
internal sealed class ShopRun : IDisposable
{
    public static readonly string[] Tables = ["users", "products", "orders", "order_items", "events", "crm_contacts"];

    private readonly string folder = Directory.CreateTempSubdirectory("shopstream-elt-").FullName;

    public ShopRun(bool sharedSnapshot = true, LakeSettings? lake = null)
    {
        Options = new PipelineOptions
        {
            WorkFolder = Path.Combine(folder, "work"),
            Lake = lake is { Storage.JsonTables.Count: > 0 } ? lake : WithEvents(lake ?? new LakeSettings(LakeFolder)),
            ModelsFolder = ModelProject.ShippedFolder,
            BusinessMetrics = BusinessMetrics,
            SharedSnapshot = sharedSnapshot,
            Threads = 1,
            LockWait = TimeSpan.Zero,
        };
    }

    public static DateOnly Date { get; } = TestPostgres.SeedOptions.Date;

    public PipelineOptions Options { get; }

    public string LakeFolder => Path.Combine(folder, "lake");

    public string Warehouse => Options.WarehousePath;

    public static IReadOnlyDictionary<string, BusinessMetric> BusinessMetrics { get; } =
        BusinessMetricText.Parse(SettingsFile.Read(Path.Combine(Clone.Root, "pipeline.runsettings")));

    public static SourceAddress Source(string connectionString) => new(connectionString, "public", Tables, TimeSpan.FromMinutes(2));

    /// <summary>The same lake, in which the events of the shop are JSON, as the default of the setting has it.</summary>
    public static LakeSettings WithEvents(LakeSettings lake) => WithJson(lake, "events");

    /// <summary>The same lake, in which these tables are JSON.</summary>
    public static LakeSettings WithJson(LakeSettings lake, params IEnumerable<string> tables) =>
        lake with
        {
            Storage = lake.Storage with { JsonTables = tables.ToHashSet(StringComparer.Ordinal) },
        };

    public ShopPipeline Pipeline(IProgress<StageProgress>? progress = null) => new(Options, TimeProvider.System, new Stages(progress), progress);

    /// <summary>Binds the specs of one feature's text.</summary>
    public IReadOnlyList<Specification> Specs(string feature)
    {
        var features = Path.Combine(folder, $"features-{Guid.NewGuid():n}");
        Directory.CreateDirectory(features);
        File.WriteAllText(Path.Combine(features, "a.feature"), feature);
        return SpecBinder.Bind(FeatureFolder.Load(features), BusinessMetrics);
    }

    public Task RunAsync(
        string source,
        DateOnly? date = null,
        IReadOnlyList<Specification>? specifications = null,
        IProgress<StageProgress>? progress = null,
        CancellationToken cancellationToken = default
    ) => Pipeline(progress).RunAsync(Source(source), date ?? Date, "test", specifications ?? [], [], cancellationToken);

    public async Task<IReadOnlyList<ScenarioResult>> CheckAsync(IReadOnlyList<Specification> specifications, SourceAddress? source = null)
    {
        await using var runData = await Pipeline().OpenAsync(null, source, CancellationToken.None);
        specifications.Validate(runData.Catalog, new HashSet<Layer>());
        return await Checker.Of(runData, BusinessMetrics).RunWithoutDrillDownAsync(specifications, CancellationToken.None);
    }

    /// <summary>Every table and view of the warehouse with its row count and an order-independent digest, without the ledgers.</summary>
    public IReadOnlyDictionary<string, string> Content() => ContentOf(Warehouse);

    /// <inheritdoc cref="Content" />
    public static IReadOnlyDictionary<string, string> ContentOf(string warehouse)
    {
        using var connection = new DuckDBConnection($"Data Source={warehouse};access_mode=READ_ONLY");
        connection.Open();
        var tables = Query(
            connection,
            "SELECT schema_name || '.' || table_name FROM (SELECT schema_name, table_name FROM duckdb_tables() "
                + "UNION ALL SELECT schema_name, view_name FROM duckdb_views() WHERE NOT internal) WHERE schema_name <> 'meta' ORDER BY 1"
        );
        return tables.ToDictionary(
            t => t,
            t => Query(connection, $"SELECT COUNT(*) || ' ' || COALESCE(SUM(hash(t)), 0) FROM {Quoted(t)} AS t")[0],
            StringComparer.Ordinal
        );
    }

    // A name may have any character; a schema here has no dot.
    private static string Quoted(string table) => string.Join('.', table.Split('.', 2).Select(p => $"\"{p.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));

    /// <summary>The content without the tables that an interrupted run was loading or building; no check sees them.</summary>
    public static Dictionary<string, string> Finished(IReadOnlyDictionary<string, string> content) =>
        content.Where(t => !t.Key.EndsWith("__next", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);

    public List<string> Query(string sql)
    {
        using var connection = new DuckDBConnection($"Data Source={Warehouse};access_mode=READ_ONLY");
        connection.Open();
        return Query(connection, sql);
    }

    public void Change(string sql)
    {
        using var connection = new DuckDBConnection($"Data Source={Warehouse}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static List<string> Query(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "null" : $"{reader.GetValue(i)}")));
        return rows;
    }
}

using System.Globalization;
using ShopStream.Application.Composition;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Partitions;
using ShopStream.Pipeline.Source;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Elt;

/// <summary>Runs the pipeline over one table of orders that is divided into partitions, without models, night after night.</summary>
internal sealed class PartitionedShop : IAsyncDisposable
{
    public const string ByDay = "created_at by day; watermark updated_at";

    /// <summary>The date of the first night.</summary>
    public static readonly DateOnly First = new(2026, 1, 15);

    private readonly string folder = Directory.CreateTempSubdirectory("shopstream-partitions-").FullName;
    private int nights;

    private PartitionedShop(TestDatabase database, string partition, int verifyNights, LakeSettings? lake)
    {
        Database = database;
        Options = new PipelineOptions
        {
            WorkFolder = Path.Combine(folder, "work"),
            Lake = lake ?? new LakeSettings(LakeFolder),
            ModelsFolder = ModelProject.None,
            BusinessMetrics = new Dictionary<string, BusinessMetric>(StringComparer.Ordinal),
            Threads = 1,
            LockWait = TimeSpan.Zero,
            Partitions = new PartitionOptions
            {
                Tables = new Dictionary<string, PartitionSpec>(StringComparer.Ordinal) { ["orders"] = PartitionSpec.Parse(partition) },
                VerifyNights = verifyNights,
            },
        };
    }

    public TestDatabase Database { get; }

    public PipelineOptions Options { get; set; }

    public TimeProvider Clock { get; set; } = TimeProvider.System;

    public string LakeFolder => Path.Combine(folder, "lake");

    public SourceAddress Source => new(Database.ConnectionString, "public", ["orders"], TimeSpan.FromMinutes(2));

    /// <summary>A table with the same number of orders on each of the last days, the last of them today.</summary>
    /// <param name="partition">The setting of the table.</param>
    /// <param name="days">Number of days.</param>
    /// <param name="perDay">Orders of a day.</param>
    /// <param name="verifyNights">The setting partition.verify_nights.</param>
    /// <param name="lake">The lake; null for a folder of its own.</param>
    public static async Task<PartitionedShop> StartAsync(
        string partition = ByDay,
        int days = 20,
        int perDay = 10,
        int verifyNights = 7,
        LakeSettings? lake = null
    )
    {
        var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(
            $"""
            CREATE TABLE orders (id bigint PRIMARY KEY, created_at timestamp, updated_at timestamptz, amount numeric(10,2), note text);
            INSERT INTO orders
            SELECT n, at, at AT TIME ZONE 'UTC', n / 4.0, 'a "note", ' || n || E'\nof two lines'
            FROM (SELECT n, date_trunc('day', now() AT TIME ZONE 'UTC') - make_interval(days => n / {perDay}) AS at
                  FROM generate_series(0, {(days * perDay) - 1}) AS n) AS rows
            """
        );
        return new PartitionedShop(database, partition, verifyNights, lake);
    }

    /// <summary>SQL of the first moment of a day, counted back from today.</summary>
    public static string DaysAgo(int days) =>
        string.Create(CultureInfo.InvariantCulture, $"(date_trunc('day', now() AT TIME ZONE 'UTC') - interval '{days} days')");

    /// <summary>Name of the partition of a day, counted back from today.</summary>
    public static string Day(int daysAgo) => TimeProvider.System.GetUtcNow().AddDays(-daysAgo).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A night: the run of the next date.</summary>
    public Task<ManifestTable> NightAsync(IProgress<StageProgress>? progress = null) => RunAsync(First.AddDays(nights++), progress);

    public async Task<ManifestTable> RunAsync(DateOnly date, IProgress<StageProgress>? progress = null)
    {
        var pipeline = new ShopPipeline(Options, Clock, new Stages(progress), progress);
        var (manifest, _) = await pipeline.RunAsync(Source, date, $"night-{date:yyyyMMdd}", [], [], CancellationToken.None);
        return manifest.Tables[0];
    }

    public async Task<RunData> OpenAsync(DateOnly? date = null) =>
        await new ShopPipeline(Options, TimeProvider.System, new Stages(null), null).OpenAsync(date, Source, CancellationToken.None);

    /// <summary>Names of the partitions that the last night has read.</summary>
    public static IReadOnlyList<string> Read(ManifestTable table) =>
        [.. table.Partitions!.Where(p => p.SnapshotAt == table.Partitions!.Max(o => o.SnapshotAt)).Select(p => p.Name)];

    /// <summary>The rows of the warehouse: their number, and an order-independent digest.</summary>
    public string Rows() => ShopRun.ContentOf(Options.WarehousePath)["raw.orders"];

    /// <summary>The same of a warehouse into which the source was loaded as a whole just now.</summary>
    public async Task<string> FullReloadAsync()
    {
        using var whole = new ShopRun();
        var options = whole.Options with { ModelsFolder = ModelProject.None };
        await new ShopPipeline(options, TimeProvider.System, new Stages(null), null).RunAsync(Source, First, "whole", [], [], CancellationToken.None);
        return ShopRun.ContentOf(options.WarehousePath)["raw.orders"];
    }

    /// <summary>The results of scenarios on the data of the last run, by name.</summary>
    public async Task<IReadOnlyDictionary<string, ScenarioResult>> CheckAsync(string scenarios)
    {
        using var binder = new ShopRun();
        var specifications = binder.Specs($"Feature: partitions\n{scenarios}");
        await using var data = await OpenAsync();
        specifications.Validate(data.Catalog, new HashSet<Layer>());
        var results = await Checker
            .Of(data, new Dictionary<string, BusinessMetric>(StringComparer.Ordinal))
            .RunWithoutDrillDownAsync(specifications, CancellationToken.None);
        return results.ToDictionary(r => r.Name, StringComparer.Ordinal);
    }

    /// <summary>Loads a date of the lake again, without the source.</summary>
    public Task RebuildAsync(DateOnly date) =>
        new ShopPipeline(Options, TimeProvider.System, new Stages(null), null).RebuildAsync(date, CancellationToken.None);

    /// <summary>Every file of the lake, compared with its manifest.</summary>
    public async Task<List<VerifiedFile>> VerifyAsync()
    {
        await using var lake = Lakes.Open(Options.Lake);
        var files = new List<VerifiedFile>();
        foreach (var date in await LakeListing.ReadAsync(lake, null, TimeProvider.System, CancellationToken.None))
        await foreach (var file in LakeVerification.RunAsync(lake, date, CancellationToken.None))
            files.Add(file);
        return files;
    }

    /// <summary>Keys of the partitions' files in the lake.</summary>
    public IReadOnlyList<string> PartitionFiles() =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(LakeFolder, "raw"), "*.csv", SearchOption.AllDirectories)
                .Select(f => Path.GetRelativePath(LakeFolder, f).Replace('\\', '/')),
        ];

    public void ChangeWarehouse(string sql)
    {
        using var connection = new DuckDB.NET.Data.DuckDBConnection($"Data Source={Options.WarehousePath}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

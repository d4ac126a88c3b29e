using System.Data.Common;
using ShopStream.Application.Composition;
using ShopStream.Application.Settings;
using ShopStream.Features;
using ShopStream.Features.Steps;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Source;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.History;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;
using ShopStream.Tests.Elt;
using ShopStream.Tests.Lake;
using ShopStream.Tests.Sandbox;
using ShopStream.Tests.Snowflake.StandIn;

namespace ShopStream.Tests.Snowflake;

/// <summary>The pipeline with its lake in S3 and its warehouse in the stand-in, set up as by `setup snowflake --apply`.</summary>
internal sealed class SnowflakeShop : IAsyncDisposable
{
    private const string Arn = "arn:aws:iam::123456789012:role/shopstream-lake";

    private readonly string folder = Directory.CreateTempSubdirectory("shopstream-snowflake-").FullName;
    private readonly TestS3 s3;

    private SnowflakeShop(TestS3 s3, SnowflakeStandIn snowflake, TestDatabase database)
    {
        (this.s3, Snowflake, Database) = (s3, snowflake, database);
        Settings = new SnowflakeSettings
        {
            Account = "test",
            User = "NIGHTLY",
            Credential = SnowflakeCredential.Password("testing"),
            Host = snowflake.Host,
            Port = snowflake.Port,
            Scheme = "http",
            SignInDeadline = TimeSpan.FromSeconds(10),
            Deadline = TimeSpan.FromSeconds(60),
        };
        Options = new PipelineOptions
        {
            WorkFolder = Path.Combine(folder, "work"),
            Lake = ShopRun.WithEvents(s3.Settings()),
            ModelsFolder = ModelProject.ShippedFolder,
            BusinessMetrics = BusinessMetrics,
            Snowflake = () => Settings,
            RunId = "test",
            Threads = 1,
        };
    }

    public static IReadOnlyDictionary<string, BusinessMetric> BusinessMetrics { get; } =
        BusinessMetricText.Parse(SettingsFile.Read(Path.Combine(Clone.Root, "pipeline.runsettings")));

    public SnowflakeStandIn Snowflake { get; }

    public TestDatabase Database { get; }

    public SnowflakeSettings Settings { get; set; }

    public PipelineOptions Options { get; set; }

    public ShopPipeline Pipeline => new(Options, TimeProvider.System, new Stages(Progress), null);

    /// <summary>Receives the stages; null for none.</summary>
    public IProgress<StageProgress>? Progress { get; set; }

    /// <param name="setUp">Whether to set up the account.</param>
    /// <param name="account">Initial state of the account, except for the lake; null for the default.</param>
    public static async Task<SnowflakeShop> StartAsync(bool setUp = true, StandInOptions? account = null)
    {
        UseDriver();
        var database = await TestPostgres.SeededDatabaseAsync();
        var lake = await TestS3.StartAsync();
        var snowflake = await SnowflakeStandIn.StartAsync((account ?? new StandInOptions()) with { S3 = new Uri(lake.Endpoint) });
        var shop = new SnowflakeShop(lake, snowflake, database);
        if (setUp)
            await shop.SetUpAsync();
        return shop;
    }

    /// <summary>Snowflake's own driver if this build has it, otherwise the tests' driver for the same protocol.</summary>
    public static void UseDriver()
    {
        if (Type.GetType("Snowflake.Data.Client.SnowflakeDbFactory, Snowflake.Data", throwOnError: false) is null)
            DbProviderFactories.RegisterFactory(SnowflakeProvider.InvariantName, WireProviderFactory.Instance);
    }

    /// <param name="database">The database to set up; null for the one of the settings.</param>
    public Task SetUpAsync(string? database = null) =>
        SnowflakeAdministrator.ApplyAsync(
            Settings with
            {
                User = "TESTER",
                Role = "ACCOUNTADMIN",
                Warehouse = null,
                Credential = SnowflakeCredential.Password("testing"),
            },
            SnowflakeSetup.Statements(database ?? Settings.Database, Settings.Stage, Settings.User, Options.Lake, Arn),
            _ => { },
            CancellationToken.None
        );

    public static IReadOnlyList<Specification> Shipped() => SpecBinder.Bind(FeatureFolder.Load(Path.Combine(Clone.Root, "features")), BusinessMetrics);

    public Task RunAsync(IReadOnlyList<Specification>? specifications = null, DateOnly? date = null) =>
        Pipeline.RunAsync(Source, date ?? ShopRun.Date, "test", specifications ?? [], [], CancellationToken.None);

    public SourceAddress Source => ShopRun.Source(Database.ConnectionString);

    public async Task<IReadOnlyList<ScenarioResult>> CheckAsync(IReadOnlyList<Specification> specifications) =>
        (await RunAndCheckAsync(specifications)).Results;

    /// <summary>The results and their exit code.</summary>
    public async Task<(IReadOnlyList<ScenarioResult> Results, int ExitCode)> RunAndCheckAsync(IReadOnlyList<Specification> specifications)
    {
        await using var runData = await Pipeline.OpenAsync(null, Source, CancellationToken.None);
        specifications.Validate(runData.Catalog, new HashSet<Layer>());
        var checker = Checker.Of(
            runData,
            BusinessMetrics,
            new EvaluationContext(new DateTimeOffset(ShopRun.Date, TimeOnly.MaxValue, TimeSpan.Zero), ShopRun.Date, RunHistory.Empty)
        );
        var results = await checker.RunAsync(specifications, CancellationToken.None);
        return (results, checker.ExitCode(specifications, results));
    }

    /// <summary>Runs a query as an administrator and returns its first cell.</summary>
    public string? Query(string sql) => Snowflake.Execute(sql, Settings.Database).Rows[0][0];

    /// <summary>All rows of a table.</summary>
    public string Content(string table) =>
        string.Join('\n', Snowflake.Execute($"SELECT * FROM {table} ORDER BY 1", Settings.Database).Rows.Select(r => string.Join('|', r)));

    public async ValueTask DisposeAsync()
    {
        await Snowflake.DisposeAsync();
        await s3.DisposeAsync();
        await Database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

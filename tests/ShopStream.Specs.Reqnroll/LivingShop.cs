using ShopStream.Cli.Settings;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Data;
using ShopStream.Quality.History;
using ShopStream.Quality.Judging;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Reconciliation.Descending;
using ShopStream.Quality.Verdicts;
using ShopStream.Sandbox;

namespace ShopStream.Specs.Reqnroll;

/// <summary>The pipeline's result, to be asked again and again. What the specs ask of the source is asked while they run: nobody writes to the sandbox.</summary>
internal sealed class LivingShop : IAsyncDisposable
{
    private readonly ShopSettings settings;
    private readonly SandboxServer? server;
    private readonly Judgeable judgeable;
    private readonly Asker asker;

    private LivingShop(ShopSettings settings, SandboxServer? server, Judgeable judgeable, DateTimeOffset startedAt)
    {
        (this.settings, this.server, this.judgeable) = (settings, server, judgeable);
        var standpoint = new Standpoint(Standpoint.MomentOf(startedAt, settings.Date), judgeable.Manifest.Date, RunHistory.Empty);
        asker = new Asker(judgeable.Catalog, judgeable.Stores, standpoint, judgeable.Spill);
    }

    /// <summary>Business rules with a name.</summary>
    public IReadOnlyDictionary<string, Rule> Rules => settings.Pipeline.Rules;

    /// <summary>Moves the data by the settings of pipeline.runsettings and the environment.</summary>
    public static async Task<LivingShop> RunAsync(CancellationToken cancellation)
    {
        var root = Root(AppContext.BaseDirectory);
        var work = Directory.CreateTempSubdirectory("shopstream-reqnroll-").FullName;
        var own = new Dictionary<string, string>(StringComparer.Ordinal) { ["work"] = work };
        var read = ShopSettings.From(SettingsFile.Read(Path.Combine(root, "pipeline.runsettings")), own, Environment.GetEnvironmentVariable);
        var startedAt = TimeProvider.System.GetUtcNow();
        var date = read.Date ?? DateOnly.FromDateTime(startedAt.UtcDateTime);
        var sandbox = read.Source is null ? await SandboxServer.StartAsync(TimeProvider.System, cancellation) : null;
        try
        {
            if (sandbox is not null) await Seeder.SeedAsync(sandbox.ConnectionString, new SeedOptions(date, read.Scale, read.Seed), null, cancellation);
            var source = read.Source ?? new SourceAddress(sandbox!.ConnectionString, "public", read.Tables, read.SourceDeadline);
            var pipeline = new ShopPipeline(read.Pipeline, TimeProvider.System, new Stages(null), null);
            await pipeline.RunAsync(source, date, $"reqnroll-{Environment.ProcessId}", [], [], cancellation);
            return new LivingShop(read, sandbox, await pipeline.OpenAsync(date, source, cancellation), startedAt);
        }
        catch
        {
            if (sandbox is not null) await sandbox.DisposeAsync();
            throw;
        }
    }

    /// <exception cref="UsageException">It names what is not there.</exception>
    public async Task<ScenarioResult> JudgeAsync(Specification specification, CancellationToken cancellation)
    {
        var specifications = new[] { specification }.ForRun(judgeable.Manifest.Date);
        specifications.LookUp(judgeable.Catalog, new HashSet<Layer>());
        return (await Examiner.ExamineAsync(specifications, asker, new Descent(judgeable.Catalog, [.. Rules.Values], asker), cancellation))[0];
    }

    public async ValueTask DisposeAsync()
    {
        await judgeable.DisposeAsync();
        if (server is not null) await server.DisposeAsync();
        if (Directory.Exists(settings.Pipeline.WorkFolder)) Directory.Delete(settings.Pipeline.WorkFolder, recursive: true);
    }

    private static string Root(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "ShopStream.Quality.sln"))) return at.FullName;
        }
        throw new InvalidOperationException($"{folder} lies in no clone of the repository: expected ShopStream.Quality.sln in one of its parents");
    }
}

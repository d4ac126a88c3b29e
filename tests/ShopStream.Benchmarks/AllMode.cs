using System.Globalization;
using System.Text.Json;
using Npgsql;
using ShopStream.Sandbox;
using ShopStream.Sandbox.Seeding;

namespace ShopStream.Benchmarks;

/// <summary>
/// Measures everything that docs/benchmarks.md has a goal for, in one run, as ratios beside the machine's own <c>\copy</c> of the same tables. Each figure
/// has its goal, and a bound above which the mode fails.
/// </summary>
/// <param name="cli">Path of shopstream.dll.</param>
/// <param name="host">The benchmark program itself.</param>
/// <param name="work">A folder for everything that is written; the caller deletes it.</param>
internal sealed class AllMode(string cli, string host, string work)
{
    private readonly Figures figures = new();
    private Dictionary<string, string> source = [];

    private string Run => Path.Combine(work, "run");

    /// <returns>1 if a figure exceeds its bound, otherwise 0.</returns>
    public async Task<int> RunAsync(int scale)
    {
        await using (var server = await SandboxServer.StartAsync(TimeProvider.System, CancellationToken.None))
        {
            source = Variables(server.ConnectionString);
            var seeding = await Measured.OfAsync(() =>
                Seeder.SeedAsync(server.ConnectionString, new SeedOptions(Parts.Date, scale), null, CancellationToken.None)
            );
            var copy = await Measured.MedianAsync(3, CopyAsync);
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"scale {scale}; psql \\copy of all tables, one after the other: {copy.Seconds:0.0} s")
            );
            figures.Add("seeding : \\copy", seeding.Seconds / copy.Seconds, 1.2, 2.5);
            await MovedAsync(server.ConnectionString, copy);
        }
        await CheckedAsync();
        await MutatedAsync();
        await ComparedAsync();
        return figures.Exceeded ? 1 : 0;
    }

    // A run against the seeded source, its stages beside the tools that do a part of them.
    private async Task MovedAsync(string connection, Measured copy)
    {
        var run = await ShopStreamAsync(["run", "--date", Day(Parts.Date)], source);
        var stages = await StagesAsync();
        var (lake, loaded) = (Path.Combine(work, "lake"), Path.Combine(work, "load.duckdb"));
        var extract = await Measured.MedianAsync(3, () => Measured.RunAsync(host, ["extract", connection, lake]));
        var load = await Measured.MedianAsync(3, () => Measured.RunAsync(host, ["load", lake, loaded]));
        var bareLoad = await Measured.MedianAsync(3, () => Measured.RunAsync(host, ["bare-load", lake, Path.Combine(work, "bare.duckdb")]));
        var models = Path.Combine(work, "models.sql");
        await File.WriteAllTextAsync(models, await Measured.OutputAsync("dotnet", [cli, "models"]));
        var bareModels = await Measured.MedianAsync(
            3,
            () => Measured.RunAsync(host, ["bare-models", Path.Combine(Run, "warehouse.duckdb"), models, Path.Combine(work, "models.duckdb")])
        );
        figures.Add("extraction in a run, source metrics included : \\copy", stages["extract"] / copy.Seconds, 1.1, 2);
        figures.Add("extraction alone : \\copy", extract.Seconds / copy.Seconds, 1.1, 1.6);
        figures.Add("load alone : DuckDB's own read of the same files", load.Seconds / bareLoad.Seconds, 1.1, 1.6);
        figures.Add("models in a run : the same SQL in a bare DuckDB", stages["transform"] / bareModels.Seconds, 1.1, 2);
        figures.Add("all scenarios : \\copy", stages["check"] / copy.Seconds, 0.8, 3.5);
        figures.Add("moving and checking : \\copy", (stages["extract"] + stages["load"] + stages["transform"] + stages["check"]) / copy.Seconds, 2.5, 6.5);
        figures.Add("peak memory of run, MB", run.PeakBytes / 1e6, 800, 1_000);
    }

    private async Task CheckedAsync()
    {
        var check = await ShopStreamAsync(["check"]);
        figures.Add("peak memory of check, MB", check.PeakBytes / 1e6, 800, 1_000);
        var small = await Measured.MedianAsync(3, () => ShopStreamAsync(["check", "--features", OneClaim()]));
        figures.Add("check of one claim, s", small.Seconds, 0.6, 2.5);
        figures.Add("check of one claim, MB", small.PeakBytes / 1e6, 250, 400);
        var limited = await TryAsync(() => ShopStreamAsync(["check", "--settings", Settings("warehouse.memory_limit", "200MB")]));
        figures.Add("check with warehouse.memory_limit 200MB : with the default", limited is null ? null : limited.Seconds / check.Seconds, 2, 2.5);
        var prove = await TryAsync(() => ShopStreamAsync(["prove", "--mutants", "10"]));
        figures.Add("prove, 10 mutants : check", prove is null ? null : prove.Seconds / check.Seconds, 10, 15);
        figures.Add("peak memory of prove, MB", prove is null ? null : prove.PeakBytes / 1e6, 1_200, 1_600);
    }

    private async Task MutatedAsync()
    {
        var once = Path.Combine(work, "once");
        string[] places = ["--work", once, "--out", Path.Combine(work, "reports-once")];
        await Measured.RunAsync("dotnet", [cli, "run", "--quiet", .. places]);
        var again = await Measured.MedianAsync(3, () => Measured.RunAsync("dotnet", [cli, "run", "--quiet", .. places]));
        figures.Add("scale 1, whole run, s", again.Seconds, 3, 8);
        var proof = await Measured.RunAsync("dotnet", [cli, "prove", "--quiet", "--mutants", "500", .. places]);
        figures.Add("500 mutants at scale 1, s", proof.Seconds, 12, 60);
    }

    private async Task ComparedAsync()
    {
        var (same, percent) = await RowsMode.RunAsync(3_000_000);
        figures.Add("row-level comparison of 3 M live rows : COPY and full scan", same, 1.15, 2);
        figures.Add("the same with 1 % changed", percent, 1.3, 2.2);
        figures.Add("25 checks of 3 M rows : one by one", await FusedMode.RunAsync(3_000_000), 0.25, 0.45);
    }

    private Task<Measured> ShopStreamAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        Measured.RunAsync("dotnet", [cli, .. arguments, "--quiet", "--work", Run, "--out", Path.Combine(work, "reports")], environment);

    private static async Task<Measured?> TryAsync(Func<Task<Measured>> run)
    {
        try
        {
            return await run();
        }
        catch (InvalidOperationException e)
        {
            Console.WriteLine(e.Message);
            return null;
        }
    }

    private async Task<Dictionary<string, double>> StagesAsync()
    {
        var file = Directory.EnumerateFiles(Path.Combine(work, "reports"), "results.json", SearchOption.AllDirectories).Single();
        using var results = JsonDocument.Parse(await File.ReadAllBytesAsync(file));
        return results
            .RootElement.GetProperty("stages")
            .EnumerateArray()
            .ToDictionary(s => s.GetProperty("name").GetString()!, s => s.GetProperty("seconds").GetDouble(), StringComparer.Ordinal);
    }

    private Task<Measured> CopyAsync()
    {
        var commands = ShopSchema.Tables.SelectMany(t => new[] { "-c", $"\\copy {t} to '{Path.Combine(work, t)}.csv' with (format csv, header)" });
        return Measured.RunAsync("psql", commands.Prepend("-X"), source);
    }

    private string OneClaim()
    {
        var folder = Directory.CreateDirectory(Path.Combine(work, "one")).FullName;
        File.WriteAllText(Path.Combine(folder, "one.feature"), "Feature: One\n\n  Scenario: Orders\n    Then raw orders is not empty\n");
        return folder;
    }

    private string Settings(string name, string value)
    {
        var path = Path.Combine(work, "limited.runsettings");
        File.WriteAllText(
            path,
            $"<RunSettings><TestRunParameters><Parameter name=\"{name}\" value=\"{value}\" />"
                + string.Concat(
                    File.ReadLines("pipeline.runsettings")
                        .Where(l => l.Contains("<Parameter ", StringComparison.Ordinal) && !l.Contains($"\"{name}\"", StringComparison.Ordinal))
                )
                + "</TestRunParameters></RunSettings>"
        );
        return path;
    }

    private static string Day(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Dictionary<string, string> Variables(string connection)
    {
        var parts = new NpgsqlConnectionStringBuilder(connection);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PGHOST"] = parts.Host ?? "",
            ["PGPORT"] = $"{parts.Port}",
            ["PGDATABASE"] = parts.Database ?? "",
            ["PGUSER"] = parts.Username ?? "",
            ["PGPASSWORD"] = parts.Password ?? "",
        };
    }

    /// <summary>Prints figures with their goals, and remembers whether one exceeds its bound.</summary>
    private sealed class Figures
    {
        public bool Exceeded { get; private set; }

        // Null for what did not end well.
        public void Add(string name, double? value, double goal, double bound)
        {
            var exceeds = value is not { } measured || measured > bound;
            Exceeded |= exceeds;
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}: {(value is { } v ? $"{v:0.00}" : "failed")} (goal {goal:0.##}, bound {bound:0.##}{(exceeds ? ", EXCEEDED" : "")})"
                )
            );
        }
    }
}

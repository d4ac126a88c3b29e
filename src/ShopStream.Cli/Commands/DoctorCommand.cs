using System.CommandLine;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using ShopStream.Cli.Runs;
using ShopStream.Cli.Settings;
using ShopStream.Cli.View;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Probing;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Cli.Commands;

/// <summary>doctor: whether everything that a run needs is there, each in a line with what to do. A small object is written to the lake and removed; nothing else is written anywhere.</summary>
internal static class DoctorCommand
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static Command Create()
    {
        var command = new Command("doctor", "Look at everything that a run needs: settings and where each came from, source, lake, warehouse, specs, models, rights, clocks, free space. A small object is written to the lake and removed; nothing else is written.")
        {
            Options.Settings, Options.Features, Options.Warehouse, Options.Work, Options.Out, Options.Json,
        };
        command.SetAction((parsed, cancellation) => Program.GuardAsync(parsed, () => LookAsync(parsed, cancellation), parsed.GetValue(Options.Json)));
        return command;
    }

    private static async Task<int> LookAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (settings, origins) = Options.ReadWithOrigins(parsed);
        // Side by side: one that does not answer keeps nobody waiting but itself.
        var findings = (await Task.WhenAll(
            Task.FromResult<IReadOnlyList<Finding>>([Product(), .. Space(settings)]),
            GuardedAsync("specs", limit => Task.FromResult<IReadOnlyList<Finding>>([Specs(settings, limit)]), cancellation),
            GuardedAsync("models", limit => ModelsAsync(settings, limit), cancellation),
            GuardedAsync("source", limit => settings.Source is { } source ? SourceProbe.LookAsync(source, TimeProvider.System, limit) : Task.FromResult<IReadOnlyList<Finding>>([new Finding("source", Health.Good, "none is named: runs make a throw-away PostgreSQL (PGHOST or PGDATABASE name one)")]), cancellation),
            GuardedAsync("lake", limit => LakeProbe.LookAsync(settings.Pipeline.Lake, TimeProvider.System, limit), cancellation),
            GuardedAsync("warehouse", limit => WarehouseProbe.LookAsync(settings.Pipeline, TimeProvider.System, limit), cancellation))).SelectMany(f => f).ToList();
        if (parsed.GetValue(Options.Json)) parsed.Host().Output.WriteLine(JsonSerializer.Serialize(new { settings = origins.Select(o => new { o.Name, o.Value, o.Origin }), findings = findings.Select(f => new { f.About, health = f.Health.ToString().ToLowerInvariant(), f.Found, f.Do }) }, JsonSerializerOptions.Web));
        else Write(parsed, findings, origins);
        return findings.Exists(f => f.Health == Health.Unreachable) ? ExitCodes.Infrastructure : findings.Exists(f => f.Health == Health.Wrong) ? ExitCodes.Usage : ExitCodes.Passed;
    }

    private static void Write(ParseResult parsed, List<Finding> findings, IReadOnlyList<(string Name, string Value, string Origin)> origins)
    {
        parsed.Host().Output.WriteLine("settings (the rest are defaults)");
        var width = origins.Count == 0 ? 0 : origins.Max(o => o.Name.Length);
        foreach (var (name, value, origin) in origins) parsed.Host().Output.WriteLine($"  {name.PadRight(width)}  {(value.Length > 60 ? value[..59] + "…" : value)}  ({origin})");
        parsed.Host().Output.WriteLine();
        foreach (var finding in findings)
        {
            parsed.Host().Output.WriteLine($"{Word(finding.Health),-11} {finding.About,-10} {finding.Found}");
            if (finding.Do is { } what) parsed.Host().Output.WriteLine($"{"",-11} {"",-10} what to do: {what}");
        }
    }

    private static string Word(Health health) => health switch
    {
        Health.Good => "ok",
        Health.Warning => "warning",
        Health.Wrong => "wrong",
        _ => "unreachable",
    };

    private static Finding Product() => new("machine", Health.Good,
        $"shopstream {typeof(DoctorCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores");

    private static IEnumerable<Finding> Space(ShopSettings settings)
    {
        foreach (var (what, folder) in new[] { ("work folder", settings.Pipeline.WorkFolder), ("temporary files", settings.Pipeline.TempFolder ?? settings.Pipeline.WorkFolder), ("reports", settings.Out) }.DistinctBy(f => f.Item2, StringComparer.Ordinal))
        {
            var at = new DirectoryInfo(Path.GetFullPath(folder));
            while (at is { Exists: false }) at = at.Parent;
            var free = new DriveInfo(at!.FullName).AvailableFreeSpace;
            yield return new Finding("machine", free < 1_000_000_000 ? Health.Warning : Health.Good, string.Create(CultureInfo.InvariantCulture, $"{what} {folder}: {free / 1e9:#,##0.0} GB free"), free < 1_000_000_000 ? "make room, or name another folder: the lake, the warehouse and what does not fit into memory go there" : null);
        }
    }

    private static Finding Specs(ShopSettings settings, CancellationToken cancellation)
    {
        var specs = Runs.Specs.Load(settings, cancellation);
        return new Finding("specs", Health.Good, $"{settings.Features}: {specs.Specifications.Count} scenarios in {specs.Features.Count} features");
    }

    private static async Task<IReadOnlyList<Finding>> ModelsAsync(ShopSettings settings, CancellationToken cancellation)
    {
        var models = await ShopPipeline.ModelsAsync(settings.Pipeline, settings.Tables, cancellation);
        return [new Finding("models", Health.Good, $"{settings.Pipeline.ModelsFolder}: {models.Models.Count} models")];
    }

    private static async Task<IReadOnlyList<Finding>> GuardedAsync(string about, Func<CancellationToken, Task<IReadOnlyList<Finding>>> look, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Deadline);
        try
        {
            return await Task.Run(() => look(limit.Token), CancellationToken.None);
        }
        catch (ProblemException e)
        {
            return [Finding.Of(about, e)];
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return [new Finding(about, Health.Unreachable, $"no answer within {Deadline.TotalSeconds:0} s")];
        }
    }
}

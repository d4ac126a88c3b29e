using System.CommandLine;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using ShopStream.Cli.Runs;
using ShopStream.Cli.Settings;
using ShopStream.Cli.View;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Health;
using ShopStream.Quality.Results;

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
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () => RunAsync(parsed, cancellationToken), parsed.GetValue(Options.Json)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (settings, origins) = Options.ReadWithOrigins(parsed);
        // Side by side: one that does not answer keeps nobody waiting but itself.
        var findings = (await Task.WhenAll(
            Task.FromResult<IReadOnlyList<HealthCheck>>([Product(), .. Space(settings)]),
            GuardedAsync("specs", limit => Task.FromResult<IReadOnlyList<HealthCheck>>([Specs(settings, limit)]), cancellationToken),
            GuardedAsync("models", limit => ModelsAsync(settings, limit), cancellationToken),
            GuardedAsync("source", limit => settings.Source is { } source ? SourceProbe.CheckAsync(source, TimeProvider.System, limit) : Task.FromResult<IReadOnlyList<HealthCheck>>([new HealthCheck("source", HealthStatus.Good, "none is named: runs make a throw-away PostgreSQL (PGHOST or PGDATABASE name one)")]), cancellationToken),
            GuardedAsync("lake", limit => LakeProbe.CheckAsync(settings.Pipeline.Lake, TimeProvider.System, limit), cancellationToken),
            GuardedAsync("warehouse", limit => WarehouseProbe.CheckAsync(settings.Pipeline, TimeProvider.System, limit), cancellationToken))).SelectMany(f => f).ToList();
        if (parsed.GetValue(Options.Json)) parsed.Host().Output.WriteLine(JsonSerializer.Serialize(new { settings = origins.Select(o => new { o.Name, o.Value, o.Origin }), findings = findings.Select(f => new { About = f.Subject, health = f.Status.ToString().ToLowerInvariant(), f.Found, Do = f.Fix }) }, JsonSerializerOptions.Web));
        else Write(parsed, findings, origins);
        return findings.Exists(f => f.Status == HealthStatus.Unreachable) ? ExitCodes.Infrastructure : findings.Exists(f => f.Status == HealthStatus.Wrong) ? ExitCodes.Usage : ExitCodes.Passed;
    }

    private static void Write(ParseResult parsed, List<HealthCheck> findings, IReadOnlyList<(string Name, string Value, string Origin)> origins)
    {
        parsed.Host().Output.WriteLine("settings (the rest are defaults)");
        var width = origins.Count == 0 ? 0 : origins.Max(o => o.Name.Length);
        foreach (var (name, value, origin) in origins) parsed.Host().Output.WriteLine($"  {name.PadRight(width)}  {(value.Length > 60 ? value[..59] + "…" : value)}  ({origin})");
        parsed.Host().Output.WriteLine();
        foreach (var finding in findings)
        {
            parsed.Host().Output.WriteLine($"{NameOf(finding.Status),-11} {finding.Subject,-10} {finding.Found}");
            if (finding.Fix is { } what) parsed.Host().Output.WriteLine($"{"",-11} {"",-10} what to do: {what}");
        }
    }

    private static string NameOf(HealthStatus status) => status switch
    {
        HealthStatus.Good => "ok",
        HealthStatus.Warning => "warning",
        HealthStatus.Wrong => "wrong",
        _ => "unreachable",
    };

    private static HealthCheck Product() => new("machine", HealthStatus.Good,
        $"shopstream {typeof(DoctorCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores");

    private static IEnumerable<HealthCheck> Space(ShopSettings settings)
    {
        foreach (var (what, folder) in new[] { ("work folder", settings.Pipeline.WorkFolder), ("temporary files", settings.Pipeline.TempFolder ?? settings.Pipeline.WorkFolder), ("reports", settings.Out) }.DistinctBy(f => f.Item2, StringComparer.Ordinal))
        {
            var at = new DirectoryInfo(Path.GetFullPath(folder));
            while (at is { Exists: false }) at = at.Parent;
            var free = new DriveInfo(at!.FullName).AvailableFreeSpace;
            yield return new HealthCheck("machine", free < 1_000_000_000 ? HealthStatus.Warning : HealthStatus.Good, string.Create(CultureInfo.InvariantCulture, $"{what} {folder}: {free / 1e9:#,##0.0} GB free"), free < 1_000_000_000 ? "make room, or name another folder: the lake, the warehouse and what does not fit into memory go there" : null);
        }
    }

    private static HealthCheck Specs(ShopSettings settings, CancellationToken cancellationToken)
    {
        var specs = Runs.Specs.Load(settings, cancellationToken);
        return new HealthCheck("specs", HealthStatus.Good, $"{settings.Features}: {specs.Specifications.Count} scenarios in {specs.Features.Count} features");
    }

    private static async Task<IReadOnlyList<HealthCheck>> ModelsAsync(ShopSettings settings, CancellationToken cancellationToken)
    {
        var models = await ShopPipeline.ModelsAsync(settings.Pipeline, settings.Tables, cancellationToken);
        return [new HealthCheck("models", HealthStatus.Good, $"{settings.Pipeline.ModelsFolder}: {models.Models.Count} models")];
    }

    private static async Task<IReadOnlyList<HealthCheck>> GuardedAsync(string about, Func<CancellationToken, Task<IReadOnlyList<HealthCheck>>> look, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Deadline);
        try
        {
            return await Task.Run(() => look(limit.Token), CancellationToken.None);
        }
        catch (ProblemException e)
        {
            return [HealthCheck.Of(about, e)];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [new HealthCheck(about, HealthStatus.Unreachable, $"no answer within {Deadline.TotalSeconds:0} s")];
        }
    }
}

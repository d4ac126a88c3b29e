using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using ShopStream.Application.Selection;
using ShopStream.Application.Settings;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Health;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Health;

/// <summary>doctor: checks everything that a run needs. A small object is written to the lake and removed; nothing else is written.</summary>
/// <param name="clock">Supplies the current time.</param>
public sealed class HealthUseCase(TimeProvider clock)
{
    private const long LittleSpace = 1_000_000_000;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <param name="settings">The validated settings.</param>
    /// <param name="cancellationToken">Cancels all checks.</param>
    /// <returns>The machine first, then specs, models, source, lake and warehouse. A system that does not answer within 60 s is one of the results.</returns>
    public async Task<IReadOnlyList<HealthCheck>> RunAsync(ShopSettings settings, CancellationToken cancellationToken) =>
        [
            // In parallel: a system that does not answer delays only itself.
            .. (
                await Task.WhenAll(
                    Task.FromResult<IReadOnlyList<HealthCheck>>([Product(), .. Space(settings)]),
                    GuardedAsync("specs", limit => Task.FromResult<IReadOnlyList<HealthCheck>>([Specs(settings, limit)]), cancellationToken),
                    GuardedAsync("models", limit => ModelsAsync(settings, limit), cancellationToken),
                    GuardedAsync("source", limit => SourceAsync(settings, limit), cancellationToken),
                    GuardedAsync("lake", limit => LakeProbe.CheckAsync(settings.Pipeline.Lake, clock, limit), cancellationToken),
                    GuardedAsync("warehouse", limit => WarehouseProbe.CheckAsync(settings.Pipeline, clock, limit), cancellationToken)
                )
            ).SelectMany(c => c),
        ];

    private static HealthCheck Product()
    {
        var version = typeof(HealthUseCase).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
        return new(
            "machine",
            HealthStatus.Good,
            $"shopstream {version}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores"
        );
    }

    private static IEnumerable<HealthCheck> Space(ShopSettings settings)
    {
        foreach (
            var (what, folder) in new[]
            {
                ("work folder", settings.Pipeline.WorkFolder),
                ("temporary files", settings.Pipeline.TempFolder ?? settings.Pipeline.WorkFolder),
                ("reports", settings.Out),
            }.DistinctBy(f => f.Item2, StringComparer.Ordinal)
        )
        {
            var at = new DirectoryInfo(Path.GetFullPath(folder));
            while (at is { Exists: false })
                at = at.Parent;
            var free = new DriveInfo(at!.FullName).AvailableFreeSpace;
            yield return new HealthCheck(
                "machine",
                free < LittleSpace ? HealthStatus.Warning : HealthStatus.Good,
                string.Create(CultureInfo.InvariantCulture, $"{what} {folder}: {free / 1e9:#,##0.0} GB free"),
                free < LittleSpace ? "free some space, or name another folder: it holds the lake, the warehouse and what does not fit into memory" : null
            );
        }
    }

    private static HealthCheck Specs(ShopSettings settings, CancellationToken cancellationToken)
    {
        var specs = SelectedSpecs.Load(settings, cancellationToken);
        var examples = specs.Examples.Count > 0 ? $", and {specs.Examples.Count} examples of models" : "";
        return new HealthCheck(
            "specs",
            HealthStatus.Good,
            $"{settings.Features}: {specs.Specifications.Count} scenarios in {specs.Features.Count} features{examples}"
        );
    }

    private static async Task<IReadOnlyList<HealthCheck>> ModelsAsync(ShopSettings settings, CancellationToken cancellationToken)
    {
        var models = await ShopPipeline.ModelsAsync(settings.Pipeline, settings.Tables, cancellationToken);
        return [new HealthCheck("models", HealthStatus.Good, $"{settings.Pipeline.ModelsFolder}: {models.Models.Count} models")];
    }

    private async Task<IReadOnlyList<HealthCheck>> SourceAsync(ShopSettings settings, CancellationToken cancellationToken) =>
        settings.SourceToRead() is { } source
            ? await SourceProbe.CheckAsync(source, clock, cancellationToken)
            :
            [
                settings.SourceNote is { } note
                    ? new HealthCheck(
                        "source",
                        HealthStatus.Warning,
                        $"none is named, because {note}: runs use a {SourceAddress.SandboxName}",
                        "give the variable a value, or unset it"
                    )
                    : new HealthCheck(
                        "source",
                        HealthStatus.Good,
                        $"none is named: runs use a {SourceAddress.SandboxName} (PGHOST, PGDATABASE or PGSERVICE name one)"
                    ),
            ];

    private static async Task<IReadOnlyList<HealthCheck>> GuardedAsync(
        string subject,
        Func<CancellationToken, Task<IReadOnlyList<HealthCheck>>> check,
        CancellationToken cancellationToken
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Deadline);
        try
        {
            return await Task.Run(() => check(limit.Token), CancellationToken.None);
        }
        catch (ProblemException e)
        {
            return [HealthCheck.Of(subject, e)];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [new HealthCheck(subject, HealthStatus.Unreachable, $"no answer within {Deadline.TotalSeconds:0} s")];
        }
    }
}

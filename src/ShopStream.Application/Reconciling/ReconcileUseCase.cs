using ShopStream.Application.Composition;
using ShopStream.Application.Progress;
using ShopStream.Pipeline.Elt;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Reconciling;

/// <summary>A metric compared layer by layer.</summary>
/// <param name="Layers">One result for each compared dataset, in the order of the layers; each has one check.</param>
/// <param name="DrillDowns">The first and the last of those that failed, with their drill-downs.</param>
/// <param name="ExitCode">Of all comparisons.</param>
/// <param name="Source">The source that was read, without credentials.</param>
public sealed record ReconcileResult(IReadOnlyList<ScenarioResult> Layers, IReadOnlyList<ScenarioResult> DrillDowns, int ExitCode, string Source);

/// <summary>reconcile: compares a metric from layer to layer, and drills down where it differs.</summary>
/// <param name="clock">Supplies the current time.</param>
public sealed class ReconcileUseCase(TimeProvider clock)
{
    /// <param name="request">What to compare.</param>
    /// <param name="observer">Receives progress.</param>
    /// <param name="cancellationToken">Cancels the comparison.</param>
    /// <exception cref="UsageException">The metric, a key, a dataset or the tolerance is unknown or malformed.</exception>
    /// <exception cref="NothingToJudgeException">No run exists, or none of this date.</exception>
    public async Task<ReconcileResult> RunAsync(ReconcileRequest request, WorkObserver observer, CancellationToken cancellationToken)
    {
        var (metric, tolerance) = request.Resolve();
        var settings = request.Settings;
        var stages = new Stages(observer.Progress.ForPipeline());
        await using var data = await StoredRun.OpenAsync(
            settings.Pipeline.For("reconcile", observer),
            settings.Date,
            settings.SourceToRead(),
            clock,
            null,
            cancellationToken
        );
        IReadOnlyList<Specification> specifications = Specifications(request, metric, tolerance, data.Catalog);
        var mismatches = data.Catalog.Mismatches(specifications.Metrics().SelectMany(m => m.Uses), new HashSet<Layer>()).ToList();
        if (mismatches.Count > 0)
            throw new UsageException(string.Join("\n", mismatches.Select(m => $"setting rule.{metric.Name}: {m}")));
        var checker = Checker.Of(data, settings.Pipeline.BusinessMetrics, redaction: settings.RedactionPolicy);
        specifications = await checker.LimitAsync(specifications, cancellationToken);
        var results = await stages.RunAsync("reconcile", () => checker.RunWithoutDrillDownAsync(specifications, cancellationToken));
        var failed = specifications.Zip(results).Where(r => r.Second.Outcome == Outcome.Failed).Select(r => r.First).ToList();
        // Where the difference begins, and what arrives in the end.
        IReadOnlyList<Specification> ends = [.. failed.Take(1), .. failed.Skip(1).TakeLast(1)];
        var drillDowns = ends.Count == 0 ? [] : await stages.RunAsync("drill-down", () => checker.RunAsync(ends, cancellationToken));
        await data.RequireUnchangedAsync(cancellationToken);
        return new ReconcileResult(results, drillDowns, checker.ExitCode(specifications, results), data.Manifest.Source);
    }

    private static List<Specification> Specifications(ReconcileRequest request, BusinessMetric metric, Tolerance tolerance, Catalog catalog)
    {
        var carriers = catalog
            .Tables.Select(t => t.Dataset)
            .Where(d => metric.Tables.TryGetValue(d.Table, out var table) && request.Keys.All(table.Keys.ContainsKey))
            .OrderBy(d => d.Layer)
            .ThenBy(d => metric.Tables[d.Table].Lookups.Count)
            .ThenBy(d => d.Table, StringComparer.Ordinal)
            .ToList();
        if (carriers.Count < 2)
            throw new UsageException(
                $"{carriers.Count} datasets have the metric {metric.Name} by {string.Join(", ", request.Keys)}: "
                    + $"expected two or more; see the settings rule.{metric.Name}.in.<table>"
            );
        var from = request.From is { } first ? Resolve(first, carriers) : carriers[0];
        IReadOnlyList<Dataset> to = request.To is { } last ? [Resolve(last, carriers)] : [.. carriers.Where(d => d != from && d.Layer >= from.Layer)];
        if (to is [var same] && same == from)
            throw new UsageException($"{from} is compared with itself, which cannot fail: name two different datasets with --from and --to");
        return [.. to.Select(d => Specification(request, metric, tolerance, from, d))];
    }

    private static Dataset Resolve(string text, IReadOnlyList<Dataset> carriers)
    {
        var found = carriers
            .Where(h =>
                text.Trim() is var name
                && (string.Equals($"{h}", name, StringComparison.Ordinal) || string.Equals($"{h.Layer.NameOf()} {h.Table}", name, StringComparison.Ordinal))
            )
            .ToList();
        return found.Count == 1
            ? found[0]
            : throw new UsageException($"'{text}' does not have the metric by these keys{Nearest.Hint(text, carriers.Select(h => $"{h}"))}");
    }

    private static Specification Specification(ReconcileRequest request, BusinessMetric metric, Tolerance tolerance, Dataset from, Dataset to)
    {
        var keys = request.Keys;
        var check = new Reconciles(metric.Name, metric.In(new Relation(from), keys), metric.In(new Relation(to), keys), tolerance)
        {
            Keys = keys,
            BusinessMetric = metric,
        };
        var sentence =
            $"{metric.Name} in {from} reconciles with {metric.Name} in {to}{(keys.Count == 0 ? "" : $" by {string.Join(" and ", keys)}")} {tolerance}";
        return new Specification
        {
            Feature = "reconcile",
            Name = $"{to}",
            File = "",
            Line = 0,
            Tags = [],
            Steps = [],
            Checks = [new BoundCheck(sentence, 0, check)],
        };
    }
}

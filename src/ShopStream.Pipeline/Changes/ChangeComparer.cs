using ShopStream.Pipeline.Models;
using ShopStream.Quality.Changes;
using ShopStream.Quality.Data;
using ShopStream.Quality.Redaction;

namespace ShopStream.Pipeline.Changes;

/// <summary>A key that rows may be paired by.</summary>
/// <param name="Columns">Its columns.</param>
/// <param name="Origin">Where it comes from, in words.</param>
public sealed record CandidateKey(IReadOnlyList<string> Columns, string Origin);

/// <summary>What was found.</summary>
/// <param name="Models">Models that were changed themselves.</param>
/// <param name="Compared">Number of tables that were compared.</param>
/// <param name="Tables">Those that differ, in build order.</param>
/// <param name="Metrics">Business metrics that differ.</param>
public sealed record FoundChanges(IReadOnlyList<ModelChange> Models, int Compared, IReadOnlyList<TableChange> Tables, IReadOnlyList<MetricChange> Metrics);

/// <summary>Builds both sides and compares every table that a change of the models reaches.</summary>
internal sealed class ChangeComparer
{
    private readonly ComparisonDatabase database;
    private readonly ModelSide @base;
    private readonly ModelSide head;
    private readonly ChangedModels changed;
    private readonly (SideBuild Base, SideBuild Head) builds;

    /// <param name="database">The warehouses, attached.</param>
    /// <param name="base">The models and metric definitions of the base.</param>
    /// <param name="head">Those of the head.</param>
    /// <param name="changed">Which models differ.</param>
    /// <param name="baseName">The base in words, for messages.</param>
    public ChangeComparer(ComparisonDatabase database, ModelSide @base, ModelSide head, ChangedModels changed, string baseName)
    {
        (this.database, this.@base, this.head, this.changed) = (database, @base, head, changed);
        builds = (
            new SideBuild(database, ComparisonDatabase.BaseSide, @base.Project, $"at the base ({baseName})"),
            new SideBuild(database, ComparisonDatabase.HeadSide, head.Project, "at the head")
        );
    }

    /// <summary>Receives the model or table in work; null for nobody.</summary>
    public Action<string>? Progress { get; init; }

    /// <summary>Keys besides those of the models and the metric definitions.</summary>
    public Func<Dataset, IEnumerable<CandidateKey>> Keys { get; init; } = static _ => [];

    /// <summary>What is shown of rows.</summary>
    public RedactionPolicy Redaction { get; init; } = RedactionPolicy.None;

    /// <summary>Whether the sides have other raw rows, so that every table may differ.</summary>
    public bool HasTwoWarehouses { get; init; }

    /// <summary>Builds and compares.</summary>
    public async Task<FoundChanges> RunAsync(CancellationToken cancellationToken)
    {
        var pairs = HasTwoWarehouses ? changed.Pairs : changed.Affected;
        var redefined = Redefined();
        var carriers = changed.Pairs.Where(p => p is { Base: not null, Head: not null } && redefined.Any(m => Carries(m, p)));
        var needed = pairs.Concat(carriers).Distinct().ToList();
        await builds.Base.RunAsync(Needed(needed.Select(p => p.Base), @base), Progress, cancellationToken);
        await builds.Head.RunAsync(Needed(needed.Select(p => p.Head), head), Progress, cancellationToken);
        var reached = pairs.SelectMany(p => new[] { p.Base?.Dataset, p.Head?.Dataset }).OfType<Dataset>().ToHashSet();
        var chance = new ChanceOrder(database, builds.Base, builds.Head) { IsShared = d => !HasTwoWarehouses && !reached.Contains(d) };
        var rows = new TableChanges(database, Redaction);
        var tables = new List<TableChange>();
        foreach (var pair in pairs)
        {
            Progress?.Invoke($"{pair.Dataset}");
            var table = await rows.FindAsync(pair, CandidatesOf(pair), changed, chance, cancellationToken);
            if (table is not null)
                tables.Add(table with { IsOwn = table.IsOwn && await HasOwnEffectAsync(pair, tables, cancellationToken) });
        }
        var metrics = await MetricsAsync(tables, redefined, cancellationToken);
        var upstream = changed.Pairs.ToLookup(p => $"{p.Dataset}", StringComparer.Ordinal);
        return new FoundChanges(changed.Changes, pairs.Count, ChangeOrigins.Add(tables, d => upstream[d].SelectMany(UpstreamOf)), metrics);
    }

    // A model that was changed may make no difference by itself, and only pass on what it reads.
    private async Task<bool> HasOwnEffectAsync(ModelPair pair, List<TableChange> before, CancellationToken cancellationToken) =>
        pair is not { Base: { } was, Head: { } now }
        || !UpstreamOf(pair).Any(u => before.Exists(t => string.Equals(t.Dataset, u, StringComparison.Ordinal)))
        || await new OwnEffect(database, builds.Base, builds.Head).ExistsAsync(was, now, cancellationToken);

    // With the tables that metrics look up beside them.
    private static List<string> Needed(IEnumerable<Model?> models, ModelSide side)
    {
        var names = models.OfType<Model>().Select(m => m.Name).ToList();
        var lookups = names.SelectMany(n => side.Metrics.Values.SelectMany(m => m.Tables.GetValueOrDefault(n)?.Lookups ?? [])).Select(l => l.Table);
        return
        [
            .. names
                .Concat(lookups)
                .Where(n => side.Project.Models.Any(m => string.Equals(m.Name, n, StringComparison.Ordinal)))
                .Distinct(StringComparer.Ordinal),
        ];
    }

    private IEnumerable<CandidateKey> CandidatesOf(ModelPair pair)
    {
        if (pair.Head is { Key.Count: > 0 } after)
            yield return new CandidateKey(after.Key, "unique_key of the model");
        if (pair.Base is { Key.Count: > 0 } before)
            yield return new CandidateKey(before.Key, "unique_key of the model at the base");
        foreach (var metric in head.Metrics.Values)
            if (metric.Tables.GetValueOrDefault(pair.Dataset.Table)?.RowKey is { } row)
                yield return new CandidateKey([row.Column], $"the metric definition {metric.Name}");
        foreach (var key in Keys(pair.Dataset))
            yield return key;
    }

    // Definitions that differ move the metric even where no row differs.
    private List<MetricPair> Redefined() => [.. MetricPairs().Where(m => m.After.Tables.Keys.Any(t => m.Before.Tables.ContainsKey(t) && m.IsRedefinedIn(t)))];

    private IEnumerable<MetricPair> MetricPairs() =>
        head.Metrics.Values.Where(m => @base.Metrics.ContainsKey(m.Name)).Select(m => new MetricPair(@base.Metrics[m.Name], m));

    private static bool Carries(MetricPair metric, ModelPair pair) =>
        pair is { Base: { } before, Head: { } after } && metric.Before.Tables.ContainsKey(before.Name) && metric.After.Tables.ContainsKey(after.Name);

    private async Task<IReadOnlyList<MetricChange>> MetricsAsync(List<TableChange> tables, List<MetricPair> redefined, CancellationToken cancellationToken)
    {
        var differing = tables.Select(t => t.Dataset).ToHashSet(StringComparer.Ordinal);
        var keys = tables.ToDictionary(t => t.Dataset, t => t.Key, StringComparer.Ordinal);
        var comparer = new MetricChanges(database, Redaction);
        var found = new List<MetricChange>();
        foreach (var table in database.RawTables(ComparisonDatabase.HeadSide).Select(t => new Dataset(Layer.Raw, t)))
        foreach (
            var metric in (HasTwoWarehouses ? MetricPairs() : redefined).Where(m =>
                m.Before.Tables.ContainsKey(table.Table) && m.After.Tables.ContainsKey(table.Table)
            )
        )
            if (await comparer.FindAsync(metric, table, table, [], cancellationToken) is { } change)
                found.Add(change);
        foreach (var pair in changed.Pairs.Where(p => p is { Base: not null, Head: not null }))
        foreach (var metric in MetricPairs().Where(m => Carries(m, pair) && (differing.Contains($"{pair.Dataset}") || redefined.Contains(m))))
            if (
                await comparer.FindAsync(metric, pair.Base!.Dataset, pair.Head!.Dataset, keys.GetValueOrDefault($"{pair.Dataset}", []), cancellationToken) is
                { } change
            )
                found.Add(change);
        return found;
    }

    // At the head: at the base a table may have another name.
    private IEnumerable<string> UpstreamOf(ModelPair pair) =>
        (pair.Head?.Refs ?? [])
            .Concat(pair.Base?.Refs ?? [])
            .Select(name =>
                changed.Pairs.FirstOrDefault(p => string.Equals(p.Head?.Name, name, StringComparison.Ordinal))
                ?? changed.Pairs.FirstOrDefault(p => string.Equals(p.Base?.Name, name, StringComparison.Ordinal))
            )
            .OfType<ModelPair>()
            .Where(p => p != pair)
            .Select(p => $"{p.Dataset}");
}

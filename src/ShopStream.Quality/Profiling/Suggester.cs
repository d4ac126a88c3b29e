using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Profiling;

/// <summary>
/// Suggests checks that pass on the current data. Works in two rounds: first counts, bounds and sums of all columns, in one query per table;
/// then the candidates that these make plausible, again in one query per table, plus one per reference and grouped comparison.
/// </summary>
/// <param name="catalog">The tables of all stores.</param>
/// <param name="collector">Collects the metrics.</param>
/// <param name="businessMetrics">Metric definitions of the settings, by name.</param>
/// <param name="personal">Personal columns; their values and bounds are not suggested.</param>
public sealed class Suggester(Catalog catalog, MetricCollector collector, IReadOnlyDictionary<string, BusinessMetric> businessMetrics, PersonalColumns personal)
{
    /// <summary>Suggests checks for each dataset. A dataset that cannot be measured has a reason instead.</summary>
    /// <param name="datasets">Datasets of the catalog.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <exception cref="InfrastructureException">A store did not respond.</exception>
    public async Task<IReadOnlyList<SuggestedTable>> SuggestAsync(IReadOnlyList<Dataset> datasets, CancellationToken cancellationToken)
    {
        var tables = datasets.Select(d => catalog.Find(d) ?? throw new ArgumentException($"{d} is not in the catalog", nameof(datasets))).ToList();
        await collector.CollectAsync(tables.SelectMany(t => TableProfile.GetMetrics(t, personal)), cancellationToken);
        ThrowIfUnavailable(tables.SelectMany(t => TableProfile.GetMetrics(t, personal)));
        var drafts = tables.ConvertAll(t => new Draft(t, TableProfile.Of(t, collector.Measurements, personal) is { } profile ? Candidates(profile) : null));
        List<Metric> secondRound = [.. drafts.SelectMany(d => d.Metrics)];
        await collector.CollectAsync(secondRound, cancellationToken);
        ThrowIfUnavailable(secondRound);
        return drafts.ConvertAll(Suggested);
    }

    private (TableProfile, IReadOnlyList<Candidate>) Candidates(TableProfile profile)
    {
        var unseen = new HashSet<Layer>();
        var all = new LayerCandidates(profile, catalog, businessMetrics)
            .All()
            .Concat(profile.Rows == 0 ? [] : new ColumnCandidates(profile, catalog).All().Concat(new RuleCandidates(profile).All()));
        // A metric definition may refer to columns that the tables do not have, or have with other types.
        return (
            profile,
            [
                .. all.Where(c =>
                    !catalog
                        .Unknown(c.Check.GetMetrics().SelectMany(m => m.References), unseen)
                        .Concat(catalog.Mismatches(c.Check.GetMetrics().SelectMany(m => m.Uses), unseen))
                        .Any()
                ),
            ]
        );
    }

    private SuggestedTable Suggested(Draft draft)
    {
        var shape = Shape(draft.Table);
        if (draft.Profiled is not var (profile, candidates))
            return new SuggestedTable(draft.Table.Dataset, [], ExplainMissing(draft.Table));
        var found = candidates
            .Select(c => (c.Column, Suggestion: c.Evaluate(collector.Measurements)))
            .Where(c => c.Suggestion is not null)
            .Select(c => (c.Column, Suggestion: c.Suggestion!))
            .ToList();
        // A format of a standard says more than a pattern, and both say more than the list of the current values or their length.
        foreach (var column in found.FindAll(f => IsFormat(f.Suggestion)).Select(f => f.Column))
            found.RemoveAll(f =>
                f.Suggestion.Subject == Subject.Patterns && !IsFormat(f.Suggestion) && string.Equals(f.Column, column, StringComparison.Ordinal)
            );
        foreach (var column in found.FindAll(f => f.Suggestion.Subject == Subject.Patterns).Select(f => f.Column))
            found.RemoveAll(f =>
                f.Suggestion is { Subject: Subject.Completeness, Check: EveryValue } && string.Equals(f.Column, column, StringComparison.Ordinal)
            );
        foreach (var column in found.FindAll(f => f.Suggestion.Check is EveryValue { Condition: IsMatch }).Select(f => f.Column))
            found.RemoveAll(f => f.Suggestion.Check is EveryValue { Condition: HasLength } && string.Equals(f.Column, column, StringComparison.Ordinal));
        var withPattern = found.Where(f => f.Suggestion.Subject == Subject.Patterns).Select(f => f.Column).ToHashSet(StringComparer.Ordinal);
        var lists = ValueLists.Of(profile).Where(c => !withPattern.Contains(c.Name)).Select(c => List(profile, c)).OfType<Suggestion>();
        return new SuggestedTable(draft.Table.Dataset, [.. found.Select(f => f.Suggestion).Concat(lists).Append(shape).OrderBy(s => s.Subject)]);
    }

    private static bool IsFormat(Suggestion suggestion) => suggestion is { Subject: Subject.Patterns, Check: EveryValue { Condition: InWords } };

    private Suggestion? List(TableProfile profile, ColumnProfile column) =>
        ValueLists.Read(profile, column, collector.Measurements) is not { } values
            ? null
            : new Suggestion(
                Subject.Values,
                new EveryValue(profile.Relation, new IsOneOf(column.Name, values)),
                $"{FigureText.Rows(profile.Rows)}, {Counted.Of(values.Count, "value")}, {Counted.Of(profile.Nulls(column), "null")}"
            );

    private static Suggestion Shape(TableInfo table) =>
        new(Subject.Shape, new HasColumns(table.Dataset, table.Columns), Counted.Of(table.Columns.Count, "column"));

    private string ExplainMissing(TableInfo table) =>
        TableProfile.GetMetrics(table, personal).Select(m => collector.Measurements.Find(m)?.Missing?.Reason).FirstOrDefault(r => r is not null)
        ?? "its rows could not be counted";

    private void ThrowIfUnavailable(IEnumerable<Metric> metrics)
    {
        var missing = metrics.Select(m => collector.Measurements.Find(m)?.Missing).FirstOrDefault(m => m is { Kind: MissingMeasurementKind.Unavailable });
        if (missing is not null)
            throw new InfrastructureException(missing.Reason);
    }

    private sealed record Draft(TableInfo Table, (TableProfile Profile, IReadOnlyList<Candidate> Candidates)? Profiled)
    {
        public IEnumerable<Metric> Metrics =>
            Profiled is var (profile, candidates) ? ValueLists.GetMetrics(profile).Concat(candidates.SelectMany(c => c.Check.GetMetrics())) : [];
    }
}

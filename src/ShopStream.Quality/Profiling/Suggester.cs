using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Profiling;

/// <summary>
/// Suggests the claims that hold of tables today. Two rounds of questions: counts, bounds and sums of all columns, one query a table; then
/// all that these let seem possible, one query a table again, besides one for each reference and each comparison by group.
/// </summary>
/// <param name="catalog">The tables of all stores.</param>
/// <param name="collector">Asks the stores.</param>
/// <param name="businessMetrics">Amounts with a name, from the settings.</param>
/// <param name="personal">Columns of which neither values nor bounds are suggested.</param>
public sealed class Suggester(Catalog catalog, MetricCollector collector, IReadOnlyDictionary<string, BusinessMetric> businessMetrics, PersonalColumns personal)
{
    /// <summary>What holds of each dataset; a dataset that nobody can ask has a reason instead.</summary>
    /// <param name="datasets">All of the catalog.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="InfrastructureException">A store did not answer.</exception>
    public async Task<IReadOnlyList<SuggestedTable>> SuggestAsync(IReadOnlyList<Dataset> datasets, CancellationToken cancellationToken)
    {
        var tables = datasets.Select(d => catalog.Find(d) ?? throw new ArgumentException($"{d} is not in the catalog", nameof(datasets))).ToList();
        await collector.CollectAsync(tables.SelectMany(t => TableProfile.GetMetrics(t, personal)), cancellationToken);
        ThrowIfUnavailable(tables.SelectMany(t => TableProfile.GetMetrics(t, personal)));
        var drafts = tables.ConvertAll(t => new Draft(t, TableProfile.Of(t, collector.Measurements, personal) is { } profile ? Candidates(profile) : null));
        List<Metric> second = [.. drafts.SelectMany(d => d.Metrics)];
        await collector.CollectAsync(second, cancellationToken);
        ThrowIfUnavailable(second);
        return drafts.ConvertAll(Suggested);
    }

    private (TableProfile, IReadOnlyList<Candidate>) Candidates(TableProfile profile)
    {
        var unseen = new HashSet<Layer>();
        var all = new LayerCandidates(profile, catalog, businessMetrics).All().Concat(profile.Rows == 0 ? [] : new ColumnCandidates(profile, catalog).All());
        // A rule may name columns that this shop's tables do not have.
        return (profile, [.. all.Where(c => !catalog.Unknown(c.Check.GetMetrics().SelectMany(q => q.References), unseen).Any())]);
    }

    private SuggestedTable Suggested(Draft draft)
    {
        var shape = Shape(draft.Table);
        if (draft.Profiled is not var (profile, candidates))
            return new SuggestedTable(draft.Table.Dataset, [], ExplainMissing(draft.Table));
        var found = candidates.Select(c => (c.Column, Suggestion: c.Evaluate(collector.Measurements))).Where(c => c.Suggestion is not null).Select(c => (c.Column, Suggestion: c.Suggestion!)).ToList();
        // The form of a value says more than today's list of values.
        var formed = found.Where(f => f.Suggestion.Subject == Subject.Patterns).Select(f => f.Column).ToHashSet(StringComparer.Ordinal);
        var lists = ValueLists.Of(profile).Where(c => !formed.Contains(c.Name)).Select(c => List(profile, c)).OfType<Suggestion>();
        return new SuggestedTable(draft.Table.Dataset, [.. found.Select(f => f.Suggestion).Concat(lists).Append(shape).OrderBy(s => s.Subject)]);
    }

    private Suggestion? List(TableProfile profile, ColumnProfile column) => ValueLists.Read(profile, column, collector.Measurements) is not { } values ? null : new Suggestion(
        Subject.Values,
        new EveryValue(profile.Relation, new IsOneOf(column.Name, values)),
        $"{FigureText.Rows(profile.Rows)}, {FigureText.Count(values.Count, "value")}, {FigureText.Count(profile.Nulls(column), "null")}");

    private static Suggestion Shape(TableInfo table) => new(Subject.Shape, new HasColumns(table.Dataset, table.Columns), FigureText.Count(table.Columns.Count, "column"));

    private string ExplainMissing(TableInfo table) =>
        TableProfile.GetMetrics(table, personal).Select(q => collector.Measurements.Find(q)?.Missing?.Reason).FirstOrDefault(r => r is not null) ?? "its rows were not counted";

    private void ThrowIfUnavailable(IEnumerable<Metric> metrics)
    {
        var missing = metrics.Select(q => collector.Measurements.Find(q)?.Missing).FirstOrDefault(m => m is { Kind: MissingMeasurementKind.Unavailable });
        if (missing is not null) throw new InfrastructureException(missing.Reason);
    }

    private sealed record Draft(TableInfo Table, (TableProfile Profile, IReadOnlyList<Candidate> Candidates)? Profiled)
    {
        public IEnumerable<Metric> Metrics => Profiled is var (profile, candidates) ? ValueLists.GetMetrics(profile).Concat(candidates.SelectMany(c => c.Check.GetMetrics())) : [];
    }
}

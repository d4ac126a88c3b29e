using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Execution;

/// <summary>A scenario with its bound checks.</summary>
public sealed record Specification
{
    /// <summary>Name of the feature.</summary>
    public required string Feature { get; init; }

    /// <summary>Name of the scenario.</summary>
    public required string Name { get; init; }

    /// <summary>Path of the feature file, relative to the features folder.</summary>
    public required string File { get; init; }

    /// <summary>Line of the scenario in its file, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>Tags with their leading @.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>All steps as written, context included.</summary>
    public required IReadOnlyList<StepResult> Steps { get; init; }

    /// <summary>Checks of its Then steps; at least one.</summary>
    public required IReadOnlyList<BoundCheck> Checks { get; init; }

    /// <summary>The free text below the name; null if there is none.</summary>
    public string? Description { get; init; }

    /// <summary>Language code of the feature; default "en".</summary>
    public string Language { get; init; } = "en";

    /// <summary>Date of the run it applies to; null for any run.</summary>
    public DateOnly? Run { get; init; }

    /// <summary>Lowest severity that fails the run; default critical.</summary>
    public Severity FailOn { get; init; } = Severity.Critical;

    /// <summary>Outcome of a check that does not hold: failed or warned.</summary>
    public Outcome WhenFailed => Severities.Of(Tags) >= FailOn ? Outcome.Failed : Outcome.Warned;
}

/// <summary>A Then step and the check it was bound to.</summary>
/// <param name="sentence">Text of the step as written.</param>
/// <param name="line">Line in the feature file, from 1.</param>
/// <param name="check">The bound check.</param>
public sealed class BoundCheck(string sentence, int line, ICheck check)
{
    /// <summary>Text of the step as written.</summary>
    public string Sentence => sentence;

    /// <summary>Line in the feature file, from 1.</summary>
    public int Line => line;

    /// <summary>The bound check.</summary>
    public ICheck Check => check;

    /// <summary>The metrics that the check needs, made once.</summary>
    public IReadOnlyList<Metric> Metrics { get; } = [.. check.GetMetrics()];

    /// <summary>The check of all rows, where <see cref="Check"/> is limited to those that had arrived; otherwise the check itself.</summary>
    public ICheck Whole
    {
        get => field ?? Check;
        init;
    }

    /// <summary>
    /// The sentence as it stands alone, with the doc string below it, where the one that was written needs a file beside its feature; null if it needs none.
    /// </summary>
    public (string Text, string DocString)? Alone { get; init; }

    /// <summary>What is measured of the rows that it is not about, because they have not arrived yet; none if it is about all rows.</summary>
    public IReadOnlyList<LateRowsMetrics> Late { get; init; } = [];

    /// <summary>What its metrics and the check itself do with columns.</summary>
    public IEnumerable<TypedUse> Uses => Metrics.SelectMany(m => m.Uses).Concat(check.Uses);

    /// <summary>Tables and columns the check reads, in the format of <see cref="CheckResult.Reads"/>.</summary>
    public IReadOnlyList<string> Reads =>
        [.. Metrics.SelectMany(m => m.References).Select(r => r.ToString()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}

/// <summary>Operations on many specifications at once.</summary>
public static class Specifications
{
    /// <summary>Replaces the checks of specifications for another date with <see cref="OtherRunCheck"/>, which is never judged.</summary>
    public static IReadOnlyList<Specification> ForRun(this IEnumerable<Specification> specifications, DateOnly date) =>
        [
            .. specifications.Select(s =>
                s.Run is { } run && run != date
                    ? s with
                    {
                        Checks = [.. s.Checks.Select(c => new BoundCheck(c.Sentence, c.Line, new OtherRunCheck(run, date)))],
                    }
                    : s
            ),
        ];

    /// <summary>All metrics of the checks, in feature order.</summary>
    public static IEnumerable<Metric> Metrics(this IEnumerable<Specification> specifications) =>
        specifications.SelectMany(s => s.Checks).SelectMany(c => c.Metrics.Concat(c.Late.SelectMany(l => l.Metrics)));

    /// <summary>Current values of the metrics that are compared with history, by name. Metrics without a measurement are left out.</summary>
    public static IReadOnlyDictionary<string, decimal> TrackedValues(this IEnumerable<Specification> specifications, Measurements measurements) =>
        specifications
            .Metrics()
            .OfType<PastValues>()
            .DistinctBy(p => p.Name, StringComparer.Ordinal)
            .Where(p => new[] { p.Metric, p.Divisor }.OfType<AggregateMetric>().All(m => measurements.Find(m) is { Missing: null }))
            .Where(p => p.ValueOf is not { } column || !measurements.RedactionPolicy.Hides(p.Metric.Relation.Reference(column)))
            .Select(p => (p.Name, Value: ExactValue(measurements, p)))
            .Where(p => p.Value is not null)
            .ToDictionary(p => p.Name, p => p.Value!.Value, StringComparer.Ordinal);

    /// <summary>Current columns of the tables whose columns are compared with history, by table.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<RecordedColumn>> TrackedColumns(
        this IEnumerable<Specification> specifications,
        Measurements measurements
    ) =>
        specifications
            .Metrics()
            .OfType<PastColumns>()
            .DistinctBy(p => p.Id, StringComparer.Ordinal)
            .Select(p => (p.Dataset, Shape: measurements.Find(new Shape(p.Dataset))))
            .Where(p => p.Shape is { Missing: null })
            .ToDictionary(
                p => $"{p.Dataset}",
                p => (IReadOnlyList<RecordedColumn>)[.. Shape.ColumnsIn(p.Shape!).Select(c => new RecordedColumn(c.Name, c.Type))],
                StringComparer.Ordinal
            );

    /// <summary>Current distributions that later runs are compared with, by name. Those of personal columns are left out.</summary>
    public static IReadOnlyDictionary<string, Histogram> TrackedDistributions(this IEnumerable<Specification> specifications, Measurements measurements) =>
        specifications
            .Metrics()
            .OfType<PastHistograms>()
            .DistinctBy(p => p.Name, StringComparer.Ordinal)
            .Where(p => !measurements.RedactionPolicy.Hides(p.Current.Relation.Reference(p.Current.Column)))
            .Select(p => (p.Name, Histogram: measurements.Find(p.Current) is { Missing: null } found ? HistogramOf.In(found) : null))
            .Where(p => p.Histogram is not null)
            .ToDictionary(p => p.Name, p => p.Histogram!, StringComparer.Ordinal);

    // A value that is not an exact number is an error of its check and is not recorded. The sum over no rows is 0.
    private static decimal? ExactValue(Measurements measurements, PastValues past)
    {
        try
        {
            return past.Current(measurements) ?? (past is { Divisor: null, Metric.Aggregate: SumOf } ? 0 : null);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>Looks up every table and column in the catalog, and parses every constant by the type of its column, before anything is measured.</summary>
    /// <exception cref="UsageException">
    /// Some do not exist, or a column's type does not allow what a sentence does with it; the message lists all of them with file:line.
    /// </exception>
    public static void Validate(this IEnumerable<Specification> specifications, Catalog catalog, IReadOnlySet<Layer> unseen)
    {
        var unknown = specifications
            .SelectMany(s => s.Checks.SelectMany(c => c.Problems(catalog, unseen).Select(u => $"{s.File}:{c.Line}: {u}")))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        if (unknown.Count > 0)
            throw new UsageException(string.Join("\n", unknown));
    }

    /// <summary>The tables and columns of a check that do not exist, and what their types do not allow.</summary>
    /// <param name="check">The check.</param>
    /// <param name="catalog">The tables and columns that exist.</param>
    /// <param name="unseen">Layers whose catalog could not be read; references to them are not checked.</param>
    public static IEnumerable<string> Problems(this BoundCheck check, Catalog catalog, IReadOnlySet<Layer> unseen) =>
        catalog
            .Unknown(check.Metrics.SelectMany(m => m.References), unseen)
            .Concat(catalog.Mismatches(check.Uses, unseen))
            .Concat(check.Check.Problems(catalog));
}

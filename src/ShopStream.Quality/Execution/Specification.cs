using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Execution;

/// <summary>A scenario that was bound: what it says, and what it claims.</summary>
public sealed record Specification
{
    /// <summary>Its feature's name.</summary>
    public required string Feature { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Relative to the features folder.</summary>
    public required string File { get; init; }

    /// <summary>In its file.</summary>
    public required int Line { get; init; }

    /// <summary>With their @.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>As written.</summary>
    public required IReadOnlyList<StepResult> Steps { get; init; }

    /// <summary>At least one.</summary>
    public required IReadOnlyList<BoundCheck> Checks { get; init; }

    /// <summary>Of what it says; default en.</summary>
    public string Language { get; init; } = "en";

    /// <summary>The run it is about; null for whichever is judged.</summary>
    public DateOnly? Run { get; init; }

    /// <summary>The least severity that fails a run.</summary>
    public Severity FailOn { get; init; } = Severity.Critical;

    /// <summary>What a claim that does not hold means.</summary>
    public Outcome WhenFailed => Severities.Of(Tags) >= FailOn ? Outcome.Failed : Outcome.Warned;
}

/// <param name="Sentence">As the feature has it.</param>
/// <param name="Line">The line in its file, from 1.</param>
/// <param name="Check">What it means.</param>
public sealed record BoundCheck(string Sentence, int Line, ICheck Check)
{
    /// <summary>Tables and columns as <see cref="CheckResult.Reads"/> has them.</summary>
    public IReadOnlyList<string> Reads =>
        [.. Check.GetMetrics().SelectMany(q => q.References).Select(m => m.Column is null ? $"{m.Dataset}" : $"{m.Dataset}.{m.Column}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}

/// <summary>Questions of many specifications at once.</summary>
public static class Specifications
{
    /// <summary>The same specifications; those about another run ask nothing and are not judged.</summary>
    public static IReadOnlyList<Specification> ForRun(this IEnumerable<Specification> specifications, DateOnly date) =>
    [
        .. specifications.Select(s => s.Run is { } run && run != date
            ? s with { Checks = [.. s.Checks.Select(c => c with { Check = new OtherRunCheck(run, date) })] }
            : s)
    ];

    /// <summary>All that is asked, in feature order.</summary>
    public static IEnumerable<Metric> Metrics(this IEnumerable<Specification> specifications) =>
        specifications.SelectMany(s => s.Checks).SelectMany(c => c.Check.GetMetrics());

    /// <summary>What figures are now whose past was asked for, by name; those that were not answered are left out.</summary>
    public static IReadOnlyDictionary<string, decimal> TrackedValues(this IEnumerable<Specification> specifications, Measurements measurements) =>
        specifications.Metrics().OfType<PastValues>().DistinctBy(p => p.Name, StringComparer.Ordinal)
            .Where(p => measurements.Find(p.Metric) is { Missing: null })
            .Select(p => (p.Name, Value: ExactValue(measurements, p.Metric))).Where(p => p.Value is not null)
            .ToDictionary(p => p.Name, p => p.Value!.Value, StringComparer.Ordinal);

    // What is no exact number is its check's error, and is not remembered. A sum over no rows is 0.
    private static decimal? ExactValue(Measurements measurements, AggregateMetric metric)
    {
        try
        {
            return measurements.Number(metric) ?? 0;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>Looks every table and column up before anything is asked.</summary>
    /// <exception cref="UsageException">Some are not there: all of them, with file:line and the nearest names.</exception>
    public static void Validate(this IEnumerable<Specification> specifications, Catalog catalog, IReadOnlySet<Layer> unseen)
    {
        var unknown = specifications
            .SelectMany(s => s.Checks.SelectMany(c => catalog.Unknown(c.Check.GetMetrics().SelectMany(q => q.References), unseen).Select(u => $"{s.File}:{c.Line}: {u}")))
            .Distinct(StringComparer.Ordinal).ToList();
        if (unknown.Count > 0)
            throw new UsageException(string.Join("\n", unknown));
    }
}

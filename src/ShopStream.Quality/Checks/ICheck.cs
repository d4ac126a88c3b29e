using ShopStream.Quality.Planning;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Checks;

/// <summary>One claim about the data: it asks, and judges what was measured. It touches nothing itself.</summary>
public interface ICheck
{
    /// <summary>What has to be known to judge.</summary>
    IEnumerable<Metric> GetMetrics();

    /// <summary>Judges; called with every answer to <see cref="GetMetrics"/> present, and again when the verdict's evidence is there too.</summary>
    Evaluation Evaluate(Measurements measurements);
}

/// <summary>What a check found. Severity is applied later.</summary>
public sealed record Evaluation
{
    /// <summary>Passed, failed or not judged.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>In words, with unit.</summary>
    public string? Expected { get; init; }

    /// <summary>In words, with unit.</summary>
    public string? Actual { get; init; }

    /// <summary>Actual less expected, with unit.</summary>
    public string? Difference { get; init; }

    /// <summary>Why it was not judged, or what else the reader should know.</summary>
    public string? Note { get; init; }

    /// <summary>Keys of the rows concerned.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>What to ask for the keys; asked only for a check that failed.</summary>
    public IReadOnlyList<Metric> Evidence { get; init; } = [];

    /// <summary>All is as expected.</summary>
    public static Evaluation Passed(string expected, string actual) =>
        new() { Outcome = Outcome.Passed, Expected = expected, Actual = actual };

    /// <summary>Something is not.</summary>
    public static Evaluation Failed(string expected, string actual, string? difference) =>
        new() { Outcome = Outcome.Failed, Expected = expected, Actual = actual, Difference = difference };

    /// <summary>Nothing to judge.</summary>
    public static Evaluation NotJudged(string why) => new() { Outcome = Outcome.NotJudged, Note = why };
}

using ShopStream.Quality.Results;

namespace ShopStream.Application.Repairs;

/// <summary>A check, judged on the keys of a file alone.</summary>
public sealed record RepairedCheck
{
    /// <summary>Path of its feature file.</summary>
    public required string Feature { get; init; }

    /// <summary>Its line.</summary>
    public required int Line { get; init; }

    /// <summary>Name of its scenario.</summary>
    public required string Scenario { get; init; }

    /// <summary>Its text.</summary>
    public required string Sentence { get; init; }

    /// <summary>Passed if no key fails any more, failed or warned by severity if one does, otherwise not judged or an error.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>Number of keys in the file.</summary>
    public required long Keys { get; init; }

    /// <summary>Number of those that still fail; 0 if they were not judged.</summary>
    public long StillFailing { get; init; }

    /// <summary>Number of those that do not fail any more.</summary>
    public long Repaired => Outcome is Outcome.Passed or Outcome.Failed or Outcome.Warned ? Keys - StillFailing : 0;

    /// <summary>The first keys that still fail; empty where rows may not be shown.</summary>
    public IReadOnlyList<string> First { get; init; } = [];

    /// <summary>Why its keys were not judged; null if they were.</summary>
    public string? Note { get; init; }
}

/// <summary>The failing rows of a file, judged again.</summary>
/// <param name="Checks">In the order of the file.</param>
/// <param name="Date">Date of the data that was checked.</param>
/// <param name="Source">The source of that data, without credentials.</param>
/// <param name="ExitCode">Of the command.</param>
public sealed record RepairResult(IReadOnlyList<RepairedCheck> Checks, DateOnly Date, string Source, int ExitCode)
{
    /// <summary>Worst outcome of the checks.</summary>
    public Outcome Outcome => Outcomes.Worst(Checks.Select(c => c.Outcome));
}

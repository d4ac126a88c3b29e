using System.Text.Json.Serialization;

namespace ShopStream.Quality.MutationTesting;

/// <summary>What a suite caught of planted faults: proof.json, schema 1.</summary>
public sealed record MutationReport
{
    /// <summary>The version of this shape.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>yyyyMMdd-HHmmss-xxxx.</summary>
    public required string RunId { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Of the data.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>The same seed, data and specs give the same faults.</summary>
    public required int Seed { get; init; }

    /// <summary>How many faults there would be in all, of which <see cref="Faults"/> were drawn.</summary>
    public required int Possible { get; init; }

    /// <summary>In the order of their ids.</summary>
    public required IReadOnlyList<MutantResult> Faults { get; init; }

    /// <summary>Of 100: caught of those that were caught or survived without an accepted reason; null where there were none. Rounded down to two decimals.</summary>
    public decimal? Score => ScoreOf(Faults);

    /// <summary>How many changed nothing.</summary>
    public int Equivalents => Count(MutantOutcome.Equivalent);

    /// <summary>Wall time.</summary>
    public required double Seconds { get; init; }

    /// <summary>What of rows may be told: none, keys or full.</summary>
    public required string Samples { get; init; }

    /// <summary>How often all scenarios were judged without a fault, and were green.</summary>
    public required int Controls { get; init; }

    /// <summary>Scenarios that caught no fault at all, as file:line and name.</summary>
    public required IReadOnlyList<ScenarioWithoutCatch> NeverCaught { get; init; }

    /// <summary>Exceptions of proof-exceptions.csv that no drawn fault needs.</summary>
    public IReadOnlyList<string> Unneeded { get; init; } = [];

    /// <summary>Claims that could not be judged on planted faults, and why.</summary>
    public required IReadOnlyList<string> NotProven { get; init; }

    /// <summary>How many survived for a reason that is accepted.</summary>
    [JsonIgnore]
    public int Accepted => Faults.Count(f => f.Accepted is not null);

    /// <summary>Survivors that nobody has accepted.</summary>
    [JsonIgnore]
    public IEnumerable<MutantResult> Open => Faults.Where(f => f.IsOpen);

    /// <summary>The sentences that would catch the survivors, those that catch most first.</summary>
    [JsonIgnore]
    public IEnumerable<SuggestedCheck> Remedies => Open.Where(f => f.Suggestion is not null).GroupBy(f => f.Suggestion!, StringComparer.Ordinal).OrderByDescending(g => g.Count()).Select(g => new SuggestedCheck(g.Key, [.. g]));

    /// <summary>How many have an outcome.</summary>
    public int Count(MutantOutcome outcome) => Faults.Count(f => f.Outcome == outcome);

    /// <summary>The fewest changed rows of a fault that was caught; null where none was.</summary>
    [JsonIgnore]
    public long? FewestRows => Faults.Where(f => f.Outcome == MutantOutcome.Caught && f.Rows > 0).Min(f => (long?)f.Rows);

    /// <summary>The smallest amount of a fault that was caught; null where none was.</summary>
    [JsonIgnore]
    public decimal? SmallestAmount => Faults.Where(f => f.Outcome == MutantOutcome.Caught && f.Amount > 0).Min(f => f.Amount);

    /// <summary>Of 100: caught of those that were caught or survived; null where there were none.</summary>
    public static decimal? ScoreOf(IEnumerable<MutantResult> mutants)
    {
        var counted = mutants.Where(f => f.Outcome is MutantOutcome.Caught || f.IsOpen).ToList();
        return counted.Count == 0 ? null : Math.Floor(counted.Count(f => f.Outcome == MutantOutcome.Caught) * 10_000m / counted.Count) / 100;
    }
}

/// <param name="Place">file:line.</param>
/// <param name="Name">The scenario's.</param>
public sealed record ScenarioWithoutCatch(string Place, string Name);

/// <summary>A fault, and what became of it.</summary>
public sealed record MutantResult
{
    /// <inheritdoc cref="Mutant.Id" />
    public required string Id { get; init; }

    /// <inheritdoc cref="Mutant.Class" />
    public required string Class { get; init; }

    /// <inheritdoc cref="Mutant.Layer" />
    public required string Layer { get; init; }

    /// <inheritdoc cref="Mutant.Table" />
    public required string Table { get; init; }

    /// <inheritdoc cref="Mutant.Column" />
    public string? Column { get; init; }

    /// <inheritdoc cref="Mutant.Description" />
    public required string Description { get; init; }

    /// <summary>What became of it.</summary>
    public required MutantOutcome Outcome { get; init; }

    /// <summary>The scenarios that no longer passed, as file:line; "transform" where the models could not be built.</summary>
    public required IReadOnlyList<string> CaughtBy { get; init; }

    /// <summary>How many rows of the table it changed; 0 where it could not be planted.</summary>
    public long Rows { get; init; }

    /// <summary>By how much it changed an amount, without regard to sign; null where it changed none.</summary>
    public decimal? Amount { get; init; }

    /// <summary>A sentence that holds of the data, and was seen not to with the fault, its table or query on lines of their own; null where it was caught or none is known.</summary>
    public string? Suggestion { get; init; }

    /// <summary>Why it may survive, as proof-exceptions.csv says; null where it may not.</summary>
    public string? Accepted { get; init; }

    /// <summary>Whether it survived and may not.</summary>
    [JsonIgnore]
    public bool IsOpen => Outcome == MutantOutcome.Survived && Accepted is null;

    /// <summary>Why it could not be planted; null where it was.</summary>
    public string? Problem { get; init; }

    internal static MutantResult Of(Mutant mutant, MutantOutcome outcome) => new()
    {
        Id = mutant.Id, Class = mutant.Class, Layer = mutant.Layer, Table = mutant.Table, Column = mutant.Column, Description = mutant.Description, Outcome = outcome, CaughtBy = [],
    };
}

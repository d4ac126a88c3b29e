using System.Text.Json.Serialization;

namespace ShopStream.Quality.MutationTesting;

/// <summary>Result of mutation testing, written as proof.json with schema 1.</summary>
public sealed record MutationReport
{
    /// <summary>Schema version of the file.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>Identifier: yyyyMMdd-HHmmss-xxxx.</summary>
    public required string RunId { get; init; }

    /// <summary>Start, in UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Date of the data.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>Seed of the random selection; the same seed, data and specs give the same mutants.</summary>
    public required int Seed { get; init; }

    /// <summary>Number of all possible mutants, from which <see cref="Faults"/> were selected.</summary>
    public required int Possible { get; init; }

    /// <summary>Results of the mutants, sorted by id.</summary>
    public required IReadOnlyList<MutantResult> Faults { get; init; }

    /// <summary>
    /// Mutation score in percent: caught mutants among those that were caught, survived without an accepted reason or raised a false alarm,
    /// rounded down to two decimal places; null if there are none.
    /// </summary>
    public decimal? Score => ScoreOf(Faults);

    /// <summary>Number of mutants that changed nothing.</summary>
    public int Equivalents => Count(MutantOutcome.Equivalent);

    /// <summary>Number of mutants whose values are equal and for which a check failed nevertheless. They lower the score.</summary>
    public int FalseAlarms => Count(MutantOutcome.FalseAlarm);

    /// <summary>How often the drill-downs of reconciliations that caught a mutant name what was planted; null if no reconciliation caught one.</summary>
    public LocalizationScore? Localization => LocalizationScore.Of(Faults);

    /// <summary>Duration in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>How much of the rows is shown: none, keys or full.</summary>
    public required string Samples { get; init; }

    /// <summary>Number of control runs, without a mutant, that passed.</summary>
    public required int Controls { get; init; }

    /// <summary>Scenarios that caught no mutant.</summary>
    public required IReadOnlyList<ScenarioWithoutCatch> NeverCaught { get; init; }

    /// <summary>Entries of proof-exceptions.csv that apply to no surviving mutant.</summary>
    public IReadOnlyList<string> Unneeded { get; init; } = [];

    /// <summary>Checks that cannot be evaluated in a mutation workspace, with the reason.</summary>
    public required IReadOnlyList<string> NotProven { get; init; }

    /// <summary>Number of survivors with an accepted reason.</summary>
    [JsonIgnore]
    public int Accepted => Faults.Count(m => m.Accepted is not null);

    /// <summary>Survivors without an accepted reason.</summary>
    [JsonIgnore]
    public IEnumerable<MutantResult> Open => Faults.Where(m => m.IsOpen);

    /// <summary>Suggested sentences that catch the survivors, those that catch most first.</summary>
    [JsonIgnore]
    public IEnumerable<SuggestedCheck> Remedies =>
        Open.Where(m => m.Suggestion is not null)
            .GroupBy(m => m.Suggestion!, StringComparer.Ordinal)
            .OrderByDescending(g => g.Count())
            .Select(g => new SuggestedCheck(g.Key, [.. g]));

    /// <summary>Number of mutants with an outcome.</summary>
    public int Count(MutantOutcome outcome) => Faults.Count(m => m.Outcome == outcome);

    /// <summary>Smallest number of changed rows of a caught mutant; null if there is none.</summary>
    [JsonIgnore]
    public long? FewestRows => Faults.Where(m => m.Outcome == MutantOutcome.Caught && m.Rows > 0).Min(m => (long?)m.Rows);

    /// <summary>Smallest changed amount of a caught mutant; null if there is none.</summary>
    [JsonIgnore]
    public decimal? SmallestAmount => Faults.Where(m => m.Outcome == MutantOutcome.Caught && m.Amount > 0).Min(m => m.Amount);

    /// <summary>Mutation score of some mutants in percent; null if none was caught or survived.</summary>
    public static decimal? ScoreOf(IEnumerable<MutantResult> mutants)
    {
        var counted = mutants.Where(m => m.Outcome is MutantOutcome.Caught or MutantOutcome.FalseAlarm || m.IsOpen).ToList();
        return counted.Count == 0 ? null : Math.Floor(counted.Count(m => m.Outcome == MutantOutcome.Caught) * 10_000m / counted.Count) / 100;
    }
}

/// <summary>A scenario that caught no mutant.</summary>
/// <param name="Place">Place of the scenario as file:line.</param>
/// <param name="Name">Name of the scenario.</param>
public sealed record ScenarioWithoutCatch(string Place, string Name);

/// <summary>Result of a mutant.</summary>
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

    /// <summary>Whether it was caught.</summary>
    public required MutantOutcome Outcome { get; init; }

    /// <summary>
    /// Scenarios that did not pass with the mutant, as file:line; "transform" if the models could not be built, "lake" if the manifest is refused.
    /// </summary>
    public required IReadOnlyList<string> CaughtBy { get; init; }

    /// <summary>Number of changed rows in its table; 0 if it could not be planted.</summary>
    public long Rows { get; init; }

    /// <summary>Absolute change of an amount; null if it changed none.</summary>
    public decimal? Amount { get; init; }

    /// <summary>
    /// A sentence that passes without the mutant and fails with it; its data table or query follows on separate lines. Null if the mutant
    /// was caught or no such sentence was found.
    /// </summary>
    public string? Suggestion { get; init; }

    /// <summary>Whether it changes the SQL of a model, so that its table and the model still agree, and only an example may see it.</summary>
    [JsonIgnore]
    public bool ChangesModel => Id.StartsWith($"{Layer}.{Table}/model: ", StringComparison.Ordinal);

    /// <summary>
    /// An example, as the lines of a scenario, that passes without the mutant of a model and does not pass with it; null if none was found or needed.
    /// </summary>
    public string? Example { get; init; }

    /// <summary>Whether the drill-downs of the reconciliations that caught it name what was planted; null if no reconciliation caught it.</summary>
    public Localization? Localization { get; init; }

    /// <summary>Accepted reason from proof-exceptions.csv; null if there is none.</summary>
    public string? Accepted { get; init; }

    /// <summary>Whether it survived without an accepted reason.</summary>
    [JsonIgnore]
    public bool IsOpen => Outcome == MutantOutcome.Survived && Accepted is null;

    /// <summary>Why it could not be planted; null if it was.</summary>
    public string? Problem { get; init; }

    /// <summary>The result of a mutant, which no scenario has caught so far.</summary>
    public static MutantResult Of(Mutant mutant, MutantOutcome outcome) =>
        new()
        {
            Id = mutant.Id,
            Class = mutant.Class,
            Layer = mutant.Layer,
            Table = mutant.Table,
            Column = mutant.Column,
            Description = mutant.Description,
            Outcome = outcome,
            CaughtBy = [],
        };
}

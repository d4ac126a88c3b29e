using ShopStream.Quality.Results;

namespace ShopStream.Quality.Changes;

/// <summary>What a change of models, settings or features does to the numbers.</summary>
public sealed record ChangeReport
{
    /// <summary>The schema of compare.json.</summary>
    public int Schema { get; } = 1;

    /// <summary>Identifier of the comparison; names its report folder.</summary>
    public required string RunId { get; init; }

    /// <summary>Start, in UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Duration in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>The date whose rows both sides are built from.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>The base as the user named it, or what it was found by.</summary>
    public required string Base { get; init; }

    /// <summary>The base's commit.</summary>
    public required string BaseCommit { get; init; }

    /// <summary>The commit that is checked out.</summary>
    public required string HeadCommit { get; init; }

    /// <summary>Path of the models' folder in the repository, with forward slashes; null if it is outside.</summary>
    public string? ModelsFolder { get; init; }

    /// <summary>Level of the setting samples.</summary>
    public required string Samples { get; init; }

    /// <summary>The setting report.currency; null for none.</summary>
    public string? Currency { get; init; }

    /// <summary>What a reader should know, such as changes that are not committed.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Models that were changed themselves, in build order.</summary>
    public IReadOnlyList<ModelChange> Models { get; init; } = [];

    /// <summary>Number of tables that were compared: the changed ones and what depends on them.</summary>
    public int Compared { get; init; }

    /// <summary>Tables that differ, in build order.</summary>
    public IReadOnlyList<TableChange> Tables { get; init; } = [];

    /// <summary>Business metrics that differ, in the order of the tables.</summary>
    public IReadOnlyList<MetricChange> Metrics { get; init; } = [];

    /// <summary>Differences that no expected change explains.</summary>
    public IReadOnlyList<ChangeFact> Unexpected { get; init; } = [];

    /// <summary>The effect of every expected change that is new since the base.</summary>
    public IReadOnlyList<ExpectedChangeResult> Expected { get; init; } = [];

    /// <summary>Every table of the head with the tables it is built from.</summary>
    public IReadOnlyList<LineageNode> Lineage { get; init; } = [];

    /// <summary>Failed if something is not expected; a warning if something expected is absent or depends on chance; otherwise passed.</summary>
    public Outcome Outcome =>
        Unexpected.Count > 0 ? Outcome.Failed
        : Expected.Any(e => !e.Happened) || Tables.Any(t => t.RowsByChance || t.ByChance.Count > 0) ? Outcome.Warned
        : Outcome.Passed;

    /// <summary>The same report with expected changes applied.</summary>
    public ChangeReport Apply(IReadOnlyList<ExpectedChange> expected)
    {
        var (open, results) = ExpectedChangeLedger.Apply(ChangeFacts.Of(this), expected);
        return this with { Unexpected = open, Expected = results };
    }
}

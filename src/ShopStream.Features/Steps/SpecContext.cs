using ShopStream.Features.Sentences;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Judging;
using ShopStream.Quality.Reconciliation;

namespace ShopStream.Features.Steps;

/// <summary>What the sentences of one scenario have said so far.</summary>
/// <param name="rules">Business rules with a name, from the settings.</param>
public sealed class SpecContext(IReadOnlyDictionary<string, Rule> rules) : IClaimContext
{
    private readonly Dictionary<Dataset, List<Condition>> only = [];
    private readonly List<Claim> claims = [];
    private (string Sentence, int Line) current;

    /// <summary>What the scenario claims, in its order.</summary>
    public IReadOnlyList<Claim> Claims => claims;

    /// <summary>The run it is about; null for the latest.</summary>
    public DateOnly? Run { get; private set; }

    /// <inheritdoc />
    public int ClaimCount => claims.Count;

    /// <inheritdoc />
    public void Enter(Step step) => current = (step.Text, step.Line);

    /// <summary>A dataset's rows, as far as the scenario is about them.</summary>
    public Relation Rows(Dataset dataset) => new(dataset, only.GetValueOrDefault(dataset));

    /// <summary>Refuses a claim that could not fail.</summary>
    /// <exception cref="FormatException">Both sides are the same.</exception>
    public static void RequireTwoSides(string left, string right)
    {
        if (string.Equals(left, right, StringComparison.Ordinal))
            throw new FormatException($"{left} is compared with itself, which cannot fail: name two different sides");
    }

    /// <summary>From here on the scenario is about those rows of the dataset only; several conditions all have to hold.</summary>
    public void Only(Dataset dataset, Condition condition)
    {
        if (!only.TryGetValue(dataset, out var conditions)) only[dataset] = conditions = [];
        conditions.Add(condition);
    }

    /// <summary>The scenario is about the run of a date.</summary>
    public void About(DateOnly run) => Run = run;

    /// <summary>The current step claims this.</summary>
    public void Claim(ICheck check, string? part = null) =>
        claims.Add(new Claim(part is null ? current.Sentence : $"{current.Sentence} {part}", current.Line, check));

    /// <summary>A rule's amount in a dataset.</summary>
    /// <exception cref="FormatException">There is no such rule, or it does not know the table or a key.</exception>
    public Measure Measure(string rule, Dataset dataset, IReadOnlyList<string> keys) => Rule(rule).In(Rows(dataset), keys);

    /// <summary>A rule by its name.</summary>
    /// <exception cref="FormatException">There is no such rule.</exception>
    public Rule Rule(string rule) =>
        rules.TryGetValue(rule, out var found)
            ? found
            : throw new FormatException($"there is no rule '{rule}'{Nearest.Hint(rule, rules.Keys)}; rules stand in the settings as rule.{rule}");
}

using ShopStream.Features.Sentences;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Reconciliation;

namespace ShopStream.Features.Steps;

/// <summary>What the sentences of one scenario have said so far.</summary>
/// <param name="businessMetrics">Business rules with a name, from the settings.</param>
public sealed class SpecContext(IReadOnlyDictionary<string, BusinessMetric> businessMetrics) : ICheckContext
{
    private readonly Dictionary<Dataset, List<Condition>> limits = [];
    private readonly List<BoundCheck> checks = [];
    private (string Sentence, int Line) current;

    /// <summary>What the scenario claims, in its order.</summary>
    public IReadOnlyList<BoundCheck> Checks => checks;

    /// <summary>The run it is about; null for the latest.</summary>
    public DateOnly? Run { get; private set; }

    /// <inheritdoc />
    public int CheckCount => checks.Count;

    /// <inheritdoc />
    public void BeginStep(Step step) => current = (step.Text, step.Line);

    /// <summary>A dataset's rows, as far as the scenario is about them.</summary>
    public Relation Rows(Dataset dataset) => new(dataset, limits.GetValueOrDefault(dataset));

    /// <summary>Refuses a claim that could not fail.</summary>
    /// <exception cref="FormatException">Both sides are the same.</exception>
    public static void RequireTwoSides(string left, string right)
    {
        if (string.Equals(left, right, StringComparison.Ordinal))
            throw new FormatException($"{left} is compared with itself, which cannot fail: name two different sides");
    }

    /// <summary>From here on the scenario is about those rows of the dataset only; several conditions all have to hold.</summary>
    public void Limit(Dataset dataset, Condition condition)
    {
        if (!limits.TryGetValue(dataset, out var conditions)) limits[dataset] = conditions = [];
        conditions.Add(condition);
    }

    /// <summary>The scenario is about the run of a date.</summary>
    public void SetRun(DateOnly run) => Run = run;

    /// <summary>The current step claims this.</summary>
    public void AddCheck(ICheck check, string? part = null) =>
        checks.Add(new BoundCheck(part is null ? current.Sentence : $"{current.Sentence} {part}", current.Line, check));

    /// <summary>A rule's amount in a dataset.</summary>
    /// <exception cref="FormatException">There is no such rule, or it does not know the table or a key.</exception>
    public Measure Measure(string rule, Dataset dataset, IReadOnlyList<string> keys) => BusinessMetric(rule).In(Rows(dataset), keys);

    /// <summary>A rule by its name.</summary>
    /// <exception cref="FormatException">There is no such rule.</exception>
    public BusinessMetric BusinessMetric(string rule) =>
        businessMetrics.TryGetValue(rule, out var found)
            ? found
            : throw new FormatException($"there is no rule '{rule}'{Nearest.Hint(rule, businessMetrics.Keys)}; rules stand in the settings as rule.{rule}");
}

using ShopStream.Features.Scenarios;
using ShopStream.Features.Sentences;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;

namespace ShopStream.Features.Steps;

/// <summary>Collects the checks and row filters of one scenario while its steps run.</summary>
/// <param name="businessMetrics">The metric definitions of the settings, by name.</param>
/// <param name="folder">The folder of the feature file, which the paths in it are relative to; null for a text that is in none.</param>
public sealed class SpecContext(IReadOnlyDictionary<string, BusinessMetric> businessMetrics, string? folder = null) : ICheckContext
{
    // A schema is written by people; larger files are something else.
    private const long LargestFile = 1 << 20;

    private readonly Dictionary<Dataset, List<Condition>> filters = [];
    private readonly List<BoundCheck> checks = [];
    private (string Sentence, int Line) current;

    /// <summary>The checks of the scenario, in the order of its steps.</summary>
    public IReadOnlyList<BoundCheck> Checks => checks;

    /// <summary>The date of the run that the scenario names; null for the latest run.</summary>
    public DateOnly? Run { get; private set; }

    /// <inheritdoc />
    public int CheckCount => checks.Count;

    /// <inheritdoc />
    public void BeginStep(Step step) => current = (step.Text, step.Line);

    /// <inheritdoc />
    /// <exception cref="FormatException">The sentence belongs to an example, and the scenario is not one.</exception>
    public object? Resolve(Type type) =>
        type == typeof(ExampleContext)
            ? throw new FormatException(
                "this sentence belongs to an example, and the scenario builds no model: add 'When MODEL is built' before its Then, such as "
                    + "'When mart_sales_overview is built', or remove the sentence"
            )
        : type.IsInstanceOfType(this) ? this
        : null;

    /// <summary>The rows of a dataset, with the row filters of the scenario.</summary>
    public Relation Rows(Dataset dataset) => new(dataset, filters.GetValueOrDefault(dataset));

    /// <summary>The text of a file that a sentence names.</summary>
    /// <param name="path">Its path, relative to the feature file.</param>
    /// <param name="what">What the file has to be: a JSON schema.</param>
    /// <exception cref="FormatException">There is no such file, it cannot be read, or it has more than a mebibyte.</exception>
    internal string Text(string path, string what)
    {
        if (folder is null && !Path.IsPathRooted(path))
            throw new FormatException($"'{path}' is relative to the feature file, and this text is in none: write {what} below the sentence instead");
        try
        {
            var file = new FileInfo(Path.Combine(folder ?? "", path));
            if (!file.Exists)
                throw new FormatException($"there is no file '{path}': expected {what}, its path relative to the feature file");
            return file.Length > LargestFile
                ? throw new FormatException($"'{path}' has {file.Length:#,##0} bytes: expected {what} of at most {LargestFile:#,##0}")
                : File.ReadAllText(file.FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new FormatException($"'{path}' cannot be read: {e.Message}; expected {what}", e);
        }
    }

    /// <summary>Rejects a check that compares something with itself and so cannot fail.</summary>
    /// <exception cref="FormatException">Both sides are the same.</exception>
    public static void RequireTwoSides(string left, string right)
    {
        if (string.Equals(left, right, StringComparison.Ordinal))
            throw new FormatException($"{left} is compared with itself, which cannot fail: name two different sides");
    }

    /// <summary>Limits later checks to the rows of the dataset that meet the condition, in addition to earlier conditions.</summary>
    public void Limit(Dataset dataset, Condition condition)
    {
        if (!filters.TryGetValue(dataset, out var conditions))
            filters[dataset] = conditions = [];
        conditions.Add(condition);
    }

    /// <summary>Limits the scenario to the run of a date.</summary>
    public void SetRun(DateOnly run) => Run = run;

    /// <summary>Adds a check to the current step.</summary>
    /// <param name="check">The check.</param>
    /// <param name="part">Names the check if the step adds several; null otherwise.</param>
    /// <param name="alone">The sentence without the files that it reads; null if it reads none.</param>
    public void AddCheck(ICheck check, string? part = null, (string Text, string DocString)? alone = null) =>
        checks.Add(new BoundCheck(part is null ? current.Sentence : $"{current.Sentence} {part}", current.Line, check) { Alone = alone });

    /// <summary>The measure of a business metric in a dataset.</summary>
    /// <param name="name">The metric's name.</param>
    /// <param name="dataset">The dataset.</param>
    /// <param name="keys">The keys to group by; empty for the total.</param>
    /// <exception cref="FormatException">The metric does not exist, or does not define the table or a key.</exception>
    public Measure Measure(string name, Dataset dataset, IReadOnlyList<string> keys) => BusinessMetric(name).In(Rows(dataset), keys);

    /// <summary>A business metric by its name.</summary>
    /// <exception cref="FormatException">The metric does not exist.</exception>
    public BusinessMetric BusinessMetric(string name) =>
        businessMetrics.TryGetValue(name, out var found)
            ? found
            : throw new FormatException($"there is no metric '{name}'{Nearest.Hint(name, businessMetrics.Keys)}; define it in the settings as rule.{name}");
}

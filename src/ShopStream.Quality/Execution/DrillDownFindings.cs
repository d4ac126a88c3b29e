using ShopStream.Quality.Data;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Reconciliation.DrillDown;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Execution;

/// <summary>What a drill-down has found, and its result: the causes and the largest differences, without hidden values.</summary>
/// <param name="metric">Name of the amount.</param>
/// <param name="path">The levels and keys of the drill-down.</param>
/// <param name="policy">Which values are hidden.</param>
internal sealed class DrillDownFindings(string metric, LineagePath path, RedactionPolicy policy)
{
    private readonly bool hidesGroups = path.Keys.SelectMany(path.Columns).Any(policy.Hides);

    /// <summary>The differences, by cause.</summary>
    public CauseTallies Tally { get; } = new();

    /// <summary>Receives every difference; null if only the largest are kept.</summary>
    public Action<DrilledDifference>? Each { get; init; }

    /// <summary>What was compared, from the total down.</summary>
    public List<DrillDownLevelResult> Steps { get; } = [];

    /// <summary>The total of each layer.</summary>
    public List<DrillDownLayer> Layers { get; } = [];

    /// <summary>Number of groups that differ although no row does.</summary>
    public int RowlessGroups { get; set; }

    /// <summary>Adds a difference.</summary>
    /// <param name="names">Names of the values of its key.</param>
    /// <param name="traced">The difference and its first divergent level.</param>
    /// <param name="cause">Its cause.</param>
    public void Add(IReadOnlyList<string> names, TracedDifference traced, string cause)
    {
        Tally.Add(Describe(traced.Difference.Key, names), traced, cause);
        Each?.Invoke(
            new DrilledDifference(
                [.. Named(traced.Difference.Key, names).Select(k => new DrilledKey(k.Name, k.Value, [.. path.Columns(k.Name)]))],
                traced.Difference.ExpectedAmount,
                traced.Difference.ActualAmount,
                cause,
                traced.Dataset
            )
        );
    }

    /// <summary>Name of a key for people, such as order=17.</summary>
    /// <param name="identity">The values, by <see cref="KeyText"/>.</param>
    /// <param name="names">Names of the values.</param>
    public string Describe(string identity, IReadOnlyList<string> names)
    {
        var values = Named(identity, names);
        return values.Count == 0 ? "total" : string.Join(", ", values.Select(v => $"{v.Name}={Shown(v.Name, v.Value)}"));
    }

    /// <summary>The result of a drill-down that could not read all rows, or could not finish.</summary>
    /// <param name="difference">The total, actual minus expected.</param>
    /// <param name="note">Why it is incomplete.</param>
    public DrillDownResult Incomplete(decimal difference, string note) =>
        Result(difference, new Dictionary<string, string>(StringComparer.Ordinal), note, complete: false);

    /// <summary>The result of a drill-down.</summary>
    /// <param name="difference">The total, actual minus expected.</param>
    /// <param name="lines">What differs in the rows of a key, by the key's name.</param>
    /// <param name="note">What else is to be said; null if nothing.</param>
    /// <param name="complete">Whether the differences found explain the total.</param>
    public DrillDownResult Result(decimal difference, IReadOnlyDictionary<string, string> lines, string? note, bool complete) =>
        new()
        {
            Metric = metric,
            BusinessMetric = path.BusinessMetricName,
            Difference = difference,
            Levels = Steps,
            Layers = Layers,
            FirstDivergentLayer = Tally.FirstDivergentLayer?.ToString(),
            Causes = Tally.Causes,
            Rows = policy.Level == SampleLevel.None ? [] : [.. Tally.Top.Take(DrillDownResult.MostRows).Select(c => Row(c, lines))],
            Differences = Tally.Count > CauseTallies.MaxDifferences || !complete ? null : [.. Tally.Top.Select(c => (c.Name, c.Traced.Difference.Net))],
            Unexplained = complete ? null : "the drill-down is incomplete",
            Note = note,
        };

    private static List<(string Name, string? Value)> Named(string identity, IReadOnlyList<string> names)
    {
        var values = KeyText.Values(identity).ToList();
        return
        [
            .. values.Select(
                (value, i) =>
                    (
                        values.Count == names.Count ? names[i]
                        : names.Count == 0 ? "key"
                        : names[0],
                        value
                    )
            ),
        ];
    }

    private string Shown(string name, string? value) =>
        value is null ? "null"
        : path.Columns(name).Any(policy.Hides) ? policy.Mask(value)
        : VisibleCharacters.Line(value);

    private DrillDownRow Row(DifferenceWithCause item, IReadOnlyDictionary<string, string> lines)
    {
        var difference = item.Traced.Difference;
        return new DrillDownRow(
            item.Name,
            item.Cause,
            difference.ExpectedAmount,
            difference.ActualAmount,
            difference.Net,
            $"{item.Traced.Dataset}",
            Detail(item, lines) is { } detail ? VisibleCharacters.Line(detail) : null
        );
    }

    // Of hidden groups, only the kind of difference is said.
    private string? Detail(DifferenceWithCause item, IReadOnlyDictionary<string, string> lines) =>
        !hidesGroups ? lines.GetValueOrDefault(item.Name) ?? item.Traced.Detail
        : item.Traced.AtLevel.Likeness(ValueDifference.Kind) is { } kind ? $"the values differ only in {kind}"
        : null;
}

/// <summary>A key that differs, as it was found.</summary>
/// <param name="Key">The values of the key; none if only the total differs.</param>
/// <param name="Expected">Expected amount.</param>
/// <param name="Actual">Actual amount.</param>
/// <param name="Cause">Cause of the difference.</param>
/// <param name="FirstDivergentLayer">First dataset in which the key differs.</param>
internal sealed record DrilledDifference(IReadOnlyList<DrilledKey> Key, decimal Expected, decimal Actual, string Cause, Dataset FirstDivergentLayer);

/// <summary>A value of a key.</summary>
/// <param name="Name">Its name in the metric definition, such as order.</param>
/// <param name="Value">Null for NULL.</param>
/// <param name="Columns">The columns that have it.</param>
internal readonly record struct DrilledKey(string Name, string? Value, IReadOnlyList<ColumnReference> Columns);

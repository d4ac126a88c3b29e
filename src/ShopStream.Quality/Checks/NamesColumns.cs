using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Checks;

/// <summary>What the names of a table's columns must be.</summary>
public enum ColumnRule
{
    /// <summary>All of the given ones, and others too.</summary>
    AtLeast,

    /// <summary>None of the given ones.</summary>
    None,

    /// <summary>All of the given ones, and no other.</summary>
    Exactly,

    /// <summary>The given ones, in their order.</summary>
    InOrder,
}

/// <summary>raw orders has at least the columns id and status; mart m has none of the columns email and phone. Names are compared with their case.</summary>
/// <param name="Dataset">The table.</param>
/// <param name="Names">Names of columns.</param>
/// <param name="Rule">What they must be.</param>
public sealed record NamesColumns(Dataset Dataset, IReadOnlyList<string> Names, ColumnRule Rule) : ICheck
{
    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [new Shape(Dataset)];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var found = measurements[new Shape(Dataset)].Rows.Select(r => r[0]!).ToList();
        var missing = Rule == ColumnRule.None ? [] : Names.Except(found, StringComparer.Ordinal).ToList();
        var unwanted =
            Rule == ColumnRule.AtLeast ? []
            : Rule == ColumnRule.None ? Names.Intersect(found, StringComparer.Ordinal).ToList()
            : found.Except(Names, StringComparer.Ordinal).ToList();
        var what = Rule switch
        {
            ColumnRule.None => "none of the columns",
            ColumnRule.AtLeast => "the columns",
            _ => "exactly the columns",
        };
        var expected = $"{what} {Identifier.Written(Names)}{(Rule == ColumnRule.InOrder ? ", in this order" : "")}";
        if (missing.Count == 0 && unwanted.Count == 0)
            return Rule == ColumnRule.InOrder && !found.SequenceEqual(Names, StringComparer.Ordinal)
                ? Evaluation.Failed(expected, $"the order {Identifier.Written(found)}", null)
                : Evaluation.Passed(expected, Rule == ColumnRule.None ? "none exists" : "all exist");
        string[] faults =
        [
            .. missing.Count > 0 ? [$"{Counted.Of(missing.Count, "column")} missing"] : Array.Empty<string>(),
            .. unwanted.Count > 0 ? [$"{Counted.Of(unwanted.Count, "column")} present"] : Array.Empty<string>(),
        ];
        return Evaluation.Failed(
            expected,
            string.Join(", ", faults),
            missing.Count > 0 ? $"−{Counted.Of(missing.Count, "column")}" : $"+{Counted.Of(unwanted.Count, "column")}"
        ) with
        {
            Keys = [.. missing.Select(m => $"missing: {Identifier.Written(m)}"), .. unwanted.Select(u => $"not expected: {Identifier.Written(u)}")],
        };
    }
}

/// <summary>raw orders has the columns of its last run: the same names and types as in the newest run of an earlier date. Not judged without one.</summary>
/// <param name="Dataset">The table.</param>
public sealed record ColumnsOfLastRun(Dataset Dataset) : ICheck
{
    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [new Shape(Dataset), new PastColumns(Dataset)];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var past = measurements[new PastColumns(Dataset)].Rows;
        if (past.Count == 0)
            return Evaluation.NotJudged($"the history has no run of an earlier date with the columns of {Dataset} (every run adds one)");
        var wanted = past.Select(r => $"{Identifier.Written(r[1]!)} {r[2]}").ToList();
        var found = Shape.ColumnsIn(measurements[new Shape(Dataset)]).Select(c => $"{Identifier.Written(c.Name)} {c.Type}").ToList();
        List<string> differences =
        [
            .. wanted.Except(found, StringComparer.OrdinalIgnoreCase).Select(c => $"no longer there: {c}"),
            .. found.Except(wanted, StringComparer.OrdinalIgnoreCase).Select(c => $"new: {c}"),
        ];
        var (expected, actual) = ($"the {Counted.Of(wanted.Count, "column")} of the run of {past[0][0]}", Counted.Of(found.Count, "column"));
        return differences.Count == 0
            ? Evaluation.Passed(expected, actual)
            : Evaluation.Failed(expected, actual, Counted.Of(differences.Count, "difference")) with
            {
                Keys = differences,
            };
    }
}

/// <summary>raw orders has the same columns as source orders: the same names, in any order. Types are those of each store.</summary>
/// <param name="Dataset">One table.</param>
/// <param name="Other">The other table.</param>
public sealed record SameColumns(Dataset Dataset, Dataset Other) : ICheck
{
    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [new Shape(Dataset), new Shape(Other)];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var (found, wanted) = (Names(Dataset), Names(Other));
        List<string> differences =
        [
            .. wanted.Except(found, StringComparer.Ordinal).Select(n => $"only in {Other}: {Identifier.Written(n)}"),
            .. found.Except(wanted, StringComparer.Ordinal).Select(n => $"only in {Dataset}: {Identifier.Written(n)}"),
        ];
        var (expected, actual) = ($"the {Counted.Of(wanted.Count, "column")} of {Other}", Counted.Of(found.Count, "column"));
        return differences.Count == 0
            ? Evaluation.Passed(expected, actual)
            : Evaluation.Failed(expected, actual, Counted.Of(differences.Count, "difference")) with
            {
                Keys = differences,
            };

        List<string> Names(Dataset dataset) => [.. measurements[new Shape(dataset)].Rows.Select(r => r[0]!)];
    }
}

using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Quality.Checks;

/// <summary>raw orders has as many rows as source orders; or several datasets have the same number.</summary>
/// <param name="Reference">What is expected.</param>
/// <param name="Others">What is compared with it.</param>
public sealed record SameRowCount(Relation Reference, IReadOnlyList<Relation> Others) : ICheck
{
    /// <inheritdoc />
    public IEnumerable<Question> Ask() => Others.Prepend(Reference).Select(Rows);

    /// <inheritdoc />
    public Verdict Judge(Answers answers)
    {
        var expected = answers.Count(Rows(Reference));
        var actual = Others.Select(o => (Relation: o, Rows: answers.Count(Rows(o)))).ToList();
        if (expected == 0 && actual.TrueForAll(a => a.Rows == 0))
            return Verdict.NotJudged($"no rows in {Reference} nor in {string.Join(", ", Others)}");
        var off = actual.Where(a => a.Rows != expected).ToList();
        var wanted = $"{Say.Rows(expected)}, as in {Reference}";
        return off.Count == 0
            ? Verdict.Passed(wanted, Say.Rows(expected))
            : Verdict.Failed(wanted, Listed(off, Say.Rows), Listed(off, n => Say.SignedRows(n - expected)));
    }

    private static string Listed(List<(Relation Relation, decimal Rows)> off, Func<decimal, string> say) =>
        off.Count == 1 ? say(off[0].Rows) : string.Join("; ", off.Select(o => $"{o.Relation}: {say(o.Rows)}"));

    private static Figure Rows(Relation relation) => new(relation, new CountRows());
}

/// <summary>core dim_users has exactly, at least or at most so many rows; is not empty.</summary>
/// <param name="Relation">The rows concerned.</param>
/// <param name="Comparison">Equal, at least or at most.</param>
/// <param name="Rows">How many.</param>
public sealed record RowCountBound(Relation Relation, Comparison Comparison, long Rows) : ICheck
{
    private Figure Found => new(Relation, new CountRows());

    /// <inheritdoc />
    public IEnumerable<Question> Ask() => [Found];

    /// <inheritdoc />
    public Verdict Judge(Answers answers)
    {
        var rows = answers.Count(Found);
        var (word, holds) = Comparison switch
        {
            Comparison.AtLeast => ("at least ", rows >= Rows),
            Comparison.AtMost => ("at most ", rows <= Rows),
            Comparison.Equal => ("exactly ", rows == Rows),
            _ => throw new InvalidOperationException($"rows are not counted '{Comparison}'"),
        };
        if (rows == 0 && Rows > 0 && Comparison == Comparison.AtMost)
            return Verdict.NotJudged($"{Relation} is empty");
        var expected = word + Say.Rows(Rows);
        return holds ? Verdict.Passed(expected, Say.Rows(rows)) : Verdict.Failed(expected, Say.Rows(rows), Say.SignedRows(rows - Rows));
    }
}

/// <summary>no order_id appears more than once in core fact_orders. Nulls are no value.</summary>
public sealed record Unique(Relation Relation, IReadOnlyList<string> Columns) : ICheck
{
    private string Value => string.Join(" and ", Columns);

    private Figure Rows => new(Relation, new CountRows());

    private IEnumerable<Figure> Values => Columns.Select(c => Question.Values(Relation, c));

    private Figure Surplus => new(Relation, new CountSurplus(Columns[0]));

    private Repeats Repeated => new(Relation, Columns);

    private Sample Which => new(Repeated, null, Columns);

    /// <inheritdoc />
    public IEnumerable<Question> Ask() => [Rows, .. Values, Columns.Count == 1 ? Surplus : Repeated];

    /// <inheritdoc />
    public Verdict Judge(Answers answers)
    {
        var rows = answers.Count(Rows);
        if (rows == 0) return Verdict.NotJudged($"{Relation} is empty");
        if (Columns.Where((_, i) => answers.Count(Values.ElementAt(i)) == 0).FirstOrDefault() is { } never) return Say.OnlyNulls(never, Relation, rows);
        var surplus = Columns.Count == 1 ? answers.Count(Surplus) : answers[Repeated].Number(1);
        var expected = $"every {Value} at most once";
        if (surplus == 0) return Verdict.Passed(expected, "none more than once");
        var actual = answers.Find(Repeated) is { Missing: null } repeats
            ? $"{Say.Count(repeats.Number(0), "value")} more than once, in {Say.Rows(repeats.Number(2))}"
            : "some more than once";
        return Verdict.Failed(expected, actual, $"{Say.Count(surplus, "surplus row")}") with
        {
            Evidence = [Repeated, Which],
            Keys = [.. Say.Keys(answers.Find(Which)).Select(Times)],
        };
    }

    // The last cell is how often: a number, whatever the values before it hold.
    private static string Times(string key) => $"{key[..key.LastIndexOf(", ", StringComparison.Ordinal)]} × {key[(key.LastIndexOf('=') + 1)..]}";
}

using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;

namespace ShopStream.Quality.Checks;

/// <summary>status in raw orders has exactly, at least or at most so many different values. Null is none.</summary>
/// <param name="Relation">The rows concerned.</param>
/// <param name="Column">The column.</param>
/// <param name="Comparison">Equal, at least or at most.</param>
/// <param name="Count">How many.</param>
public sealed record DifferentValues(Relation Relation, string Column, Comparison Comparison, long Count) : ICheck
{
    private Figure Rows => new(Relation, new CountRows());

    private Figure Values => Question.Values(Relation, Column);

    private Figure Distinct => new(Relation, new CountDistinct(Column));

    /// <inheritdoc />
    public IEnumerable<Question> Ask() => [Rows, Values, Distinct];

    /// <inheritdoc />
    public Verdict Judge(Answers answers)
    {
        var rows = answers.Count(Rows);
        if (rows == 0) return Verdict.NotJudged($"{Relation} is empty");
        if (answers.Count(Values) == 0) return Say.OnlyNulls(Column, Relation, rows);
        var found = answers.Count(Distinct);
        var (word, holds) = Comparison switch
        {
            Comparison.AtLeast => ("at least ", found >= Count),
            Comparison.AtMost => ("at most ", found <= Count),
            Comparison.Equal => ("exactly ", found == Count),
            _ => throw new InvalidOperationException($"different values are not counted '{Comparison}'"),
        };
        var expected = $"{word}{Say.Count(Count, "different value")} of {Column}";
        var actual = Say.Count(found, "different value");
        return holds
            ? Verdict.Passed(expected, actual)
            : Verdict.Failed(expected, actual, string.Create(CultureInfo.InvariantCulture, $"{found - Count:+#,##0;−#,##0} different {(Math.Abs(found - Count) == 1 ? "value" : "values")}"));
    }
}

/// <summary>at least 95 % of email in raw users is not null; of the values of status is one of a list. The share is never divided: it is compared as count * 100 with percent * total.</summary>
/// <param name="Relation">The rows concerned.</param>
/// <param name="Percent">From 0 to 100.</param>
/// <param name="Condition">What holds of so many.</param>
/// <param name="Violation">What the others are.</param>
/// <param name="OfValues">The column whose values are the whole, nulls left out; null where every row is.</param>
public sealed record AtLeastShare(Relation Relation, decimal Percent, Condition Condition, Condition Violation, string? OfValues) : ICheck
{
    private Figure Rows => new(Relation, new CountRows());

    private Figure Values => Question.Values(Relation, OfValues!);

    private Figure Violating => new(Relation, new CountWhere(Violation));

    private Sample Which => new(Rows, Violation, [.. Violation.Columns]);

    /// <inheritdoc />
    public IEnumerable<Question> Ask() => OfValues is null ? [Rows, Violating] : [Rows, Values, Violating];

    /// <inheritdoc />
    public Verdict Judge(Answers answers)
    {
        var rows = answers.Count(Rows);
        if (rows == 0) return Verdict.NotJudged($"{Relation} is empty");
        var whole = OfValues is null ? rows : answers.Count(Values);
        if (whole == 0) return Say.OnlyNulls(OfValues!, Relation, rows);
        var violating = answers.Count(Violating);
        var unit = OfValues is null ? "row" : "value";
        var expected = string.Create(CultureInfo.InvariantCulture, $"at least {Percent:0.############################} % of {Say.Count(whole, unit)}: {Condition}");
        var actual = $"{Say.Count(whole - violating, unit)} of {whole.ToString("#,##0", CultureInfo.InvariantCulture)}";
        if ((whole - violating) * 100 >= Percent * whole) return Verdict.Passed(expected, actual);
        // How many are missing to the bound: the smallest number for which it holds.
        var missing = Math.Ceiling(Percent * whole / 100) - (whole - violating);
        return Verdict.Failed(expected, actual, $"−{Say.Count(missing, unit)}") with
        {
            Evidence = [Which],
            Keys = Say.Keys(answers.Find(Which)),
        };
    }
}

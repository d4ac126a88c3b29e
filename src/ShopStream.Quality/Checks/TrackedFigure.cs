using ShopStream.Quality.Data;
using ShopStream.Quality.History;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Reconciliation;

namespace ShopStream.Quality.Checks;

/// <summary>A figure that is compared with what it was in earlier runs. Every run remembers it under its name.</summary>
public sealed record TrackedFigure
{
    private readonly Figure figure;
    private readonly string what;

    private TrackedFigure(string name, string what, Figure figure)
    {
        (this.what, this.figure) = (what, figure);
        Past = new PastValues(name, figure);
    }

    /// <summary>Its earlier values.</summary>
    public PastValues Past { get; }

    internal IEnumerable<Question> Questions => figure.Aggregate is SumOf sum
        ? [Rows, Question.Values(figure.Relation, sum.Column), figure, Past, new RunMoment()]
        : [figure, Past, new RunMoment()];

    private Figure Rows => new(figure.Relation, new CountRows());

    /// <summary>The number of rows.</summary>
    public static TrackedFigure RowsOf(Relation relation) =>
        new(FigureName.Rows($"{relation}"), "rows", new Figure(relation, new CountRows()));

    /// <summary>The sum of a column.</summary>
    public static TrackedFigure SumIn(Relation relation, string column) =>
        new(FigureName.Sum(column, $"{relation}"), column, new Figure(relation, new SumOf(column)));

    /// <summary>The amount of a rule, such as revenue.</summary>
    /// <param name="rule">The rule's name.</param>
    /// <param name="relation">Whose rows, before the rule chooses among them.</param>
    /// <param name="measure">What the rule makes of it.</param>
    public static TrackedFigure AmountOf(string rule, Relation relation, Measure measure) =>
        new(FigureName.Amount(rule, $"{relation}"), rule, new Figure(measure.Relation, new SumOf(measure.Column)));

    /// <summary>Now; over no rows a sum is 0.</summary>
    internal decimal Value(Answers answers) => answers.Number(figure) ?? 0;

    /// <summary>A column that holds nothing has no sum.</summary>
    internal Verdict? NothingToSum(Answers answers) =>
        figure.Aggregate is SumOf sum && answers.Count(Rows) is > 0 and var rows && answers.Count(Question.Values(figure.Relation, sum.Column)) == 0
            ? Say.OnlyNulls(sum.Column, figure.Relation, rows)
            : null;

    internal string Said(decimal value) => figure.Aggregate is CountRows ? $"{Plain(value)} {(value == 1 ? "row" : "rows")}" : Say.Amount(value);

    internal string Plain(decimal value) => figure.Aggregate is CountRows
        ? value.ToString("#,##0.##", System.Globalization.CultureInfo.InvariantCulture)
        : Math.Round(value, 2).ToString("#,##0.00", System.Globalization.CultureInfo.InvariantCulture);

    internal string Changed(decimal difference) => figure.Aggregate is CountRows
        ? $"{difference.ToString("+#,##0.##;−#,##0.##;0", System.Globalization.CultureInfo.InvariantCulture)} {(Math.Abs(difference) == 1 ? "row" : "rows")}"
        : $"{Math.Round(difference, 2).ToString("+#,##0.00;−#,##0.00;0.00", System.Globalization.CultureInfo.InvariantCulture)} {what}";
}

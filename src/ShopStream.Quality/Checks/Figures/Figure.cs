using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Checks.Figures;

/// <summary>A figure of the rows of a table, such as the average of a column. Every figure works with every bound.</summary>
public abstract record Figure
{
    /// <summary>What it is computed from.</summary>
    public abstract IReadOnlyList<Aggregate> Aggregates { get; }

    /// <summary>The column; null for the number of rows.</summary>
    public virtual string? Column => null;

    /// <summary>What its values are; null if that is a matter of the column's type.</summary>
    public abstract FigureScale? Scale { get; }

    /// <summary>Unit of its values, plural; empty if they have none.</summary>
    public virtual string Unit => "";

    /// <summary>Whether it is one of the column's values, which a personal column hides.</summary>
    public virtual bool IsValueOfColumn => false;

    /// <summary>Fewest values that it needs; with fewer there is no figure.</summary>
    public virtual int FewestValues => 1;

    /// <summary>Whether it can be measured for every group of rows.</summary>
    public virtual bool HasGroups => true;

    /// <summary>Range of the figure, inclusive; null if it is unbounded.</summary>
    internal virtual (decimal? Least, decimal? Most) Range =>
        Scale switch
        {
            FigureScale.Count => (0, null),
            FigureScale.Percent => (0, 100),
            _ => (null, null),
        };

    /// <summary>The figure without its dataset: the average total_amount.</summary>
    public abstract override string ToString();

    /// <summary>Reads the value.</summary>
    /// <param name="cells">Cells of the aggregates, in their order.</param>
    /// <returns>Null if there is none, because there were too few values, or if it has no place among the others, as NaN.</returns>
    internal abstract FigureValue? Read(IReadOnlyList<string?> cells);

    /// <summary>Name of the column as in a sentence.</summary>
    protected string Named => Identifier.Written(Column!);
}

/// <summary>the number of rows.</summary>
public sealed record NumberOfRows : Figure
{
    /// <inheritdoc />
    public override IReadOnlyList<Aggregate> Aggregates => [new CountRows()];

    /// <inheritdoc />
    public override FigureScale? Scale => FigureScale.Count;

    /// <inheritdoc />
    public override string Unit => "rows";

    /// <inheritdoc />
    public override string ToString() => "the number of rows";

    internal override FigureValue? Read(IReadOnlyList<string?> cells) => FigureValue.Of(FigureScale.Count, ExactNumber.Parse(cells[0]!));
}

/// <summary>the share of rows where status is refunded, in percent of all rows.</summary>
/// <param name="Condition">Condition of the rows that are counted; they are part of all rows.</param>
public sealed record ShareOfRows(Condition Condition) : Figure
{
    /// <inheritdoc />
    public override IReadOnlyList<Aggregate> Aggregates => [new CountWhere(Condition), new CountRows()];

    /// <inheritdoc />
    public override FigureScale? Scale => FigureScale.Percent;

    /// <inheritdoc />
    public override string ToString() => $"the share of rows where {Condition}";

    internal override FigureValue? Read(IReadOnlyList<string?> cells) => FigureValue.Share(cells);
}

/// <summary>A figure of a column. NULLs are ignored.</summary>
/// <param name="Name">Name of the column.</param>
public abstract record ColumnFigure(string Name) : Figure
{
    /// <inheritdoc />
    public sealed override string Column => Name;
}

/// <summary>the number of different country.</summary>
public sealed record NumberOfDifferent(string Name) : ColumnFigure(Name)
{
    /// <inheritdoc />
    public override IReadOnlyList<Aggregate> Aggregates => [new CountDistinct(Name)];

    /// <inheritdoc />
    public override FigureScale? Scale => FigureScale.Count;

    /// <inheritdoc />
    public override string Unit => "different values";

    /// <inheritdoc />
    public override string ToString() => $"the number of different {Named}";

    internal override FigureValue? Read(IReadOnlyList<string?> cells) => FigureValue.Of(FigureScale.Count, ExactNumber.Parse(cells[0]!));
}

/// <summary>the share of different email: different values in percent of all values.</summary>
public sealed record ShareOfDifferent(string Name) : ColumnFigure(Name)
{
    /// <inheritdoc />
    public override IReadOnlyList<Aggregate> Aggregates => [new CountDistinct(Name), new CountWhere(new Not(new IsNull(Name)))];

    /// <inheritdoc />
    public override FigureScale? Scale => FigureScale.Percent;

    /// <inheritdoc />
    public override string ToString() => $"the share of different {Named}";

    internal override FigureValue? Read(IReadOnlyList<string?> cells) => FigureValue.Share(cells);
}

/// <summary>The smallest or largest value, which is of the column's type.</summary>
/// <param name="Name">Name of the column.</param>
/// <param name="IsLargest">Whether it is the largest.</param>
public sealed record ExtremeValue(string Name, bool IsLargest) : ColumnFigure(Name)
{
    /// <inheritdoc />
    public override IReadOnlyList<Aggregate> Aggregates => [IsLargest ? new MaxOf(Name) : new MinOf(Name)];

    /// <inheritdoc />
    public override FigureScale? Scale => null;

    /// <inheritdoc />
    public override bool IsValueOfColumn => true;

    /// <inheritdoc />
    public override string ToString() => $"the {(IsLargest ? "largest" : "smallest")} {Named}";

    internal override FigureValue? Read(IReadOnlyList<string?> cells) => cells[0] is { } text ? FigureValue.OfColumn(text) : null;
}

/// <summary>the median price; the 95 % quantile of price. See <see cref="QuantileOf"/>.</summary>
/// <param name="Name">Name of the column.</param>
/// <param name="Percent">Share of the values that do not exceed it, above 0 and below 100; 50 for the median.</param>
public sealed record Quantile(string Name, decimal Percent) : ColumnFigure(Name)
{
    /// <inheritdoc />
    public override IReadOnlyList<Aggregate> Aggregates => [new QuantileOf(Name, Percent)];

    /// <inheritdoc />
    public override FigureScale? Scale => null;

    /// <inheritdoc />
    public override bool IsValueOfColumn => true;

    /// <inheritdoc />
    public override string ToString() =>
        Percent == 50 ? $"the median {Named}" : $"the {Percent.ToString("0.######", CultureInfo.InvariantCulture)} % quantile of {Named}";

    internal override FigureValue? Read(IReadOnlyList<string?> cells) => cells[0] is { } text ? FigureValue.OfColumn(text) : null;
}

/// <summary>the sum of quantity.</summary>
public sealed record Total(string Name) : ColumnFigure(Name)
{
    /// <inheritdoc />
    public override IReadOnlyList<Aggregate> Aggregates => [new SumOf(Name)];

    /// <inheritdoc />
    public override FigureScale? Scale => FigureScale.Number;

    /// <inheritdoc />
    public override string ToString() => $"the sum of {Named}";

    internal override FigureValue? Read(IReadOnlyList<string?> cells) => cells[0] is { } text ? FigureValue.TryParse(text) : null;
}

/// <summary>the average price: sum and number of the values, never rounded.</summary>
public sealed record Average(string Name) : ColumnFigure(Name)
{
    /// <inheritdoc />
    public override IReadOnlyList<Aggregate> Aggregates => [new SumOf(Name), new CountWhere(new Not(new IsNull(Name)))];

    /// <inheritdoc />
    public override FigureScale? Scale => FigureScale.Number;

    /// <inheritdoc />
    public override string ToString() => $"the average {Named}";

    internal override FigureValue? Read(IReadOnlyList<string?> cells) =>
        cells[0] is { } text && ExactNumber.TryParse(text) is { } sum ? new FigureValue(FigureScale.Number, sum, ExactNumber.Parse(cells[1]!), null) : null;
}

/// <summary>the standard deviation of price, of a sample. See <see cref="DeviationOf"/>.</summary>
public sealed record StandardDeviation(string Name) : ColumnFigure(Name)
{
    // Digits in which stores agree.
    private const int Digits = 12;

    /// <inheritdoc />
    public override IReadOnlyList<Aggregate> Aggregates => [new DeviationOf(Name)];

    /// <inheritdoc />
    public override FigureScale? Scale => FigureScale.Number;

    /// <inheritdoc />
    public override int FewestValues => 2;

    /// <inheritdoc />
    public override string ToString() => $"the standard deviation of {Named}";

    internal override (decimal? Least, decimal? Most) Range => (0, null);

    internal override FigureValue? Read(IReadOnlyList<string?> cells) =>
        cells[0] is { } text && ExactNumber.TryParse(text) is { } number
            ? FigureValue.TryParse(number.ToDouble().ToString($"E{Digits - 1}", CultureInfo.InvariantCulture))
            : null;
}

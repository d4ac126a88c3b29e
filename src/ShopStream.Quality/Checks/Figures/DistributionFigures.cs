using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Checks.Figures;

/// <summary>the number of columns, of a table.</summary>
public sealed record NumberOfColumns : Figure
{
    /// <inheritdoc />
    public override IReadOnlyList<Aggregate> Aggregates => [];

    /// <inheritdoc />
    public override FigureScale? Scale => FigureScale.Count;

    /// <inheritdoc />
    public override string Unit => "columns";

    /// <inheritdoc />
    public override bool HasGroups => false;

    /// <inheritdoc />
    public override string ToString() => "the number of columns";

    internal override FigureValue? Read(IReadOnlyList<string?> cells) => null;
}

/// <summary>the number of values of email: rows that have one. It is 0 where all are NULL.</summary>
public sealed record NumberOfValues(string Name) : ColumnFigure(Name)
{
    /// <inheritdoc />
    public override IReadOnlyList<Aggregate> Aggregates => [new CountWhere(new Not(new IsNull(Name)))];

    /// <inheritdoc />
    public override FigureScale? Scale => FigureScale.Count;

    /// <inheritdoc />
    public override string Unit => "values";

    /// <inheritdoc />
    public override int FewestValues => 0;

    /// <inheritdoc />
    public override string ToString() => $"the number of values of {Named}";

    internal override FigureValue? Read(IReadOnlyList<string?> cells) => FigureValue.Of(FigureScale.Count, ExactNumber.Parse(cells[0]!));
}

/// <summary>the share of email that appears once, in percent of all values.</summary>
public sealed record ShareAppearingOnce(string Name) : ColumnFigure(Name)
{
    /// <inheritdoc />
    public override IReadOnlyList<Aggregate> Aggregates => [new CountSingle(Name), new CountWhere(new Not(new IsNull(Name)))];

    /// <inheritdoc />
    public override FigureScale? Scale => FigureScale.Percent;

    /// <inheritdoc />
    public override bool HasGroups => false;

    /// <inheritdoc />
    public override string ToString() => $"the share of {Named} that appears once";

    internal override FigureValue? Read(IReadOnlyList<string?> cells) => FigureValue.Share(cells);
}

/// <summary>the entropy of country, in nats: 0 if all values are the same, and the logarithm of their number if all are equally frequent.</summary>
public sealed record Entropy(string Name) : ColumnFigure(Name)
{
    /// <inheritdoc />
    public override IReadOnlyList<Aggregate> Aggregates => [new EntropyOf([Name])];

    /// <inheritdoc />
    public override FigureScale? Scale => FigureScale.Number;

    /// <inheritdoc />
    public override bool HasGroups => false;

    /// <inheritdoc />
    public override string ToString() => $"the entropy of {Named}";

    internal override (decimal? Least, decimal? Most) Range => (0, null);

    internal override FigureValue? Read(IReadOnlyList<string?> cells) => FigureValue.TryRound(cells[0], 9);
}

/// <summary>the correlation of quantity and unit_price (Pearson), from −1 to 1, over the rows that have both.</summary>
/// <param name="Name">One column.</param>
/// <param name="Other">The other column.</param>
public sealed record Correlation(string Name, string Other) : ColumnFigure(Name)
{
    /// <inheritdoc />
    public override IReadOnlyList<Aggregate> Aggregates => [new CorrelationOf(Name, Other)];

    /// <inheritdoc />
    public override FigureScale? Scale => FigureScale.Number;

    /// <inheritdoc />
    public override string ToString() => $"the correlation of {Named} and {Identifier.Written(Other)}";

    internal override (decimal? Least, decimal? Most) Range => (-1, 1);

    internal override FigureValue? Read(IReadOnlyList<string?> cells) => FigureValue.TryRound(cells[0], 9);
}

/// <summary>the mutual information of country and currency, in nats, over the rows that have both: 0 if one tells nothing about the other.</summary>
/// <param name="Name">One column.</param>
/// <param name="Other">The other column.</param>
public sealed record MutualInformation(string Name, string Other) : ColumnFigure(Name)
{
    /// <inheritdoc />
    public override IReadOnlyList<Aggregate> Aggregates => [new EntropyOf([Name], Other), new EntropyOf([Other], Name), new EntropyOf([Name, Other])];

    /// <inheritdoc />
    public override FigureScale? Scale => FigureScale.Number;

    /// <inheritdoc />
    public override bool HasGroups => false;

    /// <inheritdoc />
    public override string ToString() => $"the mutual information of {Named} and {Identifier.Written(Other)}";

    internal override (decimal? Least, decimal? Most) Range => (0, null);

    internal override FigureValue? Read(IReadOnlyList<string?> cells) =>
        cells.All(c => c is not null)
            ? FigureValue.TryRound((ExactNumber.Parse(cells[0]!) + ExactNumber.Parse(cells[1]!) - ExactNumber.Parse(cells[2]!)).ToString(), 9)
            : null;
}

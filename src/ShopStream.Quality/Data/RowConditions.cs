namespace ShopStream.Quality.Data;

/// <summary>One of the conditions holds; an empty list holds for no row.</summary>
/// <param name="Conditions">The conditions.</param>
public sealed record AnyOf(IReadOnlyList<Condition> Conditions) : Condition
{
    /// <inheritdoc />
    public override string Id => Identity.Of("any-of", Conditions.Select(c => c.Id));

    /// <inheritdoc />
    public override IEnumerable<string> Columns => Conditions.SelectMany(c => c.Columns).Distinct(StringComparer.Ordinal);

    /// <inheritdoc />
    public override Condition WithRelation(string table) => new AnyOf([.. Conditions.Select(c => c.WithRelation(table))]);

    /// <inheritdoc />
    public override string ToString() => Conditions.Count == 0 ? "none" : string.Join(" or ", Conditions.Select(c => c is AllOf ? $"({c})" : $"{c}"));
}

/// <summary>Compares the value with a formula on the row; unknown if one of them is NULL.</summary>
/// <param name="Column">The column.</param>
/// <param name="Comparison">How its value compares.</param>
/// <param name="Formula">The formula.</param>
public sealed record ComparesFormula(string Column, Comparison Comparison, Formula Formula) : Condition
{
    /// <inheritdoc />
    public override string Id => Identity.Of("compares-formula", Identity.Column(Column), Identity.Value($"{Comparison}"), Formula.Id);

    /// <inheritdoc />
    public override IEnumerable<string> Columns => Formula.Columns.Prepend(Column).Distinct(StringComparer.Ordinal);

    /// <inheritdoc />
    public override Condition WithRelation(string table) => this with { Column = Identifier.Of(table, Column), Formula = Formula.On(table) };

    /// <inheritdoc />
    public override string ToString() =>
        $"{Identifier.Written(Column)} is "
        + Comparison switch
        {
            Comparison.Equal => "exactly",
            Comparison.AtLeast => "at least",
            Comparison.AtMost => "at most",
            Comparison.Above => "above",
            _ => "below",
        }
        + $" {Formula}";
}

/// <summary>The value is at least or at most so long before or after that of another column; unknown if one of them is NULL.</summary>
/// <param name="Column">Column of dates or timestamps. A date is its midnight.</param>
/// <param name="IsAtMost">Whether the time between is a maximum; otherwise a minimum.</param>
/// <param name="Age">The time between.</param>
/// <param name="IsAfter">Whether the value is later than the other one; otherwise earlier.</param>
/// <param name="Other">The other column.</param>
public sealed record IsApart(string Column, bool IsAtMost, Age Age, bool IsAfter, string Other) : Condition
{
    /// <inheritdoc />
    public override string Id =>
        Identity.Of(
            "apart",
            Identity.Column(Column),
            Identity.Value(IsAtMost ? "at most" : "at least"),
            Identity.Number((long)Age.Span.TotalMinutes),
            Identity.Value(IsAfter ? "after" : "before"),
            Identity.Column(Other)
        );

    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Column, Other];

    /// <summary>How the value compares with the other one, moved by the time between.</summary>
    public Comparison Comparison => IsAtMost == IsAfter ? Comparison.AtMost : Comparison.AtLeast;

    /// <inheritdoc />
    public override Condition WithRelation(string table) => this with { Column = Identifier.Of(table, Column), Other = Identifier.Of(table, Other) };

    /// <inheritdoc />
    public override string ToString() =>
        $"{Identifier.Written(Column)} is at {(IsAtMost ? "most" : "least")} {Age} {(IsAfter ? "after" : "before")} {Identifier.Written(Other)}";
}

using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics;

/// <summary>What a metric does with columns of a relation.</summary>
/// <param name="Relation">The rows of the metric.</param>
public abstract record TypedUse(Relation Relation)
{
    /// <summary>The fix that messages name.</summary>
    protected const string Convert = "convert the column in a model";

    /// <summary>The conditions of a relation.</summary>
    public static IEnumerable<TypedUse> Of(Relation relation) => relation.Conditions.Select(c => new ConditionUse(relation, c));

    /// <summary>Lists what the columns' types do not allow.</summary>
    /// <param name="find">Returns a column of the catalog; null if it is not known.</param>
    public abstract IEnumerable<string> Mismatches(Func<ColumnReference, ColumnInfo?> find);

    /// <summary>The type whose values the column has: that of the source for a column that arrives as text.</summary>
    protected static ColumnType TypeOf(ColumnInfo column) => ColumnType.Parse(column.SourceType ?? column.Type);

    /// <summary>"q in raw t is int".</summary>
    protected static string Describe(ColumnReference reference, ColumnInfo column) =>
        $"{Identifier.Written(reference.Column!)} in {reference.Dataset} is "
        + $"{(column.SourceType is { } source ? $"{source}, which arrives as text" : column.Type)}";
}

/// <summary>A sum, which needs exact numbers: that of floating-point numbers depends on the order of the rows.</summary>
public sealed record SumUse(Relation Relation, string Column) : TypedUse(Relation)
{
    /// <inheritdoc />
    public override IEnumerable<string> Mismatches(Func<ColumnReference, ColumnInfo?> find)
    {
        var reference = Relation.Reference(Column);
        if (find(reference) is not { } column || TypeOf(column).Kind == ValueKind.Exact)
            yield break;
        yield return TypeOf(column).Kind == ValueKind.Float
            ? $"{Describe(reference, column)}: found a sum of it, but a sum of floating-point numbers depends on the order of the rows; "
                + "expected a column of exact numbers (convert the column to decimal in a model or a view)"
            : $"{Describe(reference, column)}: found a sum of it, expected a column of numbers ({Convert})";
    }
}

/// <summary>The smallest or largest value, which needs an order.</summary>
public sealed record OrderUse(Relation Relation, string Column, string Extreme) : TypedUse(Relation)
{
    /// <inheritdoc />
    public override IEnumerable<string> Mismatches(Func<ColumnReference, ColumnInfo?> find)
    {
        var reference = Relation.Reference(Column);
        if (find(reference) is { } column && TypeOf(column).Kind is ValueKind.Text or ValueKind.Json or ValueKind.Boolean)
            yield return $"{Describe(reference, column)}: found its {Extreme}, expected a column of numbers, dates or times ({Convert})";
    }
}

/// <summary>A figure of numbers, such as the standard deviation.</summary>
public sealed record NumberUse(Relation Relation, string Column, string Figure) : TypedUse(Relation)
{
    /// <inheritdoc />
    public override IEnumerable<string> Mismatches(Func<ColumnReference, ColumnInfo?> find)
    {
        var reference = Relation.Reference(Column);
        if (find(reference) is { } column && TypeOf(column).Kind is not (ValueKind.Exact or ValueKind.Float))
            yield return $"{Describe(reference, column)}: found its {Figure}, expected a column of numbers ({Convert})";
    }
}

/// <summary>A distribution of numbers or categories. Dates and documents are neither: new ones come every day.</summary>
public sealed record DriftUse(Relation Relation, string Column) : TypedUse(Relation)
{
    /// <inheritdoc />
    public override IEnumerable<string> Mismatches(Func<ColumnReference, ColumnInfo?> find)
    {
        var reference = Relation.Reference(Column);
        if (find(reference) is { } column && TypeOf(column).Kind is ValueKind.Moment or ValueKind.Time or ValueKind.Json)
            yield return $"{Describe(reference, column)}: found its distribution, expected a column of numbers or of categories ({Convert})";
    }
}

/// <summary>A point in time, such as one that is compared with another one.</summary>
public sealed record MomentUse(Relation Relation, string Column, string What) : TypedUse(Relation)
{
    /// <inheritdoc />
    public override IEnumerable<string> Mismatches(Func<ColumnReference, ColumnInfo?> find)
    {
        var reference = Relation.Reference(Column);
        if (find(reference) is { } column && TypeOf(column).Kind != ValueKind.Moment)
            yield return $"{Describe(reference, column)}: found '{What}', expected a column of dates or timestamps ({Convert})";
    }
}

/// <summary>A text, which is judged by its characters.</summary>
public sealed record TextUse(Relation Relation, string Column, string What) : TypedUse(Relation)
{
    /// <inheritdoc />
    public override IEnumerable<string> Mismatches(Func<ColumnReference, ColumnInfo?> find)
    {
        var reference = Relation.Reference(Column);
        if (find(reference) is { } column && TypeOf(column).Kind is not (ValueKind.Text or ValueKind.Json))
            yield return $"{Describe(reference, column)}: found {What}, expected a column of text ({Convert})";
    }
}

/// <summary>A condition, whose constants are values of their columns' types.</summary>
public sealed record ConditionUse(Relation Relation, Condition Condition) : TypedUse(Relation)
{
    /// <inheritdoc />
    public override IEnumerable<string> Mismatches(Func<ColumnReference, ColumnInfo?> find) => Mismatches(Condition, find);

    private IEnumerable<string> Mismatches(Condition condition, Func<ColumnReference, ColumnInfo?> find)
    {
        switch (condition)
        {
            case Not c:
                return Mismatches(c.Inner, find);
            case OrNull c:
                return Mismatches(c.Inner, find);
            case InWords c:
                return Mismatches(c.Inner, find);
            case ComparesWith c:
                return Mismatches(c, find);
            case ComparesFormula c:
                return new FormulaUse(Relation, new IsSameAs(c.Column, c.Formula)).Mismatches(find);
            case IsApart c:
                return c.Columns.SelectMany(x => new MomentUse(Relation, x, $"{c}").Mismatches(find));
            case AnyOf c:
                return c.Conditions.SelectMany(x => Mismatches(x, find));
            case AllOf c:
                return c.Conditions.SelectMany(x => Mismatches(x, find));
            case IsSameAs c:
                return new FormulaUse(Relation, c).Mismatches(find);
        }
        if (condition is IsNull or IsInBuckets)
            return [];
        var reference = Relation.Reference(condition.Columns.First());
        if (find(reference) is not { } column)
            return [];
        var type = TypeOf(column);
        return (
            condition switch
            {
                IsOneOf c => c.Values.Select(v => Value(type, v)),
                Compares { Comparison: Comparison.Equal } c => [Value(type, c.Value)],
                Compares c => [Order(type, c.Value) ?? Value(type, c.Value)],
                IsBetween c => [Order(type, c.Low) ?? Order(type, c.High) ?? Value(type, c.Low), Value(type, c.High), Reversed(type, c)],
                IsWithinLast when type.Kind != ValueKind.Moment => [$"expected a column of dates or timestamps ({Convert})"],
                IsWithinLast { Period.Unit: CalendarUnit.Hour } when type.Word is "date" => ["but a date has no hours; expected days, weeks or months"],
                HasLength when type.Kind != ValueKind.Text => ["expected a column of text, which has characters"],
                IsMatch when type.Kind != ValueKind.Text => ["expected a column of text for 'matches'"],
                _ => (string?[])[],
            }
        )
            .OfType<string>()
            .Take(1)
            .Select(problem => $"{Describe(reference, column)}: found '{condition}', {problem}");
    }

    private IEnumerable<string> Mismatches(ComparesWith condition, Func<ColumnReference, ColumnInfo?> find)
    {
        var references = condition.Columns.Select(Relation.Reference).ToList();
        if (find(references[0]) is not { } column || find(references[1]) is not { } other)
            yield break;
        var (kind, otherKind) = (Compared(TypeOf(column).Kind), Compared(TypeOf(other).Kind));
        if (kind != otherKind)
            yield return $"{Describe(references[0], column)}: found it compared with {Describe(references[1], other)}, "
                + $"expected two columns of one kind ({Convert})";
        else if (condition.Comparison != Comparison.Equal && kind is not (ValueKind.Exact or ValueKind.Moment or ValueKind.Time))
            yield return $"{Describe(references[0], column)}: found '{condition}', "
                + $"but its values have no order that all stores share; expected columns of numbers, dates or times ({Convert})";
    }

    private static ValueKind Compared(ValueKind kind) => kind == ValueKind.Float ? ValueKind.Exact : kind;

    private static string? Value(ColumnType type, string text)
    {
        try
        {
            _ = Constant.Parse(type, text);
            return null;
        }
        catch (FormatException e)
        {
            return $"'{text}' is not such a value; expected {e.Message}";
        }
    }

    private static string? Order(ColumnType type, string text) =>
        type switch
        {
            { Kind: ValueKind.Exact or ValueKind.Float or ValueKind.Moment or ValueKind.Time } => null,
            // Letter by letter, 10 is below 5, and a date of another form is anywhere.
            { IsText: true } or { Word: "citext" } => text.Any(char.IsDigit) || Constant.TryParse(ColumnType.Parse("double"), text) is not null
                ? $"but text is compared letter by letter, so that 10 would be below 5; expected a column of numbers, dates or times ({Convert})"
                : null,
            _ => $"but its values have no order that all stores share; expected a column of numbers, dates or times ({Convert})",
        };

    private static string? Reversed(ColumnType type, IsBetween between) =>
        Constant.TryParse(type, between.Low) is { } low && Constant.TryParse(type, between.High) is { } high && Constant.Compare(low, high) > 0
            ? "but no value is between them; expected the lower bound first"
            : null;
}

/// <summary>A formula: arithmetic needs numbers, and both sides have the same kind of values.</summary>
public sealed record FormulaUse(Relation Relation, IsSameAs Condition) : TypedUse(Relation)
{
    /// <inheritdoc />
    public override IEnumerable<string> Mismatches(Func<ColumnReference, ColumnInfo?> find)
    {
        var kinds = Condition
            .Columns.Select(Relation.Reference)
            .Distinct()
            .Select(r => (Reference: r, Column: find(r)))
            .Where(c => c.Column is not null)
            .ToList();
        if (Condition.Formula is NumberTerm)
            return kinds
                .Where(k => TypeOf(k.Column!).Kind is not (ValueKind.Exact or ValueKind.Float))
                .Select(k => $"{Describe(k.Reference, k.Column!)}: found '{Condition}', expected a column of numbers ({Convert})");
        var calculates = Condition.Formula is not ColumnTerm;
        var mixed = kinds.Select(k => IsLetters(k.Column!)).Distinct().Count() > 1;
        return kinds
            .Where(k => IsLetters(k.Column!) && (calculates || mixed))
            .Select(k =>
                $"{Describe(k.Reference, k.Column!)}: found '{Condition}', "
                + $"expected {(calculates ? "a column of numbers, dates or times" : "columns of one kind")} ({Convert})"
            );
    }

    private static bool IsLetters(ColumnInfo column) => TypeOf(column).Kind is ValueKind.Text or ValueKind.Json or ValueKind.Boolean;
}

/// <summary>
/// A condition in a model, which does not know the types of its columns: a number with a fraction is compared as a number, everything else
/// is converted to the column's type.
/// </summary>
public sealed record ModelUse(Relation Relation, Condition Condition) : TypedUse(Relation)
{
    /// <inheritdoc />
    public override IEnumerable<string> Mismatches(Func<ColumnReference, ColumnInfo?> find)
    {
        var inner = Condition is OrNull orNull ? orNull.Inner : Condition;
        var (name, constants) = (inner is Not not ? not.Inner : inner) switch
        {
            IsOneOf c => (c.Column, c.Values),
            IsBetween c => (c.Column, [c.Low, c.High]),
            Compares c => (c.Column, [c.Value]),
            _ => ("", (IReadOnlyList<string>)[]),
        };
        if (constants.Count == 0)
            yield break;
        var reference = Relation.Reference(name);
        if (find(reference) is not { } column)
            yield break;
        foreach (var text in constants.Where(t => Changes(TypeOf(column), t)).Take(1))
            yield return $"{Describe(reference, column)}: found '{Condition}', but a model would convert '{text}'; "
                + "expected a constant that has the form of the column's values";
    }

    private static bool Changes(ColumnType type, string text) =>
        type switch
        {
            { Kind: ValueKind.Text } => Constant.Number(text) is { Scale: > 0 } || Sql.IsFraction(text),
            { Word: "date" } => Constant.TryParse(type, text) is MomentConstant { Infinite: 0 } moment && moment.Value.TimeOfDay != TimeSpan.Zero,
            _ => false,
        };
}

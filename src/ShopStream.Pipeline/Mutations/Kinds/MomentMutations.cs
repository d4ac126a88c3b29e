namespace ShopStream.Pipeline.Mutations.Kinds;

/// <summary>A fault of a date or timestamp.</summary>
internal abstract class MomentMutation(string name, string text) : CellMutation(name, text)
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => column.IsMoment;
}

/// <summary>The day after.</summary>
internal sealed class ADayLater() : MomentMutation("a day later", "is a day later")
{
    /// <inheritdoc />
    protected override string Value(string cell, MutationColumn column, MutationScope scope) => scope.Dialect.PlusDays(cell, "1");
}

/// <summary>Day and month read in the other order.</summary>
internal sealed class DayAndMonthSwapped() : MomentMutation("day and month swapped", "has day and month swapped")
{
    /// <inheritdoc />
    protected override string Where(string cell) => $"DAY({cell}) <= 12 AND DAY({cell}) <> MONTH({cell})";

    /// <inheritdoc />
    protected override string Value(string cell, MutationColumn column, MutationScope scope) =>
        scope.Dialect.PlusDays(cell, $"{scope.Dialect.Day($"YEAR({cell})", $"DAY({cell})", $"MONTH({cell})")} - CAST({cell} AS DATE)");
}

/// <summary>An hour later, as by daylight saving.</summary>
internal sealed class AnHourLater() : MomentMutation("an hour later", "is an hour later")
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => column.Kind == MutationColumnKind.Moment;

    /// <inheritdoc />
    protected override string Value(string cell, MutationColumn column, MutationScope scope) => scope.Dialect.PlusHours(cell, "1");
}

/// <summary>A hundred years later, as by two digits of a year.</summary>
internal sealed class ACenturyLater() : MomentMutation("a century later", "is a hundred years later")
{
    /// <inheritdoc />
    protected override string Value(string cell, MutationColumn column, MutationScope scope) => scope.Dialect.PlusDays(cell, "36525");
}

/// <summary>All timestamps in another time zone.</summary>
internal sealed class AnotherTimeZone() : AllCellsMutation("another time zone", "is shifted to another time zone in all rows")
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => column.Kind == MutationColumnKind.Moment;

    /// <inheritdoc />
    protected override string Value(string cell, MutationScope scope) => scope.Dialect.PlusHours(cell, "2");
}

/// <summary>True for false, or the reverse.</summary>
internal sealed class FlagFlipped() : CellMutation("flag flipped", "is negated")
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => column.Kind == MutationColumnKind.Flag;

    /// <inheritdoc />
    protected override string Value(string cell, MutationColumn column, MutationScope scope) => $"NOT {cell}";
}

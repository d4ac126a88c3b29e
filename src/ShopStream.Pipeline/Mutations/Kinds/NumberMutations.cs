namespace ShopStream.Pipeline.Mutations.Kinds;

/// <summary>A fault of an amount: a number with decimals.</summary>
internal abstract class AmountMutation(string name, string text, MutationLayers layers = MutationLayers.Source | MutationLayers.Warehouse)
    : CellMutation(name, text, layers)
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => column.Kind == MutationColumnKind.Exact;
}

/// <summary>A fault of a measure: an amount or a whole number that is not a key.</summary>
internal abstract class MeasureMutation(string name, string text, MutationLayers layers = MutationLayers.Source | MutationLayers.Warehouse)
    : CellMutation(name, text, layers)
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => column.IsMeasure;
}

/// <summary>The smallest step up or down in the last decimal that counts.</summary>
/// <param name="name">Name of the class.</param>
/// <param name="text">What happens to the amount.</param>
/// <param name="step">What is added.</param>
/// <param name="cents">Whether it applies to amounts with cents, or to all others.</param>
internal abstract class SmallStep(string name, string text, string step, bool cents)
    : AmountMutation(name, text, cents ? MutationLayers.Source | MutationLayers.Warehouse : MutationLayers.Warehouse)
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => base.AppliesTo(column, scope) && column.Scale == 2 == cents;

    /// <inheritdoc />
    protected override string Value(string cell, MutationColumn column, MutationScope scope) => $"{cell} + {step}";
}

/// <summary>A cent more.</summary>
internal sealed class OneCentMore() : SmallStep("one cent more", "is a cent more", "0.01", cents: true);

/// <summary>A cent less.</summary>
internal sealed class OneCentLess() : SmallStep("one cent less", "is a cent less", "(-0.01)", cents: true);

/// <summary>A ten-thousandth more.</summary>
internal sealed class ALittleMore() : SmallStep("a little more", "is a little more", "0.0001", cents: false);

/// <summary>A ten-thousandth less.</summary>
internal sealed class ALittleLess() : SmallStep("a little less", "is a little less", "(-0.0001)", cents: false);

/// <summary>A cent moves from the sampled row to another one, so that the total stays.</summary>
internal sealed class CentMoved() : ColumnMutation("a cent moved", "loses a cent to another row", MutationLayers.Source | MutationLayers.Warehouse)
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => column is { Kind: MutationColumnKind.Exact, Scale: 2 };

    /// <inheritdoc />
    protected override DataMutation Of(MutationColumn column, MutationScope scope)
    {
        var (cell, drawn) = (scope.Name(column), scope.SampledRows);
        var isOther = $"{cell} IS NOT NULL AND ROW_NUMBER() OVER (PARTITION BY {drawn} OR {cell} IS NULL ORDER BY {cell} DESC, {scope.Order}) = 1";
        return new(
            Name,
            column,
            $"{cell} IS NOT NULL",
            scope.Select((column, $"CASE WHEN {drawn} THEN {cell} - 0.01 WHEN {isOther} THEN {cell} + 0.01 ELSE {cell} END")),
            Text
        );
    }
}

/// <summary>The other sign.</summary>
internal sealed class SignFlipped() : MeasureMutation("sign flipped", "has the wrong sign")
{
    /// <inheritdoc />
    protected override string Where(string cell) => $"{cell} <> 0";

    /// <inheritdoc />
    protected override string Value(string cell, MutationColumn column, MutationScope scope) => $"-{cell}";
}

/// <summary>Cents read as units.</summary>
internal sealed class TimesHundred() : MeasureMutation("× 100", "is multiplied by 100")
{
    /// <inheritdoc />
    protected override string Where(string cell) => $"{cell} <> 0 AND {cell} > -10000 AND {cell} < 10000";

    /// <inheritdoc />
    protected override string Value(string cell, MutationColumn column, MutationScope scope) => $"{cell} * 100";
}

/// <summary>Units read as cents.</summary>
internal sealed class DividedByHundred() : AmountMutation("÷ 100", "is divided by 100")
{
    /// <inheritdoc />
    protected override string Where(string cell) => $"{cell} <> ROUND({cell} * 0.01, 2)";

    /// <inheritdoc />
    protected override string Value(string cell, MutationColumn column, MutationScope scope) => $"{cell} * 0.01";
}

/// <summary>The decimals are rounded away.</summary>
internal sealed class RoundedToWholeUnits() : AmountMutation("rounded to whole units", "is rounded to whole units")
{
    /// <inheritdoc />
    protected override string Where(string cell) => $"{cell} <> ROUND({cell})";

    /// <inheritdoc />
    protected override string Value(string cell, MutationColumn column, MutationScope scope) => $"ROUND({cell})";
}

/// <summary>A decimal comma that is read as a separator of thousands.</summary>
internal sealed class DecimalCommaLost()
    : AllCellsMutation("decimal comma", "has lost its decimal comma in all rows", MutationLayers.Lake | MutationLayers.Warehouse)
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => column.Kind == MutationColumnKind.Exact;

    /// <inheritdoc />
    protected override string Value(string cell, MutationScope scope) => $"CASE WHEN {cell} > -100000 AND {cell} < 100000 THEN {cell} * 100 ELSE {cell} END";
}

/// <summary>One more.</summary>
internal sealed class OneMore() : MeasureMutation("one more", "is one more", MutationLayers.Warehouse)
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => column is { IsMeasure: true, Kind: MutationColumnKind.Whole };

    /// <inheritdoc />
    protected override string Value(string cell, MutationColumn column, MutationScope scope) => $"{cell} + 1";
}

/// <summary>One less.</summary>
internal sealed class OneLess() : MeasureMutation("one less", "is one less", MutationLayers.Warehouse)
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => column is { IsMeasure: true, Kind: MutationColumnKind.Whole };

    /// <inheritdoc />
    protected override string Value(string cell, MutationColumn column, MutationScope scope) => $"{cell} - 1";
}

/// <summary>A day whose amounts are doubled, as if it were loaded in another currency.</summary>
internal sealed class DayScaled() : MeasureMutation("a day scaled", "is doubled, with all others of its day", MutationLayers.Warehouse)
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => base.AppliesTo(column, scope) && scope.Day is not null;

    /// <inheritdoc />
    protected override DataMutation Of(MutationColumn column, MutationScope scope)
    {
        var (cell, day) = (scope.Name(column), $"CAST({scope.Name(scope.Day!)} AS DATE)");
        return new(
            Name,
            column,
            $"{cell} <> 0 AND {day} IS NOT NULL",
            scope.Select((column, $"CASE WHEN {day} = {scope.Sampled(day)} THEN {Value(cell, column, scope)} ELSE {cell} END")),
            Text
        );
    }

    /// <inheritdoc />
    protected override string Value(string cell, MutationColumn column, MutationScope scope) => $"{cell} * 2";
}

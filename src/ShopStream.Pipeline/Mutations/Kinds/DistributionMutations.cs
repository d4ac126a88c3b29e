namespace ShopStream.Pipeline.Mutations.Kinds;

/// <summary>A fault of a column of known codes, of which none is unknown afterwards.</summary>
internal abstract class CodeMutation(string name, string text) : ColumnMutation(name, text)
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => scope.HasCodes(column) && scope.Distinct(column) > 1 && !column.IsKey;

    /// <summary>SQL of the new value of every row.</summary>
    protected abstract string Value(string cell, MutationScope scope);

    /// <inheritdoc />
    protected override DataMutation Of(MutationColumn column, MutationScope scope)
    {
        var cell = scope.Name(column);
        return new(Name, column, $"{cell} IS NOT NULL", scope.Select((column, Value(cell, scope))), Text);
    }
}

/// <summary>A code does not occur any more: its rows have another one.</summary>
internal sealed class CodeLost() : CodeMutation("code lost", "is another known code, with all others of its value")
{
    /// <inheritdoc />
    protected override string Value(string cell, MutationScope scope) =>
        $"CASE WHEN {cell} = {scope.Sampled(cell)} THEN "
        + $"CASE WHEN {cell} = (SELECT MIN({cell}) FROM t) THEN (SELECT MAX({cell}) FROM t) ELSE (SELECT MIN({cell}) FROM t) END ELSE {cell} END";
}

/// <summary>A code is far more frequent than before: every third row has it.</summary>
internal sealed class CodeSpread() : CodeMutation("code spread", "is that of every third row, too")
{
    /// <inheritdoc />
    protected override string Value(string cell, MutationScope scope) =>
        $"CASE WHEN {cell} IS NOT NULL AND MOD(ROW_NUMBER() OVER (ORDER BY {scope.Order}), 3) = 0 THEN {scope.Sampled(cell)} ELSE {cell} END";
}

/// <summary>The value of one row in every row, as by a mapping that matches always.</summary>
internal sealed class OneValueEverywhere() : ColumnMutation("one value everywhere", "is that of every row")
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) =>
        !column.IsKey
        && scope.Distinct(column) > 1
        && column.Kind is MutationColumnKind.Text or MutationColumnKind.Whole or MutationColumnKind.Exact or MutationColumnKind.Flag;

    /// <inheritdoc />
    protected override DataMutation Of(MutationColumn column, MutationScope scope)
    {
        var cell = scope.Name(column);
        return new(Name, column, $"{cell} IS NOT NULL", scope.Select((column, $"CASE WHEN {cell} IS NULL THEN NULL ELSE {scope.Sampled(cell)} END")), Text);
    }
}

/// <summary>Every row has the value of the next one: no value is lost, and none is where it belongs.</summary>
internal sealed class ShiftedByARow() : AllCellsMutation("shifted by a row", "has the value of the next row in every row")
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) =>
        scope.Table.Key.Count > 0
        && !scope.Keys.Contains(column)
        && scope.Distinct(column) > 1
        && column.Kind is not (MutationColumnKind.Json or MutationColumnKind.Other);

    /// <inheritdoc />
    protected override string Value(string cell, MutationScope scope) =>
        $"CASE WHEN ROW_NUMBER() OVER (ORDER BY {scope.Order}) = COUNT(*) OVER () "
        + $"THEN FIRST_VALUE({cell}) OVER (ORDER BY {scope.Order}) ELSE LEAD({cell}) OVER (ORDER BY {scope.Order}) END";
}

/// <summary>All amounts are a tenth more, as in another currency: each is plausible, and their mean is not.</summary>
internal sealed class ATenthMore() : AllCellsMutation("a tenth more", "is a tenth more in all rows")
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => column.Kind == MutationColumnKind.Exact;

    /// <inheritdoc />
    protected override string Value(string cell, MutationScope scope) => $"CASE WHEN {cell} > -100000 AND {cell} < 100000 THEN {cell} * 1.1 ELSE {cell} END";
}

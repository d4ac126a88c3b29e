namespace ShopStream.Pipeline.Mutations.Kinds;

/// <summary>The same rows in another order.</summary>
internal sealed class RowsInAnotherOrder() : Mutation("rows in another order")
{
    /// <inheritdoc />
    protected override IEnumerable<DataMutation> All(MutationScope scope)
    {
        if (scope.Table.Key.Count == 0)
            yield break;
        var order = string.Join(", ", scope.Keys.Select(k => $"{scope.Name(k)} DESC"));
        yield return new(Name, null, null, $"{scope.Select()} ORDER BY {order}", "the rows are in another order") { IsEqualByValue = true };
    }
}

/// <summary>The same numbers in a wider type: 12.50 and 12.5000 are equal.</summary>
internal sealed class WiderNumbers() : ColumnMutation("wider numbers", "has the same numbers in a wider type")
{
    private const int MostDigits = 38;
    private const int MoreDecimals = 2;

    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) =>
        column.Kind == MutationColumnKind.Exact && column.Digits + MoreDecimals <= MostDigits;

    /// <inheritdoc />
    protected override DataMutation Of(MutationColumn column, MutationScope scope)
    {
        var wider = column with
        {
            Type = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"decimal({column.Digits + MoreDecimals},{column.Scale + MoreDecimals})"),
        };
        var table = scope.Table with { Columns = [.. scope.Table.Columns.Select(c => c == column ? wider : c)] };
        return new(Name, column, null, scope.Of(table).Select((wider, scope.Name(column))), Text) { IsEqualByValue = true };
    }
}

/// <summary>The same JSON value, written with another blank.</summary>
internal sealed class JsonWrittenOtherwise() : AllCellsMutation("JSON written otherwise", "has the same JSON values, written with another blank")
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => column.Kind == MutationColumnKind.Json;

    /// <inheritdoc />
    protected override string Value(string cell, MutationScope scope)
    {
        var text = scope.Dialect.JsonText(cell);
        return scope.Dialect.JsonOf($"CASE WHEN {text} LIKE '{{%' THEN '{{ ' || SUBSTR({text}, 2) ELSE {text} END");
    }

    /// <inheritdoc />
    protected override DataMutation Of(MutationColumn column, MutationScope scope) => base.Of(column, scope) with { IsEqualByValue = true };
}

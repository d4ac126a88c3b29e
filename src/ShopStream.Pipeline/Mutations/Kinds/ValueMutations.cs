namespace ShopStream.Pipeline.Mutations.Kinds;

/// <summary>A value where none is due: the smallest of its column, or a default.</summary>
internal sealed class ValueForNull() : CellMutation("a value for null", "has a value instead of null")
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) =>
        column.Kind is MutationColumnKind.Text or MutationColumnKind.Whole or MutationColumnKind.Exact || column.IsMoment;

    /// <inheritdoc />
    protected override string Where(string cell) => $"{cell} IS NULL";

    /// <inheritdoc />
    protected override string Value(string cell, MutationColumn column, MutationScope scope)
    {
        var otherwise = column.Kind switch
        {
            MutationColumnKind.Text => "'zz'",
            MutationColumnKind.Day or MutationColumnKind.Moment => "'2000-01-01'",
            _ => "0",
        };
        return $"COALESCE((SELECT MIN({cell}) FROM t), CAST({otherwise} AS {scope.Dialect.Type(column.Type)}))";
    }
}

/// <summary>A column without any value, as of a field that was renamed where it comes from.</summary>
internal sealed class ColumnEmptied() : AllCellsMutation("column emptied", "is null in all rows", MutationLayers.Lake | MutationLayers.Warehouse)
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => !scope.Keys.Contains(column) && scope.Distinct(column) > 0;

    /// <inheritdoc />
    protected override string Value(string cell, MutationScope scope) => "NULL";
}

/// <summary>A value that another row has, in a column where values hardly repeat: an address, a name, the key.</summary>
internal sealed class ValueRepeated() : CellMutation("value repeated", "is that of another row")
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) =>
        (column.Kind == MutationColumnKind.Text && !scope.HasCodes(column) && scope.Distinct(column) > 0)
        || column is { IsKey: true, Kind: MutationColumnKind.Whole };

    /// <inheritdoc />
    protected override string Value(string cell, MutationColumn column, MutationScope scope) =>
        $"COALESCE(LAG({cell}) OVER (ORDER BY {scope.Order}), LEAD({cell}) OVER (ORDER BY {scope.Order}), {cell})";
}

/// <summary>A fault of two adjacent columns of one type, in one row.</summary>
/// <param name="name">Name of the class.</param>
/// <param name="text">What happens to the first, in front of the second's name.</param>
internal abstract class NeighboursMutation(string name, string text) : Mutation(name)
{
    /// <inheritdoc />
    protected override IEnumerable<DataMutation> All(MutationScope scope)
    {
        foreach (var (a, b) in ColumnsSwapped.Neighbours(scope))
            yield return new(Name, a, $"{scope.Name(a)} <> {scope.Name(b)}", Changed(a, b, scope), $"{text} {b.Name}");
    }

    /// <summary>SELECT of the changed table.</summary>
    protected abstract string Changed(MutationColumn a, MutationColumn b, MutationScope scope);

    /// <summary>SQL of a value that is another one in the sampled row.</summary>
    protected static string InSampled(string otherwise, string cell, MutationScope scope) => $"CASE WHEN {scope.SampledRows} THEN {otherwise} ELSE {cell} END";
}

/// <summary>A value was copied from the column beside it.</summary>
internal sealed class CopiedFromBeside() : NeighboursMutation("copied from beside", "is copied from")
{
    /// <inheritdoc />
    protected override string Changed(MutationColumn a, MutationColumn b, MutationScope scope) =>
        scope.Select((a, InSampled(scope.Name(b), scope.Name(a), scope)));
}

/// <summary>Two values of a row are exchanged: shipped before it was ordered.</summary>
internal sealed class SwappedInARow() : NeighboursMutation("swapped in a row", "is swapped with")
{
    /// <inheritdoc />
    protected override string Changed(MutationColumn a, MutationColumn b, MutationScope scope) =>
        scope.Select((a, InSampled(scope.Name(b), scope.Name(a), scope)), (b, InSampled(scope.Name(a), scope.Name(b), scope)));
}

using ShopStream.Quality.Data;

namespace ShopStream.Pipeline.Mutations.Kinds;

/// <summary>A row is lost.</summary>
internal sealed class RowLost() : Mutation("row lost", MutationLayers.Lake | MutationLayers.Warehouse)
{
    /// <inheritdoc />
    protected override IEnumerable<DataMutation> All(MutationScope scope) =>
        [new(Name, null, "TRUE", $"{scope.Select()} WHERE NOT {scope.SampledRows}", "is lost")];
}

/// <summary>A row is there twice.</summary>
internal sealed class RowTwice() : Mutation("row twice", MutationLayers.Lake | MutationLayers.Warehouse)
{
    /// <inheritdoc />
    protected override IEnumerable<DataMutation> All(MutationScope scope) =>
        [new(Name, null, "TRUE", $"{scope.Select()} UNION ALL {scope.Select()} WHERE {scope.SampledRows}", "is duplicated")];
}

/// <summary>A row is there twice, the second time with a key of its own.</summary>
internal sealed class RowTwiceWithNewKey() : Mutation("row twice with a new key")
{
    /// <inheritdoc />
    protected override IEnumerable<DataMutation> All(MutationScope scope)
    {
        if (scope.Table.Columns.FirstOrDefault(c => c is { IsKey: true, Kind: MutationColumnKind.Whole }) is not { } key)
            yield break;
        var again = scope.Select((key, $"(SELECT MAX({scope.Name(key)}) FROM t) + 1"));
        yield return new(Name, null, "TRUE", $"{scope.Select()} UNION ALL {again} WHERE {scope.SampledRows}", "is duplicated under another key");
    }
}

/// <summary>The last tenth of a file or load is missing.</summary>
internal sealed class FileCutShort() : Mutation("file cut short", MutationLayers.Lake | MutationLayers.Raw)
{
    /// <inheritdoc />
    protected override IEnumerable<DataMutation> All(MutationScope scope)
    {
        if (scope.Table.Key.Count > 0)
            yield return new(
                Name,
                null,
                null,
                $"{scope.Select()} QUALIFY NTILE(10) OVER (ORDER BY {scope.Order}) < 10",
                "the last tenth of the rows is missing"
            );
    }
}

/// <summary>Two adjacent columns of the same type have their values exchanged.</summary>
internal sealed class ColumnsSwapped() : Mutation("columns swapped", MutationLayers.Lake | MutationLayers.Warehouse)
{
    /// <inheritdoc />
    protected override IEnumerable<DataMutation> All(MutationScope scope)
    {
        foreach (var (a, b) in Neighbours(scope))
            yield return new(Name, a, null, scope.Select((a, scope.Name(b)), (b, scope.Name(a))), $"and {b.Name} are exchanged in all rows");
    }

    /// <summary>Pairs of adjacent columns of the same type, the key left out.</summary>
    internal static IEnumerable<(MutationColumn A, MutationColumn B)> Neighbours(MutationScope scope)
    {
        var plain = scope
            .Table.Columns.Where(c => !c.IsKey && c.Kind is not (MutationColumnKind.Other or MutationColumnKind.Json or MutationColumnKind.Flag))
            .ToList();
        return plain
            .Zip(plain.Skip(1))
            .Where(p => string.Equals(scope.Dialect.Type(p.First.Type), scope.Dialect.Type(p.Second.Type), StringComparison.Ordinal));
    }
}

/// <summary>A value is NULL.</summary>
internal sealed class NullValue() : CellMutation("null", "is null")
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => true;

    /// <inheritdoc />
    protected override string Value(string cell, MutationColumn column, MutationScope scope) => "NULL";
}

/// <summary>Two rows have exchanged their values, so that nothing is lost from any total.</summary>
internal sealed class ValuesExchanged()
    : ColumnMutation("values exchanged", "is exchanged with that of another row", MutationLayers.Source | MutationLayers.Warehouse)
{
    /// <inheritdoc />
    // The source's codes and whole numbers are whatever it says; its amounts have to add up.
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) =>
        column.Kind == MutationColumnKind.Exact
        || (scope.Table.Dataset.Layer != Layer.Source && !column.IsKey && (column.Kind == MutationColumnKind.Text || column.IsMeasure));

    /// <inheritdoc />
    protected override DataMutation Of(MutationColumn column, MutationScope scope) =>
        new(Name, column, $"{scope.Name(column)} IS NOT NULL", scope.Exchanged(column), Text);
}

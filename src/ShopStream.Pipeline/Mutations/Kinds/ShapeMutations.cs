namespace ShopStream.Pipeline.Mutations.Kinds;

/// <summary>A column that nobody has announced.</summary>
internal sealed class ColumnAdded() : Mutation("column added", MutationLayers.Raw)
{
    private const string Added = "added_later";

    /// <inheritdoc />
    protected override IEnumerable<DataMutation> All(MutationScope scope)
    {
        if (scope.Table.Columns.Any(c => string.Equals(c.Name, Added, StringComparison.Ordinal)))
            yield break;
        var columns = string.Join(", ", scope.Table.Columns.Select(scope.Name));
        yield return new(
            Name,
            null,
            null,
            $"SELECT {columns}, CAST('' AS {scope.Dialect.Type("text")}) AS {scope.Dialect.Sql.Quote(Added)} FROM v",
            $"there is one more column, {Added}"
        )
        {
            Columns = [.. scope.Table.Columns, new MutationColumn(Added, "text", IsKey: false, IsForeignKey: false)],
        };
    }
}

/// <summary>Numbers that arrive as texts.</summary>
internal sealed class NumbersAsText() : ColumnMutation("numbers as text", "has its numbers as texts", MutationLayers.Raw)
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => column.IsMeasure;

    /// <inheritdoc />
    protected override DataMutation Of(MutationColumn column, MutationScope scope)
    {
        var text = column with { Type = "text" };
        IReadOnlyList<MutationColumn> columns = [.. scope.Table.Columns.Select(c => c == column ? text : c)];
        var select = scope.Of(scope.Table with { Columns = columns }).Select((text, scope.Name(column)));
        return new(Name, column, null, select, Text) { Columns = columns };
    }
}

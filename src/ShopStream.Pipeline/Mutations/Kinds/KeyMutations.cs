namespace ShopStream.Pipeline.Mutations.Kinds;

/// <summary>A fault of a column that refers to a row of another table.</summary>
internal abstract class ForeignKeyMutation(string name, string text) : CellMutation(name, text)
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => column is { IsForeignKey: true, Kind: MutationColumnKind.Whole };
}

/// <summary>A reference to a row that does not exist.</summary>
internal sealed class Orphan() : ForeignKeyMutation("orphan", "references a missing row")
{
    /// <inheritdoc />
    protected override string Value(string cell, MutationColumn column, MutationScope scope) => $"(SELECT MAX({cell}) FROM t) + 1000003";
}

/// <summary>A reference to the row of another.</summary>
internal sealed class KeyOfAnother() : ForeignKeyMutation("key of another", "is the key of another row")
{
    /// <inheritdoc />
    protected override string Where(string cell) => $"{cell} <> (SELECT MAX({cell}) FROM t)";

    /// <inheritdoc />
    protected override string Value(string cell, MutationColumn column, MutationScope scope) => $"(SELECT MAX({cell}) FROM t)";
}

/// <summary>Two rows have exchanged their references.</summary>
internal sealed class KeysExchanged() : ColumnMutation("keys exchanged", "is exchanged with that of another row")
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) => column is { IsForeignKey: true, Kind: MutationColumnKind.Whole };

    /// <inheritdoc />
    protected override DataMutation Of(MutationColumn column, MutationScope scope) =>
        new(Name, column, $"{scope.Name(column)} IS NOT NULL", scope.Exchanged(column), Text);
}

/// <summary>A reference to the row's own key: a key where a reference belongs, or a row that is its own parent.</summary>
internal sealed class OwnKey() : ForeignKeyMutation("own key", "is the row's own key")
{
    /// <inheritdoc />
    protected override bool AppliesTo(MutationColumn column, MutationScope scope) =>
        base.AppliesTo(column, scope) && scope.Keys is [{ Kind: MutationColumnKind.Whole }];

    /// <inheritdoc />
    protected override DataMutation Of(MutationColumn column, MutationScope scope) =>
        base.Of(column, scope) with
        {
            Where = $"{scope.Name(column)} <> {scope.Name(scope.Keys[0])}",
        };

    /// <inheritdoc />
    protected override string Value(string cell, MutationColumn column, MutationScope scope) => scope.Name(scope.Keys[0]);
}

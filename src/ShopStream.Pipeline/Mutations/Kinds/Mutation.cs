using ShopStream.Quality.Data;

namespace ShopStream.Pipeline.Mutations.Kinds;

/// <summary>Layers in which a mutation happens.</summary>
[Flags]
internal enum MutationLayers
{
    /// <summary>The source is the reference, so only what contradicts itself can be detected there.</summary>
    Source = 1,

    /// <summary>A file can be truncated, misread, replaced or incomplete; single cells do not change.</summary>
    Lake = 2,

    /// <summary>The loaded tables.</summary>
    Raw = 4,

    /// <summary>Staging and core.</summary>
    Built = 8,

    /// <summary>The marts.</summary>
    Mart = 16,

    /// <summary>All layers of the warehouse.</summary>
    Warehouse = Raw | Built | Mart,
}

/// <summary>A kind of fault in data. It changes one row, or everything that one cause would change together.</summary>
/// <param name="name">Name of its class.</param>
/// <param name="layers">Where it happens.</param>
internal abstract class Mutation(string name, MutationLayers layers = MutationLayers.Warehouse)
{
    /// <summary>Name of the class, such as "row lost".</summary>
    public string Name => name;

    /// <summary>The mutations of a table in its layer; none if the layer or the types of its columns do not allow any.</summary>
    public IEnumerable<DataMutation> Of(MutationScope scope) => layers.HasFlag(LayerOf(scope.Table.Dataset.Layer)) ? All(scope) : [];

    /// <summary>The mutations of a table.</summary>
    protected abstract IEnumerable<DataMutation> All(MutationScope scope);

    private static MutationLayers LayerOf(Layer layer) =>
        layer switch
        {
            Layer.Source => MutationLayers.Source,
            Layer.Lake => MutationLayers.Lake,
            Layer.Raw => MutationLayers.Raw,
            Layer.Mart => MutationLayers.Mart,
            _ => MutationLayers.Built,
        };
}

/// <summary>A fault of a column: one mutation for every column that it applies to.</summary>
/// <param name="name">Name of its class.</param>
/// <param name="text">What happens to the column, such as "is null".</param>
/// <param name="layers">Where it happens.</param>
internal abstract class ColumnMutation(string name, string text, MutationLayers layers = MutationLayers.Warehouse) : Mutation(name, layers)
{
    /// <summary>What happens to the column.</summary>
    protected string Text => text;

    /// <inheritdoc />
    // The source's free texts and names are whatever it says; its codes are known.
    protected override IEnumerable<DataMutation> All(MutationScope scope) =>
        scope
            .Table.Columns.Where(c =>
                (scope.Table.Dataset.Layer != Layer.Source || c.Kind != MutationColumnKind.Text || scope.HasCodes(c)) && AppliesTo(c, scope)
            )
            .Select(c => Of(c, scope));

    /// <summary>Whether the column can have the fault.</summary>
    protected abstract bool AppliesTo(MutationColumn column, MutationScope scope);

    /// <summary>The mutation of a column.</summary>
    protected abstract DataMutation Of(MutationColumn column, MutationScope scope);
}

/// <summary>A fault of one cell: the value in the sampled row is replaced.</summary>
/// <inheritdoc cref="ColumnMutation"/>
internal abstract class CellMutation(string name, string text, MutationLayers layers = MutationLayers.Warehouse) : ColumnMutation(name, text, layers)
{
    /// <summary>SQL condition on the values that can be replaced. Default: not NULL.</summary>
    /// <param name="cell">Quoted name of the column.</param>
    protected virtual string Where(string cell) => $"{cell} IS NOT NULL";

    /// <summary>SQL of the new value.</summary>
    /// <param name="cell">Quoted name of the column.</param>
    /// <param name="column">The column.</param>
    /// <param name="scope">The table.</param>
    protected abstract string Value(string cell, MutationColumn column, MutationScope scope);

    /// <inheritdoc />
    protected override DataMutation Of(MutationColumn column, MutationScope scope)
    {
        var cell = scope.Name(column);
        return new(Name, column, Where(cell), scope.Select((column, $"CASE WHEN {scope.SampledRows} THEN {Value(cell, column, scope)} ELSE {cell} END")), Text);
    }
}

/// <summary>A fault of a whole column: the value in every row is replaced.</summary>
/// <inheritdoc cref="ColumnMutation"/>
internal abstract class AllCellsMutation(string name, string text, MutationLayers layers = MutationLayers.Warehouse) : ColumnMutation(name, text, layers)
{
    /// <summary>SQL of the new value.</summary>
    protected abstract string Value(string cell, MutationScope scope);

    /// <inheritdoc />
    protected override DataMutation Of(MutationColumn column, MutationScope scope) =>
        new(Name, column, null, scope.Select((column, Value(scope.Name(column), scope))), Text);
}

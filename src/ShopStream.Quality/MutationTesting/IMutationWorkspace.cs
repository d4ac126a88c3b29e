using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;

namespace ShopStream.Quality.MutationTesting;

/// <summary>A copy of all layers in which one mutant at a time is planted. The original data is never changed.</summary>
public interface IMutationWorkspace : IAsyncDisposable
{
    /// <summary>Stores of the copy: source, lake and warehouse.</summary>
    IReadOnlyDictionary<StoreId, IStore> Stores { get; }

    /// <summary>Plants a mutant and rebuilds the downstream models.</summary>
    Task<PlantedMutant> PlantAsync(Mutant mutant, CancellationToken cancellationToken);

    /// <summary>
    /// Columns that describe the row a mutant changes: key, day, codes; empty if it does not change a single row. Call it while no mutant is planted.
    /// </summary>
    Task<IReadOnlyList<(string Column, string? Value)>> DescribeRowAsync(Mutant mutant, CancellationToken cancellationToken);

    /// <summary>
    /// Shows the rows of a planted mutant's table that differ from the original ones, of both sides, as a table of the same layer, until the mutant is removed.
    /// </summary>
    /// <returns>The table with these rows; null if the mutant changes no rows of a known table.</returns>
    Task<Dataset?> ShowChangedRowsAsync(Mutant mutant, CancellationToken cancellationToken);

    /// <summary>Creates an empty stream for rows that exceed the memory budget of a comparison.</summary>
    Stream Spill();

    /// <summary>Removes the planted mutant.</summary>
    Task RestoreAsync(CancellationToken cancellationToken);
}

/// <summary>Effect of planting a mutant.</summary>
/// <param name="Reached">Datasets whose rows changed; empty if the mutant changes nothing.</param>
/// <param name="Rows">Number of changed rows in its own table.</param>
/// <param name="Amount">Absolute change of an amount; null if none changed, or if it has more than 28 digits.</param>
/// <param name="Files">Datasets of the lake whose files no longer match the manifest.</param>
/// <param name="Refusal">Why a run would end with it, such as a model that cannot be built; null if it would not.</param>
/// <param name="Problem">Why it could not be planted; null if it was.</param>
public sealed record PlantedMutant(
    IReadOnlySet<Dataset> Reached,
    long Rows,
    decimal? Amount,
    IReadOnlySet<Dataset> Files,
    string? Refusal = null,
    string? Problem = null
)
{
    /// <summary>The table whose model is the mutant: it has exactly the rows that the model builds then. Null for a mutant of data.</summary>
    public Dataset? ModelOf { get; init; }

    /// <summary>The table with the names and types of its columns then; null if the mutant changes none of them.</summary>
    public TableInfo? Table { get; init; }

    /// <summary>The stage of a run that refuses the mutant; default transform.</summary>
    public string RefusedBy { get; init; } = "transform";
}

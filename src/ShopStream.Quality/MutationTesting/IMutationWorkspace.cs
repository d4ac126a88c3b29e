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

    /// <summary>Columns that describe the row a mutant changes: key, day, codes; empty if it does not change a single row. Call it while no mutant is planted.</summary>
    Task<IReadOnlyList<(string Column, string? Value)>> DescribeRowAsync(Mutant mutant, CancellationToken cancellationToken);

    /// <summary>Removes the planted mutant.</summary>
    Task RestoreAsync(CancellationToken cancellationToken);
}

/// <summary>Effect of planting a mutant.</summary>
/// <param name="Reached">Datasets whose rows changed; empty if the mutant changes nothing.</param>
/// <param name="Rows">Number of changed rows in its own table.</param>
/// <param name="Amount">Absolute change of an amount; null if none changed.</param>
/// <param name="Files">Datasets of the lake whose files no longer match the manifest.</param>
/// <param name="BrokenModels">Why the models could not be built, which would end a run; null if they were built.</param>
/// <param name="Problem">Why it could not be planted; null if it was.</param>
public sealed record PlantedMutant(IReadOnlySet<Dataset> Reached, long Rows, decimal? Amount, IReadOnlySet<Dataset> Files, string? BrokenModels = null, string? Problem = null);

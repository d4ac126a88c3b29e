using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;

namespace ShopStream.Quality.MutationTesting;

/// <summary>A copy of all layers in which one fault at a time is planted. What a user keeps is never touched.</summary>
public interface IMutationWorkspace : IAsyncDisposable
{
    /// <summary>Source, lake and warehouse of the copy.</summary>
    IReadOnlyDictionary<StoreId, IStore> Stores { get; }

    /// <summary>Plants a fault, and builds again what depends on it.</summary>
    Task<PlantedMutant> PlantAsync(Mutant mutant, CancellationToken cancellationToken);

    /// <summary>What tells a reader which row a fault is planted in, by column: its key, a day, codes; nothing where no single row is concerned. Asked while nothing is planted.</summary>
    Task<IReadOnlyList<(string Column, string? Value)>> DescribeRowAsync(Mutant mutant, CancellationToken cancellationToken);

    /// <summary>All is as it was.</summary>
    Task RestoreAsync(CancellationToken cancellationToken);
}

/// <summary>What planting did.</summary>
/// <param name="Reached">The datasets whose rows are no longer what they were; empty where the fault changes nothing.</param>
/// <param name="Rows">How many rows of the table itself are others.</param>
/// <param name="Amount">By how much an amount changed, without regard to sign; null where none did.</param>
/// <param name="Files">The lake's datasets whose files are not those of the manifest.</param>
/// <param name="BrokenModels">Why the models could not be built over it: the run itself would have ended. Null where they could.</param>
/// <param name="Problem">Why it could not be planted; null where it was.</param>
public sealed record PlantedMutant(IReadOnlySet<Dataset> Reached, long Rows, decimal? Amount, IReadOnlySet<Dataset> Files, string? BrokenModels = null, string? Problem = null);

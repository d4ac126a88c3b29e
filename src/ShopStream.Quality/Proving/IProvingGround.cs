using ShopStream.Quality.Data;
using ShopStream.Quality.Judging;

namespace ShopStream.Quality.Proving;

/// <summary>A copy of all layers in which one fault at a time is planted. What a user keeps is never touched.</summary>
public interface IProvingGround : IAsyncDisposable
{
    /// <summary>Source, lake and warehouse of the copy.</summary>
    IReadOnlyDictionary<StoreId, IStore> Stores { get; }

    /// <summary>Plants a fault, and builds again what depends on it.</summary>
    Task<Planted> PlantAsync(Fault fault, CancellationToken cancellation);

    /// <summary>What tells a reader which row a fault is planted in, by column: its key, a day, codes; nothing where no single row is concerned. Asked while nothing is planted.</summary>
    Task<IReadOnlyList<(string Column, string? Value)>> RowOfAsync(Fault fault, CancellationToken cancellation);

    /// <summary>All is as it was.</summary>
    Task RestoreAsync(CancellationToken cancellation);
}

/// <summary>What planting did.</summary>
/// <param name="Reached">The datasets whose rows are no longer what they were; empty where the fault changes nothing.</param>
/// <param name="Rows">How many rows of the table itself are others.</param>
/// <param name="Amount">By how much an amount changed, without regard to sign; null where none did.</param>
/// <param name="Files">The lake's datasets whose files are not those of the manifest.</param>
/// <param name="Broken">Why the models could not be built over it: the run itself would have ended. Null where they could.</param>
/// <param name="Problem">Why it could not be planted; null where it was.</param>
public sealed record Planted(IReadOnlySet<Dataset> Reached, long Rows, decimal? Amount, IReadOnlySet<Dataset> Files, string? Broken = null, string? Problem = null);

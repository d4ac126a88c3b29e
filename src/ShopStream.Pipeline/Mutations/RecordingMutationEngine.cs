using System.Globalization;
using ShopStream.Pipeline.Mutations.Kinds;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;

namespace ShopStream.Pipeline.Mutations;

/// <summary>Records the statements that a workspace sends, and sends none. Every table reads as changed, so that all downstream models are built.</summary>
/// <param name="dialect">SQL dialect of the warehouse.</param>
/// <param name="originals">Returns the name of a table in the unmodified copy.</param>
internal sealed class RecordingMutationEngine(MutationDialect dialect, Func<Dataset, string> originals) : IMutationEngine
{
    private readonly List<string> statements = [];
    private int reads;

    public MutationDialect Dialect => dialect;

    public string OriginalOf(Dataset dataset) => originals(dataset);

    public Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        statements.Add(sql);
        return Task.CompletedTask;
    }

    public Task<Measurement> ReadAsync(string sql, CancellationToken cancellationToken)
    {
        var never = (++reads).ToString(CultureInfo.InvariantCulture);
        return Task.FromResult(
            new Measurement(
                ["count", "sum"],
                [
                    [never, never],
                ]
            )
        );
    }

    public string? RefusalReason(Exception e) => null;

    /// <exception cref="NotSupportedException">Always: nothing is measured.</exception>
    public IStore Store(StoreId id, Catalog catalog) => throw new NotSupportedException("statements are recorded, not sent");

    /// <summary>The statements since the last call.</summary>
    public IReadOnlyList<string> Take()
    {
        IReadOnlyList<string> taken = [.. statements];
        statements.Clear();
        return taken;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

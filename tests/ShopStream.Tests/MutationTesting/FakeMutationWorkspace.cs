using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.MutationTesting;
using ShopStream.Tests.Execution;

namespace ShopStream.Tests.MutationTesting;

/// <summary>A workspace with given measurements, with and without a mutant.</summary>
internal sealed class FakeMutationWorkspace : IMutationWorkspace
{
    private readonly Dictionary<string, (PlantedMutant Planted, Action<FakeStore> Apply)> mutants = new(StringComparer.Ordinal);
    private readonly Action<FakeStore> original;

    public FakeMutationWorkspace(Action<FakeStore> original)
    {
        this.original = original;
        original(Warehouse);
    }

    public FakeStore Warehouse { get; } = new(StoreId.Warehouse);

    public List<string> Log { get; } = [];

    public IReadOnlyDictionary<StoreId, IStore> Stores => new Dictionary<StoreId, IStore> { [StoreId.Warehouse] = Warehouse };

    public FakeMutationWorkspace With(Mutant mutant, PlantedMutant planted, Action<FakeStore> apply)
    {
        mutants[mutant.Id] = (planted, apply);
        return this;
    }

    public Task<PlantedMutant> PlantAsync(Mutant mutant, CancellationToken cancellationToken)
    {
        Log.Add($"plant {mutant.Id}");
        if (!mutants.TryGetValue(mutant.Id, out var known))
            throw new InvalidOperationException("the workspace broke");
        known.Apply(Warehouse);
        return Task.FromResult(known.Planted);
    }

    public Task<IReadOnlyList<(string Column, string? Value)>> DescribeRowAsync(Mutant mutant, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<(string, string?)>>([("id", "17"), ("email", "zoe@example.org"), ("last_login", null)]);

    public Task<Dataset?> ShowChangedRowsAsync(Mutant mutant, CancellationToken cancellationToken) => Task.FromResult<Dataset?>(null);

    public Stream Spill() => new MemoryStream();

    public Task RestoreAsync(CancellationToken cancellationToken)
    {
        Log.Add("restore");
        original(Warehouse);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

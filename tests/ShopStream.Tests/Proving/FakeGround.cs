using ShopStream.Quality.Data;
using ShopStream.Quality.Judging;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Proving;
using ShopStream.Tests.Judging;

namespace ShopStream.Tests.Proving;

/// <summary>A ground whose answers a test gives, with and without the fault.</summary>
internal sealed class FakeGround : IProvingGround
{
    private readonly Dictionary<string, (Planted Planted, Action<FakeStore> Says)> faults = new(StringComparer.Ordinal);
    private readonly Action<FakeStore> good;

    public FakeGround(Action<FakeStore> good)
    {
        this.good = good;
        good(Warehouse);
    }

    public FakeStore Warehouse { get; } = new(StoreId.Warehouse);

    public List<string> Log { get; } = [];

    public IReadOnlyDictionary<StoreId, IStore> Stores => new Dictionary<StoreId, IStore> { [StoreId.Warehouse] = Warehouse };

    public FakeGround With(Fault fault, Planted planted, Action<FakeStore> says)
    {
        faults[fault.Id] = (planted, says);
        return this;
    }

    public Task<Planted> PlantAsync(Fault fault, CancellationToken cancellation)
    {
        Log.Add($"plant {fault.Id}");
        if (!faults.TryGetValue(fault.Id, out var known)) throw new InvalidOperationException("the ground broke");
        known.Says(Warehouse);
        return Task.FromResult(known.Planted);
    }

    public Task<IReadOnlyList<(string Column, string? Value)>> RowOfAsync(Fault fault, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<(string, string?)>>([("id", "17"), ("email", "zoe@example.org"), ("last_login", null)]);

    public Task RestoreAsync(CancellationToken cancellation)
    {
        Log.Add("restore");
        good(Warehouse);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Tests.Elt;

namespace ShopStream.Tests.Warehouse;

/// <summary>Where one of DuckDB's threads fails, another one may report that it was interrupted: nobody has cancelled anything.</summary>
[TestFixture, Category("Fast")]
internal sealed class InterruptedReadingTests
{
    [Test]
    public async Task Reading_that_DuckDB_interrupts_itself_is_not_a_cancellation()
    {
        using var landing = new Landing();
        await using var store = new DuckStore(StoreId.Warehouse, landing.OpenWarehouse(), new Catalog([]));
        var query = new PlannedQuery(StoreId.Warehouse, "SELECT 1", []);

        var read = () => store.ReadTextAsync(query, new InterruptedRows(), CancellationToken.None);

        var reason = (await read.Should().ThrowAsync<StoreException>()).Which.Reason;
        reason.Kind.Should().Be(MissingMeasurementKind.Unavailable);
        reason.Reason.Should().Contain("one of its threads failed").And.Contain("Run again");
    }

    private sealed class InterruptedRows : ITextRows
    {
        public void Begin(IReadOnlyList<string> columns) { }

        public void Add(ReadOnlySpan<string?> cells) => throw new OperationCanceledException();
    }
}

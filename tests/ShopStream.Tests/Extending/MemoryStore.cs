using DuckDB.NET.Data;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;

namespace ShopStream.Tests.Extending;

/// <summary>A new store: it runs the SQL of the queries in a database of its own, and knows no kind of metric.</summary>
internal sealed class MemoryStore : IStore
{
    private readonly DuckDBConnection connection = new("Data Source=:memory:");

    public MemoryStore(string sql)
    {
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public StoreId Id => StoreId.Warehouse;

    public SqlText Sql { get; } = new(Dialect.DuckDb);

    public Measurement? FindKnown(Metric metric) => null;

    public Task<Measurement> MeasureAsync(PlannedQuery query, CancellationToken cancellationToken)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query.Sql;
        using var reader = command.ExecuteReader();
        var rows = new List<IReadOnlyList<string?>>();
        while (reader.Read())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : $"{reader.GetValue(i)}")]);
        return Task.FromResult(new Measurement([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)], rows));
    }

    public IAsyncEnumerable<string> ValuesAsync(OrderedValues values, CancellationToken cancellationToken) =>
        throw new StoreException(new MissingMeasurement("this store streams no values", MissingMeasurementKind.Refused));

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}

using System.Runtime.CompilerServices;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Tests.Planning;

namespace ShopStream.Tests.Execution;

/// <summary>A store with given measurements that records the queries it receives.</summary>
internal sealed class FakeStore(StoreId id) : IStore
{
    private readonly Dictionary<string, Measurement> measurements = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Measurement> known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string[]> values = new(StringComparer.Ordinal);

    public List<PlannedQuery> Sent { get; } = [];

    public StoreId Id => id;

    /// <summary>Note on how values are streamed.</summary>
    public string? StreamNote { get; init; }

    public string? NoteFor(OrderedValues values) => StreamNote;

    public SqlText Sql { get; } = new(id == StoreId.Source ? Dialect.PostgreSql() : Dialect.DuckDb, TestCatalog.KeyedById);

    /// <summary>A rejected metric makes every query that contains it fail.</summary>
    public FakeStore Rejects(Metric metric) =>
        Returns(metric, Measurement.None(new MissingMeasurement($"no such column in {metric}", MissingMeasurementKind.Refused)));

    public FakeStore Returns(Metric metric, decimal? number) => Returns(metric, Checks.SampleMeasurements.Row(number) with { Seconds = 1 });

    public FakeStore Returns(Metric metric, Measurement measurement)
    {
        measurements[metric.Id] = measurement;
        return this;
    }

    public FakeStore ReturnsKnown(Metric metric, decimal number)
    {
        known[metric.Id] = Checks.SampleMeasurements.Row(number);
        return this;
    }

    public FakeStore Streams(OrderedValues metric, params string[] ordered)
    {
        values[metric.Id] = ordered;
        return this;
    }

    public Measurement? FindKnown(Metric metric) => known.GetValueOrDefault(metric.Id);

    public Task<Measurement> MeasureAsync(PlannedQuery query, CancellationToken cancellationToken)
    {
        lock (Sent)
            Sent.Add(query);
        var parts = query.Metrics.Select(m => measurements[m.Id]).ToList();
        if (parts.Find(p => p.Missing is not null) is { } missing)
            return Task.FromResult(missing);
        return Task.FromResult(
            parts.Count == 1
                ? parts[0]
                : new Measurement(
                    [.. parts.SelectMany(p => p.Columns)],
                    [
                        [.. parts.SelectMany(p => p.Rows[0])],
                    ]
                )
                {
                    Seconds = 1,
                    Note = parts[0].Note,
                }
        );
    }

    public async IAsyncEnumerable<string> ValuesAsync(OrderedValues metric, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!values.TryGetValue(metric.Id, out var ordered))
            throw new StoreException(new MissingMeasurement("the stream broke off", MissingMeasurementKind.Unavailable));
        await Task.Yield();
        foreach (var value in ordered)
            yield return value;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

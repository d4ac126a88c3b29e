using System.Text;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation.RowComparison;
using ShopStream.Tests.Planning;

namespace ShopStream.Tests.Execution;

/// <summary>Rules on values are judged by workers, in batches; the verdict is that of one after the other.</summary>
[TestFixture, Category("Fast")]
internal sealed class JudgedRowsTests
{
    private static readonly Relation Events = new(new Dataset(Layer.Raw, "events"));

    // Below one batch, a few batches, and many; the last ones have a value that is larger than a batch.
    [TestCase(10, 0)]
    [TestCase(10_000, 0)]
    [TestCase(60_000, 100_000)]
    public async Task Verdict_is_that_of_one_row_after_the_other(int rows, int large)
    {
        var random = new Random(rows);
        var values = Enumerable.Range(0, rows).Select(i => random.Next(3) == 0 ? null : $"value {random.Next(rows)}").ToList();
        if (large > 0)
            values[rows / 2] = new string('0', large);
        var (usual, odd) = (new JudgedValues(Events, "a", new Ends("1", "3")), new JudgedValues(Events, "a", new Ends("7")));

        var measured = await MeasureAsync(new Rows(values), usual, odd);

        foreach (var (metric, ends) in new[] { (usual, new[] { '1', '3' }), (odd, ['7']) })
        {
            var breaking = values.OfType<string>().Where(v => !ends.Contains(v[^1])).ToList();
            JudgedValues.CountIn(measured[metric.Id]).Should().Be(breaking.Count);
            JudgedValues
                .ValuesIn(measured[metric.Id])
                .Should()
                .Equal(breaking.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(Sample.Limit));
        }
    }

    [Test]
    public async Task Value_that_cannot_be_judged_leaves_its_rule_without_a_measurement()
    {
        var values = Enumerable.Range(0, 20_000).Select(i => $"value {i}").Append("odd").ToList();
        var (strict, other) = (new JudgedValues(Events, "a", new Ends("1") { Refused = "odd" }), new JudgedValues(Events, "a", new Ends("d")));

        var measured = await MeasureAsync(new Rows(values), strict, other);

        measured[strict.Id].Missing!.Reason.Should().EndWith(": 'odd' is odd");
        JudgedValues.CountIn(measured[other.Id]).Should().Be(20_000);
    }

    [TestCase(10)]
    [TestCase(200_000)]
    public async Task Error_of_a_rule_ends_the_check(int rows)
    {
        var values = Enumerable.Range(0, rows).Select(i => $"value {i}").ToList();
        var rule = new JudgedValues(Events, "a", new Ends("1") { Broken = "value 5" });

        await FluentActions.Awaiting(() => MeasureAsync(new Rows(values), rule)).Should().ThrowAsync<NotSupportedException>().WithMessage("a bug");
    }

    [Test]
    public async Task Store_that_fails_while_it_reads_leaves_no_measurement()
    {
        var rule = new JudgedValues(Events, "a", new Ends("1"));

        var measured = await MeasureAsync(new Rows([.. Enumerable.Range(0, 50_000).Select(i => $"value {i}")]) { Fails = true }, rule);

        measured[rule.Id].Missing!.Reason.Should().Be("the stream broke off");
    }

    private static async Task<IReadOnlyDictionary<string, Measurement>> MeasureAsync(Rows rows, params JudgedValues[] metrics)
    {
        using var judged = new JudgedRows(metrics, TestCatalog.KeyedById);
        return (await judged.MeasureAsync(rows, CancellationToken.None)).ToDictionary(m => m.Item1.Id, m => m.Item2, StringComparer.Ordinal);
    }

    /// <summary>Texts end with one of the given ends.</summary>
    private sealed record Ends(params string[] All) : ValueRule
    {
        public string? Refused { get; init; }

        public string? Broken { get; init; }

        public override string Id => Identity.Of("ends", All.Select(Identity.Value));

        public override string ToString() => "ends";

        public override bool Holds(ReadOnlySpan<byte> utf8)
        {
            var text = Encoding.UTF8.GetString(utf8);
            return string.Equals(text, Refused, StringComparison.Ordinal) ? throw new FormatException($"'{text}' is odd")
                : string.Equals(text, Broken, StringComparison.Ordinal) ? throw new NotSupportedException("a bug")
                : All.Any(e => text.EndsWith(e, StringComparison.Ordinal));
        }
    }

    /// <summary>A store with one column of one table.</summary>
    private sealed class Rows(IReadOnlyList<string?> values) : IStore
    {
        public bool Fails { get; init; }

        public StoreId Id => StoreId.Warehouse;

        public SqlText Sql { get; } = new(Dialect.DuckDb, TestCatalog.KeyedById);

        public Measurement? FindKnown(Metric metric) => null;

        public Task<Measurement> MeasureAsync(PlannedQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

        public IAsyncEnumerable<string> ValuesAsync(OrderedValues ordered, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ReadRowsAsync(RowReading reading, IRowSink sink, CancellationToken cancellationToken)
        {
            var row = new CanonicalRow(sink, reading.Keys.Count);
            foreach (var value in values)
            {
                if (value is null)
                    row.Null();
                else
                    row.Text(Encoding.UTF8.GetBytes(value));
                row.End();
            }
            return Fails ? throw new StoreException(new MissingMeasurement("the stream broke off", MissingMeasurementKind.Unavailable)) : Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

using System.Globalization;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Reconciliation.DrillDown;

namespace ShopStream.Tests.Execution;

/// <summary>Many keys are compared by digests first, and then only those that may differ, a part at a time.</summary>
[TestFixture, Category("Fast")]
internal sealed class KeyComparerTests
{
    private static readonly Dataset Raw = new(Layer.Raw, "orders");
    private static readonly Dataset Staging = new(Layer.Staging, "orders");
    private static readonly Catalog Catalog = new(
        new[] { Raw, Staging }.Select(d => new TableInfo(
            d,
            [new ColumnInfo("id", "int", false), new ColumnInfo("day", "date", false), new ColumnInfo("amount", "decimal(10,2)", false)],
            ["id"]
        ))
    );

    private readonly DuckDatabase database = DuckDatabase.InMemory(
        "a test",
        new DuckSettings("200MB", Path.Combine(Path.GetTempPath(), "shopstream-test-duck"), TimeSpan.FromMinutes(1)) { Threads = 1 }
    );

    [OneTimeSetUp]
    public Task CreateAsync() => database.ExecuteAsync("CREATE SCHEMA raw; CREATE SCHEMA staging;", CancellationToken.None);

    [OneTimeTearDown]
    public void Close() => database.Dispose();

    [TestCase(10, 10, 10, null, Description = "a part")]
    [TestCase(11, 11, 10, 110, Description = "more than a part")]
    [TestCase(11, 5, 10, 110)]
    [TestCase(5, 11, 10, 110)]
    [TestCase(40, 40, 10, 400)]
    [TestCase(1_000, 1_000, 100_000, null, Description = "few keys")]
    [TestCase(1_001, 1_001, 100_000, 100, Description = "a hundredth in each bucket")]
    [TestCase(700, 700, 1, 65_536, Description = "a limit of buckets")]
    public async Task Many_keys_are_digested_in_buckets_of_a_hundredth(int expected, int actual, int keysPerPart, int? buckets)
    {
        var (compared, differences, answers) = await CompareAsync(expected, actual, same: 2_000, keysPerPart);

        compared.Should().Be(Math.Max(expected, actual));
        differences.Should().HaveCount(Math.Abs(expected - actual));
        var digests = answers.Select(a => a.Metric).OfType<GroupDigestMetric>().ToList();
        digests.Select(d => (int?)d.Buckets).Should().Equal(buckets is null ? [] : [buckets, buckets]);
        if (buckets is not null && expected == actual)
            answers.Should().NotContain(a => a.Metric is GroupedMetric, "equal digests need no rows");
    }

    [TestCase(40, 0, 40)]
    [TestCase(40, 20, 20, Description = "keys in buckets that agree are not read")]
    [TestCase(20, 20, 20, Description = "missing keys")]
    public async Task Differing_keys_are_read_in_parts(int actual, int same, int differing)
    {
        var (compared, differences, answers) = await CompareAsync(40, actual, same, keysPerPart: 10);

        compared.Should().Be(40);
        differences.Should().HaveCount(differing);
        var expectedSide = answers.Where(a => a.Metric is GroupedMetric g && g.Relation.Dataset == Raw).ToList();
        var parts = expectedSide.ConvertAll(a => ((GroupedMetric)a.Metric).Relation.Conditions.OfType<IsInBuckets>().Single());
        parts.Should().OnlyContain(p => p.Buckets == 400);
        parts.SelectMany(p => p.Numbers).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        expectedSide.Sum(a => a.Answer.Rows.Count).Should().BeInRange(differing, differing + 2, "few other keys are in the same buckets");
        expectedSide.SkipLast(1).Should().OnlyContain(a => a.Answer.Rows.Count >= 8 && a.Answer.Rows.Count <= 10, "a part is full");
        expectedSide.Should().Contain(a => a.Answer.Rows.Count == 10).And.OnlyContain(a => a.Answer.Rows.Count <= 10);
    }

    [Test]
    public async Task Days_are_read_at_once_whatever_their_number()
    {
        await BuildAsync(40, 40, 20);
        var store = Store();
        var byDay = Level(Raw) with { Key = [new GroupKey("day", ByDay: true)], Row = null };
        var plain = Level(Staging) with { Key = [new GroupKey("day")], Row = null };

        var composite = byDay with { Key = [new GroupKey("day", ByDay: true), new GroupKey("id")] };

        foreach (var levels in new[] { new[] { byDay, plain }, [plain, byDay], [composite, plain with { Key = [new GroupKey("day"), new GroupKey("id")] }] })
        {
            var differences = 0;
            (await Comparer(store, 10).CompareAsync(levels, [], _ => differences++, CancellationToken.None)).Should().Be(40);
            differences.Should().Be(20);
        }
        store.Answers.Should().NotContain(a => a.Metric is GroupDigestMetric);
    }

    [Test]
    public async Task Total_is_read_at_once()
    {
        await BuildAsync(40, 40, 39);
        var store = Store();
        var differences = new List<TracedDifference>();
        DrillDownLevel[] levels = [Level(Raw) with { Key = [], Row = null }, Level(Staging) with { Key = [], Row = null }];

        (await Comparer(store, 10).CompareAsync(levels, [], differences.Add, CancellationToken.None)).Should().Be(1);

        differences.Should().ContainSingle().Which.Difference.Net.Should().Be(1);
        store.Answers.Should().NotContain(a => a.Metric is GroupDigestMetric);
    }

    [Test]
    public async Task Digests_of_a_path_are_measured_once()
    {
        await BuildAsync(40, 40, 40);
        var store = Store();
        var comparer = Comparer(store, 10);

        await comparer.CompareAsync([Level(Raw), Level(Staging)], [], _ => { }, CancellationToken.None);
        await comparer.CompareAsync([Level(Raw), Level(Staging)], [], _ => { }, CancellationToken.None);

        store.Answers.Count(a => a.Metric is GroupDigestMetric).Should().Be(2);
    }

    [Test]
    public async Task Store_that_does_not_answer_ends_the_comparison_with_its_reason()
    {
        var store = new FakeStore(StoreId.Warehouse).Rejects(new AggregateMetric(new Relation(Raw), new CountRows()));
        store.Returns(new AggregateMetric(new Relation(Staging), new CountRows()), 3);

        var comparing = () => Comparer(store, 10).CompareAsync([Level(Raw), Level(Staging)], [], _ => { }, CancellationToken.None);

        (await comparing.Should().ThrowAsync<StoreException>()).Which.Reason.Reason.Should().StartWith("no such column");
    }

    // The amounts of the first keys are the same on both sides.
    private async Task<(long Compared, List<TracedDifference> Differences, List<(Metric Metric, Measurement Answer)> Answers)> CompareAsync(
        int expected,
        int actual,
        int same,
        int keysPerPart
    )
    {
        await BuildAsync(expected, actual, same);
        var store = Store();
        var differences = new List<TracedDifference>();
        var compared = await Comparer(store, keysPerPart).CompareAsync([Level(Raw), Level(Staging)], [], differences.Add, CancellationToken.None);
        return (compared, differences, [.. store.Answers]);
    }

    private Task BuildAsync(int expected, int actual, int same)
    {
        const string Columns = "i AS id, DATE '2026-01-01' + i::INTEGER AS day";
        return database.ExecuteAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                CREATE OR REPLACE TABLE raw.orders AS SELECT {Columns}, i::DECIMAL(10, 2) AS amount FROM range({expected}) AS r(i);
                CREATE OR REPLACE TABLE staging.orders AS SELECT {Columns}, (i + CASE WHEN i < {same} THEN 0 ELSE 1 END)::DECIMAL(10, 2) AS amount
                FROM range({actual}) AS r(i);
                """
            ),
            CancellationToken.None
        );
    }

    private AlteredStore Store() => new(new DuckStore(StoreId.Warehouse, database, Catalog));

    private static KeyComparer Comparer(IStore store, int keysPerPart) =>
        new(new MetricCollector(Catalog, new Dictionary<StoreId, IStore> { [StoreId.Warehouse] = store }), keysPerPart);

    private static DrillDownLevel Level(Dataset dataset) =>
        new()
        {
            Dataset = dataset,
            Rows = new Relation(dataset),
            Key = [new GroupKey("id")],
            Amount = "amount",
            Counted = new AllOf([]),
            Groups = new Dictionary<string, GroupKey>(StringComparer.Ordinal),
            Row = new RowKey("order", "id"),
        };
}

using FluentAssertions;
using NUnit.Framework;
using ShopStream.Features.Steps;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Checks.Figures;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.History;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using ShopStream.Tests.Features;
using ShopStream.Tests.History;

namespace ShopStream.Tests.Checks;

/// <summary>Distributions are recorded by runs, and compared with those of earlier runs and of other columns.</summary>
[TestFixture, Category("Slow")]
internal sealed class DriftTests
{
    private const string Country = "country in raw t has not drifted from its last 2 runs";
    private const string Amount = "n in raw t has not drifted from its last 2 runs";

    private static readonly Dataset Raw = new(Layer.Raw, "t");

    private readonly List<HistoryRun> history = [];
    private DuckDatabase database = null!;

    [SetUp]
    public async Task Open()
    {
        history.Clear();
        database = DuckDatabase.InMemory(
            "a test",
            new DuckSettings("200MB", Path.Combine(Path.GetTempPath(), "shopstream-test-duck"), TimeSpan.FromMinutes(1)) { Threads = 1 }
        );
        await database.ExecuteAsync("CREATE SCHEMA raw; CREATE TABLE raw.t (id INT, country VARCHAR, n DECIMAL(12,2), seen TIMESTAMP)", CancellationToken.None);
    }

    [TearDown]
    public void Close() => database.Dispose();

    [Test]
    public async Task Categories_are_judged_once_there_are_enough_runs()
    {
        var first = await NightAsync(Country, 1000, "CASE WHEN i % 4 = 0 THEN 'DEU' ELSE 'FRA' END");
        var second = await NightAsync(Country, 1000, "CASE WHEN i % 4 = 0 THEN 'DEU' ELSE 'FRA' END");
        var third = await NightAsync(Country, 1000, "CASE WHEN i % 4 = 0 THEN 'DEU' ELSE 'FRA' END");
        var fourth = await NightAsync(Country, 1000, "CASE WHEN i % 2 = 0 THEN 'DEU' ELSE 'FRA' END");

        first.Note.Should().Be("the history has no run of an earlier date with the distribution of country in raw t; 2 are required (every run adds one)");
        second.Outcome.Should().Be(Outcome.NotJudged);
        (third.Outcome, third.Expected, third.Actual)
            .Should()
            .Be((Outcome.Passed, "below 0.1, the population stability index: a small drift", "0.00: no drift"));
        // (1/2 − 1/4) · ln 2 + (1/2 − 3/4) · ln (2/3).
        (fourth.Outcome, fourth.Actual, fourth.Difference)
            .Should()
            .Be((Outcome.Failed, "0.27: a large drift", "+0.17"));
        fourth.Keys.Should().Equal("country=DEU: 50 %, there 25 %", "country=FRA: 50 %, there 75 %");
    }

    [Test]
    public async Task A_drift_near_zero_is_not_written_as_zero()
    {
        const string Index = "the population stability index of country in raw t against its last 1 run is at most 0.1";
        await NightAsync(Country, 1000, "CASE WHEN i <= 250 THEN 'DEU' ELSE 'FRA' END");
        await NightAsync(Country, 1000, "CASE WHEN i <= 250 THEN 'DEU' ELSE 'FRA' END");
        var drift = await NightAsync(Country, 1000, "CASE WHEN i <= 251 THEN 'DEU' ELSE 'FRA' END");
        history.Clear();
        await NightAsync(Index, 1000, "CASE WHEN i <= 250 THEN 'DEU' ELSE 'FRA' END");
        var distance = await NightAsync(Index, 1000, "CASE WHEN i <= 251 THEN 'DEU' ELSE 'FRA' END");

        // 0.001 · ln 1.004 − 0.001 · ln (749/750).
        drift.Actual.Should().Be("0.000005: a small drift");
        distance.Actual.Should().Be("0.000005");
    }

    [Test]
    public async Task Numbers_are_judged_by_their_cumulative_shares()
    {
        await NightAsync(Amount, 5000, "", "i * 0.01");
        await NightAsync(Amount, 5000, "", "i * 0.01");
        var same = await NightAsync(Amount, 5000, "", "(5001 - i) * 0.01");
        var moderate = await NightAsync(Amount, 5000, "", "i * 0.012");
        var large = await NightAsync("n in raw t has drifted moderately at most from its last 2 runs", 5000, "", "i * 0.02");

        (same.Outcome, same.Expected).Should().Be((Outcome.Passed, "below 0.126, the Kolmogorov-Smirnov distance: a small drift"));
        (moderate.Outcome, moderate.Actual).Should().Be((Outcome.Failed, "0.16: a moderate drift"));
        large.Outcome.Should().Be(Outcome.Failed);
        large.Actual.Should().EndWith(": a large drift");
        large.Keys.Should().ContainSingle().Which.Should().StartWith("n up to ");
    }

    [Test]
    public async Task A_recorded_distribution_is_bounded_in_size()
    {
        await NightAsync(
            $"{Amount}\nAnd id in raw t has not drifted from its last 1 run\nAnd country in raw t has not drifted from its last 1 run",
            30_000,
            "i"
        );

        var kept = history.Single().Distributions!;
        kept.Keys.Should().BeEquivalentTo("n in raw t", "id in raw t", "country in raw t");
        kept.Values.Should().OnlyContain(h => h.Points.Count <= PastHistograms.MostPoints + 1 && h.Values == 30_000 && h.Different == 30_000);
        HistoryJson.Write(history.Single()).Length.Should().BeLessThan(20_000);
        HistoryJson.Read(System.Text.Encoding.UTF8.GetBytes(HistoryJson.Write(history.Single()))).Distributions.Should().BeEquivalentTo(kept);
    }

    [Test]
    public async Task A_personal_column_is_not_recorded()
    {
        var check = await NightAsync(Country, 10, "'DEU'", policy: new RedactionPolicy(SampleLevel.Keys, PersonalColumns.Parse("country")));

        check.Outcome.Should().Be(Outcome.NotJudged);
        check.Note.Should().Contain("country is personal");
        history.Single().Distributions.Should().BeNull();
    }

    [Test]
    public async Task A_value_that_is_new_or_gone_is_a_drift_also_beyond_the_kept_ones()
    {
        const string Sentence = "the population stability index of country in raw t against its last 1 run is at most 0.1";
        // 300 rare values, of which 100 are kept, and one that half of the rows have.
        const string Before = "CASE WHEN i % 2 = 0 THEN 'A' ELSE 'v' || (i % 601) END";
        await NightAsync(Sentence, 6000, Before);
        var same = await NightAsync(Sentence, 6000, Before);
        var renamed = await NightAsync(Sentence, 6000, Before.Replace("'A'", "'B'", StringComparison.Ordinal));

        same.Outcome.Should().Be(Outcome.Passed);
        renamed.Outcome.Should().Be(Outcome.Failed);
        // One that was not kept may have been as frequent as the rarest that was.
        renamed.Keys.Take(2).Should().Equal("country=A: 0.08 %, there 50 %", "country=B: 50 %, there 0.08 %");
    }

    [TestCase(
        "seen in raw t has not drifted from its last 7 runs",
        "*raw t is timestamp: found its distribution, expected a column of numbers or of categories*"
    )]
    [TestCase("n in raw t has not drifted from country in raw t", "*a distribution of numbers cannot be compared with one of categories*")]
    [TestCase("the Kolmogorov-Smirnov distance of country in raw t against its last 7 runs is at most 0.1", "*expected a column of numbers*")]
    public void What_the_type_does_not_allow_is_refused(string sentence, string message) =>
        FluentActions.Invoking(() => Bind(sentence).Validate(Catalog, new HashSet<Layer>())).Should().Throw<UsageException>().WithMessage(message);

    [TestCase("country in raw t has not drifted from its last 0 runs", "*expected 1 to 100*")]
    [TestCase("country in raw t has not drifted from its last 101 runs", "*expected 1 to 100*")]
    [TestCase("country in raw t has not drifted from country in raw t", "*is compared with itself*")]
    [TestCase("the Jensen-Shannon distance of country in raw t against its last 7 runs is at most 10 %", "*expected a number such as 0.1*")]
    [TestCase("country in raw t has not drifted from its last 7 runs, for each n", "*'for each' has no meaning for this sentence*")]
    public void What_cannot_be_compared_is_refused_at_binding(string sentence, string message) =>
        FluentActions.Invoking(() => Bind(sentence)).Should().Throw<UsageException>().WithMessage(message);

    // Of two distributions, the distance of their kept points is never larger than that of all values, and at most 1 % smaller for each side.
    [Test]
    public void A_bounded_histogram_says_nearly_the_same_as_all_values()
    {
        var random = new Random(17);
        for (var round = 0; round < 30; round++)
        {
            var (here, there) = (Sample(random, round), Sample(random, 30 - round));
            var exact = Distances.Of(DistanceMeasure.KolmogorovSmirnov, Side(here, int.MaxValue), Side(there, int.MaxValue));
            var bounded = Distances.Of(DistanceMeasure.KolmogorovSmirnov, Side(here, 100), Side(there, 100));

            bounded.Should().BeInRange(exact - 0.02, exact + 1e-9);
        }
    }

    // The sentence allows what chance does in one of 1,000 runs, and a fault in a third of the rows is found where there are enough of them.
    [Test]
    public void Rates_of_a_small_simulation_are_as_published()
    {
        foreach (var (name, isNumber, value) in DriftSimulation.Columns)
        {
            DriftSimulation.Rates(value, isNumber, 100, 50, 1)[0].FalseAlarms.Should().BeLessThanOrEqualTo(2, name);
            DriftSimulation.Rates(value, isNumber, 1000, 5, 2)[0].Should().Be(("has not drifted", 0, 100), name);
        }
    }

    private static List<string> Sample(Random random, int shift) =>
        [.. Enumerable.Range(0, 2000).Select(_ => random.Next(3) == 0 ? "5.00" : $"{((random.NextDouble() * 20) + (shift * 0.1)):F2}")];

    private static DistributionSide Side(List<string> values, int most) => new([DriftSimulation.Of(values, isNumber: true, most)]);

    private static Catalog Catalog =>
        new([
            new TableInfo(
                Raw,
                [
                    new ColumnInfo("id", "int", Nullable: true),
                    new ColumnInfo("country", "varchar", Nullable: true),
                    new ColumnInfo("n", "decimal(12,2)", Nullable: true),
                    new ColumnInfo("seen", "timestamp", Nullable: true),
                ],
                ["id"]
            ),
        ]);

    private static IReadOnlyList<Specification> Bind(string sentence) =>
        SpecBinder.Bind(FeatureTexts.Of($"Feature: F\nScenario: S\nThen {sentence}"), new Dictionary<string, BusinessMetric>(StringComparer.Ordinal));

    private async Task<CheckResult> NightAsync(string sentence, int rows, string country, string number = "i", RedactionPolicy? policy = null)
    {
        await database.ExecuteAsync(
            $"DELETE FROM raw.t; INSERT INTO raw.t SELECT i, {(country.Length == 0 ? "NULL" : country)}, {number}, NULL FROM range(1, {rows + 1}) AS r(i)",
            CancellationToken.None
        );
        var date = SampleHistory.Friday.AddDays(history.Count);
        var specifications = Bind(sentence);
        specifications.Validate(Catalog, new HashSet<Layer>());
        var context = new EvaluationContext(SampleHistory.SixFridays, date, new RunHistory(history));
        // Disposed with the database.
        var store = new DuckStore(StoreId.Warehouse, database, Catalog);
        var collector = new MetricCollector(Catalog, new Dictionary<StoreId, IStore> { [StoreId.Warehouse] = store }, context, redaction: policy);
        var results = await CheckRunner.RunAsync(specifications, collector, null, CancellationToken.None);
        var kept = specifications.TrackedDistributions(collector.Measurements);
        history.Add(SampleHistory.Run($"run-{history.Count}", date, history.Count) with { Distributions = kept.Count == 0 ? null : kept });
        return results.Single().Checks[0];
    }
}

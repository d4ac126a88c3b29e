using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Tests.Planning;

/// <summary>PostgreSQL and DuckDB return equal measurements for the same rows.</summary>
[Category("Live")]
public sealed class EnginesAgreeTests
{
    private static readonly Relation Rows = new(new Dataset(Layer.Raw, "rows"));
    private TwoEngines engines = null!;

    [OneTimeSetUp]
    public async Task SameRows() =>
        engines = await TwoEngines.WithAsync(
            """
            CREATE TABLE raw.rows (id int, name varchar(40), amount decimal(10,2), wide decimal(18,4),
                quantity int, big bigint, moment timestamp, day date, flag boolean, parent int);
            INSERT INTO raw.rows VALUES
              (1, 'Zoé',   12.50, 12.5000, 1, 9223372036854775807, '2025-01-02 03:04:05.12', '2025-01-02', true, 1),
              (2, 'zoe',   -0.01, -0.0100, 2, -9223372036854775808, '2025-01-02 23:59:59.999999', '2025-01-02', false, 9),
              (3, '',       0.00,  0.0000, 3, 0, '2025-01-03 00:00:00', '2025-01-03', true, 2),
              (4, NULL,     NULL,    NULL, NULL, NULL, NULL, NULL, NULL, NULL),
              (5, 'É|\N',   7.10,  7.1000, 5, 5, '1999-12-31 12:00:00', '1999-12-31', false, 8),
              (6, 'it''s', 99999999.99, 99999999.9900, 2, 6, '2025-01-02 03:04:05', '2025-01-02', NULL, 2),
              (7, '日本 😀',  0.10,  0.1000, 2, 7, '2025-01-02 03:04:05', '2025-01-02', true, 1),
              (8, 'ﬁ',      0.20,  0.2000, 2, 7, '2025-01-02 03:04:05', '2025-01-02', true, 1),
              (8, E'a\nb',   0.30,  0.3000, 2, 7, '2025-01-02 03:04:05.120000', '2025-01-02', true, 1);
            CREATE TABLE raw.nothing AS SELECT * FROM raw.rows WHERE id > 100
            """
        );

    [OneTimeTearDown]
    public async Task Drop()
    {
        if (engines is not null)
            await engines.DisposeAsync();
    }

    private static readonly string[] Columns = ["id", "name", "amount", "wide", "quantity", "big", "moment", "day", "flag"];

    private static IEnumerable<TestCaseData> Metrics()
    {
        var nothing = new Relation(new Dataset(Layer.Raw, "nothing"));
        foreach (var column in Columns)
        {
            yield return Case(new AggregateMetric(Rows, new CountSurplus(column)));
            yield return Case(new GroupedMetric(Rows, [new GroupKey(column)], [new CountRows(), new SumOf("amount")]));
            yield return Case(new OrderedValues(Rows, column));
            yield return Case(new DuplicateValues(Rows, [column]));
            yield return Case(new AggregateMetric(Rows, new DigestOf(column, "amount", 8)));
            yield return Case(new AggregateMetric(Rows, new DigestOf(column, "wide", 2)));
            if (column is not ("flag" or "name"))
                yield return Case(new AggregateMetric(Rows, new MinOf(column)));
            if (column is not ("flag" or "name"))
                yield return Case(new AggregateMetric(Rows, new MaxOf(column)));
        }
        foreach (var column in new[] { "id", "amount", "wide", "quantity", "big" })
        {
            yield return Case(new AggregateMetric(Rows, new SumOf(column)));
            yield return Case(new AggregateMetric(nothing, new SumOf(column)));
        }
        yield return Case(new AggregateMetric(nothing, new DigestOf("id", "amount", 8)));
        yield return Case(
            new GroupedMetric(
                Rows,
                [new GroupKey("moment", ByDay: true), new GroupKey("flag")],
                [new CountRows(), new SumOf("wide"), new DigestOf("id", "wide", 2)]
            )
        );
        yield return Case(new DuplicateValues(Rows, ["id", "day"]));
        yield return Case(new Orphans(Rows, "parent", Rows.Dataset, "id"));
        yield return Case(new Sample(new Orphans(Rows, "parent", Rows.Dataset, "id"), null, ["parent"]));
        yield return Case(new Sample(new DuplicateValues(Rows, ["name"]), null, ["name"]));
        yield return Case(new CustomSqlMetric(Layer.Raw, "SELECT id FROM raw.rows WHERE amount < 0"));
        foreach (var condition in Conditions)
            yield return Case(new AggregateMetric(Rows, new CountWhere(condition)));
        foreach (var differences in Differences())
        {
            yield return Case(differences);
            yield return Case(new Sample(differences, null, []));
            yield return Case(new DifferingGroups(differences));
        }

        static TestCaseData Case(Metric metric) => new TestCaseData(metric).SetArgDisplayNames($"{metric}");
    }

    private static readonly Condition[] Conditions =
    [
        new IsNull("name"),
        new Not(new IsNull("name")),
        new IsOneOf("name", ["Zoé", "it's"]),
        new Not(new IsOneOf("name", ["Zoé"])),
        new IsOneOf("name", [""]),
        new IsOneOf("quantity", ["1", "2"]),
        new IsOneOf("quantity", ["1.5", "2"]),
        new IsOneOf("amount", ["0.1", "7.10", "0.005"]),
        new OrNull(new Not(new IsOneOf("name", ["Zoé"])), "name"),
        new IsBetween("quantity", "1", "2"),
        new IsBetween("quantity", "1.5", "2.5"),
        new Not(new IsBetween("amount", "0.005", "100")),
        new IsBetween("day", "2025-01-01", "2025-01-02"),
        new Compares("quantity", Comparison.AtMost, "1.5"),
        new Compares("amount", Comparison.Above, "0.005"),
        new Compares("amount", Comparison.Below, "-0.005"),
        new Compares("moment", Comparison.AtLeast, "2025-01-03"),
        new Compares("flag", Comparison.Equal, "true"),
        new Compares("big", Comparison.Below, "-1"),
        new Compares("name", Comparison.Equal, "日本 😀"),
        new IsMatch("name", "[a-z]+"),
        new IsMatch("name", "Zo."),
        new IsMatch("name", @"\w+"),
        new IsMatch("name", @"[\w ]*"),
        new IsMatch("name", "a.b"),
        new IsMatch("name", "a|it's|b"),
        new IsMatch("name", @"\W+"),
        new Not(new IsMatch("name", "[^a-z]*")),
        new IsMatch("name", @"É\|\\N"),
        new IsMatch("name", @".{1,2}"),
        new IsMatch("name", @"a\sb"),
        new HasLength("name", 1, 3),
        new Not(new HasLength("name", 4, null)),
        new ComparesWith("wide", Comparison.Above, "amount"),
        new Not(new ComparesWith("wide", Comparison.Equal, "amount")),
        new ComparesWith("day", Comparison.AtMost, "moment"),
        new IsSameAs("wide", Formula.Parse("amount")),
        new Not(new IsSameAs("wide", Formula.Parse("amount * quantity - 0.5"))),
        new Not(new IsSameAs("amount", Formula.Parse("(wide + 0.10) * 1"))),
    ];

    private static IEnumerable<GroupDifferences> Differences()
    {
        var positive = Rows.Where(new Compares("amount", Comparison.Above, "0.25"));
        foreach (var tolerance in new[] { "exactly", "to the cent", "within 0.5 %", "within 0.30" }.Select(Tolerance.Parse))
        {
            yield return new GroupDifferences(Sum(Rows, "amount", "moment", day: true), Sum(positive, "wide", "day"), tolerance);
            yield return new GroupDifferences(Sum(Rows, "amount", "moment", day: true, row: "id"), Sum(Rows, "wide", "day", row: "id"), tolerance);
            yield return new GroupDifferences(Sum(positive, "amount", "flag", row: "id"), Sum(Rows, "amount", "flag", row: "id"), tolerance);
            yield return new GroupDifferences(
                Sum(Rows, "amount", "name") with
                {
                    Counted = new AllOf([new Compares("amount", Comparison.Above, "0.25")]),
                    Domain = new GroupDomain(Rows, [new GroupKey("name")]),
                },
                Sum(positive, "wide", "name"),
                tolerance
            );
        }

        static GroupedSum Sum(Relation relation, string measure, string key, bool day = false, string? row = null) =>
            new(relation, [new GroupKey(key, day)], measure, row);
    }

    [TestCaseSource(nameof(Metrics))]
    public async Task PostgreSQL_and_DuckDB_return_equal_measurements(Metric metric)
    {
        var (postgres, duck) = await engines.MeasureAsync(metric);
        TwoEngines.Rows(postgres).Should().Equal(TwoEngines.Rows(duck));
    }

    [TestCase("quantity is at most 1.5", 1)]
    [TestCase("amount is above 0.005", 6)]
    [TestCase("amount is 0.005", 0)]
    [TestCase("quantity is one of 1.5, 2.0", 5)]
    [TestCase("name matches \\w+", 1)]
    [TestCase("name is one of \"\"", 1)]
    [TestCase("name is not one of Zoé", 8)]
    public async Task Conditions_select_the_same_rows_in_both_engines(string condition, int rows)
    {
        var (postgres, duck) = await engines.MeasureAsync(new AggregateMetric(Rows, new CountWhere(ConditionText.Parse(condition))));
        (postgres.Number(0), duck.Number(0)).Should().Be((rows, rows));
    }

    [Test]
    public async Task Values_are_ordered_by_UTF8_bytes()
    {
        var (postgres, duck) = await engines.MeasureAsync(new OrderedValues(Rows, "name"));
        postgres.Rows.Select(r => r[0]).Should().Equal("", "Zoé", "a\nb", "it's", "zoe", "É|\\N", "日本 😀", "ﬁ");
        duck.Rows.Select(r => r[0]).Should().Equal(postgres.Rows.Select(r => r[0]));
    }

    [Test]
    public async Task Digest_is_independent_of_decimal_scale()
    {
        var (narrow, _) = await engines.MeasureAsync(new AggregateMetric(Rows, new DigestOf("id", "amount", 8)));
        var (_, wide) = await engines.MeasureAsync(new AggregateMetric(Rows, new DigestOf("id", "wide", 8)));
        narrow.Rows[0][0].Should().Be(wide.Rows[0][0]).And.NotBe("0");
    }

    [Test]
    public async Task Row_loaded_three_times_changes_the_digest()
    {
        var digests = new List<string?>();
        foreach (var times in new[] { 1, 3 })
        {
            await engines.RunAsync("CREATE TABLE raw.copies (id int, amount decimal(10,2))");
            for (var i = 0; i < times; i++)
                await engines.RunAsync("INSERT INTO raw.copies VALUES (1, 5.00)");
            digests.Add(
                (await engines.MeasureAsync(new AggregateMetric(new Relation(new Dataset(Layer.Raw, "copies")), new DigestOf("id", "amount", 8)))).Duck.Rows[0][
                    0
                ]
            );
            await engines.RunAsync("DROP TABLE raw.copies");
        }
        digests[0].Should().NotBe(digests[1]);
    }

    [Test]
    public async Task Duplicate_metric_returns_values_surplus_rows_and_affected_rows()
    {
        await engines.RunAsync("CREATE TABLE raw.letters AS SELECT * FROM (VALUES ('a'), ('a'), ('b'), ('b'), ('b'), ('c'), (NULL), (NULL)) AS v(letter)");
        var letters = new Relation(new Dataset(Layer.Raw, "letters"));
        var (postgres, duck) = await engines.MeasureAsync(new DuplicateValues(letters, ["letter"]));
        postgres.Rows[0].Should().Equal("2", "3", "5");
        duck.Rows[0].Should().Equal("2", "3", "5");
        var (surplus, _) = await engines.MeasureAsync(new AggregateMetric(letters, new CountSurplus("letter")));
        surplus.Number(0).Should().Be(3);
    }
}

using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Redaction;
using static ShopStream.Tests.Checks.SampleMeasurements;

namespace ShopStream.Tests.Execution;

/// <summary>What arrives from a store and is only shown is redacted before anything else sees it.</summary>
[TestFixture, Category("Fast")]
internal sealed class RedactedMeasurementsTests
{
    private static readonly Dataset UsersTable = new(Layer.Raw, "users");
    private static readonly Relation Users = new(UsersTable);
    private static readonly Dataset SourceUsers = new(Layer.Source, "users");
    private static readonly Catalog Catalog = new([
        Table(UsersTable),
        Table(SourceUsers),
        new TableInfo(new Dataset(Layer.Raw, "orders"), [new("number", "int", false), new("user_id", "int", true)], ["number"]),
    ]);

    private static readonly Sample Violations = new(new AggregateMetric(Users, new CountRows()), new IsNull("country"), ["country"]);

    private static IEnumerable<TestCaseData> Samples()
    {
        yield return Case("rows", Violations, SampleLevel.Full, "code note country: A1 (hidden 1) DE");
        yield return Case("rows by key", Violations, SampleLevel.Keys, "code: A1");
        yield return Case("no rows", Violations, SampleLevel.None, "code: A1");
        yield return Case(
            "duplicates by key",
            new Sample(new DuplicateValues(Users, ["country"]), null, ["country"]),
            SampleLevel.Keys,
            "code note country: A1 (hidden 1) DE"
        );
        yield return Case("groups by key", new Sample(Differences(), null, []), SampleLevel.Keys, "code note country: A1 (hidden 1) DE");
        yield return Case(
            "orphans by key",
            new Sample(new Orphans(Users, "COUNTRY", SourceUsers, "country"), null, ["country"]),
            SampleLevel.Keys,
            "code country: A1 DE"
        );
        yield return Case(
            "query",
            new Sample(new CustomSqlMetric(Layer.Raw, "SELECT country FROM users"), null, []),
            SampleLevel.Full,
            "code note country: A1 (hidden 1) DE"
        );
        yield return Case("query by key", new Sample(new CustomSqlMetric(Layer.Raw, "SELECT country FROM users"), null, []), SampleLevel.Keys, "code: A1");
        yield return Case(
            "query of another table by key",
            new Sample(new CustomSqlMetric(Layer.Raw, "SELECT country FROM orders"), null, []),
            SampleLevel.Keys,
            ": No column identifies the rows; use --samples full to show their values."
        );
        yield return Case(
            "query of another table without rows",
            new Sample(new CustomSqlMetric(Layer.Raw, "SELECT country FROM orders"), null, []),
            SampleLevel.None,
            ":"
        );

        static TestCaseData Case(string name, Sample sample, SampleLevel level, string shown) =>
            new TestCaseData(sample, level, shown).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Samples))]
    public async Task Sample_shows_only_what_its_level_allows(Sample sample, SampleLevel level, string shown)
    {
        var measured = await MeasureAsync(sample, Rows("code note country", ["A1", "a@b.example", "DE"]), level);

        Text(measured).Should().Be(shown);
    }

    [TestCase("SELECT UPPER(note) AS who FROM users", "who", "(hidden 1)")]
    [TestCase("SELECT UPPER(country) AS who FROM users", "who", "X")]
    [TestCase("SELECT note AS country FROM users", "country", "X")]
    [TestCase("SELECT UPPER(note) AS who FROM orders", "who", "X")]
    [TestCase("SELECT 1 FROM users", "users.note", "(hidden 1)")]
    [TestCase("SELECT 1 FROM users", "note by day", "(hidden 1)")]
    [TestCase("SELECT 1 FROM users", "day of note", "(hidden 1)")]
    [TestCase("SELECT 1 FROM users", "day of users.note", "(hidden 1)")]
    [TestCase("SELECT 1 FROM users", "day of \"note\"", "(hidden 1)")]
    [TestCase("SELECT 1 FROM users", "\"all users\".note", "(hidden 1)")]
    [TestCase("SELECT 1 FROM users", "day of country", "X")]
    public async Task Column_that_a_query_computes_of_a_personal_one_is_personal(string sql, string column, string shown)
    {
        var sample = new Sample(new CustomSqlMetric(Layer.Raw, sql), null, []);

        var measured = await MeasureAsync(
            sample,
            new Measurement(
                [column],
                [
                    ["X"],
                ]
            ),
            SampleLevel.Full
        );

        measured.Rows.Should().ContainSingle().Which.Should().Equal(shown);
    }

    [TestCase("x", 1_000, "")]
    [TestCase("x", 1_001, "… (1,001 characters)")]
    [TestCase("x", 20_000_000, "… (20,000,000 characters)")]
    public async Task Long_value_is_cut(string letter, int length, string end)
    {
        var measured = await MeasureAsync(
            Violations,
            Rows("code note country", ["A1", "a@b.example", string.Concat(Enumerable.Repeat(letter, length))]),
            SampleLevel.Full
        );

        measured.Rows[0][2].Should().StartWith("xxx").And.EndWith($"x{end}").And.Subject.Length.Should().BeLessThan(1_050);
    }

    [Test]
    public async Task Long_value_is_not_cut_within_a_character()
    {
        var value = $"{new string('x', 999)}😀{new string('x', 99)}";

        var measured = await MeasureAsync(Violations, Rows("code note country", ["A1", "a@b.example", value]), SampleLevel.Full);

        measured.Rows[0][2].Should().Be($"{new string('x', 999)}… (1,100 characters)");
    }

    [Test]
    public async Task Group_key_of_a_difference_shows_no_personal_day()
    {
        GroupedSum Side(Relation relation) => new(relation, [new GroupKey("note", ByDay: true)], "country");
        var sample = new Sample(new GroupDifferences(Side(Users), Side(new Relation(SourceUsers)), Tolerance.Exact), null, []);

        var measured = await MeasureAsync(
            sample,
            new Measurement(
                [$"{new GroupKey("note", ByDay: true)}", "expected"],
                [
                    ["1980-02-29", "1"],
                ]
            ),
            SampleLevel.Keys
        );

        measured.Rows.Should().ContainSingle().Which.Should().Equal("(hidden 1)", "1");
    }

    [Test]
    public async Task Null_is_not_hidden() =>
        Text(await MeasureAsync(Violations, Rows("code note country", ["A1", null, "DE"]), SampleLevel.Full)).Should().Be("code note country: A1 ∅ DE");

    [TestCase("note", "raw", "1 (hidden 1) (hidden 2)")]
    [TestCase("country", "raw", "1 x y")]
    [TestCase("country", "note", "1 (hidden 1) (hidden 2)")]
    public async Task Missing_values_of_a_personal_column_are_hidden(string column, string parent, string shown)
    {
        var metric = new MissingValues(new OrderedValues(Users, column), new OrderedValues(new Relation(SourceUsers), parent is "note" ? "note" : "country"));
        var (warehouse, source) = (new FakeStore(StoreId.Warehouse).Streams(metric.Child, "x", "y"), new FakeStore(StoreId.Source).Streams(metric.Parent));

        var measured = await MeasureAsync(metric, SampleLevel.Full, warehouse, source);

        string.Join(' ', measured.Rows.Select(r => r[0] is "2" ? "1" : r[0])).Should().Be(shown);
    }

    [TestCase("rows", "5", "6", "rows 5 6")]
    [TestCase("min of note", "a", "b", "min of note (hidden 1) (hidden 2)")]
    [TestCase("min of note", null, "b", "min of note ∅ (hidden 1)")]
    [TestCase("min of code", "a", "b", "min of code a b")]
    public async Task Control_totals_of_a_personal_column_are_hidden(string what, string? manifest, string? file, string shown)
    {
        var measured = await MeasureAsync(
            new ManifestDifferences(UsersTable),
            new Measurement(
                ["what", "manifest", "file"],
                [
                    [what, manifest, file],
                ]
            ),
            SampleLevel.Full
        );

        string.Join(' ', measured.Rows[0].Select(c => c ?? "∅")).Should().Be(shown);
    }

    [Test]
    public async Task Control_totals_of_a_table_that_the_catalog_lacks_are_shown()
    {
        var measured = await MeasureAsync(
            new ManifestDifferences(new Dataset(Layer.Lake, "unknown")),
            Rows("what manifest file", ["min of note", "a", "b"]),
            SampleLevel.Full
        );
        measured.Rows[0].Should().Equal("min of note", "a", "b");
    }

    private static IEnumerable<TestCaseData> Refusals()
    {
        yield return Case("of a personal column", new AggregateMetric(Users, new MaxOf("note")), "cannot read '(hidden 1)'");
        yield return Case("of another column", new AggregateMetric(Users, new MaxOf("country")), "cannot read 'a@b.example'");
        yield return Case("of a query that reads a personal column", new CustomSqlMetric(Layer.Raw, "SELECT note FROM users"), "cannot read '(hidden 1)'");
        yield return Case(
            "of a sample of such a query",
            new Sample(new CustomSqlMetric(Layer.Raw, "SELECT note FROM users"), null, []),
            "cannot read '(hidden 1)'"
        );
        yield return Case(
            "of a query of the same table, which may select all columns",
            new CustomSqlMetric(Layer.Raw, "SELECT country FROM users"),
            "cannot read '(hidden 1)'"
        );
        yield return Case("of a query of another table", new CustomSqlMetric(Layer.Raw, "SELECT note FROM orders"), "cannot read 'a@b.example'");

        static TestCaseData Case(string name, Metric metric, string reason) => new TestCaseData(metric, reason).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Refusals))]
    public async Task Message_about_a_personal_value_is_redacted(Metric metric, string reason)
    {
        var measured = await MeasureAsync(
            metric,
            Measurement.None(new MissingMeasurement("cannot read 'a@b.example'", MissingMeasurementKind.Refused)),
            SampleLevel.Full
        );

        measured.Missing!.Reason.Should().Be(reason);
    }

    private static GroupDifferences Differences() =>
        new(new GroupedSum(Users, [new GroupKey("country")], "code", null), new GroupedSum(Users, [new GroupKey("country")], "code", null), Tolerance.Exact);

    private static TableInfo Table(Dataset dataset) =>
        new(dataset, [new("code", "text", false), new("note", "text", true), new("country", "text", true)], ["CODE"]);

    private static string Text(Measurement measured) =>
        $"{string.Join(' ', measured.Columns)}: {string.Join("; ", measured.Rows.Select(Cells))}{measured.Note}".TrimEnd();

    private static string Cells(IReadOnlyList<string?> row) => string.Join(' ', row.Select(c => c ?? "∅"));

    private static Task<Measurement> MeasureAsync(Metric metric, Measurement measurement, SampleLevel level) =>
        MeasureAsync(metric, level, new FakeStore(metric.Store).Returns(metric, measurement));

    private static async Task<Measurement> MeasureAsync(Metric metric, SampleLevel level, params FakeStore[] stores)
    {
        var collector = new MetricCollector(
            Catalog,
            stores.ToDictionary(s => s.Id, IStore (s) => s),
            redaction: new RedactionPolicy(level, PersonalColumns.Parse("note"))
        );
        await collector.CollectAsync([metric], CancellationToken.None);
        return collector.Measurements[metric];
    }
}

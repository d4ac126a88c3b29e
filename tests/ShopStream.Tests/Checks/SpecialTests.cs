using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation.RowComparison;
using static ShopStream.Tests.Checks.SampleMeasurements;

namespace ShopStream.Tests.Checks;

[Category("Fast")]
public sealed class SpecialTests
{
    private static readonly HasColumns Columns = new(new Dataset(Layer.Raw, "orders"), [new("id", "int", false), new("status", "varchar(20)", true)]);

    [Test]
    public void Column_list_ignores_order_and_case() =>
        Columns
            .ByRows(Rows("name type nullable", ["status", "VARCHAR(20)", "true"], ["id", "int", "false"]))
            .Message()
            .Should()
            .Be("Passed: 2 columns as listed | 2 columns");

    [Test]
    public void Missing_changed_and_additional_columns_are_reported()
    {
        var evaluation = Columns.ByRows(Rows("name type nullable", ["id", "int", "true"], ["status", "varchar(20)", "true"], ["extra", "text", "true"]));
        evaluation.Message().Should().Be("Failed: 2 columns as listed | 3 columns | 3 differences");
        evaluation.Keys.Should().Equal("missing: id int not null", "not expected: id int", "not expected: extra text");
    }

    [TestCase("decimal(12,2)", "decimal(12,2)", true)]
    [TestCase("DECIMAL(12,2)", "decimal(12,2)", true)]
    [TestCase("decimal", "decimal(12,2)", true)]
    [TestCase("varchar", "varchar(20)", true)]
    [TestCase("varchar", "text", true)]
    [TestCase("integer", "int", true)]
    [TestCase("text", "varchar(20)", false)]
    [TestCase("varchar(20)", "text", false)]
    [TestCase("varchar(20)", "varchar(30)", false)]
    [TestCase("decimal(12,2)", "decimal(12,3)", false)]
    [TestCase("int", "bigint", false)]
    [TestCase("timestamp", "timestamptz", false)]
    public void Type_without_a_size_stands_for_every_size(string type, string found, bool passes) =>
        new HasType(new Dataset(Layer.Raw, "orders"), "total", type)
            .ByRows(Rows("name type nullable", ["total", found, "true"]))
            .Message()
            .Should()
            .StartWith(passes ? $"Passed: total {type} | total {found}" : $"Failed: total {type} | total {found}");

    [Test]
    public void Manifest_check_passes_when_the_file_matches() =>
        new AgreesWithManifest(new Dataset(Layer.Lake, "orders"))
            .ByRows(Rows("what manifest file"))
            .Message()
            .Should()
            .Be("Passed: size, SHA-256, rows and control totals as in the manifest | all agree");

    [Test]
    public void Manifest_check_reports_every_value_that_differs()
    {
        var evaluation = new AgreesWithManifest(new Dataset(Layer.Lake, "orders")).ByRows(Rows("what manifest file", ["bytes", "10", "9"]));
        evaluation.Message().Should().Be("Failed: size, SHA-256, rows and control totals as in the manifest | 1 value differs");
        evaluation.Keys.Should().Equal("bytes: manifest 10, file 9");
    }

    [Test]
    public void Manifest_check_shows_a_sample_of_many_values()
    {
        var evaluation = new AgreesWithManifest(new Dataset(Layer.Lake, "orders")).ByRows(
            Rows("what manifest file", [.. Enumerable.Range(0, Sample.Limit + 1).Select(i => new[] { $"total {i}", "1", null })])
        );
        evaluation.Actual.Should().Be($"{Sample.Limit + 1} values differ");
        evaluation.Keys.Should().HaveCount(Sample.Limit).And.StartWith("total 0: manifest 1, file ");
    }

    private static IEnumerable<TestCaseData> ChecksOfOneTable()
    {
        var (raw, other, lake) = (
            new Relation(new Dataset(Layer.Raw, "orders")),
            new Relation(new Dataset(Layer.Staging, "stg_orders")),
            new Dataset(Layer.Lake, "orders")
        );
        var source = new Relation(new Dataset(Layer.Source, "orders"));
        yield return new TestCaseData(new AgreesWithManifest(lake), "lake orders");
        yield return new TestCaseData(new Unique(raw, ["id"]), "raw orders");
        yield return new TestCaseData(new SameRowCount(source, [raw]), "raw orders");
        yield return new TestCaseData(new SameRowCount(source, [raw, other]), null);
        yield return new TestCaseData(new RowsMatch(new RowDifferences(raw, source, [new ColumnPair("id", "id")], null, null)), "raw orders");
        yield return new TestCaseData(new NeverNull(raw, "id"), null);
    }

    [TestCaseSource(nameof(ChecksOfOneTable))]
    public void Check_names_the_table_whose_rows_are_wrong(ICheck check, string? table) => $"{check.WrongRowsOf}".Should().Be(table ?? "");

    [Test]
    public void Custom_SQL_check_passes_without_rows_and_shows_those_it_finds()
    {
        var check = new CustomSqlCheck(Layer.Core, "SELECT id FROM x");
        check.By(0).Message().Should().Be("Passed: no rows | no rows");
        var evaluation = check.ByRows(Row(12), Rows("id", ["1"]));
        evaluation.Message().Should().Be("Failed: no rows | 12 rows | +12 rows");
        evaluation.Keys.Should().Equal("id=1");
    }

    [Test]
    public void Check_of_another_run_sends_no_query_and_is_not_judged()
    {
        var check = new OtherRunCheck(new DateOnly(2025, 11, 28), new DateOnly(2025, 11, 29));
        check.GetMetrics().Should().BeEmpty();
        check.By().Message().Should().Be("NotJudged: the scenario applies to the run of 2025-11-28, but this run is of 2025-11-29: use --date 2025-11-28");
    }
}

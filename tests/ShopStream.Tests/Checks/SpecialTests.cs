using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using static ShopStream.Tests.Checks.Measured;

namespace ShopStream.Tests.Checks;

[Category("Fast")]
public sealed class SpecialTests
{
    private static readonly HasColumns Columns = new(new Dataset(Layer.Raw, "orders"), [new("id", "int", false), new("status", "varchar(20)", true)]);

    [Test]
    public void Columns_are_as_listed_in_any_order_and_case() =>
        Columns.ByRows(Rows("name type nullable", ["status", "VARCHAR(20)", "true"], ["id", "int", "false"])).Said().Should().Be("Passed: 2 columns as listed | 2 columns");

    [Test]
    public void Columns_that_are_missing_changed_or_new_are_named()
    {
        var verdict = Columns.ByRows(Rows("name type nullable", ["id", "int", "true"], ["status", "varchar(20)", "true"], ["extra", "text", "true"]));
        verdict.Said().Should().Be("Failed: 2 columns as listed | 3 columns | 3 lines not as listed");
        verdict.Keys.Should().Equal("missing: id int not null", "not expected: id int", "not expected: extra text");
    }

    [Test]
    public void A_file_agrees_with_its_manifest() =>
        new AgreesWithManifest(new Dataset(Layer.Lake, "orders")).ByRows(Rows("what manifest file")).Said()
            .Should().Be("Passed: size, SHA-256, rows and control totals as in the manifest | all agree");

    [Test]
    public void A_file_that_does_not_is_told_figure_by_figure()
    {
        var verdict = new AgreesWithManifest(new Dataset(Layer.Lake, "orders")).ByRows(Rows("what manifest file", ["bytes", "10", "9"]));
        verdict.Said().Should().Be("Failed: size, SHA-256, rows and control totals as in the manifest | 1 figure not so");
        verdict.Keys.Should().Equal("bytes: manifest 10, file 9");
    }

    [Test]
    public void A_query_finds_no_rows_or_shows_some()
    {
        var check = new FindsNoRows(Layer.Core, "SELECT id FROM x");
        check.By(0).Said().Should().Be("Passed: no rows | no rows");
        var verdict = check.ByRows(Row(12), Rows("id", ["1"]));
        verdict.Said().Should().Be("Failed: no rows | 12 rows | +12 rows");
        verdict.Keys.Should().Equal("id=1");
    }

    [Test]
    public void A_claim_about_another_run_asks_nothing_and_is_not_judged()
    {
        var check = new OfAnotherRun(new DateOnly(2025, 11, 28), new DateOnly(2025, 11, 29));
        check.Ask().Should().BeEmpty();
        check.By().Said().Should().Be("NotJudged: the scenario is about the run of 2025-11-28; this one is of 2025-11-29: use --date 2025-11-28");
    }
}

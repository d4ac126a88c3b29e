using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Redaction;
using static ShopStream.Tests.Checks.SampleMeasurements;

namespace ShopStream.Tests.Checks;

[Category("Fast")]
public sealed class RowRuleTests
{
    private static readonly Relation Orders = new(new Dataset(Layer.Raw, "orders"));
    private static readonly Dataset Users = new(Layer.Raw, "users");

    [TestCase(0, 0, "NotJudged: raw orders is empty")]
    [TestCase(1, 0, "Passed: no row where email is null | the one row as expected")]
    [TestCase(1000, 0, "Passed: no row where email is null | all 1,000 rows as expected")]
    [TestCase(1000, 1, "Failed: no row where email is null | 1 row of 1,000 not as expected | +1 row")]
    public void Null_check_fails_when_a_value_is_null(int rows, int violating, string message) =>
        new NeverNull(Orders, "email").By(rows, violating).Message().Should().Be(message);

    [TestCase(0, 0, 0, "NotJudged: raw orders is empty")]
    [TestCase(5, 0, 0, "NotJudged: status is null in all 5 rows of raw orders: there are no values to check")]
    [TestCase(1, 0, 0, "NotJudged: status is null in the one row of raw orders: there are no values to check")]
    [TestCase(5, 4, 0, "Passed: every row: status is one of paid, \"on hold\" | all 5 rows as expected")]
    [TestCase(5, 4, 2, "Failed: every row: status is one of paid, \"on hold\" | 2 rows of 5 not as expected | +2 rows")]
    public void List_check_fails_when_a_value_is_not_listed(int rows, int values, int violating, string message) =>
        new EveryValue(Orders, new IsOneOf("status", ["paid", "on hold"])).By(rows, values, violating).Message().Should().Be(message);

    [Test]
    public void Failed_row_rule_shows_the_violating_rows()
    {
        var evaluation = new EveryValue(Orders, new IsBetween("quantity", "1", "5")).ByRows(
            Row(9),
            Row(9),
            Row(2),
            Rows("id quantity", ["17", "0"], ["18", null])
        );
        evaluation.Keys.Should().Equal("id=17, quantity=0", "id=18, quantity=null");
        evaluation
            .Evidence.Should()
            .ContainSingle()
            .Which.Should()
            .BeOfType<Sample>()
            .Which.Violation.Should()
            .Be(new Not(new IsBetween("quantity", "1", "5")));
    }

    [TestCase(
        "PAID",
        SampleLevel.Full,
        "status PAID looks like paid of the list, but they differ only in case: expected U+0070 U+0061 U+0069 U+0064, found U+0050 U+0041 U+0049 U+0044."
    )]
    [TestCase("PAID", SampleLevel.Keys, null)]
    [TestCase("late", SampleLevel.Full, null)]
    public void Value_that_looks_like_one_of_the_list_is_distinguished_from_it(string found, SampleLevel level, string? note)
    {
        var check = new EveryValue(Orders, new IsOneOf("status", ["paid"]));
        var measurements = new Measurements { RedactionPolicy = new RedactionPolicy(level, PersonalColumns.None) };
        foreach (var metric in check.GetMetrics())
            measurements.Add(metric, Row(1));
        var evaluation = check.Evaluate(measurements);
        measurements.Add(evaluation.Evidence[0], Rows("id status", ["1", found]));

        evaluation.Complete(measurements).Note.Should().Be(note);
    }

    [Test]
    public void List_whose_column_is_not_shown_is_not_compared() =>
        new EveryValue(Orders, new IsOneOf("status", ["paid"])).ByRows(Row(1), Row(1), Row(1), Rows("id", ["1"])).Note.Should().BeNull();

    [Test]
    public void Failed_check_without_evidence_has_no_keys() =>
        new NeverNull(Orders, "email")
            .ByRows(Row(9), Row(2), Measurement.None(new MissingMeasurement("gone", MissingMeasurementKind.Unavailable)))
            .Keys.Should()
            .BeEmpty();

    [Test]
    public void Formula_check_covers_every_row_including_nulls() =>
        new EveryValue(Orders, new IsSameAs("line_total", Formula.Parse("quantity * unit_price")))
            .By(3, 1)
            .Message()
            .Should()
            .Be("Failed: every row: line_total equals quantity * unit_price | 1 row of 3 not as expected | +1 row");

    [TestCase(0, 0, 0, "NotJudged: raw orders is empty")]
    [TestCase(4, 0, 0, "NotJudged: user_id is null in all 4 rows of raw orders: there are no values to check")]
    [TestCase(4, 4, 0, "Passed: every user_id exists as id in raw users | all exist")]
    [TestCase(4, 4, 3, "Failed: every user_id exists as id in raw users | 3 rows without a match | +3 rows")]
    public void Reference_check_passes_when_every_value_exists(int rows, int values, int orphans, string message) =>
        new References(Orders, "user_id", Users, "id").By(rows, values, orphans).Message().Should().Be(message);

    [Test]
    public void Reference_check_shows_the_rows_without_a_parent() =>
        new References(Orders, "user_id", Users, "id").ByRows(Row(4), Row(4), Row(1), Rows("id user_id", ["7", "99"])).Keys.Should().Equal("id=7, user_id=99");

    [Test]
    public void Reference_check_across_stores_counts_and_shows_missing_values()
    {
        var check = new References(Orders, "user_id", new Dataset(Layer.Source, "users"), "id");
        check.GetMetrics().Last().Should().BeOfType<MissingValues>();
        var evaluation = check.ByRows(Row(4), Row(4), Rows("value", ["2"], ["98"], ["99"]));
        evaluation.Message().Should().Be("Failed: every user_id exists as id in source users | 2 values not found | +2 values");
        evaluation.Keys.Should().Equal("user_id=98", "user_id=99");
        check.ByRows(Row(4), Row(4), Rows("value", ["0"])).Message().Should().Be("Passed: every user_id exists as id in source users | all exist");
    }
}

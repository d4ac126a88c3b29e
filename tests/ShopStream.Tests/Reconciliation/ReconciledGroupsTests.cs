using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using ShopStream.Tests.Checks;
using static ShopStream.Tests.Checks.SampleMeasurements;

namespace ShopStream.Tests.Reconciliation;

/// <summary>What a reconciliation hands to its drill-down: its sides, totals and the groups that differ; and what it says of groups that look alike.</summary>
[Category("Fast")]
public sealed class ReconciledGroupsTests
{
    private static readonly Measure Source = Side(Layer.Source, "orders", new GroupKey("created_at", ByDay: true), new GroupKey("country"));
    private static readonly Measure Raw = Source with { Relation = new Relation(new Dataset(Layer.Raw, "orders")) };
    private static readonly Measure Mart = Side(Layer.Mart, "sales", new GroupKey("sale_date"), new GroupKey("country"));

    [Test]
    public void Groups_are_named_by_the_sentence_or_by_the_columns_of_the_expected_side()
    {
        Check(Source, Mart).Sides.Keys.Should().Equal("day", "country");
        Check(Mart, Source).Sides.Keys.Should().Equal("day", "country");
        (Check(Source, Mart) with { Keys = ["date", "land"] }).Sides.Keys.Should().Equal("date", "land");
    }

    [Test]
    public void Rows_are_compared_with_the_tolerance_only_if_they_are_the_same_entity()
    {
        var order = new RowKey("order", "id");
        Check(Source with { RowKey = order }, Mart with { RowKey = order with { Column = "order_id" } }).Sides.RowTolerance.Should().Be(Tolerance.ToTheCent);
        Check(Source with { RowKey = order }, Mart with { RowKey = new RowKey("line", "id") }).Sides.RowTolerance.Should().BeNull();
        Check(Source with { RowKey = order }, Mart).Sides.RowTolerance.Should().BeNull();
        Check(Source, Mart with { RowKey = order }).Sides.RowTolerance.Should().BeNull();
    }

    [Test]
    public void Groups_that_differ_are_measured_apart_only_within_one_store()
    {
        Check(Raw, Mart).GapMetric.Should().BeOfType<DifferingGroups>();
        Check(Source, Mart).GapMetric.Should().BeNull();
        Check(Raw with { By = [] }, Mart with { By = [] }).GapMetric.Should().BeNull("a total has no groups");
    }

    [Test]
    public void Gaps_are_the_groups_that_differ()
    {
        var measured = Measured(
            Check(Source, Mart),
            Rows("d c n total", ["2026-01-01", "DE", "1", "5"], ["2026-01-01", "FR", "1", "5.004"], ["2026-01-02", "DE", "1", null]),
            Rows("d c n total", ["2026-01-01", "DE", "1", "4"], ["2026-01-01", "FR", "1", "5"], ["2026-01-03", null, "1", "2"])
        );

        Check(Source, Mart)
            .Gaps(measured, null)
            .Should()
            .Equal(new GroupGap(Key("2026-01-01", "DE"), 4, 5), new GroupGap(Key("2026-01-02", "DE"), 0, 0), new GroupGap(Key("2026-01-03", null), 2, 0));
        Check(Source, Mart).Totals(measured).Should().Be((11m, 10.004m));
    }

    [Test]
    public void Gaps_within_one_store_are_those_measured()
    {
        Check(Raw, Mart)
            .Gaps(
                new Measurements(),
                Rows("d c expected actual", ["2026-01-01", "DE", "4", "5.5"], ["2026-01-02", null, null, "3"], ["2026-01-03", "", "3", null])
            )
            .Should()
            .Equal(new GroupGap(Key("2026-01-01", "DE"), 4, 5.5m), new GroupGap(Key("2026-01-02", null), 0, 3), new GroupGap(Key("2026-01-03", ""), 3, 0));
        Check(Raw with { By = [] }, Mart with { By = [] }).Gaps(new Measurements(), null).Should().BeEmpty();
    }

    [TestCase("0", false, Description = "none of its rows counts")]
    [TestCase("1", true)]
    public void Group_of_nothing_that_the_other_side_lacks_differs_if_rows_of_it_count(string rows, bool differs)
    {
        var evaluation = Check(Source, Mart)
            .ByRows(Rows("d c n total", ["1", "DE", "1", "5"]), Rows("d c n total", ["1", "DE", "1", "5"], ["2", "DE", rows, null]));

        evaluation.Outcome.Should().Be(differs ? Outcome.Failed : Outcome.Passed);
        if (differs)
            evaluation.Keys.Should().Equal("day of created_at=2, country=DE: expected 0.00, found no such group");
    }

    [Test]
    public void Group_of_the_domain_is_a_group_without_rows()
    {
        var domain = new GroupDomain(new Relation(new Dataset(Layer.Mart, "days")), [new GroupKey("day"), new GroupKey("country")]);
        var check = Check(Source, Mart with { Domain = domain });
        Measurement expected = Rows("d c n total", ["1", "DE", "1", "5"], ["2", "DE", "1", "0"], ["3", "DE", "1", "0"]);
        Measurement actual = Rows("d c n total", ["1", "DE", "1", "5"]);

        var evaluation = check.ByRows(actual, expected, Rows("d c n", ["1", "DE", "4"], ["2", "DE", "1"]));

        evaluation.Message().Should().Be("Failed: 5.00, to the cent, as in source orders | 5.00; 1 of 3 groups differs | 0.00 revenue");
        evaluation.Keys.Should().Equal(["day of created_at=3, country=DE: expected 0.00, found no such group"], "the domain has the second one");
    }

    [TestCase(SampleLevel.Full, "The groups Cr\u00e8me and Cre\u0300me are two: their names differ only in Unicode form, U+00E8 against U+0065 U+0300.")]
    [TestCase(SampleLevel.Keys, "The groups Cr\u00e8me and Cre\u0300me are two: their names differ only in Unicode form, U+00E8 against U+0065 U+0300.")]
    [TestCase(SampleLevel.None, "Two groups that differ have names that differ only in Unicode form.")]
    public void Groups_within_one_store_that_look_alike_are_distinguished(SampleLevel level, string note)
    {
        var check = Check(Raw, Mart);
        var known = new Measurements { RedactionPolicy = new RedactionPolicy(level, PersonalColumns.None) };
        known.Add(check.GetMetrics().Single(), Rows("groups differing actual expected", ["3", "2", "9", "9"]));
        var evaluation = check.Evaluate(known);
        known.Add(evaluation.Evidence.Single(), Rows("day country expected actual", ["1", "Cr\u00e8me", "5", "4"], ["1", "Cre\u0300me", "4", "5"]));

        evaluation.Complete(known).Note.Should().Be(note);
    }

    [Test]
    public void Amounts_of_groups_do_not_look_alike()
    {
        var evaluation = Check(Raw, Mart)
            .ByRows(
                Rows("groups differing actual expected", ["3", "2", "9", "9"]),
                Rows("day country expected actual", ["1", "DE", "5", "4"], ["2", "FR", "5", "4"])
            );
        evaluation.Note.Should().BeNull();
        evaluation.Keys.Should().Equal("day=1, country=DE: expected 5.00, found 4.00 (−1.00)", "day=2, country=FR: expected 5.00, found 4.00 (−1.00)");
    }

    [Test]
    public void First_of_two_names_that_look_alike_is_reported() =>
        LookAlikes
            .Of(
                [
                    ["paid", "de"],
                    ["PAID", "DE"],
                    ["lost", "FR"],
                ],
                [false, false]
            )
            .Should()
            .Be("The groups paid and PAID are two: their names differ only in case, U+0070 U+0061 U+0069 U+0064 against U+0050 U+0041 U+0049 U+0044.");

    private static string Key(params string?[] values) => KeyText.Identity(values);

    private static Measurements Measured(Reconciles check, params Measurement[] measurements) => Of(check.GetMetrics().Zip(measurements));

    private static Reconciles Check(Measure left, Measure right) => new("revenue", left, right, Tolerance.ToTheCent);

    private static Measure Side(Layer layer, string table, params GroupKey[] by) => new(new Relation(new Dataset(layer, table)), by, "amount");
}

using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Changes;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Changes;

/// <summary>expected-changes.csv: matched exactly, whole or key by key.</summary>
[TestFixture, Category("Fast")]
internal sealed class ExpectedChangesTests
{
    private const string Header = "model,measure,key,change,reason,owner\n";
    private const string Sales = "mart mart_sales_overview";

    [Test]
    public void Whole_differences_are_explained_exactly()
    {
        var report = Apply($"{Sales},metric revenue,,-12.50,pending,finance\n{Sales},column total_revenue,,2 rows,pending,finance\n");

        report.Unexpected.Should().BeEmpty();
        report.Expected.Should().OnlyContain(e => e.Happened && e.Note == null);
        report.Outcome.Should().Be(Outcome.Passed);
    }

    [Test]
    public void Other_amount_is_not_expected_and_its_line_is_a_warning()
    {
        var report = Apply($"{Sales},metric revenue,,-12.51,pending,finance\n{Sales},column total_revenue,,2 rows,pending,finance\n");

        report.Unexpected.Select(f => $"{f}").Should().Equal($"{Sales}, metric revenue: -12.50");
        report.Expected.Single(e => !e.Happened).Note.Should().Be("the difference is -12.50, not -12.51");
        report.Outcome.Should().Be(Outcome.Failed);
    }

    [Test]
    public void Every_key_can_be_expected_instead()
    {
        var report = Apply(
            $"{Sales},metric revenue,day=2025-03-01,-10.00,p,f\n{Sales},metric revenue,day=2025-03-02,-2.50,p,f\n{Sales},column total_revenue,,2 rows,p,f\n"
        );

        report.Outcome.Should().Be(Outcome.Passed);
    }

    [TestCase("day=2025-03-01,-10.00", TestName = "a key is missing")]
    [TestCase("day=2025-03-01,-10.00|day=2025-03-02,-2.51", TestName = "an amount is another")]
    [TestCase("day=2025-03-01,-10.00|day=2025-03-02,-2.50|day=2025-03-03,+1.00", TestName = "a key is too many")]
    public void Keys_that_are_not_exactly_those_that_differ_explain_nothing(string keys)
    {
        var lines = string.Concat(keys.Split('|').Select(k => $"{Sales},metric revenue,{k},p,f\n"));

        var report = Apply(lines + $"{Sales},column total_revenue,,2 rows,p,f\n");

        report.Unexpected.Select(f => f.Measure).Should().Equal("metric revenue");
        report.Outcome.Should().Be(Outcome.Failed);
    }

    [Test]
    public void Expected_change_that_does_not_happen_is_a_warning()
    {
        var report = Apply($"{Sales},metric revenue,,-12.50,p,f\n{Sales},column total_revenue,,2 rows,p,f\ncore fact_orders,rows removed,,3 rows,p,f\n");

        report.Outcome.Should().Be(Outcome.Warned);
        report.Expected.Single(e => !e.Happened).Note.Should().Be("core fact_orders has no difference in rows removed");
    }

    [Test]
    public void Accepted_differences_are_written_and_explain_everything()
    {
        var there = $"{Header}# of last year\n{Sales},metric revenue,,+1.00,old,finance\n{Sales},metric margin,,+1.00,\"kept, with a comma\",finance\n";

        var text = ExpectedChangesText.With(there, Apply("").Unexpected, "Pending, no longer \"counted\"", "finance");

        text.Should()
            .Be(
                $"{Header}# of last year\n{Sales},metric margin,,+1.00,\"kept, with a comma\",finance\n"
                    + $"{Sales},column total_revenue,,2 rows,\"Pending, no longer \"\"counted\"\"\",finance\n"
                    + $"{Sales},metric revenue,,-12.50,\"Pending, no longer \"\"counted\"\"\",finance\n"
            );
        Report().Apply(ExpectedChangesText.Parse(text, "f")).Unexpected.Should().BeEmpty();
    }

    [Test]
    public void Every_wrong_line_is_named_with_its_fix()
    {
        var act = () => ExpectedChangesText.Parse($"{Header}a,b,,c,,owner\n\"a,b\na,b,c\nx,y,,1,r,o\nx,y,,2,r,o\n", "features/expected-changes.csv");

        act.Should()
            .Throw<UsageException>()
            .WithMessage(
                "features/expected-changes.csv:2: reason is empty: only the key may be, for the whole difference\n"
                    + "features/expected-changes.csv:3: a double quote is not closed: expected one at the end of its value; double a quote inside quotes\n"
                    + "features/expected-changes.csv:4: found 3 values, expected 6: model,measure,key,change,reason,owner; "
                    + "put a value that contains a comma in double quotes\n"
                    + "features/expected-changes.csv:6: x, y is already in line 5: expected one line for each; remove the line of an earlier change"
            );
    }

    [Test]
    public void Header_is_required()
    {
        var act = () => ExpectedChangesText.Parse("model,change\n", "f.csv");

        act.Should().Throw<UsageException>().WithMessage("f.csv:1: found 'model,change', expected the header model,measure,key,change,reason,owner");
    }

    private static ChangeReport Apply(string lines) => Report().Apply(ExpectedChangesText.Parse(Header + lines, "f"));

    private static ChangeReport Report() =>
        SampleChanges.Report() with
        {
            Tables = [new TableChange(Sales) { Changed = 2, Columns = [new ColumnChange("total_revenue", 2) { Net = -12.5m }] }],
            Metrics =
            [
                new MetricChange("revenue", Sales, 100m, 87.5m)
                {
                    Dimensions =
                    [
                        new DimensionChange("day", 3, 2, [new("2025-03-01", 20m, 10m), new("2025-03-02", 5m, 2.5m)])
                        {
                            Keyed = [new("day=2025-03-01", -10m), new("day=2025-03-02", -2.5m)],
                        },
                    ],
                },
            ],
        };
}

using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Reconciliation.DrillDown;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Reconciliation;

[Category("Fast")]
public sealed class UpstreamFaultsTests
{
    private static readonly IReadOnlyList<LineageNode> Lineage =
    [
        new("source", "orders", []),
        new("source", "items", []),
        new("lake", "orders", ["source orders"]),
        new("lake", "items", ["source items"]),
        new("raw", "orders", ["lake orders"]),
        new("raw", "items", ["lake items"]),
        new("staging", "stg_orders", ["raw orders"]),
        new("staging", "stg_items", ["raw items"]),
        new("core", "facts", ["staging stg_orders", "staging stg_items"]),
        new("mart", "sales", ["core facts", "core products"]),
        new("core", "products", ["raw products"]),
        new("raw", "products", []),
    ];

    [TestCase("staging stg_orders", "core facts", "raw orders", true, Description = "upstream of the expected side")]
    [TestCase("staging stg_orders", "mart sales", "staging stg_orders", true, Description = "the expected side itself")]
    [TestCase("staging stg_orders", "core facts", "raw items", false, Description = "upstream of the side that was found")]
    [TestCase("core facts", "mart sales", "lake items", true)]
    public void Check_that_starts_below_a_located_fault_is_a_consequence(string start, string begins, string located, bool swapped)
    {
        var scenarios = UpstreamFaults.Link([Scenario("Load", "source orders", located), Scenario("Mart", start, begins)], Lineage);

        scenarios[0].Checks[0].RootCause.Should().BeNull();
        scenarios[1].Checks[0].RootCause.Should().Be(new RootCause(located, "Load", "Load.feature", 3));
        scenarios[1].Checks[0].Note.Should().Contain($"in {located}, which 'Load' (Load.feature:3) locates");
        (scenarios[1].Checks[0].Note!.Contains("what was found may be right")).Should().Be(swapped);
    }

    [TestCase(true, "staging stg_orders")]
    [TestCase(false, null)]
    public void Fault_beside_the_compared_tables_explains_a_check_that_starts_in_the_same_layer(bool besides, string? cause)
    {
        var scenarios = UpstreamFaults.Link(
            [Scenario("Orders", "raw orders", "staging stg_orders"), Scenario("Lines", "raw items", "core facts")],
            Lineage,
            besides
        );

        (scenarios[1].Checks[0].RootCause?.Dataset).Should().Be(cause);
        scenarios[0].Checks[0].RootCause.Should().BeNull("the facts are not upstream of staging");
    }

    // An order gains 1.00 in raw. A mart that does not depend on that amount is right, and staging is not.
    [TestCase("order=17", "1", "order=17", "-1", true)]
    [TestCase("order=17", "-2.5", "user=3", "2.5", true, Description = "rows of other entities: the totals are opposite")]
    [TestCase("order=17", "1", "order=17", "1", false, Description = "the same difference is not the opposite one")]
    [TestCase("order=17", "1", "order=18", "-2", false, Description = "another fault")]
    [TestCase("order=17", "0", "user=3", "0", false, Description = "without a difference, totals say nothing")]
    public void Sides_are_swapped_where_the_side_nearer_to_the_source_is_wrong(
        string upstreamKey,
        decimal upstreamDifference,
        string key,
        decimal difference,
        bool swapped
    )
    {
        var load = Scenario("Load", "source orders", "raw orders", upstreamKey, upstreamDifference);
        var mart = Scenario("Mart", "staging stg_orders", "core facts", key, difference);

        var check = UpstreamFaults.Link([load, mart], Lineage)[1].Checks[0];

        check.RootCause!.Dataset.Should().Be("raw orders");
        var row = check.DrillDown!.Rows.Single();
        if (!swapped)
        {
            check.Should().BeEquivalentTo(mart.Checks[0], o => o.Excluding(c => c.RootCause).Excluding(c => c.Note));
            check.Note.Should().Contain("what was found may be right");
            return;
        }
        var (right, wrong) = (100m + difference, 100m);
        check.Expected.Should().Be(FormattableString.Invariant($"{right:0.00}, as in mart sales"));
        check.Actual.Should().Be("100.00 in staging stg_orders; 1 of 3 groups differs");
        check.Difference.Should().Be(FormattableString.Invariant($"{-difference:+0.00;−0.00} revenue"));
        check.Keys.Should().Equal(FormattableString.Invariant($"{key}: expected {right:0.00}, found 100.00 ({-difference:+0.00;−0.00}, −1 row)"));
        (row.Expected, row.Actual, row.Difference, row.FirstDivergentLayer).Should().Be((right, wrong, -difference, "staging stg_orders"));
        check.DrillDown.Causes.Single().Should().BeEquivalentTo(new { Cause = "missing", Net = -difference });
        check.DrillDown.Difference.Should().Be(-difference);
        check.DrillDown.Layers.Select(l => l.Difference).Should().Equal(-difference, 0);
        check.Note.Should().Contain("staging stg_orders is affected, and the other side is right");
    }

    [TestCase(
        "source orders",
        "raw orders",
        "source orders",
        "core facts",
        Description = "a check that starts at the source finds its own first divergent layer"
    )]
    [TestCase("source orders", "mart sales", "staging stg_orders", "core facts", Description = "a fault downstream explains nothing upstream")]
    [TestCase("staging stg_items", "raw items", "staging stg_orders", "core facts", Description = "it does not start further upstream")]
    [TestCase("source items", "raw items", "raw orders", "staging stg_orders", Description = "another table")]
    public void Check_with_a_fault_of_its_own_is_not_linked(string otherStart, string otherBegins, string start, string begins)
    {
        var scenarios = UpstreamFaults.Link([Scenario("Load", otherStart, otherBegins), Scenario("Mart", start, begins)], Lineage);

        scenarios[1].Checks[0].RootCause.Should().BeNull();
        scenarios[1].Checks[0].Note.Should().BeNull();
    }

    // Products appear twice in a dimension that the mart joins: the drill-down follows the orders, and first sees it in the mart.
    [TestCase("source orders", "mart sales", "core products", true)]
    [TestCase("source orders", "mart sales", "raw products", true)]
    [TestCase("source orders", "core facts", "core products", false, Description = "not upstream of the first divergent table")]
    [TestCase("core facts", "mart sales", "core facts", false, Description = "the drill-down has compared it")]
    [TestCase(
        "core facts",
        "mart sales",
        "core facts",
        true,
        "no row explains the difference of 2 groups",
        Description = "the drill-down could not compare its groups"
    )]
    public void Wrong_rows_beside_the_path_are_the_cause_of_what_begins_below_them(
        string start,
        string begins,
        string wrong,
        bool linked,
        string? unexplained = null
    )
    {
        var unique = Scenario("Products appear once", "", "");
        unique = unique with { Checks = [unique.Checks[0] with { DrillDown = null, WrongRowsOf = wrong }] };

        var mart = Scenario("Mart", start, begins);
        mart = mart with { Checks = [mart.Checks[0] with { DrillDown = mart.Checks[0].DrillDown! with { Unexplained = unexplained } }] };

        var check = UpstreamFaults.Link([unique, mart], Lineage)[1].Checks[0];

        check.RootCause.Should().Be(linked ? new RootCause(wrong, "Products appear once", "Products appear once.feature", 3) : null);
        if (linked)
            check.Note.Should().Contain($"in {wrong}, which 'Products appear once' (Products appear once.feature:3) locates");
    }

    [Test]
    public void Two_tables_of_the_source_that_contradict_each_other_are_both_named()
    {
        var sums = Scenario("Sums", "source items", "source orders");

        var check = UpstreamFaults.Link([sums, Scenario("Mart", "staging stg_orders", "mart sales")], Lineage)[1].Checks[0];

        check.RootCause.Should().Be(new RootCause("source orders", "Sums", "Sums.feature", 3) { Contradicts = "source items" });
        check.Note.Should().Contain("in source orders or source items, which 'Sums' (Sums.feature:3) locates");
    }

    [Test]
    public void Consequence_follows_the_note_of_the_check()
    {
        var mart = Scenario("Mart", "staging stg_orders", "core facts");
        mart = mart with { Checks = [mart.Checks[0] with { Note = "Asked live." }] };

        UpstreamFaults
            .Link([Scenario("Load", "source orders", "raw orders"), mart], Lineage)[1]
            .Checks[0]
            .Note.Should()
            .Be(
                "Asked live. A consequence of a fault upstream, in raw orders, which 'Load' (Load.feature:3) locates. "
                    + "What is expected here, from staging stg_orders, is itself affected: what was found may be right."
            );
    }

    [Test]
    public void Fault_nearest_to_the_source_is_the_cause()
    {
        var scenarios = UpstreamFaults.Link(
            [
                Scenario("Facts", "raw orders", "staging stg_orders"),
                Scenario("Load", "source orders", "lake orders"),
                Scenario("Mart", "core facts", "mart sales"),
            ],
            Lineage
        );
        scenarios[2].Checks[0].RootCause!.Dataset.Should().Be("lake orders");
    }

    [Test]
    public void Difference_that_is_not_a_number_stays_without_one_when_sides_are_swapped()
    {
        var mart = Scenario("Mart", "staging stg_orders", "core facts", "order=17", -1);
        mart = mart with { Checks = [mart.Checks[0] with { Difference = null }] };

        var check = UpstreamFaults.Link([Scenario("Load", "source orders", "raw orders", "order=17", 1), mart], Lineage)[1].Checks[0];

        check.Expected.Should().Be("99.00, as in mart sales");
        check.Difference.Should().BeNull();
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Sides_are_not_swapped_if_one_of_the_checks_names_no_rows(bool upstream)
    {
        ScenarioResult[] scenarios =
        [
            Scenario("Load", "source orders", "raw orders", "order=17", 1),
            Scenario("Mart", "staging stg_orders", "core facts", "order=17", -1),
        ];
        var without = scenarios[upstream ? 0 : 1];
        scenarios[upstream ? 0 : 1] = without with { Checks = [without.Checks[0] with { DrillDown = without.Checks[0].DrillDown! with { Rows = [] } }] };

        UpstreamFaults.Link(scenarios, Lineage)[1].Checks[0].Note.Should().Contain("what was found may be right");
    }

    [Test]
    public void Passed_checks_locate_nothing()
    {
        var passed = Scenario("Load", "source orders", "raw orders");
        passed = passed with { Checks = [passed.Checks[0] with { Outcome = Outcome.Passed }] };

        UpstreamFaults.Link([passed, Scenario("Mart", "staging stg_orders", "core facts")], Lineage)[1].Checks[0].RootCause.Should().BeNull();
    }

    private static ScenarioResult Scenario(string name, string start, string begins) =>
        new()
        {
            Feature = "f",
            Name = name,
            File = $"{name}.feature",
            Line = 2,
            Tags = [],
            Outcome = Outcome.Failed,
            Seconds = 0,
            Steps = [],
            Checks =
            [
                new CheckResult
                {
                    Sentence = "s",
                    Line = 3,
                    Outcome = Outcome.Failed,
                    Sql = "",
                    Keys = [],
                    DrillDown = new()
                    {
                        Metric = "revenue",
                        Difference = 1,
                        Levels = [],
                        Layers = [new(start, 1, 0)],
                        FirstDivergentLayer = begins,
                        Causes = [],
                        Rows = [],
                    },
                },
            ],
        };

    private static ScenarioResult Scenario(string name, string start, string begins, string key, decimal difference)
    {
        var scenario = Scenario(name, start, begins);
        var (found, sign) = (100 + difference, difference < 0 ? '−' : '+');
        var drillDown = scenario.Checks[0].DrillDown! with
        {
            Difference = difference,
            Layers = [new(start, 100, 0), new("mart sales", found, difference)],
            Causes = [new("extra", 1, difference, Math.Abs(difference), 100, null)],
            Rows = [new(key, "extra", 100, found, difference, begins, "a detail")],
        };
        var check = scenario.Checks[0] with
        {
            Expected = $"100.00 to the cent, as in {start}",
            Actual = FormattableString.Invariant($"{found:0.00}; 1 of 3 groups differs"),
            Difference = FormattableString.Invariant($"{sign}{Math.Abs(difference):0.00} revenue"),
            Keys = [FormattableString.Invariant($"{key}: expected 100.00, found {found:0.00} ({sign}{Math.Abs(difference):0.00}, +1 row)")],
            DrillDown = drillDown,
        };
        return scenario with { Checks = [check] };
    }
}

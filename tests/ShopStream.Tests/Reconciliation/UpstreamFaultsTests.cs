using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Reconciliation;

[Category("Fast")]
public sealed class UpstreamFaultsTests
{
    private static readonly IReadOnlyList<LineageNode> Lineage =
    [
        new("source", "orders", []), new("source", "items", []), new("lake", "orders", ["source orders"]), new("lake", "items", ["source items"]), new("raw", "orders", ["lake orders"]), new("raw", "items", ["lake items"]),
        new("staging", "stg_orders", ["raw orders"]), new("staging", "stg_items", ["raw items"]), new("core", "facts", ["staging stg_orders", "staging stg_items"]), new("mart", "sales", ["core facts"]),
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

    [TestCase("source orders", "raw orders", "source orders", "core facts", Description = "a check that starts at the source finds its own first divergent layer")]
    [TestCase("source orders", "mart sales", "staging stg_orders", "core facts", Description = "a fault downstream explains nothing upstream")]
    [TestCase("staging stg_items", "raw items", "staging stg_orders", "core facts", Description = "it does not start further upstream")]
    [TestCase("source items", "raw items", "raw orders", "staging stg_orders", Description = "another table")]
    public void Check_with_a_fault_of_its_own_is_not_linked(string otherStart, string otherBegins, string start, string begins)
    {
        var scenarios = UpstreamFaults.Link([Scenario("Load", otherStart, otherBegins), Scenario("Mart", start, begins)], Lineage);

        scenarios[1].Checks[0].RootCause.Should().BeNull();
        scenarios[1].Checks[0].Note.Should().BeNull();
    }

    [Test]
    public void Passed_checks_locate_nothing()
    {
        var passed = Scenario("Load", "source orders", "raw orders");
        passed = passed with { Checks = [passed.Checks[0] with { Outcome = Outcome.Passed }] };

        UpstreamFaults.Link([passed, Scenario("Mart", "staging stg_orders", "core facts")], Lineage)[1].Checks[0].RootCause.Should().BeNull();
    }

    private static ScenarioResult Scenario(string name, string start, string begins) => new()
    {
        Feature = "f", Name = name, File = $"{name}.feature", Line = 2, Tags = [], Outcome = Outcome.Failed, Seconds = 0, Steps = [],
        Checks =
        [
            new CheckResult
            {
                Sentence = "s", Line = 3, Outcome = Outcome.Failed, Sql = "", Keys = [],
                DrillDown = new() { Metric = "revenue", Difference = 1, Levels = [], Layers = [new(start, 1, 0)], FirstDivergentLayer = begins, Causes = [], Rows = [] },
            },
        ],
    };
}

using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.History;
using ShopStream.Quality.Incidents;
using ShopStream.Quality.Results;
using ShopStream.Reports.Incidents;
using static ShopStream.Tests.Incidents.IncidentSamples;

namespace ShopStream.Tests.Incidents;

/// <summary>Failures become incidents, which keep their identifier from night to night until they are resolved.</summary>
[TestFixture, Category("Fast")]
internal sealed class IncidentFinderTests
{
    [Test]
    public void Thirty_scenarios_that_fail_because_of_one_fault_are_one_incident()
    {
        var run = Night(
            0,
            [
                .. Enumerable.Range(1, 29).Select(i => Consequence($"Consequence {i}", "raw orders", "Revenue arrives")),
                Located("Revenue arrives", "raw orders", "missing", 578m, "@owner:finance"),
            ]
        );

        var incident = IncidentFinder.Of(run, RunHistory.Empty, null).Open.Should().ContainSingle().Subject;

        incident.Place.Should().Be("raw orders");
        incident.Cause.Should().Be("missing");
        incident.Title.Should().Be("raw orders: missing");
        incident.Difference.Should().Be("−578");
        incident.Owners.Should().Equal("finance");
        incident.Keys.Should().Equal("order=17", "order=18");
        incident.Scenarios.Should().HaveCount(30);
        incident.Scenarios[0].Name.Should().Be("Revenue arrives", "it locates the fault");
        incident.Id.Should().MatchRegex("^20260301-[0-9a-f]{6}$");
        incident.Days.Should().Be(1);
    }

    [Test]
    public void Faults_of_two_tables_are_two_incidents()
    {
        var run = Night(
            0,
            Located("A", "raw orders", "missing"),
            About("B", "raw users", Outcome.Failed),
            About("C", "mart sales", Outcome.Failed, "@owner:bi")
        );

        IncidentFinder.Of(run, RunHistory.Empty, null).Open.Select(i => i.Title).Should().BeEquivalentTo("raw orders: missing", "raw users", "mart sales");
    }

    [Test]
    public void What_reads_a_table_whose_fault_is_known_is_no_incident_of_its_own()
    {
        var run = Night(
            0,
            Reading(About("Totals", "mart sales", Outcome.Failed), "staging stg_orders"),
            Reading(About("References", "raw order_items", Outcome.Failed), "raw orders.id"),
            Reading(About("Cleaning", "staging stg_orders", Outcome.Failed), "raw orders"),
            About("Another fault", "raw users", Outcome.Failed),
            Located("Revenue arrives", "raw orders", "missing")
        );

        IncidentFinder
            .Of(run, RunHistory.Empty, null)
            .Open.Select(i => (i.Title, i.Scenarios.Count))
            .Should()
            .BeEquivalentTo([("raw orders: missing", 4), ("raw users", 1)]);
    }

    [Test]
    public void Without_a_drill_down_the_first_table_of_the_flow_has_the_incident()
    {
        var run = Night(0, Reading(About("References", "raw orders", Outcome.Failed), "raw users.id"), About("Row counts", "raw users", Outcome.Failed));

        IncidentFinder
            .Of(run with { Lineage = [new("raw", "users", []), new("raw", "orders", [])] }, RunHistory.Empty, null)
            .Open.Select(i => i.Place)
            .Should()
            .Equal("raw users");
    }

    [Test]
    public void Warnings_and_what_passed_are_no_incidents() =>
        IncidentFinder.Of(Night(0, Passed("A"), About("B", "raw orders", Outcome.Warned)), RunHistory.Empty, null).Open.Should().BeEmpty();

    [Test]
    public void Check_that_measured_nothing_is_an_incident_of_its_table() =>
        IncidentFinder.Of(Night(0, About("A", "raw orders", Outcome.NotJudged)), RunHistory.Empty, null).Open.Select(i => i.Place).Should().Equal("raw orders");

    [Test]
    public void Incident_keeps_its_identifier_until_it_is_resolved()
    {
        var nights = new Nights();
        var first = nights.Add(Night(0, Located("A", "raw orders", "missing"))).Open.Single();
        // Of another size, and now without a drill-down.
        var second = nights.Add(Night(1, Located("A", "raw orders", "missing", 99m))).Open.Single();
        var third = nights.Add(Night(2, About("A", "raw orders", Outcome.Failed))).Open.Single();

        second.Id.Should().Be(first.Id);
        (second.FirstRun, second.LastRun, second.Days, second.Difference).Should().Be(("night-000", "night-001", 2, "−99"));
        (third.Id, third.Cause, third.Days).Should().Be((first.Id, "missing", 3));

        var passed = nights.Add(Night(3, Passed("A")));
        passed.Open.Should().BeEmpty();
        passed.Resolved.Should().ContainSingle().Which.Id.Should().Be(third.Id);
        passed.Recovered.Select(i => i.Id).Should().Equal(third.Id);
        nights.Add(Night(4, Passed("A"))).Resolved.Should().BeEmpty("it is reported once");
        nights.Add(Night(5, Located("A", "raw orders", "missing"))).Open.Single().Id.Should().NotBe(first.Id, "it is another night's fault");
    }

    [Test]
    public void Run_that_does_not_judge_its_scenarios_leaves_an_incident_open()
    {
        var nights = new Nights();
        var open = nights.Add(Night(0, Located("A", "raw orders", "missing"), Consequence("B", "raw orders", "A"))).Open.Single();

        nights.Add(Night(1, Passed("C"))).Open.Select(i => i.Id).Should().Equal([open.Id], "neither was selected");
        nights.Add(Night(2, Passed("A"))).Open.Select(i => i.Id).Should().Equal([open.Id], "B was not judged");
        nights.Add(Broken(3, "load", "A", "B")).Open.Select(i => i.Place).Should().Equal("raw orders", "stage load");
        nights.Add(Night(4, Passed("A"), Passed("B"))).Recovered.Select(i => i.Place).Should().BeEquivalentTo("raw orders", "stage load");
    }

    [Test]
    public void Scenario_that_is_checked_again_alone_continues_the_incident_that_another_located()
    {
        var nights = new Nights();
        var open = nights.Add(Night(0, Located("A", "raw orders", "missing"), Consequence("B", "raw orders", "A"))).Open.Single();

        var again = nights.Add(Night(1, About("B", "mart sales", Outcome.Failed)));

        again.Begun("night-001").Should().BeEmpty();
        again.Open.Select(i => (i.Id, i.Title, i.LastRun)).Should().Equal((open.Id, "raw orders: missing", "night-001"));
        nights.Add(Night(2, Passed("A"), About("B", "mart sales", Outcome.Failed))).Open.Select(i => i.Place).Should().Equal("mart sales");
    }

    [Test]
    public void Partial_run_that_finds_an_incident_again_keeps_the_scenarios_that_it_leaves_out()
    {
        var nights = new Nights();
        nights.Add(Night(0, Located("A", "raw orders", "missing"), Consequence("B", "raw orders", "A"), Consequence("C", "raw orders", "A")));

        var again = nights.Add(Night(1, Located("A", "raw orders", "missing"), Passed("C"))).Open.Single();

        again.Scenarios.Select(s => s.Name).Should().Equal("A", "B");
        nights.Add(Night(2, Passed("A"))).Open.Should().ContainSingle("B was not judged");
    }

    [Test]
    public void Deleted_scenario_does_not_keep_an_incident_open()
    {
        var nights = new Nights();
        nights.Add(Night(0, Located("A", "raw orders", "missing"), Consequence("Gone", "raw orders", "A")));

        IncidentFinder
            .Of(Night(1, Passed("A")), nights.History, new HashSet<ScenarioName> { new(IncidentSamples.File, "A") })
            .Resolved.Should()
            .ContainSingle();
    }

    [Test]
    public void Other_main_cause_in_the_same_table_begins_an_incident_and_nothing_recovers()
    {
        var nights = new Nights();
        var missing = nights.Add(Night(0, Located("A", "raw orders", "missing"))).Open.Single();

        var changed = nights.Add(Night(1, Located("A", "raw orders", "amount changed")));

        changed.Begun("night-001").Should().ContainSingle().Which.Id.Should().NotBe(missing.Id);
        changed.Resolved.Select(i => i.Id).Should().Equal(missing.Id);
        changed.Recovered.Should().BeEmpty();
    }

    [Test]
    public void Failed_stage_is_one_incident_until_a_run_gets_through_it()
    {
        var nights = new Nights();
        var extract = nights.Add(Broken(0, "extract", "A", "B")).Open.Should().ContainSingle().Subject;
        (extract.Place, extract.Difference, extract.IsStage).Should().Be(("stage extract", "extract: the server does not answer", true));

        var check = Night(1, Passed("A"), Passed("B")) with { Stages = [new("check", 1, null, null)] };
        nights.Add(check).Open.Select(i => i.Id).Should().Equal([extract.Id], "a check extracts nothing");
        nights.Add(Night(2, Passed("A"), Passed("B"))).Recovered.Select(i => i.Id).Should().Equal(extract.Id);
    }

    [Test]
    public void Failed_run_without_a_failed_check_is_an_incident_of_the_run()
    {
        var nights = new Nights();
        var stale = Night(0, Passed("A")) with { Outcome = Outcome.Failed, ExitCode = ExitCodes.Failed };

        nights.Add(stale).Open.Select(i => i.Place).Should().Equal(Incident.WholeRun);
        nights.Add(Night(1, Passed("A"))).Recovered.Should().ContainSingle();
    }

    [Test]
    public void Interrupted_run_changes_nothing()
    {
        var nights = new Nights();
        var open = nights.Add(Night(0, Located("A", "raw orders", "missing"))).Open.Single();

        nights.Add(Broken(1, "load", "A") with { ExitCode = ExitCodes.Interrupted }).Open.Select(i => i.Id).Should().Equal(open.Id);
    }

    [Test]
    public void Branches_have_incidents_of_their_own()
    {
        var nights = new Nights();
        nights.Add(Night(0, Located("A", "raw orders", "missing")) with { Branch = "main" });

        nights.Add(Night(1, Passed("A")) with { Branch = "feature" }).Resolved.Should().BeEmpty();
        nights.Add(Night(2, Passed("A")) with { Branch = "main" }).Resolved.Should().ContainSingle();
    }

    [Test]
    public void History_line_has_the_open_incidents()
    {
        var run = Night(0, Located("A", "raw orders", "missing", 5m, "@owner:finance"));
        var line = HistoryRun.From(run with { Incidents = IncidentFinder.Of(run, RunHistory.Empty, null) });

        var read = HistoryJson.Read(System.Text.Encoding.UTF8.GetBytes(HistoryJson.Write(line)));

        read.Incidents.Should().BeEquivalentTo(line.Incidents);
        read.Incidents.Should().ContainSingle().Which.Keys.Should().BeEmpty("the history outlives the reports");
    }

    [Test]
    public void Failures_of_what_is_built_from_the_faulty_table_are_part_of_its_incident()
    {
        var incidents = new Nights()
            .Add(
                Built(
                    0,
                    Located("A", "raw orders", "more than once"),
                    Reading(About("Cleaning changes nothing", "staging stg_orders", Outcome.Failed), "source orders"),
                    About("Facts are unique", "core facts", Outcome.Failed),
                    About("Users arrive", "raw users", Outcome.Failed)
                )
            )
            .Open;

        incidents
            .Select(i => (i.Place, string.Join(", ", i.Scenarios.Select(s => s.Name))))
            .Should()
            .BeEquivalentTo([("raw orders", "A, Cleaning changes nothing, Facts are unique"), ("raw users", "Users arrive")]);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Difference_that_grows_further_down_is_part_of_the_incident_where_it_begins(bool begins)
    {
        var grown = Located("B", "core facts", "amount changed", 30m);
        grown = grown with
        {
            Checks =
            [
                grown.Checks[0] with
                {
                    DrillDown = grown.Checks[0].DrillDown! with
                    {
                        Layers = [new("source orders", 100m, 0), new("raw orders", begins ? 110m : 100m, begins ? 10m : 0), new("core facts", 130m, 30m)],
                    },
                },
            ],
        };

        var incidents = new Nights().Add(Built(0, Located("A", "raw orders", "more than once"), grown)).Open;

        incidents.Select(i => i.Place).Should().BeEquivalentTo(begins ? ["raw orders"] : (string[])["raw orders", "core facts"]);
    }

    [Test]
    public void Tables_that_contradict_each_other_are_one_incident_wherever_a_check_starts()
    {
        static ScenarioResult Contradicting(string name, string start, string first)
        {
            var scenario = Located(name, first, "amount changed");
            var check = scenario.Checks[0];
            return scenario with { Checks = [check with { DrillDown = check.DrillDown! with { Layers = [new(start, 100m, 0), new(first, 105m, 5m)] } }] };
        }

        var incidents = new Nights()
            .Add(
                Built(
                    0,
                    Contradicting("A", "source order_items", "source orders"),
                    Contradicting("B", "source orders", "source order_items"),
                    Contradicting("C", "source users", "source contacts")
                )
            )
            .Open;

        incidents.Select(i => string.Join(", ", i.Scenarios.Select(s => s.Name))).Should().BeEquivalentTo("A, B", "C");
    }

    [Test]
    public void What_fails_while_an_incident_of_a_table_before_is_open_is_another_fault()
    {
        var nights = new Nights();
        nights.Add(Built(0, Located("A", "raw orders", "missing"), Passed("Facts are unique")));

        var changes = nights.Add(Built(1, Located("A", "raw orders", "missing"), About("Facts are unique", "core facts", Outcome.Failed)));
        var next = nights.Add(Built(2, Located("A", "raw orders", "missing"), About("Facts are unique", "core facts", Outcome.Failed)));

        changes.Begun("night-001").Select(i => i.Place).Should().Equal("core facts");
        next.Open.Should().HaveCount(2);
        next.Begun("night-002").Should().BeEmpty();
    }

    private static RunResult Built(int night, params ScenarioResult[] scenarios) =>
        Night(night, scenarios) with
        {
            Lineage =
            [
                new("source", "orders", []),
                new("source", "users", []),
                new("raw", "orders", ["source orders"]),
                new("raw", "users", ["source users"]),
                new("staging", "stg_orders", ["raw orders"]),
                new("core", "facts", ["staging stg_orders"]),
            ],
        };

    private static ScenarioResult Reading(ScenarioResult scenario, string other) =>
        scenario with
        {
            Checks = [scenario.Checks[0] with { Reads = [.. scenario.Checks[0].Reads, other] }],
        };
}

/// <summary>Runs one after the other, each with its incidents.</summary>
internal sealed class Nights
{
    private readonly List<HistoryRun> runs = [];

    public RunHistory History => new(runs);

    public IncidentChanges Add(RunResult run)
    {
        var changes = IncidentFinder.Of(run, History, null);
        runs.Add(HistoryRun.From(run with { Incidents = changes }));
        return changes;
    }
}

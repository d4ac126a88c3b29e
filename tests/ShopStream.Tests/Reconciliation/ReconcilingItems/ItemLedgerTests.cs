using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Reconciliation.ReconcilingItems;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Reconciliation.ReconcilingItems;

[Category("Fast")]
public sealed class ItemLedgerTests
{
    private const string Sentence = "revenue in source orders reconciles with revenue in raw orders";
    private static readonly DateOnly Today = new(2026, 11, 23);

    [Test]
    public void Check_passes_when_items_explain_the_whole_difference()
    {
        var (scenario, items) = Apply(Failed(("order=17", -12.40m), ("order=18", 0.01m)), Item("order=18", 0.01m), Item("order=17", -12.40m));

        scenario.Outcome.Should().Be(Outcome.Passed);
        scenario.Checks[0].Note.Should().Be("2 reconciling items of reconciling-items.csv explain −12.39, the whole difference.");
        items.Should().OnlyContain(i => i.State == ItemState.Explains);
    }

    [Test]
    public void Check_with_an_unexplained_key_fails_and_names_it()
    {
        var (scenario, items) = Apply(Failed(("order=17", -12.40m), ("order=99", 5m)), Item("order=17", -12.40m));

        scenario.Outcome.Should().Be(Outcome.Failed);
        scenario.Checks[0].Note.Should().Be("1 reconciling item of reconciling-items.csv explains −12.40; not explained: order=99 (+5.00).");
        items.Single().State.Should().Be(ItemState.Explains);
    }

    [Test]
    public void Item_off_by_a_cent_explains_nothing()
    {
        var (scenario, items) = Apply(Failed(("order=17", -12.40m)), Item("order=17", -12.41m));

        scenario.Outcome.Should().Be(Outcome.Failed);
        Says(items).Should().Equal("explains nothing: order=17 differs by −12.40, not by −12.41");
    }

    [Test]
    public void Item_with_the_right_total_but_the_wrong_key_explains_nothing()
    {
        var (scenario, items) = Apply(Failed(("order=17", -12.40m)), Item("order=18", -12.40m));

        scenario.Outcome.Should().Be(Outcome.Failed);
        Says(items).Should().Equal("explains nothing: order=18 does not differ");
    }

    [Test]
    public void Item_of_a_passing_check_is_stale()
    {
        var (scenario, items) = Apply(Scenario(Outcome.Passed, null), Item("order=17", 1));

        scenario.Outcome.Should().Be(Outcome.Passed);
        items.Single().IsStale.Should().BeTrue();
        Says(items).Should().Equal("explains nothing: its check passes without it");
    }

    [TestCase(-1, Outcome.Failed, "expired on 2026-11-22")]
    [TestCase(0, Outcome.Passed, "explains order=17")]
    public void Item_is_applied_until_its_last_day(int days, Outcome outcome, string says)
    {
        var (scenario, items) = Apply(Failed(("order=17", 1m)), Item("order=17", 1) with { Expires = Today.AddDays(days) });

        scenario.Outcome.Should().Be(outcome);
        Says(items).Should().Equal(says);
    }

    [Test]
    public void Item_may_name_a_scenario_or_an_unselected_check_and_unknown_names_are_reported()
    {
        var (scenario, items) = Apply(
            Failed(("order=17", 1m)),
            Item("order=17", 1) with
            {
                Check = "It arrives",
            },
            Item("a", 1) with
            {
                Check = "Another",
            },
            Item("b", 1) with
            {
                Check = "It arives",
            }
        );

        scenario.Outcome.Should().Be(Outcome.Passed);
        Says(items)
            .Should()
            .Equal(
                "explains order=17",
                "its check was not selected",
                "explains nothing: there is no scenario or sentence 'It arives'; did you mean It arrives?"
            );
        items.Select(i => i.IsStale).Should().Equal(false, false, true);
    }

    [Test]
    public void Rows_without_an_amount_are_explained_by_key()
    {
        var rows = Scenario(Outcome.Failed, null, "id=17, status=lost", "id=170, status=lost");

        Apply(rows, Item("id=17", 0), Item("id=170", 0)).Scenario.Outcome.Should().Be(Outcome.Passed);
        Apply(rows, Item("id=17", 0)).Scenario.Outcome.Should().Be(Outcome.Failed);
        Apply(rows, Item("id=1", 0), Item("id=170", 0)).Scenario.Outcome.Should().Be(Outcome.Failed);
    }

    [Test]
    public void Possibly_incomplete_key_list_cannot_be_explained()
    {
        var (scenario, items) = Apply(
            Scenario(Outcome.Failed, null, [.. Enumerable.Range(1, 10).Select(i => $"id={i}")]),
            [.. Enumerable.Range(1, 10).Select(i => Item($"id={i}", 0))]
        );

        scenario.Outcome.Should().Be(Outcome.Failed);
        items.Should().OnlyContain(i => i.State == ItemState.NotJudged && i.Message == "more keys of its check differ than are listed");
        scenario.Checks[0].Note.Should().Be("Its reconciling items could not be applied: more keys differ than are listed.");
    }

    [Test]
    public void Item_of_a_check_that_was_not_judged_is_not_judged()
    {
        var (scenario, items) = Apply(Scenario(Outcome.NotJudged, null), Item("order=17", 1), Item("order=18", 1) with { Expires = Today.AddDays(-1) });

        scenario.Outcome.Should().Be(Outcome.NotJudged);
        Says(items).Should().Equal("its check was not judged", "expired on 2026-11-22");
        items.Select(i => i.State).Should().Equal(ItemState.NotJudged, ItemState.Expired);
    }

    [Test]
    public void Expired_item_is_reported_beside_one_that_explains()
    {
        var (scenario, items) = Apply(Failed(("order=17", 1m)), Item("order=17", 1), Item("order=17", 1) with { Expires = Today.AddDays(-1) });

        scenario.Outcome.Should().Be(Outcome.Passed);
        Says(items).Should().Equal("explains order=17", "expired on 2026-11-22");
    }

    [Test]
    public void Ten_unexplained_keys_are_named_after_the_note_of_the_check()
    {
        var failed = Failed([("order=17", 1m), .. Enumerable.Range(100, 12).Select(i => ($"order={i}", i % 2 == 0 ? 2m : -2m))]);
        failed = failed with { Checks = [failed.Checks[0] with { Note = "Asked live." }] };

        Apply(failed, Item("order=17", 1m))
            .Scenario.Checks[0]
            .Note.Should()
            .Be(
                "Asked live. 1 reconciling item of reconciling-items.csv explains +1.00, but not all of the difference is explained: "
                    + "order=100 (+2.00), order=101 (−2.00), order=102 (+2.00), order=103 (−2.00), order=104 (+2.00), order=105 (−2.00), "
                    + "order=106 (+2.00), order=107 (−2.00), order=108 (+2.00), order=109 (−2.00) and 2 more."
            );
    }

    [Test]
    public void Ten_unexplained_keys_are_all_named()
    {
        var failed = Failed([("order=17", 1m), .. Enumerable.Range(100, 10).Select(i => ($"order={i}", 2m))]);
        Apply(failed, Item("order=17", 1m)).Scenario.Checks[0].Note.Should().Contain("; not explained: order=100 (+2.00)").And.EndWith("order=109 (+2.00).");
    }

    [Test]
    public void No_item_applies_while_part_of_the_difference_is_explained_by_no_row()
    {
        var failed = Failed(("order=17", 1m), ("category=Home", -5m), ("category=Toys", 5m));
        failed = failed with
        {
            Checks = [failed.Checks[0] with { DrillDown = failed.Checks[0].DrillDown! with { Unexplained = "no row explains the difference of 2 groups" } }],
        };

        var (scenario, items) = Apply(failed, Item("order=17", 1m));
        var signedOff = Apply(failed, Item("order=17", 1m), Item("category=Home", -5m), Item("category=Toys", 5m));

        scenario.Outcome.Should().Be(Outcome.Failed);
        scenario
            .Checks[0]
            .Note.Should()
            .Be("Its reconciling items could not be applied: not all of the difference is explained: category=Home (−5.00), category=Toys (+5.00).");
        items.Single().State.Should().Be(ItemState.NotJudged);
        signedOff.Scenario.Outcome.Should().Be(Outcome.Passed, "every group is signed off");
    }

    [Test]
    public void No_item_applies_if_the_keys_do_not_add_up_to_the_check()
    {
        var failed = Failed(("order=17", 1m));
        failed = failed with
        {
            Checks = [failed.Checks[0] with { DrillDown = failed.Checks[0].DrillDown! with { Differences = null, Unexplained = "day=2026-01-01 (+2.00)" } }],
        };

        var (scenario, items) = Apply(failed, Item("order=17", 1m));

        scenario.Outcome.Should().Be(Outcome.Failed);
        scenario.Checks[0].Note.Should().Be("Its reconciling items could not be applied: not all of the difference is explained: day=2026-01-01 (+2.00).");
        items.Single().State.Should().Be(ItemState.NotJudged);
        Says(items).Should().Equal("not all of the difference is explained: day=2026-01-01 (+2.00)");
    }

    [TestCase("category=Home", "category=Home, garden")]
    [TestCase("category=Home", "category=Home improvement")]
    [TestCase("category=a", "category=a: b")]
    public void Item_does_not_explain_a_key_that_only_begins_like_its_own(string item, string key) =>
        Apply(Failed((key, 1m)), Item(item, 1m)).Scenario.Outcome.Should().Be(Outcome.Failed);

    [Test]
    public void Results_without_items_are_unchanged()
    {
        IReadOnlyList<ScenarioResult> scenarios = [Failed(("order=17", 1m))];
        new ItemLedger([], new HashSet<string>(StringComparer.Ordinal), Today).Apply(scenarios).Scenarios.Should().BeSameAs(scenarios);
    }

    private static (ScenarioResult Scenario, IReadOnlyList<ItemResult> Items) Apply(ScenarioResult scenario, params ReconcilingItem[] items)
    {
        var (scenarios, results) = new ItemLedger(items, new HashSet<string>(StringComparer.Ordinal) { Sentence, "It arrives", "Another" }, Today).Apply([
            scenario,
        ]);
        return (scenarios.Single(), results);
    }

    private static IEnumerable<string> Says(IReadOnlyList<ItemResult> items) => items.Select(i => i.Message);

    private static ReconcilingItem Item(string key, decimal amount) => new(2, Sentence, key, amount, "known", "finance", Today.AddDays(30));

    private static ScenarioResult Failed(params (string Key, decimal Amount)[] differences) =>
        Scenario(
            Outcome.Failed,
            new DrillDownResult
            {
                Metric = "revenue",
                Difference = differences.Sum(d => d.Amount),
                Levels = [],
                Layers = [],
                Causes = [],
                Rows = [],
                Differences = differences,
            }
        );

    private static ScenarioResult Scenario(Outcome outcome, DrillDownResult? drillDown, params string[] keys) =>
        new()
        {
            Feature = "F",
            Name = "It arrives",
            File = "f.feature",
            Line = 1,
            Tags = [],
            Outcome = outcome,
            Seconds = 0,
            Steps = [],
            Checks =
            [
                new CheckResult
                {
                    Sentence = Sentence,
                    Line = 2,
                    Outcome = outcome,
                    Sql = "",
                    Keys = keys,
                    DrillDown = drillDown,
                },
            ],
        };
}

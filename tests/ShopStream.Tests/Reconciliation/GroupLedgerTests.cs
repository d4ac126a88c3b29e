using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Reconciliation.DrillDown;

namespace ShopStream.Tests.Reconciliation;

/// <summary>The keys of a drill-down have to add up to its check: in total, and in every group.</summary>
[Category("Fast")]
public sealed class GroupLedgerTests
{
    private const string A = "=a",
        B = "=b",
        C = "=c";

    [Test]
    public void Keys_that_add_up_in_every_group_explain_the_difference()
    {
        var ledger = Ledger((A, 10, 11), (B, 5, 3));
        ledger.Explain(A, new GroupEffect(1, 0));
        ledger.Explain(B, new GroupEffect(-3, -1));
        ledger.Explain(B, new GroupEffect(1, 0));

        Unexplained(ledger, -1, -1, new(A, 10, 11), new(B, 5, 3)).Should().BeNull();
    }

    [Test]
    public void Amount_that_moved_between_two_other_groups_is_left_over_although_the_total_is_explained()
    {
        var ledger = Ledger((A, 10, 11), (B, 5, 3), (C, 5, 7));
        ledger.Explain(A, new GroupEffect(1, 0));

        Unexplained(ledger, 1, 1, new(A, 10, 11), new(B, 5, 3), new(C, 5, 7)).Should().Be("=b (−2.00); =c (+2.00)");
    }

    // A difference of "exactly" has no smallest amount.
    [Test]
    public void Amount_in_the_tenth_decimal_is_left_over()
    {
        var ledger = Ledger((A, 10, 11), (B, 5, 5.0000000001m));
        ledger.Explain(A, new GroupEffect(1, 0));

        Unexplained(ledger, 1, 1.0000000001m, new(A, 10, 11), new(B, 5, 5.0000000001m)).Should().Be("=b (+0.0000000001)");
    }

    [Test]
    public void Effects_in_a_group_that_does_not_differ_are_left_over()
    {
        var ledger = Ledger((A, 10, 11));
        ledger.Explain(A, new GroupEffect(1, 0));
        ledger.Explain(B, new GroupEffect(2, 0));

        Unexplained(ledger, 1, 1, new GroupGap(A, 10, 11)).Should().Be("=b (−2.00)");
    }

    [Test]
    public void Group_of_the_check_that_the_drill_down_does_not_see_is_left_over()
    {
        var ledger = Ledger((A, 10, 11));
        ledger.Explain(A, new GroupEffect(1, 0));

        Unexplained(ledger, 1, 1, new(A, 10, 11), new(B, 5, 3)).Should().StartWith("=b differs by −2.00 in the check, by 0.00 in the drill-down");
    }

    [Test]
    public void Rows_that_differ_with_the_same_amount_need_a_key()
    {
        var ledger = Ledger();
        Unexplained(ledger, 0, 0, new GroupGap(A, 10, 10)).Should().Be("rows of =a");

        ledger.Explain(A, new GroupEffect(0, 0));
        Unexplained(ledger, 0, 0, new GroupGap(A, 10, 10)).Should().BeNull();
    }

    [Test]
    public void Totals_that_do_not_tie_are_left_over()
    {
        var ledger = Ledger((A, 10, 11));
        ledger.Explain(A, new GroupEffect(1, 0));

        Unexplained(ledger, 1, 4).Should().Be("the keys add up to +1.00, the check found +4.00");
    }

    [Test]
    public void Amount_without_a_group_goes_to_the_group_that_lacks_it_or_is_left_over()
    {
        var ledger = Ledger((A, 10, 11), (B, 5, 3));
        ledger.Place(new Dictionary<string, GroupEffect>(StringComparer.Ordinal) { [A] = new(1, 0) }, [-2, 7]);

        ledger.Open.Should().BeEmpty();
        Unexplained(ledger, 6, 6).Should().Be("+7.00 in groups that could not be determined");
    }

    [Test]
    public void More_groups_than_are_compared_are_counted_but_not_kept()
    {
        var gap = new KeyDifference("", [Entry(1)], [Entry(2)]);
        var ledger = new GroupLedger();
        for (var i = 0; i < 100_000; i++)
            ledger.AddGap(gap with { Key = $"={i}" });
        (ledger.Overflows, ledger.Count, ledger.Gaps.Count).Should().Be((false, 100_000, 100_000));

        ledger.AddGap(gap with { Key = "=one more" });
        (ledger.Overflows, ledger.Count, ledger.Gaps.Count).Should().Be((true, 100_001, 100_000));
    }

    [Test]
    public void Keys_without_a_known_group_are_kept_up_to_a_limit_and_their_amounts_lost_beyond_it()
    {
        var ledger = new GroupLedger();
        var placed = Traced(unplaced: 0, new(StringComparer.Ordinal) { [A] = new(3, 1) });
        ledger.Add(placed);
        ledger.Unplaced.Should().BeEmpty("its group is known");
        for (var i = 0; i < CauseTallies.MaxDifferences; i++)
            ledger.Add(Traced(unplaced: 2, []));
        (ledger.Unplaced.Count, ledger.Lost, ledger.Rest(A)).Should().Be((1_000, 0, -3));

        ledger.Add(Traced(unplaced: 2.50m, []));
        ledger.Add(Traced(unplaced: -0.25m, []));
        (ledger.Unplaced.Count, ledger.Lost).Should().Be((1_000, 2.25m));

        ledger.Place(new Dictionary<string, GroupEffect>(StringComparer.Ordinal), []);
        ledger.Unplaced.Should().BeEmpty();
    }

    [Test]
    public void Group_on_one_side_is_open_until_a_key_explains_it_even_if_it_has_no_amount()
    {
        var ledger = new GroupLedger();
        ledger.AddGap(OneSided(A));
        ledger.Open.Should().Equal(A);

        ledger.Explain(A, new GroupEffect(0, 1));
        ledger.Open.Should().BeEmpty();
    }

    [Test]
    public void Amount_without_a_group_goes_to_a_group_once()
    {
        var ledger = Ledger((A, 10, 12), (B, 5, 7));
        ledger.Place(new Dictionary<string, GroupEffect>(StringComparer.Ordinal), [2, 0, 2, 2]);

        (ledger.Rest(A), ledger.Rest(B), ledger.Lost).Should().Be((0, 0, 2));
    }

    [TestCase(10, "=00 (+1.00); =01 (+1.00); =02 (+1.00); =03 (+1.00); =04 (+1.00); =05 (+1.00); =06 (+1.00); =07 (+1.00); =08 (+1.00); =09 (+1.00)")]
    [TestCase(
        12,
        "=00 (+1.00); =01 (+1.00); =02 (+1.00); =03 (+1.00); =04 (+1.00); =05 (+1.00); =06 (+1.00); =07 (+1.00); =08 (+1.00); =09 (+1.00) and 2 more"
    )]
    public void Ten_groups_are_named(int groups, string text) =>
        Unexplained(Ledger([.. Enumerable.Range(0, groups).Select(i => ($"={i:00}", 10m, 11m))]), 0, 0).Should().Be(text);

    private static KeyDifference OneSided(string group)
    {
        var level = Level with { IsGroup = true };
        return KeyDifference.Of(group, level, null, level, [Entry(0)], [])!;
    }

    private static TracedDifference Traced(decimal unplaced, Dictionary<string, GroupEffect> effects)
    {
        var difference = new KeyDifference("=1", [], [Entry(1)]);
        return new TracedDifference(difference, Level, Level, difference) { Unplaced = unplaced, Effects = effects };
    }

    private static DrillDownLevel Level { get; } =
        new()
        {
            Dataset = new Dataset(Layer.Raw, "orders"),
            Rows = new Relation(new Dataset(Layer.Raw, "orders")),
            Key = [new GroupKey("day")],
            Amount = "total",
            Counted = new AllOf([]),
            Groups = new Dictionary<string, GroupKey>(StringComparer.Ordinal),
        };

    private static string? Unexplained(GroupLedger ledger, decimal net, decimal difference, params GroupGap[] ofCheck) =>
        ledger.Unexplained(net, difference, ofCheck, g => g);

    private static GroupLedger Ledger(params (string Group, decimal Expected, decimal Actual)[] gaps)
    {
        var ledger = new GroupLedger();
        foreach (var (group, expected, actual) in gaps)
            ledger.AddGap(new KeyDifference(group, [Entry(expected)], [Entry(actual)]));
        return ledger;
    }

    private static Entry Entry(decimal amount) => new([], null, null, 1, amount, 1, amount);
}

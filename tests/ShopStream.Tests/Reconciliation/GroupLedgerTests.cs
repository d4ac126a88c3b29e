using FluentAssertions;
using NUnit.Framework;
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

using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Reconciliation.DrillDown;
using ShopStream.Quality.Redaction;

namespace ShopStream.Tests.Reconciliation;

/// <summary>The cause and the detail of a key that differs, as far as its rows, amounts, statuses and groups tell.</summary>
[Category("Fast")]
public sealed class KeyDifferenceTests
{
    private static readonly string[] DayAndCountry = ["day", "country"];

    private static IEnumerable<TestCaseData> Orders()
    {
        yield return Case("lost", [Row(10)], [], "missing");
        yield return Case("added", [], [Row(10)], "extra");
        yield return Case("repeated", [Row(10)], [Row(20, rows: 2)], "more than once", "2 rows instead of 1");
        yield return Case("one of two lost", [Row(20, rows: 2)], [Row(10)], "missing", "1 row instead of 2");
        yield return Case("1,000 times", [Row(1)], [Row(1_000, rows: 1_000)], "more than once", "1,000 rows instead of 1");
        yield return Case("cancelled", [Row(10, status: "paid")], [Uncounted(10, "cancelled")], "status changed", "status paid → cancelled");
        yield return Case("paid after all", [Uncounted(10, "cancelled")], [Row(12, status: "paid")], "status changed", "status cancelled → paid");
        yield return Case("cancelled at another amount", [Row(10, status: "paid")], [Uncounted(12, "cancelled")], "status changed", "status paid → cancelled");
        yield return Case("status and amount", [Row(10, status: "paid")], [Row(12, status: "sent")], "amount changed", "status paid → sent");
        yield return Case(
            "one of two lines cancelled",
            [Row(10, rows: 2, status: "paid")],
            [Row(5, status: "paid"), Uncounted(5, "cancelled")],
            "status changed",
            "status paid → cancelled and paid"
        );
        yield return Case("a side without statuses", [Row(10, status: "paid")], [Row(12)], "amount changed");
        yield return Case("the other side without statuses", [Row(10)], [Row(12, status: "paid")], "amount changed");
        yield return Case("sign", [Row(10)], [Row(-10)], "sign flipped");
        yield return Case("not the same amount with another sign", [Row(10)], [Row(-11)], "amount changed");
        yield return Case("less than a cent", [Row(10)], [Row(10.0099m)], "rounding");
        yield return Case("a cent", [Row(10)], [Row(10.01m)], "amount changed");
        yield return Case("whole units, down", [Row(50.25m)], [Row(50)], "rounding");
        yield return Case("whole units, up", [Row(50.75m)], [Row(51)], "rounding");
        yield return Case("whole units, further away", [Row(50.25m)], [Row(52)], "amount changed");
        yield return Case("from whole units", [Row(50)], [Row(50.25m)], "amount changed");
        yield return Case("between fractions", [Row(50.25m)], [Row(50.75m)], "amount changed");
        yield return Case("rows that offset each other", [Row(10, rows: 2, digest: 1)], [Row(10, rows: 2, digest: 2)], "moved to another order");

        static TestCaseData Case(string name, Entry[] wanted, Entry[] found, string cause, string? detail = null) =>
            new TestCaseData(wanted, found, cause, detail).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Orders))]
    public void Cause_is_the_first_that_applies(object wanted, object found, string cause, string? detail)
    {
        var difference = Of(Level("order"), (Entry[])wanted, Level("order"), (Entry[])found)!;

        (difference.Cause(), difference.Detail).Should().Be((cause, detail));
    }

    [Test]
    public void Rows_of_other_entities_are_not_counted_against_each_other()
    {
        var difference = Of(Level("order"), [Row(10)], Level("line"), [Row(12, rows: 2, digest: 7)])!;

        (difference.Cause(), difference.Detail, difference.ByRow, difference.Row).Should().Be(("amount changed", null, false, null));
        Of(Level("order"), [Row(10)], Level("line"), [Row(10, rows: 2)]).Should().BeNull("an order of two lines has one amount");
    }

    [Test]
    public void Row_without_an_amount_differs_from_no_row_only_if_it_counts()
    {
        Of(Level("order"), [Row(0)], Level("order"), [])!.Cause().Should().Be("missing");
        Of(Level("order"), [Uncounted(0, "cancelled")], Level("order"), []).Should().BeNull();
        Of(Level("order"), [Row(0)], Level("line"), []).Should().BeNull("only amounts are compared");
    }

    private static IEnumerable<TestCaseData> Moves()
    {
        yield return Case("to another day", [Row(10, "1", "DE")], [Row(10, "2", "DE")], "moved to another day", "1, DE → 2, DE");
        yield return Case(
            "a line of 0 to another day",
            [Row(10, "1", "DE", rows: 2)],
            [Row(10, "1", "DE"), Row(0, "2", "DE")],
            "moved to another day",
            "1, DE → 1, DE and 2, DE"
        );
        yield return Case("to another country", [Row(10, "1", "DE")], [Row(10, "1", null)], "moved to another country", "1, DE → 1, null");
        yield return Case("both", [Row(10, "1", "DE")], [Row(10, "2", "FR")], "moved to another day and country", "1, DE → 2, FR");
        yield return Case(
            "lines change places",
            [Row(10, "1", "DE"), Row(20, "1", "FR")],
            [Row(20, "1", "DE"), Row(10, "1", "FR")],
            "moved to another country",
            null
        );
        yield return Case(
            "one of two lines",
            [Row(10, "1", "DE"), Row(20, "1", "FR")],
            [Row(30, "1", "FR", rows: 2)],
            "moved to another country",
            "1, DE and 1, FR → 1, FR"
        );
        yield return Case(
            "pairs of days and countries change places",
            [Row(10, "1", "DE"), Row(10, "2", "FR")],
            [Row(10, "1", "FR"), Row(10, "2", "DE")],
            "moved to another day and country",
            "1, DE and 2, FR → 1, FR and 2, DE"
        );
        yield return Case("with another amount", [Row(10, "1", "DE")], [Row(12, "2", "DE")], "amount changed", "1, DE → 2, DE");
        yield return Case(
            "with another status",
            [Row(10, "1", "DE") with { Status = "sent" }, Row(1, "1", "DE") with { Status = "paid" }],
            [Row(11, "2", "DE") with { Status = "sent", Rows = 2, CountedRows = 2 }],
            "status changed",
            "status paid and sent → sent, 1, DE → 2, DE"
        );

        static TestCaseData Case(string name, Entry[] wanted, Entry[] found, string cause, string? detail) =>
            new TestCaseData(wanted, found, cause, detail).SetArgDisplayNames(name);
        static Entry Row(decimal amount, string day, string? country, int rows = 1) => KeyDifferenceTests.Row(amount, rows, group: [day, country]);
    }

    [TestCaseSource(nameof(Moves))]
    public void Amount_that_changes_its_group_has_moved(object wanted, object found, string cause, string? detail)
    {
        var difference = Of(Level("line", DayAndCountry), (Entry[])wanted, Level("line", DayAndCountry), (Entry[])found)!;

        (difference.Cause(), difference.Detail).Should().Be((cause, detail));
    }

    [Test]
    public void Rows_that_change_places_with_equal_amounts_have_changed_their_groups()
    {
        Entry[] wanted = [Row(10, 1, group: ["1", "DE"]), Row(10, 2, group: ["1", "FR"])];
        Entry[] found = [Row(10, 2, group: ["1", "DE"]), Row(5, 0, group: ["1", "FR"]), Row(5, 1, group: ["1", "FR"])];

        Of(Level("line", DayAndCountry), wanted, Level("line", DayAndCountry), found)!.ChangedGroups.Should().Equal("country");
        KeyDifference
            .Of("=1", Level("line", DayAndCountry), wanted, Level("order", DayAndCountry), found, DayAndCountry)
            .Should()
            .BeNull("the amounts are equal");
    }

    [Test]
    public void Only_groups_that_both_sides_have_are_compared()
    {
        var difference = Of(
            Level("order", DayAndCountry),
            [Row(10, group: ["1", "DE"]), Row(20, group: ["2", "DE"])],
            Level("order", ["country"]),
            [Row(10, group: ["DE"]), Row(15, group: ["FR"])]
        )!;

        difference.Groups.Should().Equal("country");
        difference
            .ByGroup()
            .Should()
            .BeEquivalentTo([new GroupAmounts("=DE", 30, 10, 2, 1, DigestDiffers: false), new GroupAmounts("=FR", 0, 15, 0, 1, DigestDiffers: false)]);
        (difference.ExpectedAmount, difference.ActualAmount, difference.Net, difference.Gross).Should().Be((30, 25, -5, 35));
    }

    [TestCase(1, "", true)]
    [TestCase(0, "", false)]
    [TestCase(1, "total", false, Description = "a total always exists")]
    public void Group_of_nothing_differs_from_no_group_if_it_counts_rows(int rows, string kind, bool differs)
    {
        var level = Level("order") with { IsGroup = true, Row = null };
        var entry = new Entry([], null, null, 1, 0, rows, 0);
        var key = kind is "total" ? "" : "=DE";

        (KeyDifference.Of(key, level, [entry], level, null, []) is { IsOnOneSide: true }).Should().Be(differs);
        (KeyDifference.Of(key, level, null, level, [entry], []) is { IsOnOneSide: true }).Should().Be(differs);
        KeyDifference.Of(key, level, [entry], level, [entry], []).Should().BeNull("both sides have it");
        KeyDifference.Of(key, level with { IsGroup = false }, [entry], level, null, []).Should().BeNull("only one side is a group");
    }

    [Test]
    public void Likeness_of_values_is_reported_for_the_status_first_and_then_for_each_group()
    {
        Likeness([Row(10, status: "paid", group: ["1", "DE"])], [Uncounted(10, "PAID", ["1", "de"])])
            .Should()
            .StartWith("they differ only in case: expected U+0070 U+0061 U+0069 U+0064");
        Likeness([Row(10, group: ["1", "DE"])], [Row(10, group: ["1", "DE "])]).Should().StartWith("they differ only in blanks");
        Likeness([Row(10, group: ["1", "DE"]), Row(1, group: ["1", "FR"])], [Row(10, group: ["1", "DE"]), Row(1, group: ["1", "fr"])])
            .Should()
            .StartWith("they differ only in case");
        Likeness([Row(10, group: ["1", "DE"])], [Row(10, group: ["1", "FR"])]).Should().BeNull("they differ visibly");
        Likeness([Row(10, group: ["1", "DE"])], []).Should().BeNull();
        Likeness([], [Row(10, group: ["1", "DE"])]).Should().BeNull();

        static string? Likeness(Entry[] wanted, Entry[] found)
        {
            var difference = Of(Level("order", DayAndCountry), wanted, Level("order", DayAndCountry), found)!;
            var likeness = difference.Likeness(ValueDifference.Describe);
            (difference.Detail?.EndsWith($", {likeness}", StringComparison.Ordinal) ?? false).Should().Be(likeness is not null);
            return likeness;
        }
    }

    [TestCase("2026-01-01 10:00:00", "2026-01-01 11:00:00", 60)]
    [TestCase("2026-01-02", "2026-01-01 23:59:00", -1)]
    [TestCase("2026-01-01 10:00:00", "2026-01-01 10:00:00", null)]
    [TestCase("2026-01-01", null, null)]
    [TestCase(null, "2026-01-01", null)]
    [TestCase("soon", "2026-01-01", null)]
    public void Shift_is_between_the_earliest_times(string? wanted, string? found, int? minutes)
    {
        var difference = new KeyDifference(
            "=1",
            [Row(1) with { Moment = wanted }, Row(1) with { Moment = wanted }],
            [Later(found), Row(1) with { Moment = found }]
        );

        difference.Shift.Should().Be(minutes is { } m ? TimeSpan.FromMinutes(m) : null);
        new KeyDifference("=1", [], difference.Actual).Shift.Should().BeNull();

        static Entry Later(string? moment) => Row(1) with { Moment = moment is null ? null : "2027-01-01" };
    }

    [Test]
    public void Rows_are_the_same_if_their_number_amount_and_digest_are()
    {
        Same([Row(10, status: "paid", digest: 1)], [Uncounted(10, "cancelled") with { Digest = 0 }]).Should().BeTrue("only the status differs");
        Same([Row(10, rows: 2, digest: 1)], [Row(10, rows: 2, digest: 2)]).Should().BeFalse("the rows offset each other");
        Same([Row(10)], [Row(11)]).Should().BeFalse();
        Same([Row(10)], [Row(10, rows: 2)]).Should().BeFalse();
        Same([Row(10, digest: 1, group: ["1", "DE"])], [Row(10, digest: 1, group: ["2", "DE"])], DayAndCountry).Should().BeTrue("only the group differs");
        Of(Level("order"), [Uncounted(10, "cancelled")], Level("line"), [Row(10, status: "paid")])!.SameRows.Should().BeFalse("these are other rows");

        static bool Same(Entry[] wanted, Entry[] found, string[]? groups = null) =>
            Of(Level("order", groups ?? []), wanted, Level("order", groups ?? []), found)!.SameRows;
    }

    private static KeyDifference? Of(DrillDownLevel expected, Entry[] wanted, DrillDownLevel actual, Entry[] found) =>
        KeyDifference.Of("=1", expected, wanted.Length == 0 ? null : wanted, actual, found.Length == 0 ? null : found, DayAndCountry);

    private static Entry Row(decimal amount, int rows = 1, string? status = null, decimal? digest = null, string?[]? group = null) =>
        new(group ?? [], status, null, rows, amount, rows, amount) { Digest = digest };

    private static Entry Uncounted(decimal amount, string status, string?[]? group = null) => new(group ?? [], status, null, 1, amount, 0, 0);

    private static DrillDownLevel Level(string entity, string[]? groups = null) =>
        new()
        {
            Dataset = new Dataset(Layer.Raw, "orders"),
            Rows = new Relation(new Dataset(Layer.Raw, "orders")),
            Key = [new GroupKey("order_id")],
            Amount = "total",
            Counted = new AllOf([]),
            Groups = (groups ?? []).ToDictionary(g => g, g => new GroupKey(g), StringComparer.Ordinal),
            Row = new RowKey(entity, "id"),
        };
}

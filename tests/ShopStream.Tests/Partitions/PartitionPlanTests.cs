using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Partitions;

namespace ShopStream.Tests.Partitions;

[TestFixture, Category("Fast")]
internal sealed class PartitionPlanTests
{
    private static readonly DateOnly Today = new(2026, 1, 15);
    private static readonly PartitionSpec ByDay = PartitionSpec.Parse("created_at by day");

    [Test]
    public void First_night_reads_everything_and_verifies_nothing()
    {
        var plan = Plan(ByDay, [Line("2026-01-01"), Line("null")], []);

        plan.Read.Should().BeEquivalentTo("2026-01-01", "null");
        plan.Verify.Should().BeEmpty();
        plan.Closed.Should().BeEmpty();
    }

    [Test]
    public void Open_days_are_those_up_to_two_before_the_snapshot_and_all_later_ones()
    {
        string[] names = ["2026-01-12", "2026-01-13", "2026-01-15", "2026-02-01", "infinity", "null"];

        var plan = Plan(ByDay, [.. names.Select(n => Line(n))], [.. names.Select(n => Sealed(n))]);

        plan.Read.Should().BeEmpty("their rows are those of their seals, as far as is known");
        plan.Verify.Should().Contain(names.Skip(1));
        plan.Closed.Should().Equal("2026-01-12");
    }

    [Test]
    public void Open_ranges_are_the_greatest_ones_in_the_order_of_numbers()
    {
        string[] names = ["-100", "0", "100", "900", "1000"];

        Plan(PartitionSpec.Parse("id by 100"), [.. names.Select(n => Line(n))], [.. names.Select(n => Sealed(n))])
            .Closed.Should()
            .BeEquivalentTo("-100", "0", "100");
    }

    [TestCase(11, "5", TestName = "Another number of rows opens a partition")]
    [TestCase(10, "6", TestName = "Other keys open a partition")]
    public void Change_opens_a_closed_partition(int rows, string keys)
    {
        var plan = Plan(
            ByDay,
            [new CensusLine("2026-01-01", rows, keys, IsTouched: false), Line("2026-01-02")],
            [Sealed("2026-01-01"), Sealed("2026-01-02"), Sealed("2026-01-03")]
        );

        plan.Read.Should().Equal("2026-01-01");
        plan.Kept.Should().Equal("2026-01-02");
        plan.Closed.Should().BeEquivalentTo(["2026-01-01", "2026-01-02", "2026-01-03"], "the rows of a partition that is gone were deleted or moved");
    }

    [Test]
    public void Seal_says_whether_a_row_that_the_watermark_shows_has_changed()
    {
        var names = Enumerable.Range(1, 9).Select(d => $"2026-01-0{d}").ToList();

        var plan = Plan(ByDay, [.. names.Select(n => Line(n, touched: n is "2026-01-08"))], [.. names.Select(n => Sealed(n))], nights: 100);

        plan.Read.Should().BeEmpty();
        plan.Verify.Should().BeEquivalentTo("2026-01-08", "2026-01-01");
        plan.Closed.Should().BeEquivalentTo(names);
    }

    [Test]
    public void Missing_file_opens_a_partition() =>
        PartitionPlan
            .Of(ByDay, [Line("2026-01-01"), Line("2026-01-02")], [Sealed("2026-01-01"), Sealed("2026-01-02")], Today, 7, p => p.Name is "2026-01-02")
            .Read.Should()
            .Equal("2026-01-01");

    [Test]
    public void Every_closed_partition_is_verified_within_the_nights_also_while_others_change()
    {
        var random = new Random(20260115);
        for (var nights = 1; nights <= 9; nights++)
        {
            var partitions = Enumerable.Range(0, 100).Select(i => Sealed($"{new DateOnly(2025, 1, 1).AddDays(i):yyyy-MM-dd}")).ToList();
            var unverified = partitions.ToDictionary(p => p.Name, _ => 0, StringComparer.Ordinal);
            for (var night = 0; night < 40; night++)
            {
                var touched = random.Next(0, 2) == 0 ? random.Next(0, 90) : 0;
                var plan = Plan(ByDay, [.. partitions.Select((p, i) => Line(p.Name, touched: i < touched))], partitions, nights);
                partitions = partitions.ConvertAll(p =>
                    p with
                    {
                        NightsUnverified = plan.Read.Contains(p.Name) || plan.Verify.Contains(p.Name) ? 0 : p.NightsUnverified + 1,
                    }
                );
                foreach (var partition in partitions)
                    unverified[partition.Name] =
                        plan.Read.Contains(partition.Name) || plan.Verify.Contains(partition.Name) ? 0 : unverified[partition.Name] + 1;
                unverified.Values.Max().Should().BeLessThan(nights, $"night {night} of {nights}");
            }
        }
    }

    [Test]
    public void Verification_is_spread_evenly_over_the_nights()
    {
        var partitions = Enumerable.Range(0, 70).Select(i => Sealed($"{new DateOnly(2025, 1, 1).AddDays(i):yyyy-MM-dd}")).ToList();

        Plan(ByDay, [.. partitions.Select(p => Line(p.Name))], partitions, 7).Verify.Should().HaveCount(10);
    }

    [Test]
    public void Ranges_that_are_verified_together_follow_one_another()
    {
        var names = Enumerable.Range(0, 140).Select(i => $"{i * 10}").ToList();

        Plan(PartitionSpec.Parse("id by 10; open 0"), [.. names.Select(n => Line(n))], [.. names.Select(n => Sealed(n))], 7)
            .Verify.Should()
            .BeEquivalentTo(names.Take(20).Append("1390"));
    }

    private static PartitionPlan Plan(PartitionSpec spec, IReadOnlyList<CensusLine> census, IReadOnlyCollection<ManifestPartition> before, int nights = 7) =>
        PartitionPlan.Of(spec, census, before, Today, nights, _ => true);

    private static CensusLine Line(string name, bool touched = false) => new(name, 10, "5", touched);

    private static ManifestPartition Sealed(string name) =>
        new()
        {
            Name = name,
            Key = name,
            Bytes = 1,
            Sha256 = "",
            SnapshotAt = default,
            Totals = new Dictionary<string, string?>(StringComparer.Ordinal) { ["count"] = "10" },
            Keys = "5",
            Seal = "7",
        };
}

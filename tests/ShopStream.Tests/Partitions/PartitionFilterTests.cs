using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Partitions;
using ShopStream.Quality.Data;

namespace ShopStream.Tests.Partitions;

/// <summary>The partitions that can have rows that meet a condition.</summary>
[TestFixture, Category("Fast")]
internal sealed class PartitionFilterTests
{
    private static readonly string[] Days = ["-infinity", "2025-11-20", "2025-11-27", "2025-11-28", "2025-11-29", "9999-12-31", "infinity", "null"];

    private static readonly SnapshotTime Taken = new(new DateOnly(2025, 11, 28), new DateTimeOffset(2025, 11, 28, 1, 30, 0, TimeSpan.Zero));

    [TestCase("at is within the last 1 day", "2025-11-28")]
    [TestCase("at is within the last 2 days", "2025-11-27 2025-11-28")]
    [TestCase("at is within the last 3 hours", "2025-11-27 2025-11-28")]
    [TestCase("at is within the last 1 hours", "2025-11-28")]
    [TestCase("at is at least 2025-11-28", "2025-11-28 2025-11-29 9999-12-31")]
    [TestCase("at is above 2025-11-28", "2025-11-28 2025-11-29 9999-12-31")]
    [TestCase("at is at most 2025-11-28", "2025-11-20 2025-11-27 2025-11-28")]
    [TestCase("at is below 2025-11-28", "2025-11-20 2025-11-27")]
    [TestCase("at is below 2025-11-28 00:00:00.000001", "2025-11-20 2025-11-27 2025-11-28")]
    [TestCase("at is between 2025-11-27 23:59:59.999999 and 2025-11-28", "2025-11-27 2025-11-28")]
    [TestCase("at is 2025-11-27 12:00:00", "2025-11-27")]
    [TestCase("at is one of 2025-11-20, 2025-11-29 01:00:00", "2025-11-20 2025-11-29")]
    [TestCase("at is at least infinity", "")]
    public void Days_are_left_out_in_which_no_row_can_be(string condition, string expected)
    {
        // The rows of days that .NET does not have are read in any case.
        foreach (var type in new[] { "timestamp", "timestamptz" })
            Read("at by day", type, Days, condition)
                .Should()
                .Equal(["-infinity", .. expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), "infinity"], $"{condition}, {type}");
    }

    [TestCase("at is 2025-11-28 01:00:00+02:00", "2025-11-27")]
    [TestCase("at is at least 2025-11-28 23:30:00-01:00", "2025-11-29 9999-12-31")]
    public void Constant_with_a_time_zone_is_of_a_day_of_UTC(string condition, string expected) =>
        Read("at by day", "timestamptz", Days, condition).Should().Equal(["-infinity", .. expected.Split(' '), "infinity"]);

    [TestCase("at is within the last 1 day", "2025-11-28")]
    [TestCase("at is above 2025-11-28", "2025-11-29 9999-12-31")]
    [TestCase("at is at most 2025-11-27", "2025-11-20 2025-11-27")]
    public void Dates_have_no_time(string condition, string expected) =>
        Read("at by day", "date", Days, condition).Should().Contain(expected.Split(' ')).And.NotContain(["null", "2025-11-30"]);

    [TestCase("id is at least 100", "100 200")]
    [TestCase("id is above 99.5", "100 200")]
    [TestCase("id is below 0", "-200 -100")]
    [TestCase("id is below 0.5", "-200 -100 0")]
    [TestCase("id is at most -101", "-200")]
    [TestCase("id is between -1 and 0", "-100 0")]
    [TestCase("id is one of 7, 299, 300", "0 200")]
    [TestCase("id is 99999999999999999999", "")]
    [TestCase("id is null", "null")]
    [TestCase("id is not null", "-200 -100 0 100 200")]
    [TestCase("id is not one of 7", "-200 -100 0 100 200 null")]
    [TestCase("other is at least 100", "-200 -100 0 100 200 null")]
    [TestCase("users.id is at least 100", "-200 -100 0 100 200 null")]
    [TestCase("other is null", "-200 -100 0 100 200 null")]
    public void Ranges_of_keys_are_left_out_in_which_no_row_can_be(string condition, string expected) =>
        Read("id by 100", "bigint", ["-200", "-100", "0", "100", "200", "null"], condition)
            .Should()
            .Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [Test]
    public void Greatest_key_and_least_key_have_their_ranges() =>
        Read("id by 1000", "bigint", ["-9223372036854776000", "9223372036854775000"], "id is at least 9223372036854775807")
            .Should()
            .Equal("9223372036854775000");

    [Test]
    public void Every_condition_has_to_hold()
    {
        var table = Table("id by 100", "int", ["0", "100", "200"]);
        var conditions = new[] { "id is at least 100", "id is below 200", "other is null" }.Select(ConditionText.Parse);

        Names(PartitionFilter.FilesOf(table, [new Relation(new Dataset(Layer.Lake, "orders"), conditions)], Taken)).Should().Equal("100");
    }

    [Test]
    public void Table_that_is_not_divided_has_its_file() =>
        PartitionFilter
            .FilesOf(
                Table("id by 100", "int", []) with
                {
                    PartitionedBy = null,
                    Partitions = null,
                },
                [new Relation(new Dataset(Layer.Lake, "orders"), [ConditionText.Parse("id is below 0")])],
                Taken
            )
            .Should()
            .ContainSingle();

    private static IEnumerable<string> Read(string layout, string type, string[] partitions, string condition) =>
        Names(
            PartitionFilter.FilesOf(Table(layout, type, partitions), [new Relation(new Dataset(Layer.Lake, "orders"), [ConditionText.Parse(condition)])], Taken)
        );

    private static IEnumerable<string> Names(IEnumerable<TableFile> files) => files.Select(f => f.Partition!.Name);

    private static ManifestTable Table(string layout, string type, string[] partitions) =>
        new()
        {
            Table = "orders",
            Key = "raw/postgres/orders/2025-11-28/orders_20251128.csv",
            Bytes = 0,
            Sha256 = "",
            PartitionedBy = layout,
            Columns = [new ColumnInfo(PartitionSpec.Parse(layout).Column, type, Nullable: true), new ColumnInfo("other", "int", Nullable: true)],
            PrimaryKey = [],
            Totals = new Dictionary<string, string?>(StringComparer.Ordinal),
            Partitions =
            [
                .. partitions.Select(p => new ManifestPartition
                {
                    Name = p,
                    Key = $"raw/postgres/orders/2025-11-28/orders.{p}.20251128T013000000000.csv",
                    Bytes = 0,
                    Sha256 = "",
                    SnapshotAt = Taken.At,
                    Totals = new Dictionary<string, string?>(StringComparer.Ordinal),
                    Seal = "0",
                }),
            ],
        };
}

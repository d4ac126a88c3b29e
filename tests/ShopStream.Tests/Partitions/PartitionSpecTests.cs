using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Partitions;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Tests.Partitions;

[TestFixture, Category("Fast")]
internal sealed class PartitionSpecTests
{
    [Test]
    public void All_parts_are_read() =>
        PartitionSpec
            .Parse("\"created; at\" by day; watermark updated_at; open 3; overlap 90 minutes")
            .Should()
            .Be(
                new PartitionSpec
                {
                    Column = "created; at",
                    Watermark = "updated_at",
                    Open = 3,
                    Overlap = TimeSpan.FromMinutes(90),
                }
            );

    [TestCase("created_at by day", 2, null, "created_at by day")]
    [TestCase("id by 100000; watermark changed", 1, 100_000L, "id by 100000; watermark changed")]
    public void Defaults_depend_on_the_division(string text, int open, long? size, string layout)
    {
        var spec = PartitionSpec.Parse(text);

        spec.Should().Match<PartitionSpec>(s => s.Open == open && s.Size == size && s.Overlap == TimeSpan.FromHours(1) && s.Layout == layout);
        PartitionSpec.Parse(spec.Layout).Should().Be(spec, "manifests have the layout");
    }

    [TestCase("", "found ''*")]
    [TestCase("created_at", "found 'created_at', expected <column> by day*")]
    [TestCase("created_at by month", "found 'created_at by month', expected <column> by day, or <column> by <size of a range>*")]
    [TestCase("id by 0", "found the range '0', expected a whole number from 1*")]
    [TestCase("id by 10; watermrk updated_at", "found 'watermrk updated_at', expected watermark <column>, open <number> or overlap <age>")]
    [TestCase("id by 10; open -1", "found 'open -1', expected a whole number from 0 to 10000")]
    [TestCase("id by 10; overlap soon", "found 'overlap soon', expected an age such as 90 minutes*")]
    public void Other_texts_are_refused(string text, string message) =>
        FluentActions.Invoking(() => PartitionSpec.Parse(text)).Should().Throw<FormatException>().WithMessage(message);

    [TestCase("created_at by day; watermark updated_at", null)]
    [TestCase("id by 10", null)]
    [TestCase("note by day", "note of source orders has the type text, expected date, timestamp or timestamptz for partitions by day")]
    [TestCase("created_at by 10", "created_at of source orders has the type timestamp, expected smallint, integer or bigint for ranges of keys")]
    [TestCase("id by 10; watermark note", "the watermark note of source orders has the type text, expected date, timestamp or timestamptz")]
    [TestCase("id by 10; watermark updatd_at", "source orders has no column updatd_at among those that are extracted; did you mean updated_at?")]
    public void Columns_are_looked_up(string text, string? fault)
    {
        var table = new TableInfo(
            new Dataset(Layer.Source, "orders"),
            [new("id", "bigint", false), new("created_at", "timestamp", true), new("updated_at", "timestamptz", true), new("note", "text", true)],
            ["id"]
        );

        PartitionSpec.Parse(text).FaultIn(table).Should().Be(fault);
    }

    [Test]
    public void Ranges_below_zero_and_at_the_ends_of_bigint_have_bounds()
    {
        var sql = new PartitionSql(PartitionSpec.Parse("id by 10"), Dialect.DuckDb);

        sql.NameOf("-1").Should().Be("-10");
        sql.NameOf(null).Should().Be("null");
        sql.IsIn("id", ["-10", "20", "0"]).Should().Be("((id >= -10 AND id <= 9) OR (id >= 20 AND id <= 29))");
        sql.IsIn("id", ["-9223372036854775810"]).Should().Be("(id <= -9223372036854775801)");
        sql.IsIn("id", ["null"]).Should().Be("id IS NULL");
    }

    [Test]
    public void Days_have_bounds_unless_one_of_them_is_infinite()
    {
        var sql = new PartitionSql(PartitionSpec.Parse("at by day"), Dialect.PostgreSql());

        sql.IsIn("at", ["2026-01-31", "2026-01-02", "null"])
            .Should()
            .Be("((at >= '2026-01-02' AND at < '2026-01-03') OR (at >= '2026-01-31' AND at < '2026-02-01') OR at IS NULL)");
        sql.IsIn("at", ["2026-01-31", "infinity"]).Should().Be("(CAST(at AS DATE) IN (DATE '2026-01-31', DATE 'infinity'))");
    }

    [Test]
    public void Many_partitions_that_do_not_follow_one_another_are_found_by_their_labels()
    {
        var sql = new PartitionSql(PartitionSpec.Parse("id by 10"), Dialect.PostgreSql());

        sql.IsIn("id", [.. Enumerable.Range(0, 9).Select(i => $"{i * 20}")])
            .Should()
            .StartWith("(id >= 0 AND id <= 169 AND CASE")
            .And.EndWith("IN (0, 2, 4, 6, 8, 10, 12, 14, 16))");
        sql.IsIn("id", [.. Enumerable.Range(0, 1000).Select(i => $"{i * 10}")]).Should().Be("(id >= 0 AND id <= 9999)");
    }
}

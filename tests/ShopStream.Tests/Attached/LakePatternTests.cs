using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Options;

namespace ShopStream.Tests.Attached;

[TestFixture, Category("Fast")]
internal sealed class LakePatternTests
{
    [TestCase("raw/{table}/*.csv", "raw/orders/part-0.csv", "orders", null)]
    [TestCase("raw/{table}/*.csv", "raw/Order Details/a.csv", "Order Details", null)]
    [TestCase("{table}.parquet", "commandes_été.parquet", "commandes_été", null)]
    [TestCase("raw/{table}/{date:yyyy-MM-dd}/*", "raw/orders/2026-11-28/x", "orders", "2026-11-28 00:00:00")]
    [TestCase("{table}/year={date:yyyy}/month={date:MM}/day={date:dd}/*", "o/year=2026/month=02/day=28/f", "o", "2026-02-28 00:00:00")]
    [TestCase("{table}/{date:yyyyMMddTHHmmss}.json", "o/20261128T021530.json", "o", "2026-11-28 02:15:30")]
    [TestCase("{date:yyyy/MM/dd}/{table}_{date:yyyyMMdd}.csv", "2026/11/28/o_20261128.csv", "o", "2026-11-28 00:00:00")]
    [TestCase("raw/**/{table}.csv", "raw/a/b/c/orders.csv", "orders", null)]
    public void File_is_of_the_table_and_date_in_its_path(string pattern, string key, string table, string? moment)
    {
        var match = LakePattern.Parse(pattern).Match(key);

        match.Should().NotBeNull();
        match!.Value.Table.Should().Be(table);
        match.Value.Moment?.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture).Should().Be(moment);
        (match.Value.Moment is null).Should().Be(moment is null);
    }

    [TestCase("raw/{table}/*.csv", "raw/orders/deep/part-0.csv")]
    [TestCase("raw/{table}/*.csv", "raw/orders/part-0.csv.bak")]
    [TestCase("raw/{table}/*", "raw/orders/_SUCCESS")]
    [TestCase("raw/{table}/*", "raw/orders/.part-0.crc")]
    [TestCase("{table}/{table}_{date:yyyyMMdd}.csv", "orders/users_20261128.csv")]
    [TestCase("{date:yyyy-MM-dd}/{table}_{date:yyyyMMdd}.csv", "2026-11-28/orders_20261127.csv")]
    [TestCase("{table}/{date:yyyyMMdd}.csv", "orders/20261399.csv")]
    [TestCase("a.b/{table}.csv", "aXb/orders.csv")]
    public void Other_file_is_of_no_table(string pattern, string key) => LakePattern.Parse(pattern).Match(key).Should().BeNull();

    [TestCase("raw/{table}/{date:yyyy-MM-dd}/*.csv", "raw/")]
    [TestCase("raw/all/{table}.csv", "raw/all/")]
    [TestCase("{table}.csv", "")]
    [TestCase("raw/x*/{table}.csv", "raw/")]
    public void Listing_starts_at_the_folder_that_all_files_are_in(string pattern, string folder) => LakePattern.Parse(pattern).Folder.Should().Be(folder);

    [TestCase("raw/{tabel}/*.csv", "{tabel} is not a token: expected {table}, {date:yyyy-MM-dd}, * or **")]
    [TestCase("raw/{table/*.csv", "has an opening brace without a closing one")]
    [TestCase("raw/*.csv", "does not say where the name of the table is")]
    [TestCase("/raw/{table}.csv", "is not relative to the lake")]
    [TestCase("s3://bucket/{table}.csv", "is not relative to the lake")]
    [TestCase("{table}/", "is not relative to the lake")]
    [TestCase("{table}/{date:yy-MM-dd}", "is not a date: expected yyyy, MM, dd, HH, mm and ss")]
    [TestCase("{table}/{date:yyyy-ww}", "is not a date")]
    [TestCase("{table}/{date:yyyy-MM}/*", "has only a part of a date")]
    [TestCase("{table}/{date:}/*", "has no format")]
    public void Wrong_pattern_is_explained(string pattern, string message)
    {
        var parse = () => LakePattern.Parse(pattern);

        parse.Should().Throw<FormatException>().WithMessage($"*{message}*");
    }

    [Test]
    public void Preset_has_the_layout_of_the_reference()
    {
        var patterns = AttachedLakeOptions.PresetLayout.Split(", ").Select(LakePattern.Parse).ToList();

        patterns[0].Match("raw/postgres/orders/2026-11-28/orders_20261128.csv")!.Value.Table.Should().Be("orders");
        patterns[0].Match("raw/events/2026-11-28/events_20261128.json").Should().BeNull();
        patterns[1].Match("raw/events/2026-11-28/events_20261128.json.gz")!.Value.Table.Should().Be("events");
    }
}

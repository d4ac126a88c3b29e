using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Settings;
using ShopStream.Pipeline.Partitions;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Application.Settings;

[TestFixture, Category("Fast")]
public sealed class PartitionSettingsTests
{
    [Test]
    public void Tables_are_whole_unless_they_are_named()
    {
        From().Pipeline.Partitions.Should().BeEquivalentTo(PartitionOptions.None);
        From(("partition.orders", ""), ("partition.verify_nights", "14"))
            .Pipeline.Partitions.Should()
            .Match<PartitionOptions>(p => p.Tables.Count == 0 && p.VerifyNights == 14);
        From(("partition.orders", "created_at by day"))
            .Pipeline.Partitions.Tables.Should()
            .ContainKey("orders")
            .WhoseValue.Should()
            .Be(PartitionSpec.Parse("created_at by day"));
    }

    [TestCase("partition.order", "id by 10", "settings: partition.order: source.tables has no order; did you mean orders?*")]
    [TestCase("partition.orders", "id by ten", "settings: partition.orders: found 'id by ten', expected <column> by day, or *")]
    [TestCase("partition.verify_nights", "0", "settings: partition.verify_nights is '0': expected a whole number of nights from 1 to 365")]
    public void Mistakes_are_named(string setting, string value, string message) =>
        FluentActions.Invoking(() => From((setting, value))).Should().Throw<UsageException>().WithMessage(message);

    [Test]
    public void Only_DuckDB_loads_partitions() =>
        FluentActions
            .Invoking(() => From(("partition.orders", "id by 10"), ("warehouse", "snowflake")))
            .Should()
            .Throw<UsageException>()
            .WithMessage("settings: partition.orders: partitions are loaded by the warehouse duckdb only: expected warehouse = duckdb, or no partitions");

    [Test]
    public void Other_tools_divide_their_own_tables() =>
        FluentActions
            .Invoking(() => From(("partition.orders", "id by 10"), ("pipeline", "external"), ("warehouse.file", "dwh.duckdb")))
            .Should()
            .Throw<UsageException>()
            .WithMessage("*partition.orders: with pipeline = external other tools move the data*");

    private static ShopSettings From(params (string Name, string Value)[] settings) =>
        ShopSettings.From(
            settings.ToDictionary(s => s.Name, s => s.Value, StringComparer.Ordinal),
            new Dictionary<string, string>(StringComparer.Ordinal),
            _ => null
        );
}

using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Warehouse.DuckDb;

namespace ShopStream.Tests.Warehouse;

/// <summary>How databases that are open at the same time share the one limit of memory, and how many threads it is enough for.</summary>
[TestFixture, Category("Fast")]
internal sealed class DuckSettingsTests
{
    [TestCase("512MB", "300000KiB", "200000KiB")]
    [TestCase("1.5GiB", "943718KiB", "629145KiB")]
    [TestCase("200 mb", "117187KiB", "78125KiB")]
    public void Warehouse_and_lake_share_the_limit(string limit, string warehouse, string lake)
    {
        var settings = Of(limit);

        settings.OfWarehouse.MemoryLimit.Should().Be(warehouse);
        settings.OfLake.MemoryLimit.Should().Be(lake);
    }

    [TestCase("1GB", 1, "976562KiB")]
    [TestCase("1GB", 4, "244140KiB")]
    [TestCase("1GB", 64, "122070KiB", Description = "what a thread needs")]
    [TestCase("100MB", 2, "97656KiB", Description = "the limit is less than that")]
    public void Jobs_share_the_limit_as_far_as_it_is_enough(string limit, int jobs, string part) => Of(limit).OfJob(jobs).MemoryLimit.Should().Be(part);

    [TestCase("50MB", 1)]
    [TestCase("249MB", 1)]
    [TestCase("250MB", 2)]
    [TestCase("1TB", int.MaxValue)]
    public void Threads_are_as_many_as_the_memory_is_enough_for_and_the_machine_has(string limit, int most) =>
        Of(limit).UsedThreads.Should().Be(Math.Min(most, Environment.ProcessorCount));

    [Test]
    public void Threads_of_the_settings_are_taken_as_they_are() => (Of("50MB") with { Threads = 7 }).UsedThreads.Should().Be(7);

    private static DuckSettings Of(string limit) => new(limit, "tmp", TimeSpan.FromMinutes(1));
}

using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Lake;

[TestFixture, Category("Fast")]
internal sealed class LakeLayoutTests
{
    private static readonly DateOnly Day = new(2026, 1, 5);

    [TestCase("orders", "raw/postgres/orders/2026-01-05/orders_20260105.csv")]
    [TestCase("order_items", "raw/postgres/order_items/2026-01-05/order_items_20260105.csv")]
    [TestCase("crm_contacts", "raw/postgres/crm_contacts/2026-01-05/crm_contacts_20260105.csv")]
    [TestCase("events", "raw/events/2026-01-05/events_20260105.json")]
    public void Files_are_named_by_table_and_date(string table, string key) => LakeLayout.KeyOf(table, Day).Should().Be(key);

    [Test]
    public void Manifest_key_contains_the_date_twice() =>
        LakeLayout.ManifestKey(Day).Should().Be("raw/manifests/2026-01-05/manifest_20260105.json");

    [TestCase("")]
    [TestCase("..")]
    [TestCase("a/b")]
    [TestCase("a\\b")]
    public void Table_name_that_is_not_a_key_segment_is_rejected(string table)
    {
        var name = () => LakeLayout.KeyOf(table, Day);

        name.Should().Throw<UsageException>().WithMessage($"table '{table}' cannot name a file in the lake. Expected*");
    }
}

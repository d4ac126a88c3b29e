using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Lake;

[TestFixture, Category("Fast")]
internal sealed class LakeLayoutTests
{
    private static readonly DateOnly Day = new(2026, 1, 5);

    [TestCase("orders", "raw/postgres/orders/2026-01-05/orders_20260105.csv")]
    [TestCase("order_items", "raw/postgres/order_items/2026-01-05/order_items_20260105.csv")]
    [TestCase("crm_contacts", "raw/postgres/crm_contacts/2026-01-05/crm_contacts_20260105.csv")]
    [TestCase("events", "raw/events/2026-01-05/events_20260105.json", true)]
    [TestCase("Web Log", "raw/-57eb-20-4Cog/2026-01-05/-57eb-20-4Cog_20260105.json", true)]
    public void Files_are_named_by_table_and_date(string table, string key, bool json = false)
    {
        LakeLayout.KeyOf(table, Day, json).Should().Be(key);
        foreach (var suffix in new[] { "", ".gz", ".zst" })
            LakeLayout.IsJson(key + suffix).Should().Be(json);
    }

    [TestCase("postgres")]
    [TestCase("manifests")]
    [TestCase("next")]
    public void Folder_of_other_files_is_not_that_of_a_JSON_table(string table)
    {
        var name = () => LakeLayout.KeyOf(table, Day, json: true);

        name.Should().Throw<UsageException>().WithMessage($"table {table} cannot be stored as JSON*lake.json_tables");
        LakeLayout.IsJson(LakeLayout.KeyOf(table, Day, json: false)).Should().BeFalse();
    }

    [Test]
    public void Manifest_key_contains_the_date_twice() => LakeLayout.ManifestKey(Day).Should().Be("raw/manifests/2026-01-05/manifest_20260105.json");

    [TestCase("Orders", "Orders")]
    [TestCase("Order Details", "-4Frder-20-44etails")]
    [TestCase("..", "-2E-2E")]
    [TestCase("a/b", "a-2Fb")]
    [TestCase("a\\b", "a-5Cb")]
    [TestCase("a%2Fb", "a-252-46b")]
    [TestCase("a-2Fb", "a-2D2-46b")]
    [TestCase("2024", "2024")]
    [TestCase("événements", "-C3-A9v-C3-A9nements")]
    [TestCase("events ", "events-20")]
    public void Name_that_needs_quotes_is_encoded(string table, string name) =>
        LakeLayout.KeyOf(table, Day, json: false).Should().Be($"raw/postgres/{name}/2026-01-05/{name}_20260105.csv");

    [Test]
    public void Every_name_has_a_safe_key_of_its_own()
    {
        var part = Gen.OneOf(
            Gen.Elements(
                "a",
                "A",
                "_",
                "1",
                "%",
                "%41",
                ".",
                "..",
                "/",
                "\\",
                ":",
                "*",
                "?",
                "\"",
                "<",
                "|",
                " ",
                "é",
                "É",
                "e\u0301",
                "📦",
                "con",
                "nul",
                "~",
                "'",
                "$",
                "\u00A0",
                "«"
            ),
            Gen.Choose(' ', '~').Select(c => $"{(char)c}")
        );
        var names = Gen.Choose(1, 8)
            .SelectMany(n => part.ArrayOf(n))
            .Select(string.Concat)
            .Sample(500)
            .Concat(["a", "A ", "a ", "%41", "%2541"])
            .Distinct(StringComparer.Ordinal)
            .ToList();
        var files = names.ToDictionary(n => n, n => LakeLayout.KeyOf(n, Day, json: false).Split('/')[2], StringComparer.Ordinal);

        files.Should().OnlyContain(f => Uri.UnescapeDataString(f.Value.Replace('-', '%')) == f.Key, "it is reversible");
        files.Keys.Should().OnlyContain(n => LakeKey.IsValid(LakeLayout.KeyOf(n, Day, json: false)));
        files
            .Where(f => !Identifier.IsPlain(f.Key))
            .GroupBy(f => f.Value, StringComparer.OrdinalIgnoreCase)
            .Should()
            .OnlyContain(g => g.Count() == 1, "file systems may ignore case");
    }

    [TestCase("", "*empty name*")]
    [TestCase("a\tb", "*control character*rename it*")]
    [TestCase("ééééééééééééééééééééééééééééééééééééééééééééééé", "*too long*63 bytes*")]
    public void Table_name_that_is_not_a_key_segment_is_rejected(string table, string message)
    {
        var name = () => LakeLayout.KeyOf(table, Day, json: false);

        name.Should().Throw<UsageException>().WithMessage(message);
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;

namespace ShopStream.Tests.Lake;

/// <summary>A manifest is read only as a whole, and only where it belongs.</summary>
[Category("Fast")]
public sealed class ManifestTests
{
    [Test]
    public void Valid_manifest_is_read_as_it_was_written()
    {
        var written = SampleManifest.Of(SampleManifest.Date);
        Manifest.FromJson(written.ToJson(), SampleManifest.Date).Should().BeEquivalentTo(written);
    }

    [TestCase("date", "\"2026-11-25\"", "field date is 2026-11-25; expected 2026-11-26, the date of its folder: this is the manifest of another date.")]
    [TestCase("date", "\"yesterday\"", "field date *")]
    [TestCase("schema", "2", "field schema is 2; expected 1, *")]
    [TestCase("schema", "null", "field schema *")]
    [TestCase("runId", "null", "field runId is null; *")]
    [TestCase("runId", "\" \"", "field runId is  ; *")]
    [TestCase("snapshotAt", "\"0001-01-01T00:00:00+00:00\"", "field snapshotAt *")]
    [TestCase("source", "null", "field source is null; *")]
    [TestCase("sourceSchema", "\"\"", "field sourceSchema *")]
    [TestCase("tables", "null", "field tables is null; *")]
    [TestCase("tables", "{}", "field tables *")]
    [TestCase("tables/1", "null", "field tables[1] is null; *")]
    [TestCase("tables/0/table", "null", "field tables[0].table is null; *")]
    [TestCase("tables/0/table", "\"a\\tb\"", "field tables[0] (a\tb).table is a\tb; *")]
    [TestCase("tables/0/table", "\"a/b\"", "field tables[0] (a/b).key is raw/postgres/orders/2026-11-26/orders_20261126.csv; expected raw/postgres/a-2Fb/*")]
    [TestCase("tables/1/table", "\"orders\"", "field tables[1] (orders).key is *")]
    [TestCase(
        "tables/0/key",
        "null",
        "field tables[0] (orders).key is null; expected raw/postgres/orders/2026-11-26/orders_20261126.csv, the table's file of 2026-11-26."
    )]
    [TestCase(
        "tables/0/key",
        "\"raw/postgres/orders/2026-11-25/orders_20261125.csv\"",
        "field tables[0] (orders).key is raw/postgres/orders/2026-11-25/orders_20261125.csv; expected raw/postgres/orders/2026-11-26/*"
    )]
    [TestCase("tables/0/key", "\"raw/postgres/users/2026-11-26/users_20261126.csv\"", "field tables[0] (orders).key *")]
    [TestCase("tables/0/key", "\"../../etc/passwd\"", "field tables[0] (orders).key *")]
    [TestCase("tables/0/bytes", "-1", "field tables[0] (orders).bytes is -1; *")]
    [TestCase("tables/0/bytes", "\"many\"", "field tables[0].bytes (line *")]
    [TestCase("tables/0/bytes", "null", "field tables[0].bytes (line *")]
    [TestCase("tables/0/sha256", "null", "field tables[0] (orders).sha256 is null; *")]
    [TestCase("tables/0/sha256", "\"ABC\"", "field tables[0] (orders).sha256 is ABC; *")]
    [TestCase("tables/0/compression", "1", "field tables[0].compression (line *")]
    [TestCase("tables/0/compression", "\"Gzip\"", "field tables[0] (orders).key *")]
    [TestCase("tables/0/columns", "null", "field tables[0] (orders).columns is null; expected the table's columns.")]
    [TestCase("tables/0/columns", "[]", "field tables[0] (orders).columns is an empty list; *")]
    [TestCase("tables/0/columns/1", "null", "field tables[0] (orders).columns[1] is null; *")]
    [TestCase("tables/0/columns/1/name", "null", "field tables[0] (orders).columns[1].name *")]
    [TestCase("tables/0/columns/1/type", "null", "field tables[0] (orders).columns[1].type *")]
    [TestCase("tables/0/columns/1/name", "\"id\"", "field tables[0] (orders).columns is column 'id' twice; *")]
    [TestCase("tables/0/columns/1/nullable", "\"yes\"", "field tables[0].columns[1].nullable (line *")]
    [TestCase("tables/0/primaryKey", "null", "field tables[0] (orders).primaryKey is null; *")]
    [TestCase("tables/0/primaryKey", "[\"nope\"]", "field tables[0] (orders).primaryKey is column 'nope'; expected columns of the table*")]
    [TestCase("tables/0/primaryKey", "[null]", "field tables[0] (orders).primaryKey *")]
    [TestCase("tables/0/totals", "null", "field tables[0] (orders).totals is null; *")]
    [TestCase("tables/0/totals", "{}", "field tables[0] (orders).totals is no 'count'; expected all 7 control totals of its columns.")]
    [TestCase("tables/0/totals/sum of amount", "", "field tables[0] (orders).totals is no 'sum of amount'; *")]
    [TestCase("tables/0/totals/sum of other", "\"1\"", "field tables[0] (orders).totals is 'sum of other'; *")]
    [TestCase("tables/0/totals/count", "\"many\"", "field tables[0] (orders).totals['count'] is many; expected a number of rows.")]
    [TestCase("tables/0/totals/count", "null", "field tables[0] (orders).totals['count'] is null; *")]
    [TestCase("tables/0/totals/count", "\"-7\"", "field tables[0] (orders).totals['count'] is -7; *")]
    [TestCase("tables/0/totals/count", "7", "field tables[0].totals.count (line *")]
    [TestCase(
        "tables/0/totals/count where amount is null",
        "\"8\"",
        "field tables[0] (orders).totals['count where amount is null'] is 8; expected at most 7, the number of rows."
    )]
    [TestCase("tables/0/totals/sum of amount", "\"12,50\"", "field tables[0] (orders).totals['sum of amount'] is 12,50; expected a number, *")]
    [TestCase("answers", "null", "field answers is null; *")]
    [TestCase("answers/count of orders", "null", "field answers['count of orders'] is null; *")]
    [TestCase("answers/count of orders/columns", "null", "field answers['count of orders'].columns is null; *")]
    [TestCase("answers/count of orders/columns", "[]", "field answers['count of orders'].rows[0] is 1 cell; expected 0 cells.")]
    [TestCase("answers/count of orders/rows", "null", "field answers['count of orders'].rows is null; *")]
    [TestCase("answers/count of orders/rows/0", "null", "field answers['count of orders'].rows[0] is null; expected 1 cell.")]
    [TestCase("answers/count of orders/seconds", "-1", "field answers['count of orders'].seconds *")]
    [TestCase(
        "answers/values/file",
        "\"raw/manifests/2026-11-25/values_a.json\"",
        "field answers['values'].file is raw/manifests/2026-11-25/values_a.json; expected a file in raw/manifests/2026-11-26/, the folder of 2026-11-26."
    )]
    [TestCase("answers/values/file", "null", "field answers['values'].sha256 *")]
    [TestCase("answers/values/sha256", "null", "field answers['values'].sha256 is null; *")]
    [TestCase("answers/refused/missing", "null", "field answers['refused'].columns is an empty list; *")]
    [TestCase("answers/refused/missing/kind", "\"Forgotten\"", "field answers.refused.missing.kind (line *")]
    [TestCase("answers/refused/missing/reason", "null", "field answers['refused'].missing *")]
    [TestCase("exchange", "{}", "field exchange.folder is null; *")]
    [TestCase("exchange", "{\"folder\":null,\"replaced\":[]}", "field exchange.folder is null; expected a folder in raw/next/2026-11-26/.")]
    [TestCase("exchange", "{\"folder\":\"raw/next/2026-11-25/a/\",\"replaced\":[]}", "field exchange.folder is raw/next/2026-11-25/a/; *")]
    [TestCase("exchange", "{\"folder\":\"raw/next/2026-11-26/\",\"replaced\":[]}", "field exchange.folder *")]
    [TestCase("exchange", "{\"folder\":\"raw/next/2026-11-26/a\",\"replaced\":[]}", "field exchange.folder *")]
    [TestCase("exchange", "{\"folder\":\"raw/next/2026-11-26/../\",\"replaced\":[]}", "field exchange.folder *")]
    [TestCase("exchange", "{\"folder\":\"raw/next/2026-11-26/a/b/\",\"replaced\":[]}", "field exchange.folder *")]
    [TestCase("exchange", "{\"folder\":\"raw/next/2026-11-26/a/\",\"replaced\":null}", "field exchange.replaced is null; *")]
    [TestCase("exchange", "{\"folder\":\"raw/next/2026-11-26/a/\",\"replaced\":[null]}", "field exchange.replaced[0] is null; *")]
    [TestCase(
        "exchange",
        "{\"folder\":\"raw/next/2026-11-26/a/\",\"replaced\":[\"raw/postgres/orders/2026-11-25/orders_20261125.csv\"]}",
        "field exchange.replaced[0] *"
    )]
    public void Impossible_field_is_named_with_what_was_found_and_expected(string path, string value, string message) =>
        FluentActions
            .Invoking(() => Manifest.FromJson(SampleManifest.With(path, value), SampleManifest.Date))
            .Should()
            .Throw<JsonException>()
            .WithMessage(message);

    [Test]
    public void Every_field_is_required_or_has_a_default()
    {
        foreach (
            var field in new[]
            {
                "date",
                "runId",
                "snapshotAt",
                "source",
                "sourceSchema",
                "tables",
                "answers",
                "tables/0/table",
                "tables/0/key",
                "tables/0/bytes",
                "tables/0/sha256",
                "tables/0/columns",
                "tables/0/primaryKey",
                "tables/0/totals",
            }
        )
            FluentActions.Invoking(() => Manifest.FromJson(SampleManifest.With(field, ""), SampleManifest.Date)).Should().Throw<JsonException>(field);
        foreach (var field in new[] { "schema", "snapshotLsn", "tables/0/compression" })
            FluentActions.Invoking(() => Manifest.FromJson(SampleManifest.With(field, ""), SampleManifest.Date)).Should().NotThrow(field);
    }

    [Test]
    public void No_change_of_a_byte_ends_in_another_error_than_an_invalid_manifest()
    {
        var good = SampleManifest.Of(SampleManifest.Date).ToJson();
        var random = new Random(20261126);
        byte[] hostile = [.. "\"{}[]:,0-9nulltrue\\\u0000 "u8];
        for (var i = 0; i < 3_000; i++)
        {
            var bytes = good.ToArray();
            for (var n = random.Next(1, 4); n > 0; n--)
                bytes[random.Next(bytes.Length)] = random.Next(2) == 0 ? hostile[random.Next(hostile.Length)] : (byte)random.Next(256);
            var changed = random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
            try
            {
                Manifest.FromJson(changed, SampleManifest.Date);
            }
            catch (JsonException)
            {
                // Refused, as it should be.
            }
            catch (Exception e) when (e is not AssertionException)
            {
                Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"{i}: {e.GetType().Name} {e.Message} for {Encoding.UTF8.GetString(changed)}"));
            }
        }
    }

    [TestCase("not a manifest")]
    [TestCase("")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("{\"date\":\"2026-11-26\",\"date\":\"2026-11-26\"}")]
    public void Text_that_is_not_a_manifest_is_refused(string text) =>
        FluentActions.Invoking(() => Manifest.FromJson(Encoding.UTF8.GetBytes(text), SampleManifest.Date)).Should().Throw<JsonException>();

    [Test]
    public void A_total_that_only_one_side_has_is_a_difference()
    {
        var (recorded, nothing) = (
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["count"] = "7", ["sum of id"] = null },
            new Dictionary<string, string?>(StringComparer.Ordinal)
        );
        ControlTotals.Differences(recorded, recorded).Should().BeEmpty();
        ControlTotals.Differences(nothing, recorded).Should().BeEquivalentTo([("count", (string?)"absent", (string?)"7"), ("sum of id", "absent", null)]);
        ControlTotals.Differences(recorded, nothing).Should().HaveCount(2);
        ControlTotals
            .Differences(
                new Dictionary<string, string?>(StringComparer.Ordinal) { ["sum of id"] = "NaN" },
                new Dictionary<string, string?>(StringComparer.Ordinal) { ["sum of id"] = "1.0" }
            )
            .Should()
            .ContainSingle();
    }
}

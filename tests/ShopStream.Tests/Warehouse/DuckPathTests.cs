using System.Security.Cryptography;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;
using ShopStream.Tests.Lake;

namespace ShopStream.Tests.Warehouse;

/// <summary>Paths name files, and nothing else: they are no patterns, and no columns come from them.</summary>
[TestFixture, Category("Fast")]
internal sealed class DuckPathTests
{
    private string root = null!;

    [SetUp]
    public void Create() => root = Directory.CreateTempSubdirectory("shopstream-path-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(root, recursive: true);

    [TestCase("env=staging/lake")]
    [TestCase("id=7/env=x")]
    [TestCase("a[b]c")]
    [TestCase("st*r")]
    [TestCase("wh?t")]
    [TestCase("**")]
    [TestCase("[x")]
    [TestCase("[!a]")]
    [TestCase("[^a]")]
    [TestCase("[]a]")]
    [TestCase("{a,b}")]
    [TestCase("quo'te;x=1")]
    [TestCase("back\\slash")]
    [TestCase("~")]
    [TestCase("é %20 #")]
    [TestCase("x.gz")]
    public async Task Lake_in_any_folder_is_read_as_it_is_and_other_folders_are_not(string folder)
    {
        // What the patterns would match instead.
        foreach (var sibling in new[] { "abc", "star", "what", "x", "a", "b" })
            Written(sibling, "9,other\n");
        var manifest = Written(folder, "1,prod\n2,\n");
        await using var lake = new LocalLake(Path.Combine(root, folder));
        await using var files = new FetchedFiles(lake, Path.Combine(root, "tmp"));
        await using var store = new LakeStore(manifest, files, Settings);

        foreach (var table in new[] { "orders", "events" })
        {
            var relation = new Relation(new Dataset(Layer.Lake, table));
            var measured = await store.MeasureAsync(
                new PlannedQuery(
                    StoreId.Lake,
                    $"SELECT id, env FROM {Dialect.DuckDb.Table(relation.Dataset)} ORDER BY id",
                    [new Slot(new AggregateMetric(relation, new CountRows()), null)]
                ),
                CancellationToken.None
            );
            measured.Missing.Should().BeNull();
            measured.Rows.Should().BeEquivalentTo(new string?[][] { ["1", "prod"], ["2", null] }, o => o.WithStrictOrdering());
        }
    }

    [Test]
    public void Path_that_cannot_be_written_exactly_is_refused()
    {
        DuckPath.Exact("/a/b[1]*?/c").Should().Be("/a/b[[]1][*][?]/c");
        FluentActions.Invoking(() => DuckPath.Exact("/a\\b/c*")).Should().Throw<UsageException>().WithMessage("*backslash*--work*");
        FluentActions.Invoking(() => DuckPath.OfDatabase("/a/b?/c")).Should().Throw<UsageException>().WithMessage("*question mark*--work*");
    }

    [TestCase("env=staging")]
    [TestCase("a[b]*c")]
    [TestCase(":memory:")]
    [TestCase("semi;colon=1")]
    public async Task Warehouse_in_any_folder_is_that_file_for_every_connection(string folder)
    {
        var path = Path.Combine(root, folder, "warehouse.duckdb");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (var database = DuckDatabase.OpenFile(path, Settings, readOnly: false))
        {
            await database.ExecuteAsync("CREATE TABLE t AS SELECT 1 AS i", CancellationToken.None);
            using var second = database.Connect();
            (await database.ReadAsync(second, "SELECT i FROM t", CancellationToken.None)).Rows.Should().ContainSingle();
        }
        File.Exists(path).Should().BeTrue();
        using var again = DuckDatabase.OpenFile(path, Settings, readOnly: true);
        (await again.ReadAsync("SELECT i FROM t", CancellationToken.None)).Rows.Should().ContainSingle();
    }

    [Test]
    public async Task Every_connection_has_the_time_zone_and_the_calendar_pinned()
    {
        using var file = DuckDatabase.OpenFile(Path.Combine(root, "w.duckdb"), Settings, readOnly: false);
        using var memory = DuckDatabase.InMemory("memory", Settings);
        foreach (var database in new[] { file, memory })
        {
            using var second = database.Connect();
            foreach (var connection in new[] { second, null })
            {
                const string Query = "SELECT current_setting('TimeZone'), current_setting('Calendar'), CAST(TIMESTAMPTZ '2025-11-27 20:00:00+00' AS DATE)";
                var found = connection is null
                    ? await database.ReadAsync(Query, CancellationToken.None)
                    : await database.ReadAsync(connection, Query, CancellationToken.None);
                found.Rows.Single().Should().Equal("UTC", "gregorian", "2025-11-27");
            }
        }
    }

    private DuckSettings Settings => new("1GB", Path.Combine(root, "tmp"), TimeSpan.FromMinutes(1));

    /// <summary>A lake in a folder: a CSV file and a JSON file with the same two columns.</summary>
    private Manifest Written(string folder, string rows)
    {
        var sample = SampleManifest.Of(SampleManifest.Date);
        var json = string.Concat(
            rows.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(r => r.Split(','))
                .Select(r => $"{{\"id\":{r[0]},\"env\":{(r[1].Length == 0 ? "null" : $"\"{r[1]}\"")}}}\n")
        );
        ManifestTable Table(string name, string text)
        {
            var table = sample.Tables[0] with
            {
                Table = name,
                Key = LakeLayout.KeyOf(name, SampleManifest.Date, json: name is "events"),
                Columns = [new ColumnInfo("id", "int", false), new ColumnInfo("env", "text", true)],
            };
            var path = Path.Combine(root, folder, table.Key);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
            return table with { Sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))) };
        }
        return sample with { Tables = [Table("orders", $"id,env\n{rows}"), Table("events", json)] };
    }
}

using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Results;
using ColumnInfo = ShopStream.Quality.Data.ColumnInfo;

namespace ShopStream.Tests.Models;

[Category("Fast")]
internal sealed class DryBuildTests
{
    [Test]
    public async Task Dry_build_returns_portable_columns_and_keys()
    {
        using var folder = new TestFolder()
            .With("staging/s.sql", "{{ config(unique_key='id') }}SELECT * FROM {{ source('raw', 'events') }}")
            .With("core/c.sql", "SELECT id, COUNT(*) AS n, SUM(1.10) AS s, DATE '2025-01-01' AS d, TRUE AS b FROM {{ ref('s') }} GROUP BY id");
        var tables = await (await folder.LoadAsync()).DryBuildAsync(TestShop.RawTables, TestShop.Deadline.Span);
        tables
            .Select(t => $"{t.Dataset} key {string.Join(',', t.Key)}: {string.Join(", ", t.Columns.Select(c => $"{c.Name} {c.Type}"))}")
            .Should()
            .Equal(
                "staging s key id: id bigint, user_id int, event_type text, event_ts timestamp, metadata json",
                "core c key : id bigint, n bigint, s decimal(38,2), d date, b boolean"
            );
    }

    [Test]
    public async Task Dry_build_reports_every_broken_model_without_its_dependents()
    {
        using var folder = new TestFolder()
            .With("staging/s.sql", "SELECT\n nope\nFROM {{ source('raw', 'orders') }}")
            .With("core/reads_s.sql", "SELECT nothing FROM {{ ref('s') }}")
            .With("core/c.sql", "{{ config(unique_key='idd') }}SELECT id FROM {{ source('raw', 'users') }}")
            .With("marts/m.sql", "SELECT 1 +\n'x' || FROM");
        var project = await folder.LoadAsync();
        var thrown = (await project.Invoking(p => p.DryBuildAsync(TestShop.RawTables, TestShop.Deadline.Span)).Should().ThrowAsync<UsageException>()).Which;
        thrown
            .Message.Split('\n')[1..]
            .Should()
            .SatisfyRespectively(
                c => c.Should().Be("core/c.sql:1: config(unique_key=…) names idd, which is not a column of the model; did you mean id?"),
                m => m.Should().StartWith("marts/m.sql:2: Parser Error"),
                s => s.Should().StartWith("staging/s.sql:2: Binder Error: Referenced column \"nope\" not found")
            );
    }

    [Test]
    public async Task Unsupported_type_becomes_text()
    {
        using var folder = new TestFolder().With("core/c.sql", "SELECT \"where\" FROM {{ source('raw', 'places') }}");
        var project = await ModelProject.LoadAsync(folder.Path, ["places"], Dialect.DuckDb, TestShop.Rule);
        TableInfo[] raw = [new(new Dataset(Layer.Raw, "places"), [new ColumnInfo("where", "point", true)], [])];
        (await project.DryBuildAsync(raw, TestShop.Deadline.Span)).Should().ContainSingle().Which.Columns.Should().Equal(new ColumnInfo("where", "text", true));
    }

    [TestCase("int", "INTEGER", "int")]
    [TestCase("varchar(255)", "VARCHAR", "text")]
    [TestCase("text", "VARCHAR", "text")]
    [TestCase("decimal(10,2)", "DECIMAL(10,2)", "decimal(10,2)")]
    [TestCase("timestamp", "TIMESTAMP", "timestamp")]
    [TestCase("jsonb", "JSON", "json")]
    [TestCase("double", "DOUBLE", "double")]
    public void Types_survive_a_round_trip(string portable, string duckDb, string back)
    {
        DuckTypes.ToDuckDb(portable).Should().Be(duckDb);
        DuckTypes.ToPortable(duckDb).Should().Be(back);
    }
}

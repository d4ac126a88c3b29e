using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Models;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Models;

[Category("Fast")]
internal sealed class ModelProjectTests
{
    private const string Fine = "SELECT 1 AS a";

    [TestCase("SELECT *\nFROM {{ ref('stg_ordrs') }}", "core/m.sql:2: there is no model stg_ordrs; did you mean stg_orders?")]
    [TestCase("SELECT *\nFROM {{ ref('mart_x') }}", "core/m.sql:2: a model of core may not read mart_x, which is in marts: data flows staging → core → marts")]
    [TestCase(
        "SELECT *\n\nFROM {{ source('raw', 'oders') }}",
        "core/m.sql:3: there is no raw table oders among the extracted ones (setting source.tables); did you mean orders*"
    )]
    [TestCase("SELECT * FROM {{ source('oltp', 'orders') }}", "core/m.sql:1: there is no source oltp: expected source('raw', 'orders')")]
    [TestCase("SELECT\n {{ rule('revenu') }}", "core/m.sql:2: there is no rule revenu; rules are defined in the settings")]
    [TestCase(
        "SELECT {{ rule('revenue', 'o; drop') }}",
        "core/m.sql:1: {{ rule('revenue', 'o; drop') }} expects the name of a rule and optionally a table alias; supported are {{ ref('model') }}*"
    )]
    [TestCase(
        "SELECT\n{{ var('x') }}",
        "core/m.sql:2: {{ var('x') }} is not supported here: dbt can run it (models = dbt, *): there is no macro var*; supported are {{ ref('model') }}*"
    )]
    [TestCase("SELECT {{ ref(stg_orders) }}", "core/m.sql:1: {{ ref(stg_orders) }} is not a valid macro; supported are *")]
    [TestCase("SELECT {{ ref('a', 'b') }}", "core/m.sql:1: {{ ref('a', 'b') }} expects the name of one model; *")]
    [TestCase("{% if x %}\nSELECT 1", "core/m.sql:1: {% if x %} is not supported here: dbt can run it (models = dbt, *); supported are *")]
    [TestCase("SELECT\n\n{{ ref('stg_orders')", "core/m.sql:3: {{ is never closed: expected }}")]
    [TestCase("{# never\nclosed", "core/m.sql:1: {# is never closed: expected #}*")]
    [TestCase(
        "{{ config(materialized='incremental') }}\nSELECT 1",
        "core/m.sql:1: * has materialized='incremental', which is not supported here: dbt can run it *: expected 'view' or 'table'; *"
    )]
    [TestCase("{{ config(tags='x') }}\nSELECT 1", "core/m.sql:1: * has tags: expected materialized or unique_key; *")]
    [TestCase("{{ config(materialized='view') }}\n{{ config(materialized='table') }}\nSELECT 1", "core/m.sql:2: the file has a second config: keep one")]
    [TestCase("\n-- nothing\n/* at all */ ;", "core/m.sql:1: the file contains no SELECT: write one, or delete the file")]
    [TestCase("", "core/m.sql:1: the file contains no SELECT: write one, or delete the file")]
    [TestCase("SELECT ';' AS a; -- one\n\nDROP TABLE core.m", "core/m.sql:3: a second statement starts here: expected one SELECT per file")]
    [TestCase("SELECT 1 FROM\n{{ ref('m') }}", "core/m.sql:2: the models depend on each other: m → m (core/m.sql:2); remove one of these refs")]
    public async Task Model_error_is_reported_with_file_and_line(string sql, string expected)
    {
        using var folder = new TestFolder().With("staging/stg_orders.sql", Fine).With("marts/mart_x.sql", Fine).With("core/m.sql", sql);
        var thrown = await folder.Invoking(f => f.LoadAsync()).Should().ThrowAsync<UsageException>();
        thrown.Which.ExitCode.Should().Be(2);
        thrown.Which.Message.Split('\n')[0].Should().Be($"The models in {folder.Path} cannot be built:");
        string.Join('\n', thrown.Which.Message.Split('\n')[1..]).Should().Match(expected);
    }

    [TestCase("other/m.sql", "other/m.sql:1: a model belongs in the folder staging, core or marts: move it into one of them")]
    [TestCase("m.sql", "m.sql:1: a model belongs in the folder staging, core or marts: move it into one of them")]
    [TestCase("core/a\tb.sql", "core/a\tb.sql:1: the model's name \"a\tb\" has a control character*rename it*")]
    [TestCase("core/.sql", "core/.sql:1: the model's name \"\" is an empty name*")]
    [TestCase(
        "core/ééééééééééééééééééééééééééééééééé.sql",
        "core/ééééééééééééééééééééééééééééééééé.sql:1: the model's name \"ééééééééééééééééééééééééééééééééé\" is too long*63 bytes*"
    )]
    [TestCase("core/m__next.sql", "core/m__next.sql:1: a model's name may not end in __next: *")]
    [TestCase("core/STG_orders.sql", "staging/stg_orders.sql:1: core/STG_orders.sql already defines a model stg_orders: *")]
    public async Task Misplaced_or_misnamed_model_file_is_reported(string file, string expected)
    {
        using var folder = new TestFolder().With("staging/stg_orders.sql", Fine).With(file, Fine);
        (await folder.Invoking(f => f.LoadAsync()).Should().ThrowAsync<UsageException>()).Which.Message.Split('\n')[1].Should().Match(expected);
    }

    [Test]
    public async Task Cycle_is_reported_once_in_full()
    {
        using var folder = new TestFolder()
            .With("core/a.sql", "SELECT * FROM\n{{ ref('b') }}")
            .With("core/b.sql", "SELECT *\n\nFROM {{ ref('c') }}")
            .With("core/c.sql", "SELECT * FROM {{ ref('a') }}");
        (await folder.Invoking(f => f.LoadAsync()).Should().ThrowAsync<UsageException>())
            .Which.Message.Split('\n')[1..]
            .Should()
            .Equal("core/a.sql:2: the models depend on each other: a → b → c → a (core/a.sql:2, core/b.sql:3, core/c.sql:1); remove one of these refs");
    }

    [Test]
    public async Task All_model_errors_are_reported_in_file_order()
    {
        using var folder = new TestFolder()
            .With("core/b.sql", "SELECT {{ nope() }}\nFROM {{ ref('x') }}")
            .With("core/a.sql", "")
            .With("marts/b.sql", "SELECT 1; SELECT 2");
        var message = (await folder.Invoking(f => f.LoadAsync()).Should().ThrowAsync<UsageException>()).Which.Message;
        message
            .Split('\n')[1..]
            .Select(l => l[..l.IndexOf(": ", StringComparison.Ordinal)])
            .Should()
            .Equal("core/a.sql:1", "core/b.sql:1", "core/b.sql:2", "marts/b.sql:1", "marts/b.sql:1");
    }

    [TestCase("SELECT 1 -- a\n/* b /* c */ */", 2, "the query has a nested comment, which engines read differently: remove it")]
    [TestCase("SELECT 1,\n\n'it''s", 3, "the query opens a ' that it does not close")]
    [TestCase("SELECT $a$ $$", 1, "the query opens a $a$ that it does not close")]
    [TestCase("SELECT 1\n/* ; ", 2, "the query opens a comment that it does not close")]
    public async Task Quotes_and_comments_must_end_as_in_custom_SQL(string sql, int line, string problem)
    {
        using var folder = new TestFolder().With("core/m.sql", sql);
        (await folder.Invoking(f => f.LoadAsync()).Should().ThrowAsync<UsageException>()).Which.Message.Should().EndWith($"core/m.sql:{line}: {problem}");
    }

    [TestCase(@"SELECT '\' AS a, '' AS b", "the query has a backslash before a quote, which Snowflake reads as an escape: write CHR(92) for the backslash")]
    [TestCase("SELECT 1 // it's\n", "the query has // outside of quotes, which begins a comment in Snowflake: *")]
    [TestCase("SELECT 'it''s", "the query opens a ' that it does not close")]
    public async Task Text_that_Snowflake_reads_differently_is_refused_there(string sql, string problem)
    {
        using var folder = new TestFolder().With("core/m.sql", sql);
        var load = () => ModelProject.LoadAsync(folder.Path, TestShop.RawNames, Dialect.Snowflake, TestShop.Rule);
        (await load.Should().ThrowAsync<UsageException>()).Which.Message.Split('\n')[1].Should().Match($"core/m.sql:1: {problem}");
    }

    [TestCase(@"SELECT '\' AS a, '' AS b")]
    [TestCase("SELECT 7 // 2 AS a")]
    public async Task Text_that_only_Snowflake_reads_differently_is_built_elsewhere(string sql)
    {
        using var folder = new TestFolder().With("core/m.sql", sql);
        (await folder.LoadAsync()).Models.Should().ContainSingle().Which.Sql.Should().Be(sql);
    }

    [Test]
    public async Task Name_of_a_model_is_that_of_its_file_whatever_its_characters()
    {
        using var folder = new TestFolder().With("core/1st Größe.sql", "SELECT 1 AS a").With("marts/m.sql", "SELECT a FROM {{ ref('1st Größe') }}");
        (await folder.LoadAsync()).Models.Select(m => m.Sql).Should().Equal("SELECT 1 AS a", "SELECT a FROM \"core\".\"1st Größe\"");
    }

    [Test]
    public async Task Missing_or_empty_models_folder_is_reported()
    {
        using var folder = new TestFolder();
        (await folder.Invoking(f => f.LoadAsync()).Should().ThrowAsync<UsageException>())
            .Which.Message.Should()
            .StartWith($"There is no model in {folder.Path}: ");
        var load = () => ModelProject.LoadAsync(Path.Combine(folder.Path, "none"), [], Dialect.DuckDb, TestShop.Rule);
        (await load.Should().ThrowAsync<UsageException>()).Which.Message.Should().StartWith("There is no models folder ");
    }

    [Test]
    public async Task Message_of_an_invalid_rule_is_kept()
    {
        using var folder = new TestFolder().With("core/m.sql", "SELECT {{ rule('x') }}");
        var load = () => ModelProject.LoadAsync(folder.Path, [], Dialect.DuckDb, (name, _) => throw new UsageException($"no rule {name}; there are: revenue"));
        (await load.Should().ThrowAsync<UsageException>()).Which.Message.Should().EndWith("core/m.sql:1: no rule x; there are: revenue");
    }

    [Test]
    public async Task Macros_become_quoted_names_and_conditions()
    {
        using var folder = new TestFolder()
            .With("staging/shop/s.sql", "{# read\n as is #}SELECT * FROM {{source(\"raw\",\"orders\")}} ; -- done\n")
            .With(
                "core/c.sql",
                "{{ config(materialized='view', unique_key=['id', 'status']) }}\r\n-- of {{ ref('s') }}\r\n"
                    + "SELECT *, {{ rule('revenue', 'o') }} AS r\r\nFROM {{ ref('s') }} AS o\r\n;\r\n"
            );
        var models = (await folder.LoadAsync()).Models;
        models.Select(m => m.Name).Should().Equal("s", "c");
        models[0]
            .Should()
            .BeEquivalentTo(
                new
                {
                    Layer = Layer.Staging,
                    Materialization = Materialization.View,
                    File = "staging/shop/s.sql",
                    Sql = "SELECT * FROM \"raw\".\"orders\"",
                }
            );
        models[0].Sources.Should().Equal("orders");
        models[1].Should().BeEquivalentTo(new { Layer = Layer.Core, Materialization = Materialization.View });
        models[1].Key.Should().Equal("id", "status");
        models[1].Refs.Should().Equal("s");
        models[1].Sql.Should().Be($"-- of \"staging\".\"s\"\nSELECT *, ({TestShop.Rule("revenue", "o")}) AS r\nFROM \"staging\".\"s\" AS o");
        models[1].BuildSql.Should().Be(models[1].Sql.Replace("\"s\"", "\"s__next\"", StringComparison.Ordinal));
    }

    [Test]
    public async Task Digest_depends_only_on_SQL_and_materialization()
    {
        using var folder = new TestFolder().With("core/m.sql", Fine);
        var first = (await folder.LoadAsync()).Models[0].Sha256;
        (await folder.With("core/m.sql", $"{Fine};\r\n").LoadAsync()).Models[0].Sha256.Should().Be(first);
        (await folder.With("core/m.sql", $"{{{{ config(materialized='view') }}}}{Fine}").LoadAsync()).Models[0].Sha256.Should().NotBe(first);
        (await folder.With("core/m.sql", $"{Fine}, 2 AS b").LoadAsync()).Models[0].Sha256.Should().NotBe(first);
    }

    [TestCase("SELECT 1", 8, null)]
    [TestCase("SELECT ';';", 10, null)]
    [TestCase("SELECT 'it''s;', \"a;b\" ; ; ", 23, null)]
    [TestCase("SELECT e'it\\'s;';", 16, null)]
    [TestCase("SELECT $$a;b$$;", 14, null)]
    [TestCase("SELECT $x$a;$$;b$x$;", 19, null)]
    [TestCase("SELECT 1 -- a;b\n;", 16, null)]
    [TestCase("SELECT 1 /* ; */;", 16, null)]
    [TestCase("SELECT 1; SELECT 2", 8, 10)]
    public void Statement_ends_at_its_own_semicolon(string sql, int length, int? second) =>
        ModelStatement.Of(sql, forSnowflake: false).Should().BeEquivalentTo(new ModelStatement(length, IsEmpty: false, second, []));
}

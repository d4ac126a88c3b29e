using System.Text.Json;
using DuckDB.NET.Data;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;

namespace ShopStream.Tests.Dbt;

/// <summary>Manifests that are damaged or unusual.</summary>
[TestFixture, Category("Fast")]
internal sealed class ManifestTests
{
    private TestWorkspace folder = null!;

    [SetUp]
    public void Create() => folder = new TestWorkspace();

    [TearDown]
    public void Remove() => folder.Dispose();

    [TestCase("", "is not complete JSON (line 1)")]
    [TestCase("{\"metadata\": {\"dbt_version\": \"1.11.0\"},\n\"nodes\": {\"mod", "is not complete JSON (line 2)")]
    [TestCase("{}", "is not a manifest of dbt: it has no metadata or no nodes")]
    [TestCase("[1]", "is not a manifest of dbt")]
    [TestCase("{\"metadata\": {}, \"nodes\": {}}", "it has no dbt_schema_version")]
    [TestCase(
        "{\"metadata\": {\"dbt_version\": \"1.7.4\", \"dbt_schema_version\": \"https://schemas.getdbt.com/dbt/manifest/v11.json\"}, \"nodes\": {}}",
        "was written by dbt 1.7.4: expected dbt 1.8 or later"
    )]
    [TestCase(
        "{\"metadata\": {\"adapter_type\": \"bigquery\", \"dbt_schema_version\": \"https://schemas.getdbt.com/dbt/manifest/v12.json\"}, \"nodes\": {}}",
        "is of a project for bigquery: expected duckdb, postgres or snowflake"
    )]
    [TestCase(
        "{\"metadata\": {\"adapter_type\": \"duckdb\", \"dbt_schema_version\": \"https://schemas.getdbt.com/dbt/manifest/v12.json\"}, \"nodes\": {}}",
        "has no source and no model that is a table"
    )]
    public async Task Manifest_that_cannot_be_used_is_a_usage_error(string manifest, string message)
    {
        folder.With("target/manifest.json", manifest);

        var output = await InitAsync();

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        output.Error.Should().Contain(message);
    }

    [Test]
    public async Task Folder_without_a_manifest_is_a_usage_error()
    {
        var output = await InitAsync();

        output.ExitCode.Should().Be(ExitCodes.Usage);
        output.Error.Should().Contain("there is no manifest.json in").And.Contain("dbt build or dbt compile");
    }

    [Test]
    public async Task Existing_files_are_kept_without_force()
    {
        Project(Model("core", "orders"));
        folder.With("quality/pipeline.runsettings", "mine");

        var output = await InitAsync();

        output.ExitCode.Should().Be(ExitCodes.Usage);
        output.Error.Should().Contain("pipeline.runsettings exists already, and nothing was written");
        (await File.ReadAllTextAsync(folder.In("quality/pipeline.runsettings"))).Should().Be("mine");
        (await InitAsync("--force")).ExitCode.Should().Be(ExitCodes.Passed);
    }

    [Test]
    public async Task Models_of_one_name_in_two_schemas_are_told_apart()
    {
        Project(
            Model("finance", "daily"),
            Model("sales", "daily"),
            Test("unique", "finance.daily", "id"),
            Test("not_null", "sales.daily", "id"),
            Test("not_null", "sales.daily", "\\\"Größe m\\\"")
        );
        await WarehouseAsync(
            "CREATE SCHEMA finance; CREATE SCHEMA sales; CREATE TABLE finance.daily AS SELECT 1 AS id; "
                + "CREATE TABLE sales.daily AS SELECT 1 AS id, 2 AS \"Größe m\""
        );

        var init = await InitAsync("--layers", "finance=mart,sales=mart");
        var check = await CheckAsync();

        init.ExitCode.Should().Be(ExitCodes.Passed, $"{init}");
        check.ExitCode.Should().Be(ExitCodes.Passed, $"{check}");
        (await File.ReadAllTextAsync(folder.In("quality/features/completeness.feature")))
            .Should()
            .Contain("id is never null in mart \"sales.daily\"")
            .And.Contain("\"Größe m\" is never null in mart \"sales.daily\"");
        (await File.ReadAllTextAsync(folder.In("quality/features/keys.feature"))).Should().Contain("no id appears more than once in mart daily");
    }

    [Test]
    public async Task Names_with_blanks_capitals_and_accents_are_those_of_the_warehouse()
    {
        Project(Model("Été 2026", "Umsatz je Tag"), Test("unique", "Été 2026.Umsatz je Tag", "\\\"Größe m\\\""));
        await WarehouseAsync("CREATE SCHEMA \"Été 2026\"; CREATE TABLE \"Été 2026\".\"Umsatz je Tag\" AS SELECT 2 AS \"Größe m\"");

        var init = await InitAsync("--layers", "\"Été 2026\"=mart");
        var check = await CheckAsync();

        init.ExitCode.Should().Be(ExitCodes.Passed, $"{init}");
        check.ExitCode.Should().Be(ExitCodes.Passed, $"{check}");
        (await File.ReadAllTextAsync(folder.In("quality/pipeline.runsettings")))
            .Should()
            .Contain("\"layer.mart\" value=\"&quot;Été 2026&quot;\"")
            .And.Contain("name=\"key.mart.&quot;Umsatz je Tag&quot;\" value=\"&quot;Größe m&quot;\"");
    }

    [Test]
    public async Task Project_without_tests_and_keys_has_layers_and_no_feature()
    {
        Project(Model("core", "orders"), Model("core", "lines"));

        var output = await InitAsync();

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        output.Out.Should().Contain("0 tests: 0 are sentences, 0 custom SQL, 0 not translated");
        (await File.ReadAllTextAsync(folder.In("quality/pipeline.runsettings"))).Should().Contain("\"layer.core\" value=\"core\"").And.NotContain("key.");
        (await File.ReadAllTextAsync(folder.In("quality/dbt-tests.md"))).Should().Contain("| core lines |  |");
    }

    [Test]
    public async Task Layer_that_the_warehouse_does_not_have_is_a_usage_error_that_names_it()
    {
        Project(Model("core", "orders"), Model("marts", "sales"), Test("unique", "core.orders", "id"));
        await WarehouseAsync("CREATE SCHEMA core; CREATE TABLE core.orders AS SELECT 1 AS id");
        await InitAsync();

        var check = await CheckAsync();

        check.ExitCode.Should().Be(ExitCodes.Usage, $"{check}");
        $"{check}".Should().Contain("layer.mart names marts, and dwh.duckdb has no such schema");
    }

    [Test]
    public async Task Models_of_one_schema_are_placed_by_their_folders_and_names()
    {
        Project(
            Model("main", "stg_orders", "staging"),
            Model("main", "orders", "marts"),
            Model("main", "dim_users"),
            Model("main", "other"),
            Test("unique", "main.other", "id")
        );

        var output = await InitAsync();

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        (await File.ReadAllTextAsync(folder.In("quality/pipeline.runsettings")))
            .Should()
            .Contain("\"layer.staging\" value=\"main.stg_orders\"")
            .And.Contain("\"layer.core\" value=\"main.dim_users\"")
            .And.Contain("\"layer.mart\" value=\"main.orders, main.other\"")
            .And.Contain("\"key.mart.other\" value=\"id\"")
            .And.NotContain("key.core", "no test and no constraint says what identifies a user");
    }

    [Test]
    public async Task Test_without_sql_and_without_a_sentence_is_listed_with_its_reason()
    {
        Project(Model("core", "orders"), Test("my_package.is_odd", "core.orders", "id"), Test("unique", "core.orders", "id"));

        var output = await InitAsync();

        output.Out.Should().Contain("2 tests: 1 are sentences, 0 custom SQL, 1 not translated");
        (await File.ReadAllTextAsync(folder.In("quality/dbt-tests.md")))
            .Should()
            .Contain("no sentence is known for my_package.is_odd, and the manifest has no SQL of it: run dbt compile");
    }

    [TestCase("finance", "--layers has 'finance'")]
    [TestCase("finance=lake", "--layers has 'finance=lake'")]
    public async Task Wrong_mapping_of_layers_is_a_usage_error(string layers, string message)
    {
        Project(Model("core", "orders"));

        var output = await InitAsync("--layers", layers);

        output.ExitCode.Should().Be(ExitCodes.Usage);
        output.Error.Should().Contain(message);
    }

    [TestCase("--from", "airflow", "--from is 'airflow': expected dbt, postgres, or the file")]
    [TestCase("--into", "x", "--into is for --from")]
    public async Task Wrong_options_are_usage_errors(string option, string value, string message)
    {
        var output = await ShopProgram.RunAsync("init", folder.Path, option, value);

        output.ExitCode.Should().Be(ExitCodes.Usage);
        output.Error.Should().Contain(message);
    }

    private static (string Id, string Json) Model(string schema, string name, params string[] folders)
    {
        var fqn = JsonSerializer.Serialize(folders.Prepend("shop").Append(name));
        return (
            $"model.shop.{schema}_{name}",
            $$"""
            {"resource_type": "model", "name": "{{schema}}.{{name}}", "schema": "{{schema}}", "alias": "{{name}}", "an_unknown_field": [1, {"a": null} ],
             "relation_name": "\"dwh\".\"{{schema}}\".\"{{name}}\"", "fqn": {{fqn}},
             "config": {"enabled": true, "materialized": "table"}, "columns": {}, "depends_on": {"nodes": [] } }
            """
        );
    }

    private static (string Id, string Json) Test(string kind, string model, string column)
    {
        var package = kind.Contains('.', StringComparison.Ordinal) ? $"\"{kind.Split('.')[0]}\"" : "null";
        return (
            $"test.shop.{kind}_{model}_{column}",
            $$"""
            {"resource_type": "test", "name": "{{kind}} {{model}}",
             "test_metadata": {"name": "{{kind.Split('.')[^1]}}", "namespace": {{package}},
             "kwargs": {"column_name": "{{column}}", "model": "get_where_subquery(ref('{{model}}'))"} },
             "config": {"severity": "ERROR"} }
            """
        );
    }

    private void Project(params (string Id, string Json)[] nodes)
    {
        var all = string.Join(",\n", nodes.Select(n => $"{JsonSerializer.Serialize(n.Id.Replace("\\\"", "", StringComparison.Ordinal))}: {n.Json}"));
        folder.With(
            "target/manifest.json",
            $$"""
            {"metadata": {"dbt_version": "1.13.0", "adapter_type": "duckdb", "project_name": "shop",
              "dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v13.json"},
             "nodes": { {{all}} }, "sources": {}, "something_new": {} }
            """
        );
        folder.With("dwh.duckdb", "");
    }

    private async Task WarehouseAsync(string sql)
    {
        File.Delete(folder.In("dwh.duckdb"));
        await using var connection = new DuckDBConnection($"Data Source={folder.In("dwh.duckdb")}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private Task<ProgramOutput> InitAsync(params string[] options) =>
        ShopProgram.RunAsync(["init", "--from", "dbt", folder.In("target"), "--into", folder.In("quality"), .. options]);

    private Task<ProgramOutput> CheckAsync() =>
        ShopProgram.RunAsync(
            "check",
            "--settings",
            folder.In("quality/pipeline.runsettings"),
            "--warehouse-file",
            folder.In("dwh.duckdb"),
            "--features",
            folder.In("quality/features"),
            "--out",
            folder.In("reports")
        );
}

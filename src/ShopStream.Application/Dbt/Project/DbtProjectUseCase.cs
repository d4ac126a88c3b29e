using System.Reflection;
using ShopStream.Application.Files;
using ShopStream.Application.Selection;
using ShopStream.Application.Settings;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Models;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Dbt.Project;

/// <summary>A dbt project that was written.</summary>
/// <param name="Models">How many models.</param>
/// <param name="ColumnTests">How many checks are tests of columns.</param>
/// <param name="QueryTests">How many checks are tests with a query.</param>
/// <param name="Left">Checks without a dbt test, with the reason, a line each.</param>
public sealed record WrittenProject(int Models, int ColumnTests, int QueryTests, IReadOnlyList<string> Left);

/// <summary>models --dbt: the models as a dbt project that dbt builds, with the checks that dbt can test. Nothing is connected to.</summary>
public static class DbtProjectUseCase
{
    /// <param name="settings">The validated settings.</param>
    /// <param name="folder">Where the project is written; created where it is missing.</param>
    /// <param name="overwrite">Whether existing files are overwritten.</param>
    /// <param name="cancellationToken">Cancels the writing; files already written stay.</param>
    /// <exception cref="UsageException">The models cannot be read, a file exists and is not to be overwritten, or cannot be written.</exception>
    public static async Task<WrittenProject> RunAsync(ShopSettings settings, string folder, bool overwrite, CancellationToken cancellationToken)
    {
        var project = await ShopPipeline.ModelsAsync(settings.Pipeline, settings.Tables, cancellationToken);
        var known = await KnownTables.ReadAsync(settings.Pipeline, settings.Tables, cancellationToken);
        var raw = settings.Tables.Select(t => new Dataset(Layer.Raw, t)).ToList();
        var sql = new SqlText(ShopPipeline.DialectOf(settings.Pipeline), known.Tables is { } tables ? new Catalog(tables) : null);
        var tests = new DbtTests(project.Models.Select(m => m.Dataset).Concat(raw).ToHashSet(), sql);
        foreach (var specification in SelectedSpecs.Load(settings, cancellationToken).Specifications)
            tests.Add(specification);
        await NewFiles.WriteAsync(folder, await FilesAsync(settings, project, raw, tests, cancellationToken), overwrite, "with --dbt", cancellationToken);
        return new WrittenProject(project.Models.Count, tests.Columns.Count, tests.Queries.Count, tests.Left);
    }

    private static async Task<List<(string Path, string Text)>> FilesAsync(
        ShopSettings settings,
        ModelProject project,
        IReadOnlyList<Dataset> raw,
        DbtTests tests,
        CancellationToken cancellationToken
    )
    {
        var files = new List<(string Path, string Text)>
        {
            ("dbt_project.yml", ProjectFile),
            ("profiles.yml", settings.Pipeline.Snowflake is null ? DuckDbProfile : SnowflakeProfile),
            ("macros/shopstream_rule.sql", RuleMacros.Text(settings.Pipeline.BusinessMetrics)),
            ("macros/shopstream_divide.sql", Resource("divide.sql")),
            ("models/raw.yml", SchemaFile.Sources(raw, tests.Columns)),
        };
        foreach (var layer in project.Models.GroupBy(m => m.Layer))
            files.Add(($"models/{layer.First().File.Split('/')[0]}.yml", SchemaFile.Models([.. layer.Select(m => m.Dataset)], tests.Columns)));
        foreach (var model in project.Models)
            files.Add(($"models/{model.File}", await File.ReadAllTextAsync(Path.Combine(project.Folder, model.File), cancellationToken)));
        files.AddRange(tests.Queries.Select(q => ($"tests/{q.Name}.sql", q.Sql)));
        return files;
    }

    private static string Resource(string name)
    {
        var assembly = Assembly.GetExecutingAssembly();
        using var stream = assembly.GetManifestResourceStream(
            assembly.GetManifestResourceNames().Single(n => n.EndsWith($".{name}", StringComparison.Ordinal))
        )!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private const string ProjectFile = """
        name: shopstream
        version: '1.0.0'
        config-version: 2
        profile: shopstream

        models:
          shopstream:
            staging:
              +schema: staging
              +materialized: view
            core:
              +schema: core
              +materialized: table
            marts:
              +schema: marts
              +materialized: table

        """;

    private const string DuckDbProfile = """
        shopstream:
          target: dev
          outputs:
            dev:
              type: duckdb
              path: "{{ env_var('SHOPSTREAM_DBT_FILE', 'warehouse.duckdb') }}"
              schema: main

        """;

    private const string SnowflakeProfile = """
        shopstream:
          target: dev
          outputs:
            dev:
              type: snowflake
              account: "{{ env_var('SNOWFLAKE_ACCOUNT') }}"
              user: "{{ env_var('SNOWFLAKE_USER') }}"
              private_key_path: "{{ env_var('SNOWFLAKE_PRIVATE_KEY_FILE') }}"
              database: "{{ env_var('SNOWFLAKE_DATABASE', 'SHOPSTREAM_DWH') }}"
              warehouse: "{{ env_var('SNOWFLAKE_WAREHOUSE', 'TRANSFORM_WH') }}"
              role: "{{ env_var('SNOWFLAKE_ROLE', 'SHOPSTREAM_TRANSFORMER') }}"
              schema: PUBLIC

        """;
}

using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ShopStream.Pipeline.Models;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>
/// Builds a project in Snowflake: every model beside the old one, several at a time, then exchanges the tables and their registry in one
/// transaction. A view is replaced just before that, and only if its text has changed, because Snowflake commits DDL immediately.
/// </summary>
internal sealed partial class SnowflakeModels(SnowflakeSessions sessions, string where, TimeProvider clock)
{
    private static readonly Dialect Dialect = Dialect.Snowflake;

    internal const string Registry =
        """CREATE TABLE IF NOT EXISTS "META"."MODELS" ("MODEL" VARCHAR NOT NULL, "LAYER" VARCHAR NOT NULL, """
        + "\"MATERIALIZED\" VARCHAR NOT NULL, \"SHA256\" VARCHAR NOT NULL,\n"
        + """  "ROWS" NUMBER(19, 0), "SECONDS" NUMBER(12, 3) NOT NULL, "UNIQUE_KEY" VARCHAR NOT NULL)""";

    /// <summary>
    /// Reads each model's key, as config(unique_key=…) named it at the last build, and the SHA-256 that it was built from; empty before the first build.
    /// </summary>
    public static async Task<IReadOnlyDictionary<Dataset, (IReadOnlyList<string> Key, string BuiltFrom)>> BuiltAsync(
        SnowflakeSession session,
        CancellationToken cancellationToken
    )
    {
        if (!await HasAsync(session, "MODELS", cancellationToken))
            return new Dictionary<Dataset, (IReadOnlyList<string>, string)>();
        var models = await session.ReadAsync("""SELECT "LAYER", "MODEL", "UNIQUE_KEY", "SHA256" FROM "META"."MODELS" """, cancellationToken);
        return models.Rows.ToDictionary(
            r => new Dataset(LayerOf(r[0]!), r[1]!),
            r => ((IReadOnlyList<string>)JsonSerializer.Deserialize<string[]>(r[2]!)!, r[3]!)
        );
    }

    public static async Task<bool> HasAsync(SnowflakeSession session, string table, CancellationToken cancellationToken) =>
        (
            await session.ReadAsync(
                $"SELECT COUNT(*) FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = 'META' AND TABLE_NAME = {Dialect.Literal(table)}",
                cancellationToken
            )
        ).Number(0) > 0;

    /// <returns>The runs, in the project's order.</returns>
    /// <exception cref="UsageException">The SQL of models is invalid; tables were not changed.</exception>
    public async Task<IReadOnlyList<ModelRun>> RunAsync(ModelProject project, CancellationToken cancellationToken)
    {
        var built = await sessions.ReadAsync("""SELECT "LAYER", "MODEL", "MATERIALIZED", "SHA256" FROM "META"."MODELS" """, cancellationToken);
        var runs = await ModelBuild.AllAsync<DbException>(project, 4, BuildAsync, failures => Failure(project, failures), cancellationToken);
        await sessions.UseAsync(
            async session =>
            {
                await ReplaceViewsAsync(session, project, built, cancellationToken);
                var tables = project
                    .Models.Where(m => m.Materialization == Materialization.Table)
                    .Select(m => (m.Dataset, ModelNames.Next(m.Dataset)))
                    .ToList();
                await SnowflakeExchange.RunAsync(
                    session,
                    tables,
                    [ClearRegistry, .. project.Models.Zip(runs, RegistryRow), SnowflakeUnbuilt.Clear],
                    cancellationToken
                );
                await DropAsync(session, project, built, cancellationToken);
            },
            cancellationToken
        );
        return runs;
    }

    /// <summary>The statement that builds a model, for review.</summary>
    public static string Statement(Model model) =>
        $"CREATE OR REPLACE {(model.Materialization == Materialization.View ? "VIEW" : "TRANSIENT TABLE")} "
        + $"{Dialect.Table(ModelNames.Next(model.Dataset))} AS\n{model.BuildSql}";

    /// <summary>The statement that replaces a view.</summary>
    public static string Replace(Model model) => $"CREATE OR REPLACE VIEW {Dialect.Table(model.Dataset)} COPY GRANTS AS\n{model.Sql}";

    /// <summary>The statement that drops the view that was created to validate it.</summary>
    public static string DropNext(Model model) => $"DROP VIEW IF EXISTS {Dialect.Table(ModelNames.Next(model.Dataset))}";

    /// <summary>Clears the registry before its new rows are inserted.</summary>
    public const string ClearRegistry = "DELETE FROM \"META\".\"MODELS\"";

    /// <summary>The statement that inserts a model's registry row.</summary>
    public static string RegistryRow(Model model, string rows, string seconds) =>
        $"INSERT INTO \"META\".\"MODELS\" VALUES ({Dialect.Literal(model.Name)}, {Dialect.Literal(ModelNames.Schema(model.Layer))}, "
        + $"{Dialect.Literal(model.Materialization == Materialization.View ? "view" : "table")}, {Dialect.Literal(model.Sha256)}, "
        + $"{rows}, {seconds}, {Dialect.Literal(JsonSerializer.Serialize(model.Key))})";

    private async Task<ModelRun> BuildAsync(Model model, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        var rows = await sessions.UseAsync(
            async session =>
            {
                await session.ExecuteAsync(Statement(model), cancellationToken);
                return model.Materialization == Materialization.Table
                    ? (long?)(await session.ReadAsync($"SELECT COUNT(*) FROM {Dialect.Table(ModelNames.Next(model.Dataset))}", cancellationToken)).Number(0)
                    : null;
            },
            cancellationToken
        );
        return new ModelRun(model.Name, model.Layer, model.Materialization, rows, clock.GetElapsedTime(start).TotalSeconds);
    }

    private static async Task ReplaceViewsAsync(SnowflakeSession session, ModelProject project, Measurement built, CancellationToken cancellationToken)
    {
        foreach (var model in project.Models.Where(m => m.Materialization == Materialization.View))
        {
            var before = built.Rows.FirstOrDefault(r => Is(r, model));
            if (before is not null && before[2] is "table")
                await session.ExecuteAsync($"DROP TABLE IF EXISTS {Dialect.Table(model.Dataset)}", cancellationToken);
            if (!string.Equals(before?[3], model.Sha256, StringComparison.Ordinal))
                await session.ExecuteAsync(Replace(model), cancellationToken);
            await session.ExecuteAsync(DropNext(model), cancellationToken);
        }
        foreach (var model in project.Models.Where(m => m.Materialization == Materialization.Table && built.Rows.Any(r => Is(r, m) && r[2] is "view")))
            await session.ExecuteAsync($"DROP VIEW IF EXISTS {Dialect.Table(model.Dataset)}", cancellationToken);
    }

    // Drops only what a run has built; a table that someone created beside the models stays.
    private static async Task DropAsync(SnowflakeSession session, ModelProject project, Measurement built, CancellationToken cancellationToken)
    {
        foreach (var row in built.Rows.Where(r => !project.Models.Any(m => Is(r, m))))
            await session.ExecuteAsync(
                $"DROP {(row[2] is "view" ? "VIEW" : "TABLE")} IF EXISTS {Dialect.Table(new Dataset(LayerOf(row[0]!), row[1]!))}",
                cancellationToken
            );
    }

    private static string RegistryRow(Model model, ModelRun run) =>
        RegistryRow(
            model,
            run.Rows?.ToString(CultureInfo.InvariantCulture) ?? "NULL",
            Math.Round((decimal)run.Seconds, 3).ToString(CultureInfo.InvariantCulture)
        );

    private static bool Is(IReadOnlyList<string?> row, Model model) =>
        string.Equals(row[0], ModelNames.Schema(model.Layer), StringComparison.Ordinal) && string.Equals(row[1], model.Name, StringComparison.Ordinal);

    public static Layer LayerOf(string schema) => schema is "marts" ? Layer.Mart : Layers.Parse(schema);

    private ProblemException Failure(ModelProject project, IReadOnlyList<(Model Model, DbException Error)> failures)
    {
        var problems = new ModelProblems(project.Folder);
        foreach (var (model, error) in failures)
        {
            if (!SnowflakeProblem.IsSqlError(error))
                return SnowflakeProblem.Of(error, $"{where}, model {model.Name}", "The tables are unchanged.")!;
            AddTo(problems, model, error, text => text.Replace(ModelNames.NextSuffix.ToUpperInvariant(), "", StringComparison.Ordinal));
        }
        return problems.ToException(failures[0].Error);
    }

    /// <summary>Adds what Snowflake says of a model's SQL, which begins on the second line of the statement.</summary>
    /// <param name="problems">Receives file, line and message.</param>
    /// <param name="model">The model.</param>
    /// <param name="error">Snowflake's error.</param>
    /// <param name="named">Names the tables as the model does.</param>
    public static void AddTo(ModelProblems problems, Model model, DbException error, Func<string, string> named)
    {
        var text = named(error.Message).ReplaceLineEndings(" ").Trim();
        // Values of rows stay hidden; what the model itself says is shown.
        var message = SnowflakeProblem.IsOfValues(error) ? EngineMessages.Redact(text, model.Sql) : text;
        var line = Place().Match(message) is { Success: true } place ? int.Parse(place.Groups["line"].Value, CultureInfo.InvariantCulture) - 1 : 1;
        problems.Add(model.File, model.Lines[Math.Clamp(line, 1, model.Lines.Count) - 1], message);
    }

    [GeneratedRegex(@"error line (?<line>\d+) at position \d+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Place();
}

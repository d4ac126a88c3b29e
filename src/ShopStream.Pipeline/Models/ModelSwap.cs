using DuckDB.NET.Data;
using ShopStream.Pipeline.Duck;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Pipeline.Models;

/// <summary>Replaces the old models with those built beside them.</summary>
internal static class ModelSwap
{
    private const string Registry = """
        CREATE TABLE IF NOT EXISTS meta.models (
            model VARCHAR NOT NULL,
            layer VARCHAR NOT NULL,
            materialized VARCHAR NOT NULL,
            sha256 VARCHAR NOT NULL,
            rows BIGINT,
            seconds DECIMAL(12, 3) NOT NULL);
        ALTER TABLE meta.models ADD COLUMN IF NOT EXISTS unique_key VARCHAR[]
        """;

    /// <summary>Drops what a failed or killed run has left unfinished in some layers.</summary>
    public static async Task DropNextAsync(ModelConnection connection, IReadOnlyList<Layer> layers, CancellationToken cancellationToken)
    {
        foreach (var ((schema, name), kind) in await ExistingAsync(connection, layers, cancellationToken))
        {
            if (name.EndsWith(ModelNames.NextSuffix, StringComparison.OrdinalIgnoreCase))
                await connection.ExecuteAsync($"DROP {kind} {Of(schema, name)}", cancellationToken);
        }
    }

    /// <summary>Shows the raw tables under the names that models read them by during the build.</summary>
    public static async Task ShowRawAsync(ModelConnection connection, IReadOnlyList<Model> models, CancellationToken cancellationToken)
    {
        var existing = await ExistingAsync(connection, [Layer.Raw], cancellationToken);
        foreach (
            var raw in models
                .SelectMany(m => m.Sources)
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Select(s => new Dataset(Layer.Raw, s))
                .Where(r => existing.ContainsKey(Key((ModelNames.Schema(r.Layer), r.Table))))
        )
            await connection.ExecuteAsync($"CREATE VIEW {ModelNames.NextOf(raw)} AS SELECT * FROM {ModelNames.Of(raw)}", cancellationToken);
    }

    /// <summary>Swaps the raw tables that were loaded, all models and their registry in one transaction.</summary>
    public static async Task RunAsync(
        ModelConnection connection,
        IReadOnlyList<Model> models,
        IReadOnlyList<ModelRun> runs,
        IReadOnlyList<string> load,
        CancellationToken cancellationToken
    )
    {
        await connection.ExecuteAsync("BEGIN TRANSACTION", cancellationToken);
        try
        {
            foreach (var sql in load)
                await connection.ExecuteAsync(sql, cancellationToken);
            await SwapAsync(connection, models, cancellationToken);
            await connection.ExecuteAsync("DELETE FROM meta.models", cancellationToken);
            foreach (var (model, run) in models.Zip(runs))
            {
                await connection.ExecuteAsync(
                    $"INSERT INTO meta.models VALUES (?, ?, ?, ?, ?, ?, [{string.Join(", ", model.Key.Select(c => Sql.Literal(c)))}])",
                    cancellationToken,
                    model.Name,
                    ModelNames.Schema(model.Layer),
                    ModelRunner.Kind(model).ToLowerInvariant(),
                    model.Sha256,
                    run.Rows,
                    Math.Round((decimal)run.Seconds, 3)
                );
            }
            await connection.ExecuteAsync("COMMIT", cancellationToken);
        }
        catch
        {
            await TryRollbackAsync(connection);
            throw;
        }
    }

    private static async Task SwapAsync(ModelConnection connection, IReadOnlyList<Model> models, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(Registry, cancellationToken);
        var existing = await ExistingAsync(connection, ModelNames.Layers, cancellationToken);
        // Drop only what a run has built; a table that someone created beside the models stays.
        var built = await connection.QueryAsync("SELECT layer, model FROM meta.models", static r => (r.GetString(0), r.GetString(1)), cancellationToken);
        foreach (var (schema, name) in built.Concat(models.Select(m => (ModelNames.Schema(m.Layer), m.Name))).DistinctBy(Key))
        {
            if (existing.TryGetValue(Key((schema, name)), out var kind))
                await connection.ExecuteAsync($"DROP {kind} {Of(schema, name)}", cancellationToken);
        }
        foreach (var model in models.Where(m => m.Materialization == Materialization.Table))
            await connection.ExecuteAsync($"ALTER TABLE {ModelNames.NextOf(model.Dataset)} RENAME TO {Sql.Quote(model.Name)}", cancellationToken);
        // Views follow the tables, each after the views it reads, because a view is bound when it is created.
        foreach (var model in models.Where(m => m.Materialization == Materialization.View))
        {
            await connection.ExecuteAsync($"CREATE VIEW {ModelNames.Of(model.Dataset)} AS\n{model.Sql}", cancellationToken);
            await connection.ExecuteAsync($"DROP VIEW {ModelNames.NextOf(model.Dataset)}", cancellationToken);
        }
    }

    private static async Task<Dictionary<(string Schema, string Name), string>> ExistingAsync(
        ModelConnection connection,
        IReadOnlyList<Layer> layers,
        CancellationToken cancellationToken
    )
    {
        var schemas = string.Join(", ", layers.Select(l => Sql.Literal(ModelNames.Schema(l))));
        var rows = await connection.QueryAsync(
            "SELECT table_schema, table_name, table_type FROM information_schema.tables "
                + $"WHERE table_catalog = CURRENT_DATABASE() AND table_schema IN ({schemas})",
            static r =>
                (Schema: r.GetString(0), Name: r.GetString(1), Kind: string.Equals(r.GetString(2), "VIEW", StringComparison.Ordinal) ? "VIEW" : "TABLE"),
            cancellationToken
        );
        return rows.ToDictionary(r => Key((r.Schema, r.Name)), r => r.Kind);
    }

    /// <summary>Comparison key of a name; DuckDB ignores case.</summary>
    private static (string Schema, string Name) Key((string Schema, string Name) name) => (name.Schema, name.Name.ToUpperInvariant());

    private static string Of(string schema, string name) => $"{Sql.Quote(schema)}.{Sql.Quote(name)}";

    private static async Task TryRollbackAsync(ModelConnection connection)
    {
        try
        {
            await connection.ExecuteAsync("ROLLBACK", CancellationToken.None);
        }
        catch (Exception e) when (e is DuckDBException or DeadlineException)
        {
            // A failed COMMIT has already rolled back; the original error matters more.
        }
    }
}

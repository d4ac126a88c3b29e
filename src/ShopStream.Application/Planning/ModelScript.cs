using System.Globalization;
using System.Text;
using ShopStream.Application.Settings;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;
using ShopStream.Sandbox;

namespace ShopStream.Application.Planning;

/// <summary>models: the SQL that builds the models, in the warehouse's dialect. Nothing is connected to.</summary>
public static class ModelScript
{
    /// <param name="settings">The validated settings.</param>
    /// <param name="cancellationToken">Cancels the reading of the models.</param>
    /// <returns>SQL with comments; with Snowflake also the statements that load the tables.</returns>
    /// <exception cref="UsageException">The models cannot be read.</exception>
    public static async Task<string> WriteAsync(ShopSettings settings, CancellationToken cancellationToken)
    {
        var models = await ShopPipeline.ModelsAsync(settings.Pipeline, settings.Tables, cancellationToken);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"-- {models.Models.Count} models ({ShopPipeline.DialectOf(settings.Pipeline).Name})\n");
        if (settings.Pipeline.Snowflake is not null)
            Write(text, settings, models);
        else
            foreach (var model in models.Models)
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"\n-- {model.File}: {model.Materialization.ToString().ToLowerInvariant()}"
                        + $"{(model.Key.Count > 0 ? $", one row per {string.Join(", ", model.Key)}" : "")}\n{model.Sql};\n"
                );
        return text.ToString();
    }

    // Snowflake also loads by SQL. These are the statements as they are sent.
    private static void Write(StringBuilder text, ShopSettings settings, ModelProject models)
    {
        var known = settings
            .Tables.Where(ShopSchema.Columns.ContainsKey)
            .Select(t => new TableInfo(new Dataset(Layer.Raw, t), [.. ShopSchema.Columns[t].Select(c => new ColumnInfo(c.Name, c.Type, Nullable: true))], []))
            .ToList();
        text.Append("-- The statements of a run. Angle brackets stand for values that only the run knows.\n");
        foreach (var table in settings.Tables.Except(ShopSchema.Columns.Keys, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"-- {new Dataset(Layer.Raw, table)} is loaded like the others; its columns are those of the source.\n");
        foreach (
            var (about, sql) in SnowflakeScript
                .Load(known, settings.Snowflake.Names().Stage, settings.Pipeline.Lake.Storage)
                .Concat(SnowflakeScript.Build(models))
        )
        {
            if (about is not null)
                text.Append(CultureInfo.InvariantCulture, $"\n-- {about}\n");
            text.Append(sql).Append(";\n");
        }
    }
}

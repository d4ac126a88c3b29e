using System.CommandLine;
using System.Globalization;
using System.Text;
using ShopStream.Cli.Settings;
using ShopStream.Cli.View;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;
using ShopStream.Sandbox;

namespace ShopStream.Cli.Commands;

/// <summary>models: what builds the models, as SQL of the warehouse; nothing is connected to.</summary>
internal static class ModelsCommand
{
    public static Command Create()
    {
        var command = new Command("models", "Print the SQL of every model as the warehouse is sent it, in the order in which they are built, without connecting; for Snowflake what loads the tables, too.")
        {
            Options.Settings, Options.Warehouse,
        };
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () => ModelsAsync(parsed, Options.Read(parsed), cancellationToken)));
        return command;
    }

    private static async Task<int> ModelsAsync(ParseResult parsed, ShopSettings settings, CancellationToken cancellationToken)
    {
        parsed.Host().Output.Write(await TextAsync(settings, cancellationToken));
        return ExitCodes.Passed;
    }

    internal static async Task<string> TextAsync(ShopSettings settings, CancellationToken cancellationToken)
    {
        var models = await ShopPipeline.ModelsAsync(settings.Pipeline, settings.Tables, cancellationToken);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"-- {models.Models.Count} models ({ShopPipeline.DialectOf(settings.Pipeline).Name})\n");
        if (settings.Pipeline.Snowflake is not null) Write(text, settings, models);
        else
            foreach (var model in models.Models)
                text.Append(CultureInfo.InvariantCulture, $"\n-- {model.File}: {model.Materialization.ToString().ToLowerInvariant()}{(model.Key.Count > 0 ? $", one row per {string.Join(", ", model.Key)}" : "")}\n{model.Sql};\n");
        return text.ToString();
    }

    // Snowflake loads by SQL, too, and every statement is sent to it: here they are as they are sent.
    private static void Write(StringBuilder text, ShopSettings settings, ModelProject models)
    {
        var known = settings.Tables.Where(ShopSchema.Columns.ContainsKey).Select(t => new TableInfo(new Dataset(Layer.Raw, t), [.. ShopSchema.Columns[t].Select(c => new ColumnInfo(c.Name, c.Type, Nullable: true))], [])).ToList();
        text.Append("-- What a run sends. In angle brackets: what only the run knows.\n");
        foreach (var table in settings.Tables.Except(ShopSchema.Columns.Keys, StringComparer.Ordinal)) text.Append(CultureInfo.InvariantCulture, $"-- raw {table} is loaded as the others are; its columns are those of the source.\n");
        foreach (var (about, sql) in SnowflakeScript.Load(known, settings.Snowflake.Names().Stage).Concat(SnowflakeScript.Build(models)))
        {
            if (about is not null) text.Append(CultureInfo.InvariantCulture, $"\n-- {about}\n");
            text.Append(sql).Append(";\n");
        }
    }
}

using System.CommandLine;
using System.Globalization;
using System.Text;
using ShopStream.Cli.Settings;
using ShopStream.Pipeline.Elt;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Cli.Commands;

/// <summary>models: what builds the models, as SQL of the warehouse; nothing is connected to.</summary>
internal static class ModelsCommand
{
    public static Command Create()
    {
        var command = new Command("models", "Print the SQL of every model as the warehouse is sent it, in the order in which they are built, without connecting.")
        {
            Options.Settings, Options.Warehouse,
        };
        command.SetAction((parsed, cancellation) => Program.GuardAsync(() => ModelsAsync(Options.Read(parsed), cancellation)));
        return command;
    }

    private static async Task<int> ModelsAsync(ShopSettings settings, CancellationToken cancellation)
    {
        Console.Out.Write(await TextAsync(settings, cancellation));
        return ExitCodes.Passed;
    }

    internal static async Task<string> TextAsync(ShopSettings settings, CancellationToken cancellation)
    {
        var models = await ShopPipeline.ModelsAsync(settings.Pipeline, settings.Tables, cancellation);
        var dialect = ShopPipeline.DialectOf(settings.Pipeline);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"-- {models.Models.Count} models ({dialect.Name})\n");
        foreach (var model in models.Models)
            text.Append(CultureInfo.InvariantCulture, $"\n-- {model.File}: {model.Materialization.ToString().ToLowerInvariant()}{(model.Key.Count > 0 ? $", one row per {string.Join(", ", model.Key)}" : "")}\n{model.Sql};\n");
        return text.ToString();
    }
}

using System.CommandLine;
using ShopStream.Application.Starter;
using ShopStream.Cli.View;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>init: writes the shipped features and settings as plain files to start from.</summary>
internal static class InitCommand
{
    private static readonly Argument<string> Folder = new("DIR")
    {
        Description = "The folder to write to [default: this folder]",
        DefaultValueFactory = _ => ".",
    };

    private static readonly Option<bool> WithModels = new("--models") { Description = "Write the SQL models, too; the settings name them then" };

    private static readonly Option<bool> Force = new("--force") { Description = "Overwrite existing files" };

    public static Command Create()
    {
        var command = new Command("init", "Write the shipped features/ and pipeline.runsettings into a folder, to start from.") { Folder, WithModels, Force };
        command.SetAction((parsed, _) => Program.GuardAsync(parsed, () => Task.FromResult(Init(parsed, parsed.GetValue(Folder)!))));
        return command;
    }

    private static int Init(ParseResult parsed, string folder)
    {
        var count = StarterFiles.Write(Path.Combine(AppContext.BaseDirectory, "starter"), folder, parsed.GetValue(WithModels), parsed.GetValue(Force));
        parsed.Host().Output.WriteLine($"{count} files in {Path.GetFullPath(folder)}. Next, there: shopstream run");
        return ExitCodes.Passed;
    }
}

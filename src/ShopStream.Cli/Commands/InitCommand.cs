using System.CommandLine;
using ShopStream.Cli.View;
using ShopStream.Pipeline.Models;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>init: the shipped features and settings as plain files, to be changed.</summary>
internal static class InitCommand
{
    private static readonly Argument<string> Folder = new("DIR") { Description = "Where [default: this folder]", DefaultValueFactory = _ => "." };

    private static readonly Option<bool> WithModels = new("--models") { Description = "The SQL models, too; the settings name them then" };

    private static readonly Option<bool> Force = new("--force") { Description = "Write over files that are there" };

    public static Command Create()
    {
        var command = new Command("init", "Write features/ and pipeline.runsettings into a folder: what the product ships, to start from.") { Folder, WithModels, Force };
        command.SetAction((parsed, _) => Program.GuardAsync(parsed, () => Task.FromResult(Init(parsed, parsed.GetValue(Folder)!, parsed.GetValue(WithModels), parsed.GetValue(Force)))));
        return command;
    }

    private static int Init(ParseResult parsed, string folder, bool withModels, bool force)
    {
        var starter = Path.Combine(AppContext.BaseDirectory, "starter");
        var files = Below(starter, "").Concat(withModels ? Below(ModelProject.ShippedFolder, "models") : []).ToList();
        var there = files.Where(f => File.Exists(Path.Combine(folder, f.To))).Select(f => f.To).ToList();
        if (there.Count > 0 && !force)
            throw new UsageException($"{string.Join(", ", there.Take(3))}{(there.Count > 3 ? $" and {there.Count - 3} more" : "")} {(there.Count == 1 ? "is" : "are")} there already, and nothing was written. Name another folder, or write over them with --force.");
        try
        {
            foreach (var (from, to) in files)
            {
                var path = Path.Combine(folder, to);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.Copy(from, path, overwrite: true);
            }
            if (withModels)
            {
                var settings = Path.Combine(folder, "pipeline.runsettings");
                File.WriteAllText(settings, File.ReadAllText(settings).Replace("  </TestRunParameters>", "    <!-- The SQL models. -->\n    <Parameter name=\"models\" value=\"models\" />\n  </TestRunParameters>", StringComparison.Ordinal));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{folder} cannot be written: {e.Message}", e);
        }
        parsed.Host().Output.WriteLine($"{files.Count} files in {Path.GetFullPath(folder)}. Next, there: shopstream run");
        return ExitCodes.Passed;
    }

    private static IEnumerable<(string From, string To)> Below(string folder, string to) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(f => (f, Path.Combine(to, Path.GetRelativePath(folder, f))));
}

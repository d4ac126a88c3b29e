using System.CommandLine;
using System.Globalization;
using ShopStream.Cli.Runs;
using ShopStream.Cli.Settings;
using ShopStream.Cli.View;
using ShopStream.Features.Writing;
using ShopStream.Pipeline.Elt;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Profiling;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>suggest: a feature file of what holds of the data, for a person to review.</summary>
internal static class SuggestCommand
{
    private static readonly Argument<string[]> TablesArgument = new("dataset")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "A layer and a table, such as raw orders; several of them; or a layer alone for all its tables",
    };

    private static readonly Option<bool> All = new("--all") { Description = "Every table of every layer" };

    private static readonly Option<string> Tags = new("--tags") { HelpName = "TAGS", Description = "Of every scenario that is suggested [default: @suggested]" };

    private static readonly Option<string> Into = new("--into")
    {
        HelpName = "FILE|DIR",
        Description = "Write a .feature file, or one for each table into a folder, instead of stdout; a file that is there is not overwritten",
    };

    private static readonly Option<bool> Force = new("--force") { Description = "Overwrite files that are there" };

    public static Command Create()
    {
        var command = new Command("suggest", "Write a feature file of what holds of tables today, each claim with its evidence, for a person to review. No data is moved.")
        {
            TablesArgument, All, Into, Force, Tags, Options.Settings, Options.DateToJudge, Options.Warehouse, Options.Work, Options.Quiet,
        };
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () => SuggestAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> SuggestAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = Options.Read(parsed, [Tags.Name]);
        var tags = Tagged(parsed.GetValue(Tags) ?? "@suggested");
        var (tables, feature) = await ProgressView.ShowAsync(parsed.Host(), parsed.GetValue(Options.Quiet), async progress =>
        {
            var stages = new Stages(progress);
            return await stages.RunAsync("suggest", () => MeasureAsync(settings, parsed.GetValue(TablesArgument) ?? [], parsed.GetValue(All), tags, stages, cancellationToken));
        });
        var asked = tables.Where(t => feature.Count([t]).Checks > 0).ToList();
        var unasked = tables.Except(asked).Select(t => $"nothing is suggested of {t.Dataset}: {t.SkippedReason ?? "its name is none that a sentence can say"}").ToList();
        if (asked.Count == 0) throw new NothingToJudgeException(string.Join("\n", unasked));
        foreach (var line in unasked) parsed.Host().Error.WriteLine(line);
        if (parsed.GetValue(Into) is not { } into) parsed.Host().Output.Write(feature.Text(asked));
        else await WriteAsync(parsed, into, parsed.GetValue(Force), asked, feature, cancellationToken);
        return ExitCodes.Passed;
    }

    private static async Task<(IReadOnlyList<SuggestedTable> Tables, SuggestedFeature Feature)> MeasureAsync(
        ShopSettings settings, IReadOnlyList<string> which, bool all, IReadOnlyList<string> tags, Stages stages, CancellationToken cancellationToken)
    {
        var pipeline = new ShopPipeline(settings.Pipeline, TimeProvider.System, stages, null);
        await using var runData = await pipeline.OpenAsync(settings.Date, settings.Source, cancellationToken);
        var datasets = DatasetArguments.Find(which, all, runData.Catalog);
        var collector = new MetricCollector(runData.Catalog, runData.Stores);
        var tables = await new Suggester(runData.Catalog, collector, settings.Pipeline.BusinessMetrics, settings.RedactionPolicy.Personal).SuggestAsync(datasets, cancellationToken);
        var run = string.Create(CultureInfo.InvariantCulture, $"{runData.Manifest.Date:yyyy-MM-dd}, run {runData.Manifest.RunId}");
        // What the snapshot was not asked, the source was asked now.
        string Measured(Dataset dataset) => dataset.Layer == Layer.Source ? string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}, asked of the source itself") : run;
        return (tables, new SuggestedFeature(tags, Measured, settings.Pipeline.BusinessMetrics));
    }

    private static async Task WriteAsync(ParseResult parsed, string into, bool force, List<SuggestedTable> tables, SuggestedFeature feature, CancellationToken cancellationToken)
    {
        List<(string Path, IReadOnlyList<SuggestedTable> Tables)> files = into.EndsWith(".feature", StringComparison.OrdinalIgnoreCase)
            ? [(into, tables)]
            : tables.ConvertAll(t => (Path.Combine(into, $"{t.Dataset.Layer.NameOf()}_{t.Dataset.Table}.feature"), (IReadOnlyList<SuggestedTable>)[t]));
        var there = files.Where(f => File.Exists(f.Path)).Select(f => f.Path).ToList();
        if (there.Count > 0 && !force)
            throw new UsageException($"{string.Join(", ", there)} {(there.Count == 1 ? "is" : "are")} there already: name another file or folder with --into, or overwrite with --force");
        try
        {
            foreach (var (path, part) in files)
            {
                if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
                // Either the old file or wholly the new one.
                var unfinished = path + ".unfinished";
                await File.WriteAllTextAsync(unfinished, feature.Text(part), cancellationToken);
                File.Move(unfinished, path, overwrite: true);
                var (scenarios, claims) = feature.Count(part);
                parsed.Host().Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}  {scenarios:#,##0} scenarios, {claims:#,##0} claims"));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{into} cannot be written: {e.Message} Name another file or folder with --into.", e);
        }
    }

    private static string[] Tagged(string text)
    {
        var tags = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Array.Find(tags, t => t.Length < 2 || t[0] != '@' || t.AsSpan(1).IndexOfAny('@', '#', ',') >= 0) is { } wrong
            ? throw new UsageException($"--tags names '{wrong}': expected tags with their @, separated by blanks, such as '@suggested @owner:finance'")
            : tags;
    }
}

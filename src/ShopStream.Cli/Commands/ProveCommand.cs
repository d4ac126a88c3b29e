using System.CommandLine;
using System.Globalization;
using ShopStream.Cli.Runs;
using ShopStream.Cli.Settings;
using ShopStream.Cli.View;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Mutations;
using ShopStream.Quality.Results;
using ShopStream.Reports.Mutations;

namespace ShopStream.Cli.Commands;

/// <summary>prove: what the suite would catch, by planted faults.</summary>
internal static class ProveCommand
{
    private const int UsualFaults = 500;

    private static readonly Option<string> Faults = new("--faults") { HelpName = "N|all", Description = "How many faults are drawn [default: 500]" };

    private static readonly Option<int> Jobs = new("--jobs") { HelpName = "N", Description = "How many faults are judged side by side, each in a copy of its own [default: the machine's cores, at most 8]" };

    private static readonly Option<decimal?> MinScore = new("--min-score") { HelpName = "PERCENT", Description = "Exit code 1 where fewer of the faults are caught" };

    private static readonly Option<bool> Print = new("--sql") { Description = "Print the SQL that plants every fault and takes it back, and plant nothing" };

    // Of this command alone: they are no settings.
    private static readonly string[] OwnOptions = [Faults.Name, Print.Name];

    public static Command Create()
    {
        var command = new Command("prove", "Plant known faults in copies of what the last run left, one at a time, judge the suite, and report what would not have been noticed.")
        {
            Options.Settings, Options.Features, Options.Tags, Options.Only, Faults, Options.Seed, Jobs, MinScore, Print, Options.DateToJudge, Options.Warehouse, Options.Samples, Options.Work, Options.Out, Options.Json, Options.Quiet,
        };
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () => ProveAsync(parsed, cancellationToken), parsed.GetValue(Options.Json)));
        return command;
    }

    private static async Task<int> ProveAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = Options.Read(parsed, OwnOptions);
        var (proving, least) = (new MutationOptions(settings.Seed, Count(parsed.GetValue(Faults)), JobsOf(parsed, settings)), MinScoreOf(parsed));
        if (parsed.GetValue(Print)) return await PrintAsync(parsed, settings, proving, cancellationToken);
        var specs = Specs.Load(settings, cancellationToken);
        var report = await ProgressView.ShowAsync(parsed.Host(), parsed.GetValue(Options.Quiet), progress => new MutationSession(settings, specs, proving, TimeProvider.System, progress).RunAsync(cancellationToken));
        var files = await MutationReportWriter.WriteAsync(report, settings.Out, cancellationToken);
        if (parsed.GetValue(Options.Json)) parsed.Host().Output.WriteLine(MutationView.JsonLine(report, files));
        else MutationView.Write(parsed.Host(), report, files, least);
        return least is { } wanted && (report.Score ?? 0) < wanted ? ExitCodes.Failed : ExitCodes.Passed;
    }

    private static async Task<int> PrintAsync(ParseResult parsed, ShopSettings settings, MutationOptions proving, CancellationToken cancellationToken)
    {
        var pipeline = new ShopPipeline(settings.Pipeline, TimeProvider.System, new Stages(null), null);
        await using var runData = await pipeline.OpenAsync(settings.Date, null, cancellationToken);
        foreach (var part in await MutationSql.OfAsync(settings.Pipeline, runData, proving, cancellationToken))
        {
            if (part.Mutant is { } mutant) parsed.Host().Output.WriteLine($"-- {mutant.Id.ReplaceLineEndings(" ")}: {mutant.Description.ReplaceLineEndings(" ")}");
            foreach (var statement in part.Statements) parsed.Host().Output.WriteLine($"{statement};");
            parsed.Host().Output.WriteLine();
        }
        return ExitCodes.Passed;
    }

    private static int? Count(string? text)
    {
        if (text is null) return UsualFaults;
        if (text is "all") return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count : throw new UsageException($"--faults is '{text}': expected a whole number from 1, or all");
    }

    private static int JobsOf(ParseResult parsed, ShopSettings settings)
    {
        var snowflake = settings.Pipeline.Snowflake is not null;
        if (parsed.GetResult(Jobs) is null) return snowflake ? 1 : Math.Clamp(Environment.ProcessorCount, 1, 8);
        var jobs = parsed.GetValue(Jobs);
        if (jobs is < 1 or > 64) throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--jobs is {jobs}: expected a whole number from 1 to 64"));
        return snowflake && jobs > 1 ? throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--jobs is {jobs}: Snowflake has one database of proofs, expected 1")) : jobs;
    }

    private static decimal? MinScoreOf(ParseResult parsed) => parsed.GetValue(MinScore) is not { } score ? null : score is >= 0 and <= 100 ? score
        : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--min-score is {score}: expected a percentage from 0 to 100"));
}

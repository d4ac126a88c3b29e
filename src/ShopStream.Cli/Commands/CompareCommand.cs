using System.CommandLine;
using System.Globalization;
using ShopStream.Application.Comparing;
using ShopStream.Cli.View;
using ShopStream.Quality.Results;
using ShopStream.Reports.Changes;

namespace ShopStream.Cli.Commands;

/// <summary>compare: what a change of models, settings or features does to the numbers.</summary>
internal static class CompareCommand
{
    private static readonly Argument<string?> Ref = new("ref")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "The base: a branch, tag or commit [default: the merge base with the main branch]",
    };

    private static readonly Option<string> BaseWarehouse = new("--base-warehouse")
    {
        HelpName = "FILE",
        Description = "Build the base from the rows of this warehouse.duckdb, or database of the Snowflake account [default: from the same rows as the head]",
    };

    private static readonly Option<string> BaseDate = new("--base-date")
    {
        HelpName = "yyyy-MM-dd",
        Description = "Build the base from the lake's rows of this date [default: from the same rows as the head]",
    };

    private static readonly Option<bool> Accept = new("--accept")
    {
        Description = "Write every difference that is not expected into expected-changes.csv of the features, for review",
    };

    private static readonly Option<string> Reason = new("--reason") { HelpName = "TEXT", Description = "With --accept: why the differences are meant" };

    private static readonly Option<string> Owner = new("--owner") { HelpName = "NAME", Description = "With --accept: who answers for them" };

    // Options of this command alone, which are not settings.
    private static readonly string[] OwnOptions = [BaseWarehouse.Name, BaseDate.Name, Reason.Name, Owner.Name];

    public static Command Create()
    {
        var command = new Command(
            "compare",
            "Build the models of two commits from the same rows, and report every table and metric that differs, down to keys, and why. "
                + "Nothing that is kept is written."
        )
        {
            Ref,
            Options.Settings,
            Options.Features,
            Options.Models,
            BaseWarehouse,
            BaseDate,
            Accept,
            Reason,
            Owner,
            Options.DateToCheck,
            Options.Warehouse,
            Options.Samples,
            Options.Work,
            Options.Out,
            Options.Annotations,
            Options.Json,
            Options.Quiet,
        };
        command.SetAction(
            (parsed, cancellationToken) => Program.GuardAsync(parsed, () => CompareAsync(parsed, cancellationToken), parsed.GetValue(Options.Json))
        );
        return command;
    }

    private static async Task<int> CompareAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (host, json) = (parsed.Host(), parsed.GetValue(Options.Json));
        var request = ReadRequest(parsed);
        var annotations = GitHubLog.Of(host, parsed.GetValue(Options.Annotations), json);
        CompareResult result;
        using (GitHubLog.Quote(annotations))
        {
            result = await ProgressView.ShowAsync(
                host,
                parsed.GetValue(Options.Quiet),
                observer => new CompareUseCase(TimeProvider.System).RunAsync(request, observer, cancellationToken)
            );
            if (json)
                host.Output.WriteLine(CompareView.JsonLine(result));
            else
                CompareView.Write(host.Output, result);
        }
        await ChangeAnnotations.WriteAsync(result.Report, annotations);
        await ChangeStepSummary.AppendAsync(result.Report, host.Environment("GITHUB_STEP_SUMMARY"), host.Error.WriteLine, cancellationToken);
        return result.ExitCode;
    }

    private static CompareRequest ReadRequest(ParseResult parsed)
    {
        var request = new CompareRequest
        {
            Settings = Options.Read(parsed, OwnOptions),
            SettingsFile = Options.FileOf(parsed),
            Options = Options.Given(parsed, OwnOptions),
            Ref = parsed.GetValue(Ref),
            BaseWarehouse = parsed.GetValue(BaseWarehouse),
            BaseDate = DateOf(parsed.GetValue(BaseDate)),
        };
        var (reason, owner) = (parsed.GetValue(Reason), parsed.GetValue(Owner));
        if (!parsed.GetValue(Accept))
            return reason is null && owner is null ? request : throw new UsageException("--reason and --owner are of --accept: add it, or leave them out");
        return string.IsNullOrWhiteSpace(reason) || string.IsNullOrWhiteSpace(owner)
            ? throw new UsageException("--accept needs --reason TEXT and --owner NAME: who reviews the file reads why the numbers change, and whom to ask")
            : request with
            {
                Accept = new Acceptance(reason.Trim(), owner.Trim()),
            };
    }

    private static DateOnly? DateOf(string? text) =>
        text is null ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date
        : throw new UsageException($"--base-date is '{text}': expected a day as yyyy-MM-dd, such as 2025-11-28");
}

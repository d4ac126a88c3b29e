using System.CommandLine;
using ShopStream.Application.Impact;
using ShopStream.Application.Settings;
using ShopStream.Cli.View;

namespace ShopStream.Cli.Commands;

/// <summary>The options that commands share. Their values are settings of the same name and are checked with them.</summary>
internal static class Options
{
    public const string DefaultSettings = "pipeline.runsettings";

    public static Option<string> Settings { get; } =
        new("--settings") { HelpName = "FILE", Description = $"Settings file, shared with `dotnet test --settings` [default: {DefaultSettings}]" };

    public static Option<string> Features { get; } = new("--features") { HelpName = "DIR", Description = "Folder of .feature files [default: features]" };

    public static Option<string> Tags { get; } =
        new("--tags") { HelpName = "EXPR", Description = "Only scenarios whose tags match, such as '@ci and not @slow'" };

    public static Option<string> Only { get; } =
        new("--only") { HelpName = "FILE[:LINE]", Description = "Only the scenario at this place, as a report names it; several are separated by commas" };

    public static Option<string> ChangedSince { get; } =
        new("--changed-since")
        {
            HelpName = "REF",
            Description = "Only what the files that changed since the merge base with this branch, tag or commit can affect, by lineage",
        };

    public static Option<string> FailOn { get; } =
        new("--fail-on")
        {
            HelpName = "failure|warning|info|new",
            Description =
                "The least severity that fails a run: with warning @warning fails, with info @info fails, too; with new only what did not fail before "
                + "[default: failure]",
        };

    public static Option<string> Baseline { get; } =
        new("--baseline")
        {
            HelpName = "FILE",
            Description = "With --fail-on new: a results.json that says what failed before [default: the history in the report folder]",
        };

    public static Option<string> Samples { get; } =
        new("--samples")
        {
            HelpName = "none|keys|full",
            Description = "What reports show of the rows concerned: nothing, their keys, or their values; personal columns are always hidden [default: keys]",
        };

    public static Option<string> KeepFailures { get; } =
        new("--keep-failures")
        {
            HelpName = "parquet|csv",
            Arity = ArgumentArity.ZeroOrOne,
            Description = "Write all failing rows to a file beside the report (setting failures.keep) [default: none; without a value: parquet]",
        };

    public static Option<string> Scale { get; } = new("--scale") { HelpName = "N", Description = "Size of the generated data; 1 is 5,000 orders [default: 1]" };

    public static Option<string> Seed { get; } =
        new("--seed") { HelpName = "N", Description = "The same seed, scale and date give the same data [default: 42]" };

    public static Option<string> Date { get; } = new("--date") { HelpName = "yyyy-MM-dd", Description = "The date partition [default: today, UTC]" };

    public static Option<string> DateToCheck { get; } =
        new("--date") { HelpName = "yyyy-MM-dd", Description = "The date partition [default: the one that the warehouse holds]" };

    public static Option<string> DateToPlan { get; } =
        new("--date") { HelpName = "yyyy-MM-dd", Description = "The date that 'within the last 7 days' counts from [default: today, UTC]" };

    public static Option<string> Warehouse { get; } =
        new("--warehouse")
        {
            HelpName = "duckdb|snowflake",
            Description = "Where the lake is loaded, models are built and checks run; with --attached also postgres [default: duckdb]",
        };

    public static Option<bool> Attached { get; } =
        new("--attached") { Description = "Other tools move the data: it is only read, and nothing but the report is written (setting pipeline = external)" };

    public static Option<string> WarehouseFile { get; } =
        new("--warehouse-file") { HelpName = "FILE", Description = "With --attached: the DuckDB file that other tools write (setting warehouse.file)" };

    public static Option<string> WarehouseAddress { get; } =
        new("--warehouse-address")
        {
            HelpName = "ADDRESS",
            Description = "With --warehouse postgres: the database that other tools write, without a password (setting warehouse.address)",
        };

    public static Option<string> Lake { get; } =
        new("--lake") { HelpName = "s3://BUCKET/PREFIX", Description = "The bucket of the lake, and the prefix within it (setting lake)" };

    public static Option<string> Work { get; } =
        new("--work") { HelpName = "DIR", Description = "Holds lake/ and warehouse.duckdb, kept after the run [default: .shopstream]" };

    public static Option<string> Out { get; } =
        new("--out") { HelpName = "DIR", Description = "Where reports are written, a folder for each run [default: reports]" };

    public static Option<string> Models { get; } = new("--models") { HelpName = "DIR", Description = "Folder of the SQL models (setting models)" };

    public static Option<bool> Json { get; } = new("--json") { Description = "End with one JSON line on stdout instead of text" };

    public static Option<bool> Quiet { get; } = new("--quiet") { Description = "Show no progress" };

    public static Option<bool> Annotations { get; } =
        new("--annotations") { Description = "Write failures as GitHub workflow commands, too (to stderr with --json) [default: if GITHUB_ACTIONS is true]" };

    /// <summary>What the changed files of --changed-since can affect; null without the option.</summary>
    /// <exception cref="Quality.Results.UsageException">There is no clone, or no such commit.</exception>
    public static async Task<ChangedFiles?> ChangedAsync(ParseResult parsed, ShopSettings settings, CancellationToken cancellationToken) =>
        parsed.GetValue(ChangedSince) is { } reference ? await ChangedFiles.ReadAsync(settings, FileOf(parsed), reference, cancellationToken) : null;

    /// <summary>The settings of a command line: its options outrank the environment, and the environment outranks the file.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="own">Options of the command alone, which are not settings.</param>
    /// <exception cref="Quality.Results.UsageException">Some are wrong.</exception>
    public static ShopSettings Read(ParseResult parsed, params string[] own) => ReadWithOrigins(parsed, own).Settings;

    /// <summary>The same, and where each setting came from.</summary>
    public static LoadedSettings ReadWithOrigins(ParseResult parsed, params string[] own) =>
        // Options alone can name the warehouse of another pipeline.
        LoadedSettings.Read(
            FileOf(parsed),
            Given(parsed, own),
            parsed.Host().Environment,
            mayBeMissing: IsAttached(parsed) && parsed.GetValue(Settings) is null
        );

    /// <summary>The settings file of a command line.</summary>
    public static string FileOf(ParseResult parsed) => parsed.GetValue(Settings) ?? DefaultSettings;

    private static bool IsAttached(ParseResult parsed) => parsed.GetResult(Attached) is not null && parsed.GetValue(Attached);

    private static string SettingOf(Option option) =>
        option == WarehouseFile ? "warehouse.file"
        : option == WarehouseAddress ? "warehouse.address"
        : option == KeepFailures ? "failures.keep"
        : option.Name[2..].Replace('-', '_');

    /// <summary>The settings that a command line gives as options, by setting.</summary>
    public static IReadOnlyDictionary<string, string> Given(ParseResult parsed, params string[] own)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (
            var option in parsed
                .CommandResult.Command.Options.OfType<Option<string>>()
                .Where(o =>
                    o.Name is not ("--settings" or "--into" or "--changed-since" or "--baseline" or "--only-keys")
                    && !own.Contains(o.Name, StringComparer.Ordinal)
                )
        )
        {
            if (parsed.GetResult(option) is { Implicit: false } && (parsed.GetValue(option) ?? (option == KeepFailures ? "parquet" : null)) is { } value)
                given[SettingOf(option)] = value;
        }
        if (IsAttached(parsed))
            given["pipeline"] = "external";
        return given;
    }
}

using System.CommandLine;
using System.Globalization;
using ShopStream.Application.Contracts;
using ShopStream.Application.Dbt;
using ShopStream.Application.Starter;
using ShopStream.Cli.View;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>init: writes settings and features to start from: the shipped ones, or those of a dbt project or a data contract.</summary>
internal static class InitCommand
{
    private static readonly Argument<string> Folder = new("DIR")
    {
        Description =
            "The folder to write to; with --from dbt, dbt's target folder; with --from postgres, an address such as postgresql://me@localhost/shop "
            + "[default: this folder; target; what PGHOST and PGDATABASE name]",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string> From = new("--from")
    {
        HelpName = "dbt|postgres|FILE",
        Description =
            "Write settings and features of what there is: dbt (a project's files), postgres (the tables of a database), "
            + "or the file of a data contract (ODCS), such as shop.odcs.yaml",
    };

    private static readonly Option<string> Into = new("--into")
    {
        HelpName = "DIR",
        Description = "With --from: the folder to write to [default: this folder]",
    };

    private static readonly Option<string> LayersOption = new("--layers")
    {
        HelpName = "LAYERS",
        Description =
            "With --from dbt: layers of schemas or folders, such as finance=mart,utilities=core [default: by their names]; "
            + "with a contract: the layer of the tables that name none, such as raw",
    };

    private static readonly Option<string> Schema = new("--schema")
    {
        HelpName = "NAMES",
        Description = "With --from postgres: the schemas of the tables, separated by commas [default: all that have tables]",
    };

    private static readonly Option<bool> NoRun = new("--no-run")
    {
        Description = "With --from postgres: read the catalog only; no row is read, and nothing is suggested or checked",
    };

    private static readonly Option<bool> WithModels = new("--models") { Description = "Write the SQL models, too; the settings name them then" };

    private static readonly Option<bool> Force = new("--force") { Description = "Overwrite existing files" };

    public static Command Create()
    {
        var command = new Command(
            "init",
            "Write features/ and pipeline.runsettings into a folder, to start from: the shipped ones, or those of a dbt project or a data contract."
        )
        {
            Folder,
            From,
            Into,
            LayersOption,
            Schema,
            Options.WarehouseFile,
            Options.WarehouseAddress,
            NoRun,
            WithModels,
            Force,
            Options.Quiet,
        };
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () => InitAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> InitAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        parsed.GetValue(From) switch
        {
            null => Init(parsed),
            "dbt" => await ImportAsync(parsed, cancellationToken),
            "postgres" => await StartAsync(parsed, cancellationToken),
            var file when file.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".yml", StringComparison.OrdinalIgnoreCase) =>
                await ContractAsync(parsed, file, cancellationToken),
            var other => throw new UsageException($"--from is '{other}': expected dbt, postgres, or the file of a data contract, such as shop.odcs.yaml"),
        };

    private static int Init(ParseResult parsed)
    {
        Reject(parsed, "--from dbt or a data contract", LayersOption, Options.WarehouseFile);
        Reject(parsed, "--from dbt", Options.WarehouseAddress);
        Reject(parsed, "--from postgres", Schema, NoRun);
        Reject(parsed, "--from", Into);
        var folder = parsed.GetValue(Folder) ?? ".";
        var count = StarterFiles.Write(Path.Combine(AppContext.BaseDirectory, "starter"), folder, parsed.GetValue(WithModels), parsed.GetValue(Force));
        parsed.Host().Output.WriteLine($"{count} files in {Path.GetFullPath(folder)}. Next, there: shopstream run");
        return ExitCodes.Passed;
    }

    private static void Reject(ParseResult parsed, string belongsTo, params Option[] options)
    {
        if (options.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is { } option)
            throw new UsageException($"{option.Name} is for {belongsTo}: expected {belongsTo} with it");
    }

    private static Task<int> StartAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Reject(parsed, "--from dbt or a data contract", LayersOption, Options.WarehouseFile);
        Reject(parsed, "--from dbt", Options.WarehouseAddress);
        if (parsed.GetValue(WithModels))
            throw new UsageException("--models is for the shipped models: leave it out with --from postgres");
        return StartFromPostgres.RunAsync(
            parsed,
            new PostgresStart
            {
                Address = parsed.GetValue(Folder),
                Schemas = parsed.GetValue(Schema),
                Into = parsed.GetValue(Into) ?? ".",
                Overwrite = parsed.GetValue(Force),
                Environment = parsed.Host().Environment,
            },
            catalogOnly: parsed.GetValue(NoRun),
            cancellationToken
        );
    }

    private static async Task<int> ImportAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(WithModels))
            throw new UsageException("--models is for the shipped models: leave it out with --from dbt, which builds its own");
        Reject(parsed, "--from postgres", Schema, NoRun);
        var into = parsed.GetValue(Into) ?? ".";
        var imported = await ImportUseCase.RunAsync(
            new ImportRequest
            {
                Target = parsed.GetValue(Folder) ?? "target",
                Into = into,
                WarehouseFile = parsed.GetValue(Options.WarehouseFile),
                WarehouseAddress = parsed.GetValue(Options.WarehouseAddress),
                Layers = parsed.GetValue(LayersOption) ?? "",
                Overwrite = parsed.GetValue(Force),
            },
            cancellationToken
        );
        var output = parsed.Host().Output;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{imported.Project}: {imported.Tables} tables and views"));
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{imported.Tests.All} tests: {imported.Tests.Sentences} are sentences, {imported.Tests.Queries} custom SQL, "
                    + $"{imported.Tests.Left} not translated. "
                    + $"The freshness of {imported.Tests.Fresh} {(imported.Tests.Fresh == 1 ? "source" : "sources")} is checked."
            )
        );
        output.WriteLine($"{imported.Report} lists every test, with its sentence or the reason why it has none.");
        output.WriteLine($"{Counted.Of(imported.Files.Count, "file")} in {Path.GetFullPath(into)}. Next, there: shopstream check");
        return ExitCodes.Passed;
    }

    private static async Task<int> ContractAsync(ParseResult parsed, string from, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(WithModels))
            throw new UsageException("--models is for the shipped models: leave it out with a contract, which does not need them");
        if (parsed.GetValue(Folder) is { } folder)
            throw new UsageException($"'{folder}' is one argument too many beside a contract: name the folder to write to with --into");
        var imported = await ContractImport.RunAsync(
            from,
            parsed.GetValue(Into) ?? ".",
            LayerOf(parsed),
            parsed.GetValue(Options.WarehouseFile),
            parsed.GetValue(Force),
            cancellationToken
        );
        var (output, error) = (parsed.Host().Output, parsed.Host().Error);
        var without = imported.Rules.Where(r => r.Reason is not null).ToList();
        if (without.Count > 0)
            error.WriteLine($"{without.Count} of {Counted.Of(imported.Rules.Count, "rule")} {(without.Count == 1 ? "has" : "have")} no sentence:");
        foreach (var rule in without)
            error.WriteLine($"  {Path.GetFileName(from)}:{rule.Line}: {rule.Rule}: {rule.Reason}");
        var translated = $"{imported.Rules.Count - without.Count} of {Counted.Of(imported.Rules.Count, "rule")}";
        output.WriteLine($"{translated} in {Counted.Of(imported.Features, "feature")}: {imported.Folder}");
        output.WriteLine($"Every rule and its sentence: {imported.List}");
        if (imported.Settings is { } settings)
            output.WriteLine($"Settings: {settings}");
        output.WriteLine($"Next: shopstream check --features {imported.Folder}");
        return ExitCodes.Passed;
    }

    private static Layer? LayerOf(ParseResult parsed)
    {
        try
        {
            return parsed.GetValue(LayersOption) is { } layer ? Layers.Parse(layer) : null;
        }
        catch (FormatException e)
        {
            throw new UsageException($"--layers: {e.Message}", e);
        }
    }
}

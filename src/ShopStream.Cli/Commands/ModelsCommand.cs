using System.CommandLine;
using ShopStream.Application.Dbt.Project;
using ShopStream.Application.Planning;
using ShopStream.Cli.View;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>models: prints the SQL that builds the models, or writes them as a dbt project. Nothing is connected to.</summary>
internal static class ModelsCommand
{
    private static readonly Option<string> Dbt = new("--dbt")
    {
        HelpName = "DIR",
        Description = "Write the models as a dbt project instead, with the checks of the features that dbt can test",
    };

    private static readonly Option<bool> Force = new("--force") { Description = "With --dbt: overwrite existing files" };

    public static Command Create()
    {
        var command = new Command(
            "models",
            "Print the SQL of every model as it is sent to the warehouse, in the order in which they are built, without connecting; "
                + "for Snowflake also the SQL that loads the tables."
        )
        {
            Dbt,
            Force,
            Options.Settings,
            Options.Features,
            Options.Tags,
            Options.Warehouse,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                Program.GuardAsync(
                    parsed,
                    () => parsed.GetValue(Dbt) is { } folder ? WriteProjectAsync(parsed, folder, cancellationToken) : PrintAsync(parsed, cancellationToken)
                )
        );
        return command;
    }

    private static async Task<int> PrintAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        parsed.Host().Output.Write(await ModelScript.WriteAsync(Options.Read(parsed, [Force.Name]), cancellationToken));
        return ExitCodes.Passed;
    }

    private static async Task<int> WriteProjectAsync(ParseResult parsed, string folder, CancellationToken cancellationToken)
    {
        var written = await DbtProjectUseCase.RunAsync(Options.Read(parsed, [Dbt.Name, Force.Name]), folder, parsed.GetValue(Force), cancellationToken);
        var (output, error) = (parsed.Host().Output, parsed.Host().Error);
        if (written.Left.Count > 0)
            error.WriteLine($"{Counted.Of(written.Left.Count, "check has", "checks have")} no dbt test; shopstream check evaluates them:");
        foreach (var line in written.Left)
            error.WriteLine($"  {line}");
        output.WriteLine(
            $"{Counted.Of(written.Models, "model")} and {Counted.Of(written.ColumnTests + written.QueryTests, "test")} in {folder}: "
                + $"{written.ColumnTests} of columns, {Counted.Of(written.QueryTests, "query", "queries")}"
        );
        output.WriteLine($"Next: dbt build --project-dir {folder} --profiles-dir {folder}");
        return ExitCodes.Passed;
    }
}

using System.CommandLine;
using ShopStream.Application.Contracts;
using ShopStream.Application.Selection;
using ShopStream.Cli.View;
using ShopStream.Contracts.Export;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>contract: data contracts of the Open Data Contract Standard. init --from reads one, contract export writes one.</summary>
internal static class ContractCommand
{
    private static readonly Option<string> Into = new("--into") { HelpName = "FILE", Description = "Write a file instead of stdout" };

    private static readonly Option<bool> Force = new("--force") { Description = "Overwrite an existing file" };

    private static readonly Option<string> Id = new("--id")
    {
        HelpName = "ID",
        Description = "The contract's id, which stays the same",
        DefaultValueFactory = _ => "shopstream-contract",
    };

    private static readonly Option<string> ContractName = new("--name")
    {
        HelpName = "NAME",
        Description = "The contract's name",
        DefaultValueFactory = _ => "Data contract",
    };

    private static readonly Option<string> ContractVersion = new("--contract-version")
    {
        HelpName = "VERSION",
        Description = "The contract's own version",
        DefaultValueFactory = _ => "1.0.0",
    };

    private static readonly Option<string> Status = new("--status")
    {
        HelpName = "STATUS",
        Description = "proposed, draft, active, deprecated or retired",
        DefaultValueFactory = _ => "draft",
    };

    private static string[] OwnOptions => [Into.Name, Force.Name, Id.Name, ContractName.Name, ContractVersion.Name, Status.Name];

    public static Command Create() => new("contract", "Write data contracts (ODCS). init --from FILE reads them.") { Export() };

    private static Command Export()
    {
        var command = new Command(
            "export",
            "Write the checks of the features as a data contract, ODCS v3.1.0. What the standard cannot say is a rule of engine shopstream. "
                + "Nothing is connected to."
        )
        {
            Into,
            Force,
            ContractName,
            ContractVersion,
            Status,
            Id,
            Options.Settings,
            Options.Features,
            Options.Tags,
            Options.Only,
        };
        Status.AcceptOnlyFromAmong("proposed", "draft", "active", "deprecated", "retired");
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () => ExportAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> ExportAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var head = new ContractHead(parsed.GetValue(Id)!, parsed.GetValue(ContractName)!, parsed.GetValue(ContractVersion)!, parsed.GetValue(Status)!);
        var written = ContractExportUseCase.Run(SelectedSpecs.Load(Options.Read(parsed, OwnOptions), cancellationToken), head);
        var (host, contract) = (parsed.Host(), written.Contract);
        if (written.NotEnglish.Count > 0)
            host.Error.WriteLine($"not exported, because a contract has English sentences: {string.Join(", ", written.NotEnglish)}");
        if (parsed.GetValue(Into) is not { } into)
        {
            await host.Output.WriteAsync(contract.Text);
            return ExitCodes.Passed;
        }
        await ContractExportUseCase.WriteAsync(contract.Text, into, parsed.GetValue(Force), cancellationToken);
        host.Output.WriteLine(
            $"{contract.Standard + contract.Own} checks of {contract.Tables} tables in {into}: {contract.Standard} in the standard's words, "
                + $"{contract.Own} as rules of engine shopstream"
        );
        return ExitCodes.Passed;
    }
}

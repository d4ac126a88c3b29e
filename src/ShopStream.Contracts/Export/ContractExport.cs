using ShopStream.Quality.Execution;
using ShopStream.Quality.Results;

namespace ShopStream.Contracts.Export;

/// <summary>The head of a contract.</summary>
/// <param name="Id">Its id, which stays the same.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its own version, such as 1.0.0.</param>
/// <param name="Status">proposed, draft, active, deprecated or retired.</param>
public sealed record ContractHead(string Id, string Name, string Version, string Status);

/// <summary>A contract written from scenarios.</summary>
/// <param name="Text">YAML of ODCS v3.1.0.</param>
/// <param name="Tables">How many tables it has.</param>
/// <param name="Standard">How many checks the standard's own words say.</param>
/// <param name="Own">How many checks are rules of engine shopstream.</param>
public sealed record ExportedContract(string Text, int Tables, int Standard, int Own);

/// <summary>Writes the checks of scenarios as a data contract.</summary>
public static class ContractExport
{
    /// <param name="specifications">Scenarios about data, in English.</param>
    /// <param name="head">The head of the contract.</param>
    /// <exception cref="NothingToJudgeException">There is no scenario.</exception>
    public static ExportedContract Write(IReadOnlyList<Specification> specifications, ContractHead head)
    {
        if (specifications.Count == 0)
            throw new NothingToJudgeException("there is no scenario about data, in English, to export: examples of models are not part of a contract");
        var checks = new ExportedChecks(specifications);
        return new ExportedContract(ContractYaml.Text(head, checks.Tables, checks.ServiceLevels), checks.Tables.Count, checks.Standard, checks.Own);
    }
}

using System.Text;
using ShopStream.Application.Selection;
using ShopStream.Contracts.Export;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Files;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Contracts;

/// <summary>A contract that was written from features.</summary>
/// <param name="Contract">The contract.</param>
/// <param name="NotEnglish">Scenarios in other languages, which a contract cannot have; by file.</param>
public sealed record WrittenContract(ExportedContract Contract, IReadOnlyList<string> NotEnglish);

/// <summary>contract export: the checks of the features as a data contract (ODCS). Nothing is connected to.</summary>
public static class ContractExportUseCase
{
    /// <param name="selected">The scenarios to export.</param>
    /// <param name="head">The head of the contract.</param>
    /// <exception cref="NothingToJudgeException">None of the scenarios is in English, the language of the sentences in a contract.</exception>
    public static WrittenContract Run(SelectedSpecs selected, ContractHead head) =>
        new(
            ContractExport.Write([.. selected.Specifications.Where(IsEnglish)], head),
            [.. selected.Specifications.Where(s => !IsEnglish(s)).Select(s => s.File).Distinct(StringComparer.Ordinal)]
        );

    private static bool IsEnglish(Specification specification) => specification.Language is "en";

    /// <summary>Writes the contract to a file: the old one or the whole new one.</summary>
    /// <exception cref="UsageException">The file exists and is not to be overwritten, or cannot be written.</exception>
    public static async Task WriteAsync(string text, string path, bool overwrite, CancellationToken cancellationToken)
    {
        if (File.Exists(path) && !overwrite)
            throw new UsageException($"{path} exists already: name another file with --into, or overwrite with --force");
        try
        {
            await AtomicFile.WriteAsync(path, Encoding.UTF8.GetBytes(text), cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be written: {e.Message} Name another file with --into.", e);
        }
    }
}

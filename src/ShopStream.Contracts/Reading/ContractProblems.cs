using System.Globalization;
using ShopStream.Quality.Results;

namespace ShopStream.Contracts.Reading;

/// <summary>Collects the errors of a contract, so that all of them are told at once.</summary>
/// <param name="file">Name of the file in messages.</param>
internal sealed class ContractProblems(string file)
{
    private readonly List<(int Line, string Message)> all = [];

    public void Add(int line, string message) => all.Add((line, message));

    /// <exception cref="UsageException">There is at least one error; a line for each, as file:line: message.</exception>
    public void ThrowIfAny()
    {
        if (all.Count == 0)
            return;
        var lines = all.Distinct().OrderBy(p => p.Line).Select(p => string.Create(CultureInfo.InvariantCulture, $"\n{file}:{p.Line}: {p.Message}"));
        throw new UsageException($"{all.Distinct().Count()} contract {(all.Distinct().Count() == 1 ? "error" : "errors")}:{string.Concat(lines)}");
    }
}

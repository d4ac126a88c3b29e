using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Models;

/// <summary>Gathers what is wrong with the files of a project, so that one run tells all of it.</summary>
internal sealed class ModelProblems(string folder)
{
    private readonly List<(string File, int Line, string Message)> found = [];

    public bool Any => found.Count > 0;

    public void Add(string file, int line, string message) => found.Add((file, line, message));

    /// <exception cref="UsageException">Something was added.</exception>
    public void ThrowIfAny()
    {
        if (Any) throw ToException();
    }

    public UsageException ToException(Exception? inner = null)
    {
        var lines = found.OrderBy(p => p.File, StringComparer.Ordinal).ThenBy(p => p.Line).Select(p => $"{p.File}:{p.Line}: {p.Message}").Distinct(StringComparer.Ordinal);
        return new UsageException($"The models in {folder} cannot be built:\n{string.Join('\n', lines)}", inner);
    }
}

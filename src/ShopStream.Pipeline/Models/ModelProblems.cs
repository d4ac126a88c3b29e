using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Models;

/// <summary>Collects all problems of a project's files, to report them in one message.</summary>
internal sealed class ModelProblems(string folder)
{
    private readonly List<(string File, int Line, string Message)> problems = [];

    public bool Any => problems.Count > 0;

    public void Add(string file, int line, string message) => problems.Add((file, line, message));

    /// <exception cref="UsageException">Something was added.</exception>
    public void ThrowIfAny()
    {
        if (Any)
            throw ToException();
    }

    public UsageException ToException(Exception? inner = null)
    {
        var lines = problems
            .OrderBy(p => p.File, StringComparer.Ordinal)
            .ThenBy(p => p.Line)
            .Select(p => $"{p.File}:{p.Line}: {p.Message}")
            .Distinct(StringComparer.Ordinal);
        return new UsageException($"The models in {folder} cannot be built:\n{string.Join('\n', lines)}", inner);
    }
}

using System.Globalization;
using System.Text;
using ShopStream.Features.Parsing;
using ShopStream.Quality.Results;

namespace ShopStream.Features;

/// <summary>Reads a folder of .feature files.</summary>
public static class FeatureFolder
{
    private static readonly EnumerationOptions AllFiles = new() { RecurseSubdirectories = true, IgnoreInaccessible = false, MatchCasing = MatchCasing.CaseInsensitive };

    /// <summary>Reads every *.feature file at or below <paramref name="folder"/>, in the ordinal order of the paths; hidden files are left out.</summary>
    /// <exception cref="UsageException">The folder is missing, or files have errors: all of them, one line each, as file:line: message.</exception>
    /// <exception cref="NothingToJudgeException">There is no scenario.</exception>
    public static FeatureSet Load(string folder, CancellationToken cancellationToken = default)
    {
        var problems = new List<Problem>();
        var features = Read(folder, problems, cancellationToken);
        Problem.ThrowIfAny(problems, "feature");
        return features;
    }

    /// <summary>The same; what is wrong with the files is added to <paramref name="problems"/>, and what is not is read.</summary>
    internal static FeatureSet Read(string folder, List<Problem> problems, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
            throw new UsageException($"{(File.Exists(folder) ? $"'{folder}' is a file" : $"there is no folder '{folder}'")}; expected a folder of .feature files: name it with --features DIR");

        var files = Paths(folder);
        if (files.Count == 0)
            throw new NothingToJudgeException($"there is no .feature file in '{folder}' or below: add one, or name another folder with --features DIR");

        var scenarios = new List<Scenario>();
        var empty = new List<Problem>();
        foreach (var (file, path) in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var before = problems.Count;
            var found = FeatureFile.Read(file, path, problems);
            scenarios.AddRange(found);
            if (found.Count == 0 && problems.Count == before)
                empty.Add(new Problem(file, 1, "there is no scenario in this file: add one with a Then, or remove the file"));
        }

        if (scenarios.Count == 0 && problems.Count == 0)
            throw new NothingToJudgeException($"there is no scenario in '{folder}' ({Count(files.Count)}): add one with a Then, or name another folder with --features DIR");
        problems.AddRange(empty);
        return new FeatureSet(scenarios);
    }

    private static List<(string File, string Path)> Paths(string folder)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var name = Path.GetFileName(root);
        try
        {
            return [.. Directory.EnumerateFiles(root, "*.feature", AllFiles)
                .Select(path => (File: $"{(name.Length == 0 ? "" : name + "/")}{Path.GetRelativePath(root, path).Replace('\\', '/')}", Path: path))
                .OrderBy(x => x.File, StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{folder}' cannot be read: {e.Message} Give this account the right to read it, or name another folder with --features DIR", e);
        }
    }

    private static string Count(int files) => files == 1 ? "1 file" : string.Create(CultureInfo.InvariantCulture, $"{files} files");
}

/// <summary>What is wrong with a feature file, or with how it is used.</summary>
public enum ProblemKind
{
    /// <summary>The file cannot be read, or says something that would be lost.</summary>
    Syntax,

    /// <summary>A step that is no sentence.</summary>
    Unbound,

    /// <summary>A step that is several.</summary>
    Ambiguous,

    /// <summary>A step that a sentence refuses.</summary>
    Refused,

    /// <summary>The same scenario or claim twice.</summary>
    Duplicate,

    /// <summary>A scenario that no documented selection selects.</summary>
    NeverSelected,

    /// <summary>A table, or columns of it, that no sentence names.</summary>
    Untouched,
}

/// <summary>Something wrong in a feature file.</summary>
internal sealed record Problem(string File, int Line, string Message)
{
    /// <summary>For those who sort problems.</summary>
    public ProblemKind Kind { get; init; } = ProblemKind.Syntax;

    /// <summary>Ends with all problems in one message: in the order of files and lines, each distinct one once.</summary>
    /// <exception cref="UsageException">There are problems.</exception>
    public static void ThrowIfAny(IReadOnlyCollection<Problem> problems, string what)
    {
        if (problems.Count == 0) return;
        var distinct = problems.Distinct().OrderBy(p => p.File, StringComparer.Ordinal).ThenBy(p => p.Line).ToList();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{distinct.Count} {what} {(distinct.Count == 1 ? "error" : "errors")}:");
        foreach (var problem in distinct)
            text.Append('\n').Append(problem);
        throw new UsageException(text.ToString());
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}: {Message}");
}

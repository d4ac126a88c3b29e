using System.Globalization;
using System.Text;
using ShopStream.Features.Parsing;
using ShopStream.Features.Scenarios;
using ShopStream.Features.Sentences;
using ShopStream.Features.Steps;
using ShopStream.Quality.Results;

namespace ShopStream.Features;

/// <summary>Reads a folder of .feature files.</summary>
public static class FeatureFolder
{
    private static readonly EnumerationOptions AllFiles = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = false,
        MatchCasing = MatchCasing.CaseInsensitive,
    };

    private static readonly SentenceLikeness Likeness = new(SpecBinder.Sentences);

    /// <summary>Reads every *.feature file in <paramref name="folder"/> and its subfolders, in ordinal order of the paths. Hidden files are skipped.</summary>
    /// <exception cref="UsageException">
    /// The folder is missing or files have errors. The message lists every error on a line of its own, as file:line: message.
    /// </exception>
    /// <exception cref="NothingToJudgeException">The folder contains no scenario.</exception>
    public static FeatureSet Load(string folder, CancellationToken cancellationToken = default)
    {
        var problems = new List<Problem>();
        var features = Read(folder, problems, cancellationToken);
        Problem.ThrowIfAny(problems, "feature");
        return features;
    }

    /// <summary>Like <see cref="Load"/>, but adds errors to <paramref name="problems"/> and reads the remaining files.</summary>
    internal static FeatureSet Read(string folder, List<Problem> problems, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
            throw new UsageException($"{WhyNot(folder)}; expected a folder of .feature files: name it with --features DIR");

        var files = Paths(folder);
        if (files.Count == 0)
            throw new NothingToJudgeException($"there is no .feature file in '{folder}' or below: add one, or name another folder with --features DIR");

        var scenarios = new List<Scenario>();
        var empty = new List<Problem>();
        foreach (var (file, path) in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var before = problems.Count;
            var found = FeatureFile.Read(file, path, Likeness, problems);
            scenarios.AddRange(found);
            if (found.Count == 0 && problems.Count == before)
                empty.Add(new Problem(file, 1, "there is no scenario in this file: add one with a Then, or remove the file"));
        }

        if (scenarios.Count == 0 && problems.Count == 0)
            throw new NothingToJudgeException(
                $"there is no scenario in '{folder}' ({Count(files.Count)}): add one with a Then, or name another folder with --features DIR"
            );
        problems.AddRange(empty);
        return new FeatureSet(scenarios);
    }

    private static string WhyNot(string folder)
    {
        try
        {
            File.GetAttributes(folder);
            return $"'{folder}' is a file";
        }
        catch (UnauthorizedAccessException)
        {
            return $"'{folder}' may not be looked at by this account";
        }
        catch (IOException)
        {
            return $"there is no folder '{folder}'";
        }
    }

    /// <summary>Reads the scenarios of a text.</summary>
    /// <param name="file">Name of the text in messages.</param>
    /// <param name="text">A feature.</param>
    /// <exception cref="UsageException">The text has errors; the message lists all of them, as file:line: message.</exception>
    public static FeatureSet Parse(string file, string text)
    {
        var problems = new List<Problem>();
        var features = Parse(file, text, problems);
        Problem.ThrowIfAny(problems, "feature");
        return features;
    }

    /// <summary>Reads the scenarios of a text, and adds its errors to <paramref name="problems"/>.</summary>
    /// <param name="file">Name of the text in messages.</param>
    /// <param name="text">A feature.</param>
    /// <param name="problems">Receives the errors.</param>
    internal static FeatureSet Parse(string file, string text, List<Problem> problems) => new(FeatureFile.Parse(file, text, Likeness, problems));

    private static List<(string File, string Path)> Paths(string folder)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var name = Path.GetFileName(root);
        try
        {
            return
            [
                .. Directory
                    .EnumerateFiles(root, "*.feature", AllFiles)
                    .Select(path => (File: $"{(name.Length == 0 ? "" : name + "/")}{Path.GetRelativePath(root, path).Replace('\\', '/')}", Path: path))
                    .OrderBy(x => x.File, StringComparer.Ordinal),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(
                $"'{folder}' cannot be read: {e.Message} Give this account the right to read it, or name another folder with --features DIR",
                e
            );
        }
    }

    private static string Count(int files) => files == 1 ? "1 file" : string.Create(CultureInfo.InvariantCulture, $"{files} files");
}

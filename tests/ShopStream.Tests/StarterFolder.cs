using ShopStream.Tests.Cli;

namespace ShopStream.Tests;

/// <summary>
/// A copy of features/, pipeline.runsettings and the fixed features, with a HEAD as in a git clone. It is the tests' working
/// directory, so that a command without folder options works and writes here, and not in the repository.
/// </summary>
internal static class StarterFolder
{
    /// <summary>The commit that HEAD names.</summary>
    public const string Commit = "3a7bd3e2360a3d29eea436fcfb7e44c735d117c4";

    private static readonly string[] Watched = [".shopstream", "reports"];
    private static Dictionary<string, DateTime> before = [];
    private static OpenedFiles? opened;

    /// <summary>The folder.</summary>
    public static string Path { get; } = Directory.CreateTempSubdirectory("shopstream-tests-").FullName;

    /// <summary>Fills the folder and makes it the working directory.</summary>
    public static void Enter()
    {
        before = RepositoryState();
        opened = new OpenedFiles(Watched.Select(name => System.IO.Path.Combine(Clone.Root, name)));
        foreach (
            var file in new[] { Repository.Features, FixedFeatures.Folder }
                .SelectMany(f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories))
                .Append(Repository.SettingsFile)
        )
        {
            var copy = System.IO.Path.Combine(Path, System.IO.Path.GetRelativePath(Clone.Root, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        // Fixtures run in parallel already.
        var settings = System.IO.Path.Combine(Path, System.IO.Path.GetFileName(Repository.SettingsFile));
        File.WriteAllText(
            settings,
            File.ReadAllText(settings).Replace("\"warehouse.threads\" value=\"0\"", "\"warehouse.threads\" value=\"1\"", StringComparison.Ordinal)
        );
        Directory.CreateDirectory(System.IO.Path.Combine(Path, ".git"));
        File.WriteAllText(System.IO.Path.Combine(Path, ".git", "HEAD"), Commit);
        Environment.CurrentDirectory = Path;
    }

    /// <summary>Removes the folder.</summary>
    public static void Leave()
    {
        Environment.CurrentDirectory = System.IO.Path.GetTempPath();
        Directory.Delete(Path, recursive: true);
        opened?.Dispose();
    }

    /// <summary>Files of the repository's own work and report folders that were written, deleted or (on Linux) opened since the tests began.</summary>
    public static IReadOnlyList<string> TouchedInRepository()
    {
        var after = RepositoryState();
        var changed = after.Keys.Union(before.Keys, StringComparer.Ordinal).Where(f => after.GetValueOrDefault(f) != before.GetValueOrDefault(f));
        return
        [
            .. changed
                .Union(opened!.Take().Where(f => !f.EndsWith("README.md", StringComparison.Ordinal)), StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
    }

    private static Dictionary<string, DateTime> RepositoryState() =>
        Watched
            .Select(name => System.IO.Path.Combine(Clone.Root, name))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Append(folder))
            .ToDictionary(path => path, File.GetLastWriteTimeUtc, StringComparer.Ordinal);
}

using NUnit.Framework;
using ShopStream.Cli.Settings;

namespace ShopStream.Specs;

/// <summary>The folders and settings of this test run.</summary>
internal static class Workspace
{
    /// <summary>The repository: the folder of the solution.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>The work folder of this test run, removed at its end.</summary>
    public static string Work { get; } = Path.Combine(Path.GetTempPath(), $"shopstream-specs-{Environment.ProcessId}");

    /// <summary>The settings of `dotnet test --settings`, or of the shipped pipeline.runsettings.</summary>
    public static ShopSettings Settings()
    {
        var names = TestContext.Parameters.Names.ToDictionary(n => n, n => TestContext.Parameters[n] ?? "", StringComparer.Ordinal);
        var file = names.Count > 0 ? names : SettingsFile.Read(Path.Combine(Root, "pipeline.runsettings"));
        var own = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["features"] = Path.GetFullPath(file.GetValueOrDefault("features") is { Length: > 0 } features ? features : "features", Root),
            ["out"] = Path.GetFullPath(file.GetValueOrDefault("out") is { Length: > 0 } reports ? reports : Path.Combine(Work, "reports"), Root),
            ["work"] = Work,
        };
        return ShopSettings.From(file, own, Environment.GetEnvironmentVariable);
    }

    private static string Find(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "ShopStream.Quality.sln"))) return at.FullName;
        }
        throw new InvalidOperationException($"{folder} is not in a clone of the repository: expected ShopStream.Quality.sln in one of its parent folders");
    }
}

using NUnit.Framework;
using ShopStream.Application.Settings;
using ShopStream.Tests;

namespace ShopStream.Specs;

/// <summary>The work folder and the settings of this test run.</summary>
internal static class Workspace
{
    /// <summary>The work folder of this test run, removed at its end.</summary>
    public static string Work { get; } = Path.Combine(Path.GetTempPath(), $"shopstream-specs-{Environment.ProcessId}");

    /// <summary>The settings of `dotnet test --settings`, or of the shipped pipeline.runsettings.</summary>
    public static ShopSettings Settings()
    {
        var names = TestContext.Parameters.Names.ToDictionary(n => n, n => TestContext.Parameters[n] ?? "", StringComparer.Ordinal);
        var file = names.Count > 0 ? names : SettingsFile.Read(Path.Combine(Clone.Root, "pipeline.runsettings"));
        var own = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["features"] = Path.GetFullPath(file.GetValueOrDefault("features") is { Length: > 0 } features ? features : "features", Clone.Root),
            ["out"] = Path.GetFullPath(file.GetValueOrDefault("out") is { Length: > 0 } reports ? reports : Path.Combine(Work, "reports"), Clone.Root),
            ["work"] = Work,
        };
        return ShopSettings.From(file, own, Environment.GetEnvironmentVariable);
    }
}

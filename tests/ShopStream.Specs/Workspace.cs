using NUnit.Framework;
using ShopStream.Application.Settings;
using ShopStream.Tests;

namespace ShopStream.Specs;

/// <summary>The settings and the work folder of this test run.</summary>
internal static class Workspace
{
    /// <summary>A folder of this test run alone, removed at its end.</summary>
    public static string Work { get; } = Path.Combine(Path.GetTempPath(), $"shopstream-specs-{Environment.ProcessId}");

    /// <summary>The settings that `dotnet test --settings` hands over.</summary>
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

using ShopStream.Application.Settings;
using ShopStream.Pipeline.Models;

namespace ShopStream.Tests.Cli;

/// <summary>What the repository ships, as a user's clone has it.</summary>
internal static class Repository
{
    /// <summary>How many scenarios the shipped features have about data, each row of an outline one.</summary>
    public static int ScenarioCount => ShopStream.Features.FeatureFolder.Load(Features).Scenarios.Count(s => !s.IsExample);

    /// <summary>How many examples of models are shipped.</summary>
    public static int ExampleCount => ShopStream.Features.FeatureFolder.Load(Features).Scenarios.Count(s => s.IsExample);

    /// <summary>How many shipped feature files about data there are.</summary>
    public static int FeatureCount => Directory.GetFiles(Features, "*.feature").Length;

    /// <summary>The shipped features about data, and the JSON schemas that they name.</summary>
    public static IEnumerable<string> FeatureFiles =>
        Directory.EnumerateFiles(Features, "*.feature").Concat(Directory.EnumerateFiles(Path.Combine(Features, "schemas")));

    /// <summary>How many models are shipped.</summary>
    public static int ModelCount => Directory.GetFiles(ModelProject.ShippedFolder, "*.sql", SearchOption.AllDirectories).Length;

    public static string Features { get; } = Path.Combine(Clone.Root, "features");

    public static string SettingsFile { get; } = Path.Combine(Clone.Root, "pipeline.runsettings");

    /// <summary>The shipped settings and features, in a work folder of a test's own.</summary>
    /// <param name="work">The work folder.</param>
    /// <param name="environment">PGHOST and its like; null for a machine that names no source.</param>
    /// <param name="options">Of the command line, besides.</param>
    public static ShopSettings Settings(string work, IReadOnlyDictionary<string, string>? environment = null, params (string Name, string Value)[] options)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["features"] = Features,
            ["work"] = work,
            ["out"] = Path.Combine(work, "reports"),
            ["warehouse.threads"] = "1",
        };
        foreach (var (name, value) in options)
            given[name] = value;
        return ShopSettings.From(ShopStream.Application.Settings.SettingsFile.Read(SettingsFile), given, name => environment?.GetValueOrDefault(name));
    }
}

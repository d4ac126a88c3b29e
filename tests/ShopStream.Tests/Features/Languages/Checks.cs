using ShopStream.Features;
using ShopStream.Features.Linting;
using ShopStream.Features.Steps;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Reconciliation;

namespace ShopStream.Tests.Features.Languages;

/// <summary>What features mean, whichever language they are written in.</summary>
internal static class Checks
{
    private static readonly IReadOnlyDictionary<string, BusinessMetric> Rules =
        BusinessMetricText.Parse(ShopStream.Application.Settings.SettingsFile.Read(Path.Combine(Clone.Root, "pipeline.runsettings")));

    public static IReadOnlyList<Specification> Bind(FeatureSet features) => SpecBinder.Bind(features, Rules);

    /// <summary>With the rules of another settings file than the shipped one.</summary>
    public static IReadOnlyList<Specification> Bind(FeatureSet features, string settingsFile) =>
        SpecBinder.Bind(features, BusinessMetricText.Parse(ShopStream.Application.Settings.SettingsFile.Read(settingsFile)));

    /// <summary>One scenario of the steps.</summary>
    public static IReadOnlyList<string> Of(string language, params string[] steps) =>
        [.. Bind(FeatureTexts.Of($"# language: {language}\n{(language is "fr" ? "Fonctionnalité" : "Feature")}: F\n\n  {(language is "fr" ? "Scénario" : "Scenario")}: S\n{string.Concat(steps.Select(s => $"    {s}\n"))}"))
            .SelectMany(Of)];

    /// <summary>Every claim as text: its record with all that is in it, and the run it is about.</summary>
    public static IEnumerable<string> Of(Specification specification) => specification.Checks.Select(c => $"{specification.Run:yyyy-MM-dd} {CheckText.Of(c.Check)}");
}

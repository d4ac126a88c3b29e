using ShopStream.Features;
using ShopStream.Features.Linting;
using ShopStream.Features.Scenarios;
using ShopStream.Features.Steps;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Reconciliation;

namespace ShopStream.Tests.Features.Languages;

/// <summary>The checks of features, to compare languages.</summary>
internal static class Checks
{
    private static readonly IReadOnlyDictionary<string, BusinessMetric> Metrics = BusinessMetricText.Parse(
        ShopStream.Application.Settings.SettingsFile.Read(Path.Combine(Clone.Root, "pipeline.runsettings"))
    );

    public static IReadOnlyList<Specification> Bind(FeatureSet features) => SpecBinder.Bind(features, Metrics);

    /// <summary>The scenarios about data and those of examples.</summary>
    public static IReadOnlyList<Specification> BindAll(FeatureSet features) =>
        SpecBinder.BindAll(features, Metrics) is var bound ? [.. bound.Specifications, .. bound.Examples.Select(e => e.Scenario)] : [];

    /// <summary>Uses the metric definitions of another settings file than the shipped one.</summary>
    public static IReadOnlyList<Specification> Bind(FeatureSet features, string settingsFile) =>
        SpecBinder.Bind(features, BusinessMetricText.Parse(ShopStream.Application.Settings.SettingsFile.Read(settingsFile)));

    /// <summary>The checks of one scenario with these steps.</summary>
    public static IReadOnlyList<string> Of(string language, params string[] steps) =>
        [
            .. Bind(
                    FeatureTexts.Of(
                        $"# language: {language}\n{(language is "fr" ? "Fonctionnalité" : "Feature")}: F\n\n"
                            + $"  {(language is "fr" ? "Scénario" : "Scenario")}: S\n{string.Concat(steps.Select(s => $"    {s}\n"))}"
                    )
                )
                .SelectMany(Of),
        ];

    /// <summary>Every check as text, with all its values and the date of its run.</summary>
    public static IEnumerable<string> Of(Specification specification) =>
        specification.Checks.Select(c => $"{specification.Run:yyyy-MM-dd} {CheckText.Of(c.Check)}");

    /// <summary>Fills the placeholders of a phrase: the same values in both languages, written as each of them writes them.</summary>
    public static string Filled(string phrase, string low, string number) =>
        phrase
            .Replace("{column}", "quantity", StringComparison.Ordinal)
            .Replace("{values}", $"a, \"b, c\", {number}", StringComparison.Ordinal)
            .Replace("{pattern}", "[0-9]{3}", StringComparison.Ordinal)
            .Replace("{number}", number, StringComparison.Ordinal)
            .Replace("{count}", "7", StringComparison.Ordinal)
            .Replace("{value} et {value}", $"{low} et {number}", StringComparison.Ordinal)
            .Replace("{value} and {value}", $"{low} and {number}", StringComparison.Ordinal)
            .Replace("{value}", number, StringComparison.Ordinal)
            .Replace("( )", "\u00A0", StringComparison.Ordinal)
            .Replace("(e)", "e", StringComparison.Ordinal)
            .Replace("(le)", "le", StringComparison.Ordinal)
            .Replace("(s)", "s", StringComparison.Ordinal)
            .Replace("de/des", "des", StringComparison.Ordinal)
            .Replace("du/des", "des", StringComparison.Ordinal)
            .Replace("faux/fausse", "fausse", StringComparison.Ordinal);
}

using System.Globalization;
using ShopStream.Features.Tags;
using ShopStream.Quality.Data;

namespace ShopStream.Features.Scenarios;

/// <summary>Scenarios, ordered by file and line.</summary>
/// <param name="Scenarios">The scenarios; can be empty after a selection.</param>
public sealed record FeatureSet(IReadOnlyList<Scenario> Scenarios)
{
    /// <summary>The features of the scenarios, in the same order.</summary>
    public IReadOnlyList<Feature> Features { get; } = [.. Scenarios.Select(s => s.Feature).Distinct()];

    /// <summary>All tags of the scenarios, in ordinal order.</summary>
    public IReadOnlyList<string> Tags { get; } = [.. Scenarios.SelectMany(s => s.Tags).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The scenarios whose tags match the expression; can be empty.</summary>
    public FeatureSet Select(TagExpression tags) => new([.. Scenarios.Where(s => tags.Matches(s.Tags))]);

    /// <summary>Selects scenarios by the locations that reports print.</summary>
    /// <param name="places">
    /// Comma-separated locations: "sales.feature" for a whole file, or "sales.feature:12" with the line of a scenario, an example row or a
    /// step. "" selects everything.
    /// </param>
    public FeatureSet At(string places)
    {
        var wanted = places.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Place).ToList();
        return wanted.Count == 0 ? this : new([.. Scenarios.Where(s => wanted.Exists(w => IsAt(s, w.File, w.Line)))]);
    }

    private static (string File, int? Line) Place(string text) =>
        text.LastIndexOf(':') is var colon and > 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var line)
            ? (text[..colon], line)
            : (text, null);

    private static bool IsAt(Scenario scenario, string file, int? line) =>
        (string.Equals(scenario.Feature.File, file, StringComparison.Ordinal) || scenario.Feature.File.EndsWith("/" + file, StringComparison.Ordinal))
        && (line is null || scenario.Line == line || scenario.Steps.Any(s => s.Line == line));

    /// <summary>A message that names the tags of the expression that no scenario carries, with the nearest known tags; null if all are known.</summary>
    public string? UnknownTags(TagExpression tags)
    {
        var unknown = tags.Tags.Except(Tags, StringComparer.Ordinal).Select(t => $"no scenario carries {t}{Nearest.Hint(t, Tags)}").ToList();
        return unknown.Count == 0 ? null : string.Join("; ", unknown);
    }
}

using System.Globalization;
using ShopStream.Features.Tags;
using ShopStream.Quality.Data;

namespace ShopStream.Features;

/// <summary>Scenarios, in the order of their files and lines.</summary>
/// <param name="Scenarios">May be empty after a selection.</param>
public sealed record FeatureSet(IReadOnlyList<Scenario> Scenarios)
{
    /// <summary>The features of the scenarios, in their order.</summary>
    public IReadOnlyList<Feature> Features { get; } = [.. Scenarios.Select(s => s.Feature).Distinct()];

    /// <summary>Every tag that a scenario carries, in ordinal order.</summary>
    public IReadOnlyList<string> Tags { get; } = [.. Scenarios.SelectMany(s => s.Tags).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The scenarios whose tags match; possibly none.</summary>
    public FeatureSet Select(TagExpression tags) => new([.. Scenarios.Where(s => tags.Matches(s.Tags))]);

    /// <summary>The scenarios of places as reports name them: "sales.feature:12", a scenario's line, its example row's or that of one of its steps; "sales.feature" for all of a file. Comma-separated; "" for all.</summary>
    public FeatureSet At(string places)
    {
        var wanted = places.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Place).ToList();
        return wanted.Count == 0 ? this : new([.. Scenarios.Where(s => wanted.Exists(w => Is(s, w.File, w.Line)))]);
    }

    private static (string File, int? Line) Place(string text) =>
        text.LastIndexOf(':') is var colon and > 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var line) ? (text[..colon], line) : (text, null);

    private static bool Is(Scenario scenario, string file, int? line) =>
        (string.Equals(scenario.Feature.File, file, StringComparison.Ordinal) || scenario.Feature.File.EndsWith("/" + file, StringComparison.Ordinal))
        && (line is null || scenario.Line == line || scenario.Steps.Any(s => s.Line == line));

    /// <summary>A sentence on the tags of an expression that no scenario here carries, with the nearest; null where all are carried.</summary>
    public string? UnknownTags(TagExpression tags)
    {
        var unknown = tags.Tags.Except(Tags, StringComparer.Ordinal).Select(t => $"no scenario carries {t}{Nearest.Hint(t, Tags)}").ToList();
        return unknown.Count == 0 ? null : string.Join("; ", unknown);
    }
}

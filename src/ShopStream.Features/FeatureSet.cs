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

    /// <summary>A sentence on the tags of an expression that no scenario here carries, with the nearest; null where all are carried.</summary>
    public string? UnknownTags(TagExpression tags)
    {
        var unknown = tags.Tags.Except(Tags, StringComparer.Ordinal).Select(t => $"no scenario carries {t}{Nearest.Hint(t, Tags)}").ToList();
        return unknown.Count == 0 ? null : string.Join("; ", unknown);
    }
}

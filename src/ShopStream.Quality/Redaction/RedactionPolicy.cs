using System.Globalization;
using ShopStream.Quality.Data;

namespace ShopStream.Quality.Redaction;

/// <summary>
/// Redacts row values in every output. Applied when measurements arrive and when evaluations are worded, before anything is written.
/// A personal value becomes "(hidden 1)". Equal values have the same number within a run, so that rows of the same person can be matched.
/// </summary>
/// <param name="level">How much of the rows is shown.</param>
/// <param name="personal">Columns whose values are never shown.</param>
public sealed class RedactionPolicy(SampleLevel level, PersonalColumns personal)
{
    private readonly Dictionary<string, string> hidden = new(StringComparer.Ordinal);

    /// <summary>No redaction, for callers that do not write output.</summary>
    public static RedactionPolicy None { get; } = new(SampleLevel.Full, PersonalColumns.None);

    /// <summary>How much of the rows is shown.</summary>
    public SampleLevel Level => level;

    /// <summary>The level as written in the settings: none, keys or full.</summary>
    public string LevelName => level.ToString().ToLowerInvariant();

    /// <summary>Columns whose values are never shown.</summary>
    public PersonalColumns Personal => personal;

    /// <summary>Whether the values of a column are masked.</summary>
    public bool Hides(ColumnReference reference) => reference.Column is { } column && personal.Has(reference.Dataset.Table, column);

    /// <summary>Masks a value if its column is personal.</summary>
    public string? Redact(ColumnReference reference, string? value) => value is not null && Hides(reference) ? Mask(value) : value;

    /// <summary>Replacement for a value, such as "(hidden 1)".</summary>
    public string Mask(string value)
    {
        lock (hidden)
        {
            if (hidden.TryGetValue(value, out var known))
                return known;
            return hidden[value] = string.Create(CultureInfo.InvariantCulture, $"(hidden {hidden.Count + 1})");
        }
    }
}

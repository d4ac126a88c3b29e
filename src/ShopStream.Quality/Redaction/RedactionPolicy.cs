using System.Globalization;
using ShopStream.Quality.Data;

namespace ShopStream.Quality.Redaction;

/// <summary>
/// What of the rows is told, in every output alike: it is applied where answers arrive and verdicts are worded, before anything is written.
/// A personal value becomes "(hidden 1)", and the same value the same number within a run: one sees that two rows are of one person, and not of whom.
/// </summary>
/// <param name="level">What is shown of rows.</param>
/// <param name="personal">Whose values are never shown.</param>
public sealed class RedactionPolicy(SampleLevel level, PersonalColumns personal)
{
    private readonly Dictionary<string, string> hidden = new(StringComparer.Ordinal);

    /// <summary>Everything may be shown: for a caller that writes nothing down.</summary>
    public static RedactionPolicy None { get; } = new(SampleLevel.Full, PersonalColumns.None);

    /// <summary>What is shown of rows.</summary>
    public SampleLevel Level => level;

    /// <summary>The level as the setting has it: none, keys or full.</summary>
    public string LevelName => level.ToString().ToLowerInvariant();

    /// <summary>Whose values are never shown.</summary>
    public PersonalColumns Personal => personal;

    /// <summary>Whether values of a column are never shown.</summary>
    public bool Hides(ColumnReference reference) => reference.Column is { } column && personal.Has(reference.Dataset.Table, column);

    /// <summary>A value as it may be shown.</summary>
    public string? Redact(ColumnReference reference, string? value) => value is not null && Hides(reference) ? Mask(value) : value;

    /// <summary>What stands for a value that is not shown.</summary>
    public string Mask(string value)
    {
        lock (hidden)
        {
            if (hidden.TryGetValue(value, out var known)) return known;
            return hidden[value] = string.Create(CultureInfo.InvariantCulture, $"(hidden {hidden.Count + 1})");
        }
    }
}

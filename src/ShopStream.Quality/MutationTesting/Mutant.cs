using System.Text.Json.Serialization;
using ShopStream.Quality.Data;

namespace ShopStream.Quality.MutationTesting;

/// <summary>A mutant: a deliberate change of the data or of a model, in one place.</summary>
public sealed record Mutant
{
    /// <summary>Identifier from layer, table, column, class and a number; stable for the same seed.</summary>
    public required string Id { get; init; }

    /// <summary>Kind of change: row lost, sign flipped, join changed, …</summary>
    public required string Class { get; init; }

    /// <summary>Layer that is changed: source, lake, raw, staging, core or mart.</summary>
    public required string Layer { get; init; }

    /// <summary>Table name in that layer.</summary>
    public required string Table { get; init; }

    /// <summary>Column that is changed; null if rows or a model are changed.</summary>
    public string? Column { get; init; }

    /// <summary>Description in business terms: "an order of raw orders is lost".</summary>
    public required string Description { get; init; }

    /// <summary>The part of <see cref="Description"/> that refers to the row, such as "a row of raw orders"; null if it does not change a single row.</summary>
    [JsonIgnore]
    public string? Row { get; init; }

    /// <summary>Whether the values stay equal, so that a check that fails is a false alarm.</summary>
    [JsonIgnore]
    public bool IsEqualByValue { get; init; }

    /// <summary>The faults that are planted together; empty for a single one.</summary>
    [JsonIgnore]
    public IReadOnlyList<Mutant> Parts { get; init; } = [];

    /// <summary>Whether reconciling items sign off the first of <see cref="Parts"/>: the other one has to fail every check that it fails alone.</summary>
    [JsonIgnore]
    public bool IsBesideItem { get; init; }

    /// <summary>Dataset that is changed.</summary>
    [JsonIgnore]
    public Dataset Dataset => new(Layers.Parse(Layer), Table);
}

/// <summary>Outcome of a mutant.</summary>
public enum MutantOutcome
{
    /// <summary>A scenario that passes without the mutant does not pass with it.</summary>
    Caught,

    /// <summary>No scenario noticed the mutant.</summary>
    Survived,

    /// <summary>The mutant changed no data, or only in a way that leaves all values equal, so there is nothing to catch.</summary>
    Equivalent,

    /// <summary>A scenario does not pass although all values are equal.</summary>
    FalseAlarm,

    /// <summary>The mutant could not be planted.</summary>
    Error,
}

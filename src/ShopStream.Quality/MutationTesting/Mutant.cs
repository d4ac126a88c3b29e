using System.Text.Json.Serialization;
using ShopStream.Quality.Data;

namespace ShopStream.Quality.MutationTesting;

/// <summary>A known fault: one change of the data, or of a model, at one place.</summary>
public sealed record Mutant
{
    /// <summary>Layer, table, column, class and a number; the same seed gives the same.</summary>
    public required string Id { get; init; }

    /// <summary>What kind of fault it is: row lost, sign flipped, join changed, …</summary>
    public required string Class { get; init; }

    /// <summary>source, lake, raw, staging, core or mart: where it happens.</summary>
    public required string Layer { get; init; }

    /// <summary>The table's name there.</summary>
    public required string Table { get; init; }

    /// <summary>Null where rows or a model are concerned.</summary>
    public string? Column { get; init; }

    /// <summary>In business words: "an order of raw orders is lost".</summary>
    public required string Description { get; init; }

    /// <summary>The part of <see cref="Description"/> that says of which row it is, such as "a row of raw orders"; null where no single row is concerned.</summary>
    [JsonIgnore]
    public string? Row { get; init; }

    /// <summary>Where it happens.</summary>
    [JsonIgnore]
    public Dataset Dataset => new(Layers.Parse(Layer), Table);
}

/// <summary>What became of a fault.</summary>
public enum MutantOutcome
{
    /// <summary>A scenario that passes without it does not pass with it.</summary>
    Caught,

    /// <summary>Every scenario is as it was.</summary>
    Survived,

    /// <summary>The data are as they were: there is nothing to catch.</summary>
    Equivalent,

    /// <summary>It could not be planted.</summary>
    Error,
}

using ShopStream.Application.Selection;
using ShopStream.Application.Settings;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.History;

namespace ShopStream.Application.Checking;

/// <summary>The data that a <see cref="CheckSession"/> opens, and the time and history that its checks use.</summary>
public sealed record CheckScope
{
    /// <summary>The validated settings.</summary>
    public required ShopSettings Settings { get; init; }

    /// <summary>The scenarios.</summary>
    public required SelectedSpecs Specs { get; init; }

    /// <summary>The runs before.</summary>
    public required RunHistory History { get; init; }

    /// <summary>When the run started: ages and expiry dates are measured against it.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Null for the date that the warehouse holds.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>Measures what was not recorded in the snapshot; null where no source is available.</summary>
    public SourceAddress? Source { get; init; }

    /// <summary>Locks that the caller holds and disposes; null takes them for as long as the session is open.</summary>
    public DataLocks? Locks { get; init; }
}

using ShopStream.Application.Selection;
using ShopStream.Application.Settings;

namespace ShopStream.Application.Running;

/// <summary>What to run or check.</summary>
public sealed record RunRequest
{
    /// <summary>The validated settings.</summary>
    public required ShopSettings Settings { get; init; }

    /// <summary>The scenarios to evaluate.</summary>
    public required SelectedSpecs Specs { get; init; }

    /// <summary>Whether the data is moved first; false checks what the last run left. Default: true.</summary>
    public bool MovesData { get; init; } = true;

    /// <summary>Whether the warehouse is rebuilt from the lake, without the source. Default: false.</summary>
    public bool FromLake { get; init; }

    /// <summary>With --fail-on new, a results.json that tells which failures are new; null for the history.</summary>
    public string? Baseline { get; init; }

    /// <summary>The command to run this again, for the report.</summary>
    public required string Command { get; init; }

    /// <summary>The command to check the same data again, for the report; null for none.</summary>
    public string? Recheck { get; init; }
}

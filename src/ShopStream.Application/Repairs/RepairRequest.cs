using ShopStream.Application.Selection;
using ShopStream.Application.Settings;

namespace ShopStream.Application.Repairs;

/// <summary>The failing rows to judge again.</summary>
public sealed record RepairRequest
{
    /// <summary>The validated settings.</summary>
    public required ShopSettings Settings { get; init; }

    /// <summary>The selected scenarios.</summary>
    public required SelectedSpecs Specs { get; init; }

    /// <summary>A file that --keep-failures has written.</summary>
    public required string File { get; init; }
}

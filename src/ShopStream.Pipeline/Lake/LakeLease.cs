using System.Text.Json;

namespace ShopStream.Pipeline.Lake;

/// <summary>Says that a run writes a date. File names are fixed, so that two runs at once would mix their files under one manifest.</summary>
/// <param name="RunId">The run's.</param>
/// <param name="Owner">The work folder's own id. One run at a time works there: a claim of the same folder is a dead run's.</param>
/// <param name="At">When it began, UTC.</param>
/// <param name="Until">When it has ended, whatever happens: it stops itself.</param>
public sealed record LakeLease(string RunId, string Owner, DateTimeOffset At, DateTimeOffset Until)
{
    // Clocks of two machines differ.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Its run cannot be at work any more.</summary>
    public bool IsStale(DateTimeOffset now) => now > Until + Grace;

    /// <summary>As UTF-8 JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Options);

    /// <summary>Null where it is no claim.</summary>
    public static LakeLease? FromJson(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<LakeLease>(json, Options) is { RunId: not null, Owner: not null } claim ? claim : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

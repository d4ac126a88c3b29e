using System.Text.Json;

namespace ShopStream.Pipeline.Lake;

/// <summary>Lease of a date by the run that writes it. File names are fixed, so two concurrent runs would mix their files under one manifest.</summary>
/// <param name="RunId">The run's identifier.</param>
/// <param name="Owner">The work folder's identifier. One run at a time works there, so another lease of the same folder belongs to a dead run.</param>
/// <param name="At">When the run began, UTC.</param>
/// <param name="Until">When the lease expires, UTC; the run stops itself by then.</param>
public sealed record LakeLease(string RunId, string Owner, DateTimeOffset At, DateTimeOffset Until)
{
    // Allows for differing clocks of two machines.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Whether the lease has expired by more than five minutes, so that its run cannot be alive.</summary>
    public bool IsStale(DateTimeOffset now) => now > Until && now - Until > Grace;

    /// <summary>Serialises the lease as UTF-8 JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Options);

    /// <summary>Reads a lease; null if the JSON is not a lease.</summary>
    public static LakeLease? FromJson(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<LakeLease>(json, Options) is { RunId: not null, Owner: not null } lease ? lease : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

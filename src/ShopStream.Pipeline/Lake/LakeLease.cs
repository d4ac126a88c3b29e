using System.Text.Json;

namespace ShopStream.Pipeline.Lake;

/// <summary>
/// Lease of a date: by the run that writes it, which excludes all others, or by a command that reads it. It is renewed as long as its holder lives.
/// </summary>
/// <param name="RunId">The run's identifier; of a reader, its command and process.</param>
/// <param name="Owner">
/// The work folder's identifier. A run has its work folder to itself, so another lease of the same folder belongs to a dead process.
/// </param>
/// <param name="At">When the holder began, UTC.</param>
/// <param name="Until">When the lease expires unless it is renewed, UTC.</param>
public sealed record LakeLease(string RunId, string Owner, DateTimeOffset At, DateTimeOffset Until)
{
    /// <summary>How long a lease lasts after it was taken or renewed. Longer than a request to S3 with all its retries.</summary>
    internal static readonly TimeSpan Duration = TimeSpan.FromMinutes(10);

    /// <summary>How often a lease is renewed.</summary>
    internal static readonly TimeSpan Renewal = TimeSpan.FromMinutes(2);

    // Allows for differing clocks of two machines.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Whether the lease has expired by more than five minutes, so that its holder cannot be alive.</summary>
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

    /// <summary>Whether both are leases of one holder.</summary>
    internal bool IsOf(LakeLease other) =>
        string.Equals(RunId, other.RunId, StringComparison.Ordinal) && string.Equals(Owner, other.Owner, StringComparison.Ordinal) && At == other.At;
}

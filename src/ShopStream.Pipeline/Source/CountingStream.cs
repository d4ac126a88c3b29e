using System.Diagnostics;
using ShopStream.Pipeline.Lake;

namespace ShopStream.Pipeline.Source;

/// <summary>Passes bytes through, reports the running total about once per MiB and at the end, and measures how long the reader has waited for them.</summary>
internal sealed class CountingStream(Stream inner, Action<long> progress) : ReadStream
{
    private const long Step = 1 << 20;
    private long total;
    private long reported;
    private long waited;
    private long waitingSince;

    /// <summary>How long reads have taken, the one under way included; what is done with the bytes does not count.</summary>
    public TimeSpan Waited
    {
        get
        {
            var since = Volatile.Read(ref waitingSince);
            return Stopwatch.GetElapsedTime(0, Volatile.Read(ref waited) + (since == 0 ? 0 : Stopwatch.GetTimestamp() - since));
        }
    }

    /// <summary>Bytes so far.</summary>
    public long Total => Volatile.Read(ref total);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Volatile.Write(ref waitingSince, Stopwatch.GetTimestamp());
        return Count(await inner.ReadAsync(buffer, cancellationToken));
    }

    private int Count(int count)
    {
        Volatile.Write(ref waited, waited + Stopwatch.GetTimestamp() - waitingSince);
        Volatile.Write(ref waitingSince, 0);
        Volatile.Write(ref total, total + count);
        if (total - reported >= Step || count == 0)
        {
            reported = total;
            progress(total);
        }
        return count;
    }
}

namespace ShopStream.Pipeline.Lake;

/// <summary>Passes the rows of a file through and measures the longest: whoever reads the file needs a buffer of that size, and no larger one.</summary>
/// <param name="rows">CSV, or one JSON object per line; not disposed.</param>
/// <param name="json">Whether it is JSON, in which no value has a line feed.</param>
internal sealed class MeasuredRows(Stream rows, bool json) : ReadStream
{
    private long current;
    private bool isQuoted;

    /// <summary>The longest row so far, in bytes with its line feed; that of CSV may be the header.</summary>
    public long Longest { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await rows.ReadAsync(buffer, cancellationToken);
        Measure(buffer.Span[..read]);
        return read;
    }

    private void Measure(ReadOnlySpan<byte> part)
    {
        while (!part.IsEmpty)
        {
            var next =
                json ? part.IndexOf((byte)'\n')
                : isQuoted ? part.IndexOf((byte)'"')
                : part.IndexOfAny((byte)'"', (byte)'\n');
            var length = next < 0 ? part.Length : next + 1;
            current += length;
            Longest = Math.Max(Longest, current);
            if (next >= 0 && part[next] == (byte)'"')
                isQuoted = !isQuoted;
            else if (next >= 0)
                current = 0;
            part = part[length..];
        }
    }
}

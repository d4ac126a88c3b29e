namespace ShopStream.Pipeline.Lake;

/// <summary>Buffers of one upload: at most four parts of up to 64 MiB, or one larger part.</summary>
internal sealed class S3Buffers(int partsOfASize) : IDisposable
{
    private const int FirstBytes = 64 << 10;
    private const int FirstGrowth = 2;

    private readonly SemaphoreSlim slots = new(S3Parts.Buffers);
    private readonly Stack<byte[]> free = new();

    /// <summary>Waits for a free buffer, then reads the part's bytes. At the end of the stream the part does not fill its buffer, or is empty.</summary>
    /// <remarks>Not thread-safe.</remarks>
    public async Task<S3Part> FillAsync(int number, Stream content, CancellationToken cancellationToken)
    {
        var size = S3Parts.Size(number, partsOfASize);
        for (var slot = 0; slot < S3Parts.Slots(size); slot++)
            await slots.WaitAsync(cancellationToken);
        // Most objects are small, and several are sent at a time: their buffers are at most twice as large.
        var bytes = number == 1 ? new byte[FirstBytes] : Rent(size);
        for (var filled = 0; ; Array.Resize(ref bytes, Math.Min(size, bytes.Length * FirstGrowth)))
        {
            filled += await content.ReadAtLeastAsync(bytes.AsMemory(filled), bytes.Length - filled, throwOnEndOfStream: false, cancellationToken);
            if (filled < bytes.Length || bytes.Length == size)
                return new S3Part(bytes, filled);
        }
    }

    public void Return(S3Part part)
    {
        lock (free)
            free.Push(part.Bytes);
        slots.Release(S3Parts.Slots(part.Bytes.Length));
    }

    public void Dispose() => slots.Dispose();

    private byte[] Rent(int size)
    {
        lock (free)
        {
            while (free.TryPop(out var buffer))
                if (buffer.Length == size)
                    return buffer;
        }

        // Not zeroed: clearing 8 MiB would cost more than uploading a small file.
        return GC.AllocateUninitializedArray<byte>(size);
    }
}

/// <summary>One part of an upload.</summary>
/// <param name="Bytes">The buffer, longer than what it holds if the stream has ended.</param>
/// <param name="Filled">Number of bytes in the buffer.</param>
internal sealed record S3Part(byte[] Bytes, int Filled)
{
    public ReadOnlyMemory<byte> Content => Bytes.AsMemory(0, Filled);

    public MemoryStream Open() => new(Bytes, 0, Filled, writable: false);
}

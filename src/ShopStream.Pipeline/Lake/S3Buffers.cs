namespace ShopStream.Pipeline.Lake;

/// <summary>The memory of one upload: at most four parts of up to 64 MiB, or one that is larger.</summary>
internal sealed class S3Buffers(int partsOfASize) : IDisposable
{
    private readonly SemaphoreSlim places = new(S3Parts.Buffers);
    private readonly Stack<byte[]> free = new();

    /// <summary>Waits for room, then reads the part's bytes; at the stream's end there are fewer of them, or none.</summary>
    /// <remarks>One caller at a time.</remarks>
    public async Task<S3Part> FillAsync(int number, Stream content, CancellationToken cancellationToken)
    {
        var size = S3Parts.Size(number, partsOfASize);
        for (var place = 0; place < S3Parts.Places(size); place++) await places.WaitAsync(cancellationToken);
        var bytes = Rent(size);
        return new S3Part(bytes, await content.ReadAtLeastAsync(bytes, size, throwOnEndOfStream: false, cancellationToken));
    }

    public void Return(S3Part part)
    {
        lock (free) free.Push(part.Bytes);
        places.Release(S3Parts.Places(part.Bytes.Length));
    }

    public void Dispose() => places.Dispose();

    private byte[] Rent(int size)
    {
        lock (free)
        {
            while (free.TryPop(out var used))
                if (used.Length == size) return used;
        }

        // Cleared of nothing: 8 MiB of zeros for every small file would cost more than the file.
        return GC.AllocateUninitializedArray<byte>(size);
    }
}

/// <param name="Bytes">As long as the part may be.</param>
/// <param name="Filled">As long as it is.</param>
internal sealed record S3Part(byte[] Bytes, int Filled)
{
    public ReadOnlyMemory<byte> Content => Bytes.AsMemory(0, Filled);

    public MemoryStream Open() => new(Bytes, 0, Filled, writable: false);
}

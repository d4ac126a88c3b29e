namespace ShopStream.Pipeline.Lake;

/// <summary>Compresses a stream while it is read. Memory is limited to the compressor and one block.</summary>
internal sealed class PackingStream : ReadStream
{
    private const int BlockBytes = 128 * 1024;

    private readonly Stream source;
    private readonly MemoryStream compressed = new();
    private readonly Stream compressor;
    private readonly byte[] block = new byte[BlockBytes];
    private bool ended;

    public PackingStream(Stream source, Compression compression)
    {
        this.source = source;
        compressor = compression.Compress(compressed);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
            return 0;
        while (compressed.Position == compressed.Length && !ended)
        {
            compressed.SetLength(0);
            var read = await source.ReadAtLeastAsync(block, block.Length, throwOnEndOfStream: false, cancellationToken);
            if (read > 0)
                await compressor.WriteAsync(block.AsMemory(0, read), cancellationToken);
            if (read < block.Length)
            {
                // Disposing the compressor flushes its last bytes.
                await compressor.DisposeAsync();
                ended = true;
            }

            compressed.Position = 0;
        }

        return compressed.Read(buffer.Span);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            if (!ended)
                compressor.Dispose();
            compressed.Dispose();
        }

        base.Dispose(disposing);
    }
}

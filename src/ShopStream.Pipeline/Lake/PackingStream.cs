namespace ShopStream.Pipeline.Lake;

/// <summary>A stream's bytes, packed as they are read: no more of them is in memory than the packer and one block take.</summary>
internal sealed class PackingStream : Stream
{
    private const int BlockBytes = 128 * 1024;

    private readonly Stream source;
    private readonly MemoryStream packed = new();
    private readonly Stream packer;
    private readonly byte[] block = new byte[BlockBytes];
    private bool ended;

    public PackingStream(Stream source, Compression compression)
    {
        this.source = source;
        packer = compression.Packing(packed);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        while (packed.Position == packed.Length && !ended)
        {
            packed.SetLength(0);
            var read = await source.ReadAtLeastAsync(block, block.Length, throwOnEndOfStream: false, cancellationToken);
            if (read > 0) await packer.WriteAsync(block.AsMemory(0, read), cancellationToken);
            if (read < block.Length)
            {
                // The packer's last bytes come with its end.
                await packer.DisposeAsync();
                ended = true;
            }

            packed.Position = 0;
        }

        return packed.Read(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            if (!ended) packer.Dispose();
            packed.Dispose();
        }

        base.Dispose(disposing);
    }
}

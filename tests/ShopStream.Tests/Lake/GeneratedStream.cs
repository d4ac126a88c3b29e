using System.Security.Cryptography;
using ShopStream.Pipeline.Lake;

namespace ShopStream.Tests.Lake;

/// <summary>Unseekable stream of bytes generated on reading, in pieces of odd sizes; can call back after a number of bytes.</summary>
internal sealed class GeneratedStream(long length, byte seed = 7, long pauseAt = -1, Func<Task>? pause = null) : ReadStream
{
    private const int Piece = 65_521;
    private long position;
    private bool paused;

    public static string Sha256(long length, byte seed = 7)
    {
        using var content = new GeneratedStream(length, seed);
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(Math.Min(buffer.Length, Piece), length - position);
        for (var i = 0; i < count; i++)
            buffer[i] = (byte)(((position + i) * 31 >> 3) + seed);
        position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (pause is not null && !paused && position >= pauseAt)
        {
            paused = true;
            await pause();
            cancellationToken.ThrowIfCancellationRequested();
        }

        return Read(buffer.Span);
    }
}

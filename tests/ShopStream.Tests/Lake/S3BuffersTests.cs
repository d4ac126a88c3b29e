using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;

namespace ShopStream.Tests.Lake;

/// <summary>Buffers of an upload whose length is not known in advance.</summary>
[TestFixture, Category("Fast")]
internal sealed class S3BuffersTests
{
    [TestCase(0)]
    [TestCase(100_000)]
    public async Task Small_object_takes_a_small_buffer(int length)
    {
        using var buffers = new S3Buffers(S3Parts.OfASize);

        var part = await buffers.FillAsync(1, new MemoryStream(new byte[length]), CancellationToken.None);

        part.Filled.Should().Be(length);
        part.Bytes.Length.Should().BeInRange(length + 1, 1 << 20);
    }

    [TestCase(64 << 10)]
    [TestCase(S3Parts.Smallest - 1)]
    [TestCase(S3Parts.Smallest)]
    [TestCase(S3Parts.Smallest + 1)]
    public async Task First_part_has_the_first_bytes_of_the_stream(int length)
    {
        var bytes = new byte[length];
        Random.Shared.NextBytes(bytes);
        using var content = new MemoryStream(bytes);
        using var buffers = new S3Buffers(S3Parts.OfASize);

        var part = await buffers.FillAsync(1, content, CancellationToken.None);

        part.Content.Span.SequenceEqual(bytes.AsSpan(0, Math.Min(length, S3Parts.Smallest))).Should().BeTrue();
        content.Position.Should().Be(part.Filled);
        (part.Filled == part.Bytes.Length).Should().Be(length >= S3Parts.Smallest, "a full buffer means that more may follow");
    }
}

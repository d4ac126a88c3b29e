using System.Security.Cryptography;
using System.Text;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;

namespace ShopStream.Tests.Lake;

/// <summary>What every lake promises.</summary>
internal abstract class LakeContract
{
    private string scratch = "";

    /// <summary>An empty lake.</summary>
    protected abstract Task<ILake> OpenAsync();

    /// <summary>What lies in the lake besides its objects: temporary files, open uploads.</summary>
    protected abstract Task<IReadOnlyList<string>> LeftoversAsync();

    [SetUp]
    public void MakeScratch() => scratch = Directory.CreateTempSubdirectory("shopstream-lake-scratch-").FullName;

    [TearDown]
    public void RemoveScratch() => Directory.Delete(scratch, recursive: true);

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(8 << 20)]
    [TestCase(40_000_000)]
    public async Task What_is_written_is_read_again(int bytes)
    {
        await using var lake = await OpenAsync();
        var content = Content(bytes);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));

        var written = await lake.WriteAsync("raw/a/b.csv", new Trickle(content), CancellationToken.None);

        written.Should().Be(new LakeFile("raw/a/b.csv", bytes, sha256));
        (await lake.TryReadAsync("raw/a/b.csv", CancellationToken.None)).Should().Equal(content);
        using var copy = await lake.FetchAsync("raw/a/b.csv", scratch, CancellationToken.None);
        (copy!.Bytes, copy.Sha256).Should().Be((bytes, sha256));
        (await File.ReadAllBytesAsync(copy.Path)).Should().Equal(content);
        (await LeftoversAsync()).Should().BeEmpty();
    }

    [Test]
    public async Task A_download_is_gone_when_it_is_disposed_of_and_the_object_stays()
    {
        await using var lake = await OpenAsync();
        await lake.WriteAsync("a", new MemoryStream([1, 2, 3]), CancellationToken.None);
        (await lake.FetchAsync("a", scratch, CancellationToken.None))!.Dispose();
        Directory.GetFiles(scratch).Should().BeEmpty();
        (await lake.TryReadAsync("a", CancellationToken.None)).Should().Equal(1, 2, 3);
    }

    [TestCase(100)]
    [TestCase(20_000_000)]
    public async Task A_stream_that_breaks_leaves_the_old_content_and_nothing_else(int after)
    {
        await using var lake = await OpenAsync();
        await lake.WriteAsync("a", new MemoryStream([1, 2, 3]), CancellationToken.None);

        await lake.Invoking(l => l.WriteAsync("a", new Trickle(Content(after), breaks: true), CancellationToken.None)).Should().ThrowAsync<InvalidDataException>();

        (await lake.TryReadAsync("a", CancellationToken.None)).Should().Equal(1, 2, 3);
        (await LeftoversAsync()).Should().BeEmpty();
    }

    [Test]
    public async Task A_write_that_is_cancelled_leaves_nothing()
    {
        await using var lake = await OpenAsync();
        using var stop = new CancellationTokenSource();
        var stream = new Trickle(Content(30_000_000), at: 12_000_000, then: stop.Cancel);

        await lake.Invoking(l => l.WriteAsync("a", stream, stop.Token)).Should().ThrowAsync<OperationCanceledException>();

        (await lake.TryReadAsync("a", CancellationToken.None)).Should().BeNull();
        (await LeftoversAsync()).Should().BeEmpty();
    }

    [Test]
    public async Task Of_eight_creators_one_succeeds()
    {
        await using var lake = await OpenAsync();
        var created = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => lake.TryCreateAsync("m/manifest.json", Encoding.UTF8.GetBytes($"{i}"), CancellationToken.None))));

        created.Count(c => c).Should().Be(1);
        Encoding.UTF8.GetString((await lake.TryReadAsync("m/manifest.json", CancellationToken.None))!).Should().Be($"{Array.IndexOf(created, true)}");
        (await lake.TryCreateAsync("m/manifest.json", new byte[] { 9 }, CancellationToken.None)).Should().BeFalse();
    }

    [Test]
    public async Task What_is_not_there_is_null_and_deleting_it_is_no_error()
    {
        await using var lake = await OpenAsync();
        (await lake.TryReadAsync("a/b", CancellationToken.None)).Should().BeNull();
        (await lake.FetchAsync("a/b", scratch, CancellationToken.None)).Should().BeNull();
        await lake.DeleteAsync("a/b", CancellationToken.None);
        await lake.WriteAsync("a/b", new MemoryStream([1]), CancellationToken.None);
        await lake.DeleteAsync("a/b", CancellationToken.None);
        (await lake.TryReadAsync("a/b", CancellationToken.None)).Should().BeNull();
    }

    [Test]
    public async Task Keys_are_listed_in_their_order_below_a_prefix()
    {
        await using var lake = await OpenAsync();
        (await ListAsync(lake, "")).Should().BeEmpty();
        foreach (var key in new[] { "raw/b", "raw/a/2", "raw/a/1", "other/c", "raw/a-b" })
            await lake.WriteAsync(key, new MemoryStream(new byte[key.Length]), CancellationToken.None);

        (await ListAsync(lake, "raw/")).Should().Equal(new LakeEntry("raw/a-b", 7), new LakeEntry("raw/a/1", 7), new LakeEntry("raw/a/2", 7), new LakeEntry("raw/b", 5));
        (await ListAsync(lake, "raw/a/")).Should().HaveCount(2);
    }

    [TestCase("../a")]
    [TestCase("/a")]
    [TestCase("a//b")]
    [TestCase("a\\b")]
    [TestCase("a/./b")]
    [TestCase("a\nb")]
    [TestCase("")]
    public async Task A_key_that_leaves_the_lake_is_refused(string key)
    {
        await using var lake = await OpenAsync();
        await lake.Invoking(l => l.WriteAsync(key, new MemoryStream([1]), CancellationToken.None)).Should().ThrowAsync<ArgumentException>().WithMessage("*is no key of a lake*");
    }

    [Test]
    public async Task A_date_without_its_manifest_does_not_exist()
    {
        await using var lake = await OpenAsync();
        foreach (var day in new[] { 3, 1 })
            await lake.TryCreateAsync(LakeLayout.ManifestKey(new DateOnly(2026, 1, day)), new byte[] { 1 }, CancellationToken.None);
        await lake.WriteAsync(LakeLayout.KeyOf("orders", new DateOnly(2026, 1, 2)), new MemoryStream([1]), CancellationToken.None);
        await lake.WriteAsync(LakeLayout.ValuesKey(new DateOnly(2026, 1, 4), "0"), new MemoryStream([1]), CancellationToken.None);

        (await LakeLayout.ListDatesAsync(lake, CancellationToken.None)).Should().Equal(new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 3));
    }

    [Test]
    public async Task Memory_does_not_grow_with_what_is_written()
    {
        await using var lake = await OpenAsync();
        await lake.WriteAsync("warm", new Trickle(Content(20_000_000)), CancellationToken.None);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        long peak = 0;

        await lake.WriteAsync("big", new Trickle(Content(1_000_000), times: 200, told: () => peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false))), CancellationToken.None);

        (peak - before).Should().BeLessThan(96_000_000);
    }

    private static async Task<List<LakeEntry>> ListAsync(ILake lake, string prefix)
    {
        var entries = new List<LakeEntry>();
        await foreach (var entry in lake.ListAsync(prefix, CancellationToken.None)) entries.Add(entry);
        return entries;
    }

    private static byte[] Content(int bytes)
    {
        var content = new byte[bytes];
        new Random(bytes).NextBytes(content);
        return content;
    }

    /// <summary>Not seekable, of unknown length, in small pieces, as COPY's stream is.</summary>
    private sealed class Trickle(byte[] content, int times = 1, bool breaks = false, int at = int.MaxValue, Action? then = null, Action? told = null) : Stream
    {
        private long position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => position; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var left = ((long)content.Length * times) - position;
            if (left == 0) return breaks ? throw new InvalidDataException("broken off") : 0;
            var start = (int)(position % content.Length);
            var length = (int)Math.Min(Math.Min(count, 70_001), Math.Min(left, content.Length - start));
            Array.Copy(content, start, buffer, offset, length);
            if (position < at && position + length >= at) then?.Invoke();
            position += length;
            told?.Invoke();
            return length;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

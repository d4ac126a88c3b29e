using Amazon.S3.Model;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;

namespace ShopStream.Tests.Lake;

/// <summary>Properties of stored objects: parts, hash, encryption.</summary>
[TestFixture, Category("Live")]
internal sealed class S3ObjectTests
{
    private const int Part = S3Parts.Smallest;

    private TestS3 server = null!;

    [OneTimeSetUp]
    public async Task StartServer() => server = await TestS3.StartAsync();

    [OneTimeTearDown]
    public async Task StopServer()
    {
        if (server is not null)
            await server.DisposeAsync();
    }

    [Test]
    public async Task Part_size_grows_with_the_stream()
    {
        var sizes = new SortedDictionary<int, long>();
        var http = new TamperedHttp(
            (request, send) =>
            {
                if (System.Web.HttpUtility.ParseQueryString(request.RequestUri!.Query)["partNumber"] is { } number)
                    lock (sizes)
                        sizes[int.Parse(number, System.Globalization.CultureInfo.InvariantCulture)] = long.Parse(
                            request.Headers.TryGetValues("x-amz-decoded-content-length", out var decoded)
                                ? decoded.First()
                                : $"{request.Content!.Headers.ContentLength}",
                            System.Globalization.CultureInfo.InvariantCulture
                        );
                return send();
            }
        );
        await using var lake = new S3Lake(server.Settings(), new S3Limits { Http = http, PartsOfASize = 2 });

        var written = await lake.WriteAsync("raw/growing", new GeneratedStream(7 * Part), default);

        written.Sha256.Should().Be(GeneratedStream.Sha256(7 * Part));
        sizes.Values.Should().Equal(Part, Part, 2 * Part, 2 * Part, Part);
        (await lake.HashAsync("raw/growing", default)).Should().Be(written);
    }

    [Test]
    public async Task Hash_is_metadata_of_a_small_object_and_a_tag_of_a_large_one()
    {
        await using var lake = new S3Lake(server.Settings());

        var small = await lake.WriteAsync("raw/small", new GeneratedStream(10), default);
        var large = await lake.WriteAsync("raw/large", new GeneratedStream(Part + 1), default);

        (await server.Client.GetObjectMetadataAsync(server.Bucket, "raw/small")).Metadata["x-amz-meta-sha256"].Should().Be(small.Sha256);
        (await server.Client.GetObjectTaggingAsync(new GetObjectTaggingRequest { BucketName = server.Bucket, Key = "raw/large" }))
            .Tagging.Should()
            .ContainSingle()
            .Which.Should()
            .BeEquivalentTo(new { Key = "sha256", Value = large.Sha256 });
    }

    [TestCase("AES256", "", "AES256", null)]
    [TestCase("aws:kms", "alias/lake", "aws:kms", "alias/lake")]
    public async Task Every_object_uses_the_configured_encryption(string encryption, string key, string method, string? id)
    {
        var requested = new List<(string Query, string? Method, string? Key)>();
        var http = new TamperedHttp(
            (request, send) =>
            {
                var isPart =
                    request.RequestUri!.Query.Contains("uploadId", StringComparison.Ordinal)
                    || request.RequestUri.Query.Contains("tagging", StringComparison.Ordinal);
                string? Header(string name) => request.Headers.TryGetValues(name, out var values) ? values.Single() : null;
                if (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head && !isPart)
                    requested.Add((request.RequestUri.Query, Header("x-amz-server-side-encryption"), Header("x-amz-server-side-encryption-aws-kms-key-id")));
                return send();
            }
        );
        await using var lake = new S3Lake(server.Settings() with { Storage = new LakeStorage(encryption, key) }, new S3Limits { Http = http });

        await lake.WriteAsync("raw/small", new GeneratedStream(10), default);
        await lake.WriteAsync("raw/large", new GeneratedStream(Part + 1), default);
        await lake.TryCreateAsync($"raw/created-{Guid.NewGuid():N}", "x"u8.ToArray(), default);

        requested.Should().HaveCount(3).And.OnlyContain(a => a.Method == method && a.Key == id);
    }

    [Test, NonParallelizable]
    public async Task Three_hundred_megabytes_are_uploaded_with_little_memory()
    {
        const long bytes = 300L << 20;
        await using var lake = new S3Lake(server.Settings(), new S3Limits());
        await lake.WriteAsync("raw/warm", new GeneratedStream(2 * Part), default);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0L;
        var content = new Watched(new GeneratedStream(bytes), () => most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before));

        var written = await lake.WriteAsync("raw/big", content, default);

        TestContext.Out.WriteLine($"{most / 1e6:0.0} MB more memory");
        written.Bytes.Should().Be(bytes);
        most.Should().BeLessThan(S3Parts.Buffers * Part + 16_000_000, "four parts and what the requests take");
    }

    private sealed class Watched(GeneratedStream inner, Action probe) : ReadStream
    {
        private const long Step = 50L << 20;
        private long read;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await inner.ReadAsync(buffer, cancellationToken);
            if (read / Step != (read + count) / Step)
                probe();
            read += count;
            return count;
        }
    }
}

[TestFixture, Category("Fast")]
internal sealed class S3PartsTests
{
    [Test]
    public void Ten_thousand_parts_hold_the_largest_S3_object()
    {
        var sizes = Enumerable.Range(1, S3Parts.Maximum).Select(n => S3Parts.Size(n)).ToList();

        sizes[0].Should().Be(8 << 20);
        sizes.Should().BeInAscendingOrder();
        sizes.Sum(s => (long)s).Should().BeGreaterThanOrEqualTo(S3Parts.LargestObject);
        sizes.Should().OnlyContain(s => s >= 5 << 20 && s <= S3Parts.Largest, "S3 takes parts from 5 MiB to 5 GiB");
        sizes.Take(4 * S3Parts.OfASize).Should().OnlyContain(s => s <= 64 << 20);
        sizes.Should().OnlyContain(s => (long)s * (S3Parts.Buffers / S3Parts.Slots(s)) <= Math.Max(256L << 20, s), "memory");
    }
}

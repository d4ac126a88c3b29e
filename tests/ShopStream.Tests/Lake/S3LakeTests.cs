using System.Net;
using Amazon.S3.Model;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Lake;

/// <summary>A lake in S3: its requests, and answers that are lost or falsified.</summary>
[TestFixture, Category("Live")]
internal sealed class S3LakeTests : S3LakeFixture
{
    [Test]
    public async Task Prefix_separates_the_lake_from_the_rest_of_the_bucket()
    {
        await using var lake = new S3Lake(Server.Settings("daily/eu"));
        await Server.Client.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = Server.Bucket,
                Key = "daily/europe",
                ContentBody = "not ours",
            }
        );
        await Server.Client.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = Server.Bucket,
                Key = "daily/eu/raw/",
                ContentBody = "",
            }
        );

        await WriteAsync(lake, "raw/a", 3);

        (await ListAsync(lake)).Select(e => (e.Key, e.Bytes)).Should().Equal(("raw/a", 3));
        (await Server.Client.GetObjectMetadataAsync(Server.Bucket, "daily/eu/raw/a")).ContentLength.Should().Be(3);
        lake.Description.Should().Be($"s3://{Server.Bucket}/daily/eu");
    }

    [Test]
    public async Task Small_stream_is_one_request_and_a_large_one_a_multipart_upload()
    {
        var http = new TamperedHttp((_, send) => send());
        await using var lake = Open(http);

        await WriteAsync(lake, "raw/small", Part - 1);
        http.Requests.Select(s => s.Split(' ')[0]).Should().Equal("PUT", "HEAD");

        await WriteAsync(lake, "raw/large", 2 * Part + 1);
        http.Requests.Count(s => s.Contains("partNumber", StringComparison.Ordinal)).Should().Be(3);
    }

    [Test]
    public async Task Every_put_and_every_part_carries_the_checksum_of_its_bytes()
    {
        var checksums = new List<string>();
        await using var lake = Open(
            new TamperedHttp(
                (request, send) =>
                {
                    if (request.Method == HttpMethod.Put)
                        lock (checksums)
                            checksums.AddRange(request.Headers.TryGetValues("x-amz-checksum-sha256", out var sent) ? sent : []);
                    return send();
                }
            )
        );

        var small = await WriteAsync(lake, "raw/small", 10);
        await WriteAsync(lake, "raw/large", 2 * Part);

        checksums.Should().HaveCount(3).And.Contain(Convert.ToBase64String(Convert.FromHexString(small.Sha256)));
    }

    [Test]
    public async Task Failed_part_aborts_the_upload()
    {
        await using var lake = Open(
            new TamperedHttp(
                (request, send) =>
                    request.RequestUri!.Query.Contains("partNumber=2", StringComparison.Ordinal)
                        ? TamperedHttp.Answer(HttpStatusCode.InternalServerError, "InternalError")
                        : send()
            )
        );

        var write = () => WriteAsync(lake, "raw/broken", 5 * Part);

        (await write.Should().ThrowAsync<InfrastructureException>()).WithMessage(
            $"s3://{Server.Bucket}: cannot write raw/broken, part 2: {Server.Endpoint} responded 500 InternalError*Run again*"
        );
        (await lake.TryReadAsync("raw/broken", default)).Should().BeNull();
        (await Server.UnfinishedUploadsAsync()).Should().Be(0);
    }

    [Test]
    public async Task Completion_with_a_lost_response_is_recognized()
    {
        var lost = 0;
        await using var lake = Open(
            new TamperedHttp(
                async (request, send) =>
                {
                    var answer = await send();
                    if (request.Method != HttpMethod.Post || !request.RequestUri!.Query.Contains("uploadId", StringComparison.Ordinal) || lost++ > 0)
                        return answer;
                    answer.Dispose();
                    return await TamperedHttp.Answer(HttpStatusCode.InternalServerError, "InternalError");
                }
            )
        );

        var written = await WriteAsync(lake, "raw/completed", Part + 1);

        lost.Should().BeGreaterThan(1, "the completion was retried");
        using var copy = await lake.FetchAsync("raw/completed", Scratch, default);
        copy!.Sha256.Should().Be(written.Sha256);
    }

    [Test]
    public async Task Creation_with_a_lost_response_is_recognized_as_own()
    {
        var lost = 0;
        await using var lake = Open(
            new TamperedHttp(
                async (request, send) =>
                {
                    var answer = await send();
                    if (request.Method != HttpMethod.Put || lost++ > 0)
                        return answer;
                    answer.Dispose();
                    throw new HttpRequestException("the connection is gone");
                }
            )
        );

        (await lake.TryCreateAsync("locks/lost", "mine"u8.ToArray(), default)).Should().BeTrue();

        lost.Should().Be(2);
        await using var another = Open();
        (await another.TryCreateAsync("locks/lost", "mine"u8.ToArray(), default)).Should().BeFalse();
    }

    [Test]
    public async Task Persistent_conflict_means_the_key_exists()
    {
        var http = new TamperedHttp(
            (request, send) => request.Method == HttpMethod.Put ? TamperedHttp.Answer(HttpStatusCode.Conflict, "ConditionalRequestConflict") : send()
        );
        await using var lake = Open(http);

        (await lake.TryCreateAsync("locks/contended", "x"u8.ToArray(), default)).Should().BeFalse();

        http.Requests.Should().HaveCountLessThan(10);
    }

    [Test]
    public async Task Server_that_loses_bytes_is_detected_after_the_upload()
    {
        await using var lake = Open(
            new TamperedHttp(
                async (request, send) =>
                {
                    var answer = await send();
                    if (request.Method == HttpMethod.Head)
                        answer.Content.Headers.ContentLength = 9;
                    return answer;
                }
            )
        );

        var write = () => WriteAsync(lake, "raw/short", 10);

        (await write.Should().ThrowAsync<InfrastructureException>()).WithMessage("*raw/short holds 9 bytes* Expected 10 bytes*run again*");
    }

    [Test]
    public async Task Server_that_stores_other_bytes_is_detected_by_checksum()
    {
        await using var lake = Open(
            new TamperedHttp(
                async (request, send) =>
                {
                    var answer = await send();
                    if (request.Method != HttpMethod.Head)
                        return answer;
                    answer.Headers.Remove("x-amz-checksum-sha256");
                    answer.Headers.Add("x-amz-checksum-sha256", Convert.ToBase64String(new byte[32]));
                    return answer;
                }
            )
        );

        var write = () => WriteAsync(lake, "raw/other", 10);

        await write.Should().ThrowAsync<InfrastructureException>();
    }

    [Test]
    public async Task Download_with_a_wrong_checksum_is_rejected()
    {
        await using var writer = Open();
        await WriteAsync(writer, "raw/rotten", 10);
        await using var lake = Open(
            new TamperedHttp(
                async (request, send) =>
                {
                    var answer = await send();
                    if (request.Method == HttpMethod.Get)
                        await ReplaceContentAsync(answer, new MemoryStream(new byte[10]), 10);
                    return answer;
                }
            )
        );

        var read = () => lake.TryReadAsync("raw/rotten", default);

        await read.Should().ThrowAsync<InfrastructureException>();
    }

    [Test]
    public async Task Download_that_always_breaks_leaves_no_file()
    {
        await using var writer = Open();
        await WriteAsync(writer, "raw/never", 1000);
        await using var lake = Open(
            new TamperedHttp(
                async (request, send) =>
                {
                    var answer = await send();
                    if (request.Method == HttpMethod.Get)
                        await ReplaceContentAsync(answer, new BrokenStream(0), 1000);
                    return answer;
                }
            )
        );

        var fetch = () => lake.FetchAsync("raw/never", Scratch, default);

        (await fetch.Should().ThrowAsync<InfrastructureException>()).WithMessage("*cannot read raw/never: the line is cut*run again*");
        Directory.EnumerateFiles(Scratch).Should().BeEmpty();
    }

    /// <summary>Fails after a number of bytes.</summary>
    private sealed class BrokenStream(int bytes) : ReadStream
    {
        private int left = bytes;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = Math.Min(left, buffer.Length);
            if (count == 0)
                throw new IOException("the line is cut");
            left -= count;
            return ValueTask.FromResult(count);
        }
    }
}

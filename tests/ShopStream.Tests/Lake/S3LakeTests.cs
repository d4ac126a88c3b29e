using System.Net;
using System.Net.Sockets;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Lake;

[TestFixture, Category("Live")]
internal sealed class S3LakeTests
{
    private const int Part = 8 * 1024 * 1024;

    private TestS3 server = null!;
    private string scratch = "";

    [OneTimeSetUp]
    public async Task StartServer() => server = await TestS3.StartAsync();

    [OneTimeTearDown]
    public async Task StopServer()
    {
        if (server is not null)
            await server.DisposeAsync();
    }

    [SetUp]
    public void Create() => scratch = Directory.CreateTempSubdirectory("shopstream-lake-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(scratch, recursive: true);

    [Test]
    public async Task Prefix_separates_the_lake_from_the_rest_of_the_bucket()
    {
        await using var lake = new S3Lake(server.Settings("daily/eu"));
        await server.Client.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = server.Bucket,
                Key = "daily/europe",
                ContentBody = "not ours",
            }
        );
        await server.Client.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = server.Bucket,
                Key = "daily/eu/raw/",
                ContentBody = "",
            }
        );

        await WriteAsync(lake, "raw/a", 3);

        (await ListAsync(lake)).Should().Equal(new LakeEntry("raw/a", 3));
        (await server.Client.GetObjectMetadataAsync(server.Bucket, "daily/eu/raw/a")).ContentLength.Should().Be(3);
        lake.Description.Should().Be($"s3://{server.Bucket}/daily/eu");
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
    public async Task Two_throttled_requests_are_followed_by_a_third_attempt()
    {
        var refusals = 2;
        await using var lake = Open(
            new TamperedHttp(
                (request, send) => request.Method == HttpMethod.Put && refusals-- > 0 ? Answer(HttpStatusCode.ServiceUnavailable, "SlowDown") : send()
            )
        );

        await WriteAsync(lake, "raw/retried", 10);

        (await lake.TryReadAsync("raw/retried", default))!.Length.Should().Be(10);
    }

    [Test]
    public async Task Failed_part_aborts_the_upload()
    {
        await using var lake = Open(
            new TamperedHttp(
                (request, send) =>
                    request.RequestUri!.Query.Contains("partNumber=2", StringComparison.Ordinal)
                        ? Answer(HttpStatusCode.InternalServerError, "InternalError")
                        : send()
            )
        );

        var write = () => WriteAsync(lake, "raw/broken", 5 * Part);

        (await write.Should().ThrowAsync<InfrastructureException>()).WithMessage(
            $"s3://{server.Bucket}: cannot write raw/broken, part 2: {server.Endpoint} responded 500 InternalError*Run again*"
        );
        (await lake.TryReadAsync("raw/broken", default)).Should().BeNull();
        (await server.UnfinishedUploadsAsync()).Should().Be(0);
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
                    return await Answer(HttpStatusCode.InternalServerError, "InternalError");
                }
            )
        );

        var written = await WriteAsync(lake, "raw/completed", Part + 1);

        lost.Should().BeGreaterThan(1, "the completion was retried");
        using var copy = await lake.FetchAsync("raw/completed", scratch, default);
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
            (request, send) => request.Method == HttpMethod.Put ? Answer(HttpStatusCode.Conflict, "ConditionalRequestConflict") : send()
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

        var fetch = () => lake.FetchAsync("raw/never", scratch, default);

        (await fetch.Should().ThrowAsync<InfrastructureException>()).WithMessage("*cannot read raw/never: the line is cut*run again*");
        Directory.EnumerateFiles(scratch).Should().BeEmpty();
    }

    [Test]
    public async Task Missing_bucket_is_a_usage_error_with_the_command_to_create_it()
    {
        await using var lake = new S3Lake(server.Settings(bucket: "shopstream-datalake-none"));
        Func<Task>[] operations =
        [
            () => WriteAsync(lake, "raw/a", 10),
            () => WriteAsync(lake, "raw/a", Part + 1),
            () => lake.TryCreateAsync("raw/a", "x"u8.ToArray(), default),
            () => lake.TryReadAsync("raw/a", default),
            () => lake.FetchAsync("raw/a", scratch, default),
            () => lake.DeleteAsync("raw/a", default),
            () => ListAsync(lake),
        ];

        foreach (var operation in operations)
            (await operation.Should().ThrowAsync<UsageException>()).WithMessage(
                "s3://shopstream-datalake-none: cannot * has no bucket 'shopstream-datalake-none'.*aws s3api create-bucket --bucket shopstream-datalake-none "
                    + $"--region eu-west-3 --create-bucket-configuration LocationConstraint=eu-west-3 --endpoint-url {server.Endpoint}"
            );
        Directory.EnumerateFiles(scratch).Should().BeEmpty();
    }

    [TestCase(HttpStatusCode.Forbidden, "AccessDenied", "*access denied. The account needs s3:ListBucket*")]
    [TestCase(HttpStatusCode.Forbidden, "SignatureDoesNotMatch", "*rejects the credentials (SignatureDoesNotMatch)*AWS_PROFILE*")]
    [TestCase(HttpStatusCode.MovedPermanently, "PermanentRedirect", "*not in the region eu-west-3*Set lake.region*")]
    public async Task Errors_that_need_a_change_are_usage_errors(HttpStatusCode status, string code, string message)
    {
        await using var lake = Open(new TamperedHttp((_, _) => Answer(status, code)));

        var read = () => lake.TryReadAsync("raw/a", default);

        (await read.Should().ThrowAsync<UsageException>()).WithMessage(message);
    }

    [Test]
    public async Task Unreachable_server_is_an_infrastructure_error_with_its_address()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var endpoint = $"http://{listener.LocalEndpoint}";
        listener.Stop();
        await using var lake = new S3Lake(new LakeSettings("s3://lake", endpoint), new S3Limits { Retries = 1 });

        var read = () => lake.TryReadAsync("raw/a", default);

        (await read.Should().ThrowAsync<InfrastructureException>()).WithMessage($"s3://lake: cannot read raw/a: *{endpoint} can be reached*");
    }

    [Test]
    public async Task Silent_server_times_out_at_the_deadline()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var lake = new S3Lake(new LakeSettings("s3://lake", $"http://{silent.LocalEndpoint}"), new S3Limits { Deadline = TimeSpan.FromSeconds(1) });

        var read = () => lake.TryReadAsync("raw/a", default);

        (await read.Should().ThrowAsync<InfrastructureException>().WaitAsync(TimeSpan.FromSeconds(20))).WithMessage(
            "s3://lake: cannot read raw/a: http://127.0.0.1:* did not respond within 1 s*"
        );
    }

    [Test]
    public async Task Progressing_download_outlives_the_request_deadline()
    {
        await using var writer = Open();
        await WriteAsync(writer, "raw/slow", 10);
        var http = new TamperedHttp(
            async (request, send) =>
            {
                var answer = await send();
                if (request.Method == HttpMethod.Get)
                    await ReplaceContentAsync(answer, new SlowStream(await answer.Content.ReadAsByteArrayAsync(), TimeSpan.FromMilliseconds(500)), 10);
                return answer;
            }
        );
        await using var lake = new S3Lake(server.Settings(), new S3Limits { Http = http, Deadline = TimeSpan.FromSeconds(3) });

        (await lake.TryReadAsync("raw/slow", default))!.Length.Should().Be(10);
    }

    private static async Task<LakeFile> WriteAsync(S3Lake lake, string key, int bytes) => await lake.WriteAsync(key, new GeneratedStream(bytes), default);

    private static async Task<List<LakeEntry>> ListAsync(S3Lake lake)
    {
        var found = new List<LakeEntry>();
        await foreach (var entry in lake.ListAsync("", default))
            found.Add(entry);
        return found;
    }

    internal static Task<HttpResponseMessage> Answer(HttpStatusCode status, string code) =>
        Task.FromResult(
            new HttpResponseMessage(status)
            {
                Content = new StringContent(
                    $"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>made up</Message><RequestId>1</RequestId></Error>",
                    Encoding.UTF8,
                    "application/xml"
                ),
            }
        );

    private static async Task ReplaceContentAsync(HttpResponseMessage answer, Stream body, long length)
    {
        await answer.Content.LoadIntoBufferAsync();
        answer.Content = new StreamContent(body, 1);
        answer.Content.Headers.ContentLength = length;
    }

    private S3Lake Open(TamperedHttp? http = null) => new(server.Settings(), new S3Limits { Http = http });

    /// <summary>Fails after a number of bytes.</summary>
    private sealed class BrokenStream(int bytes) : TestStream
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

    /// <summary>Sends one byte at a time, each after a delay.</summary>
    private sealed class SlowStream(byte[] bytes, TimeSpan pause) : TestStream
    {
        private int read;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (read == bytes.Length)
                return 0;
            await Task.Delay(pause, cancellationToken);
            buffer.Span[0] = bytes[read++];
            return 1;
        }
    }
}

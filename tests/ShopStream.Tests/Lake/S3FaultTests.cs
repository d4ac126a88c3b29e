using System.Net;
using System.Net.Sockets;
using Amazon.S3.Model;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Results;
using ShopStream.Tests.Faults;

namespace ShopStream.Tests.Lake;

/// <summary>S3 behind a connection that breaks, goes silent or is refused.</summary>
[TestFixture, Category("Live")]
internal sealed class S3FaultTests : S3LakeFixture
{
    private static readonly S3Limits Quick = new() { Pause = TimeSpan.FromMilliseconds(10), Attempt = TimeSpan.FromSeconds(20) };

    [Test]
    public async Task Connection_resets_during_an_upload_lose_no_byte()
    {
        await using var proxy = Proxy(n => n % 2 == 1 && n < 8 ? TcpPlan.Cut(TcpDirection.Sent, 3_000_000) : TcpPlan.Through);
        await using var lake = Open(proxy, Quick);

        var written = await lake.WriteAsync("raw/reset", new GeneratedStream(3 * Part + 5), default);

        written.Sha256.Should().Be(GeneratedStream.Sha256(3 * Part + 5));
        (await Direct().HashAsync("raw/reset", default)).Should().Be(written);
        proxy.Accepted.Should().BeGreaterThan(4);
        (await Server.UnfinishedUploadsAsync()).Should().Be(0);
    }

    [Test]
    public async Task Reset_download_resumes_where_it_stopped()
    {
        const int bytes = 5_000_000,
            until = 1_000_000;
        var written = await Direct().WriteAsync("raw/resumed", new GeneratedStream(bytes), default);
        await using var proxy = Proxy(n => n <= 4 ? TcpPlan.Cut(TcpDirection.Received, until) : TcpPlan.Through);
        var ranges = new List<string?>();
        var http = new TamperedHttp(
            (request, send) =>
            {
                ranges.Add(request.Headers.Range?.ToString());
                return send();
            }
        );
        await using var lake = Open(proxy, Quick with { Http = http, Retries = 1 });

        using var copy = await lake.FetchAsync("raw/resumed", Scratch, default);

        copy!.Sha256.Should().Be(written.Sha256);
        new FileInfo(copy.Path).Length.Should().Be(bytes);
        ranges.Should().HaveCount(5).And.OnlyHaveUniqueItems("each resumes where the previous one stopped");
        ranges[0].Should().BeNull();
    }

    [Test]
    public async Task Silent_download_times_out_and_resumes()
    {
        const int bytes = 3_000_000;
        var written = await Direct().WriteAsync("raw/silent", new GeneratedStream(bytes), default);
        await using var proxy = Proxy(n => n == 1 ? TcpPlan.Silence(TcpDirection.Received, 1_000_000) : TcpPlan.Through);
        await using var lake = Open(proxy, Quick with { Attempt = TimeSpan.FromSeconds(1) });

        (await lake.HashAsync("raw/silent", default)).Should().Be(written);
    }

    [Test]
    public async Task Object_replaced_during_a_download_is_read_again_from_the_start()
    {
        await Direct().WriteAsync("raw/replaced", new GeneratedStream(3_000_000), default);
        LakeFile? other = null;
        await using var proxy = Proxy(n => n == 1 ? TcpPlan.Cut(TcpDirection.Received, 1_000_000) : TcpPlan.Through);
        var http = new TamperedHttp(
            async (request, send) =>
            {
                if (request.Headers.Range is not null)
                    other ??= await Direct().WriteAsync("raw/replaced", new GeneratedStream(2_000_000, seed: 9), default);
                return await send();
            }
        );
        await using var lake = Open(proxy, Quick with { Http = http });

        (await lake.HashAsync("raw/replaced", default)).Should().Be(other);
        other.Should().NotBeNull();
    }

    [Test]
    public async Task Refused_connection_is_retried_the_configured_number_of_times()
    {
        await using var proxy = Proxy(_ => TcpPlan.Refuse);
        var http = new TamperedHttp((_, send) => send());
        await using var lake = Open(proxy, Quick with { Http = http, Retries = 3 });

        var read = () => lake.TryReadAsync("raw/a", default);

        (await read.Should().ThrowAsync<InfrastructureException>()).WithMessage("*cannot read *raw/a: *tried 4 times*run again*");
        http.Requests.Should().HaveCount(4, "the SDK's retries do not multiply ours");
    }

    [Test]
    public async Task Connection_reset_during_connect_is_retried_and_reported()
    {
        // .NET reads a new socket's remote endpoint, and reports a reset there as a SocketException.
        var http = new TamperedHttp((_, _) => throw new SocketException((int)SocketError.NotConnected));
        await using var lake = new S3Lake(Server.Settings(), Quick with { Http = http, Retries = 3 });

        var read = () => lake.TryReadAsync("raw/a", default);

        (await read.Should().ThrowAsync<InfrastructureException>()).WithMessage("*cannot read *raw/a: *tried 4 times*run again*");
    }

    [Test]
    public async Task Request_never_exceeds_the_lake_deadline()
    {
        await using var proxy = Proxy(_ => TcpPlan.Silence(TcpDirection.Sent, 0));
        await using var lake = new S3Lake(
            new LakeSettings($"s3://{Server.Bucket}", $"http://127.0.0.1:{proxy.Port}") { Storage = new LakeStorage(deadline: TimeSpan.FromSeconds(1)) }
        );
        Func<Task>[] operations =
        [
            () => lake.TryCreateAsync("raw/a", "x"u8.ToArray(), default),
            () => lake.DeleteAsync("raw/a", default),
            () => lake.TryReadAsync("raw/a", default),
        ];

        foreach (var operation in operations)
            (await operation.Should().ThrowAsync<InfrastructureException>().WaitAsync(TimeSpan.FromSeconds(10))).WithMessage("*within 1 s*run again");
    }

    [TestCase(HttpStatusCode.ServiceUnavailable, "SlowDown", 4)]
    [TestCase(HttpStatusCode.InternalServerError, "InternalError", 4)]
    [TestCase(HttpStatusCode.TooManyRequests, "TooManyRequests", 4)]
    [TestCase(HttpStatusCode.Forbidden, "AccessDenied", 1)]
    [TestCase(HttpStatusCode.BadRequest, "InvalidRequest", 1)]
    [TestCase(HttpStatusCode.NotImplemented, "NotImplemented", 1)]
    public async Task Only_transient_errors_are_retried(HttpStatusCode status, string code, int tries)
    {
        var http = new TamperedHttp((_, _) => TamperedHttp.Answer(status, code));
        await using var lake = new S3Lake(Server.Settings(), Quick with { Http = http, Retries = 3 });

        await FluentActions.Awaiting(() => lake.WriteAsync("raw/a", new GeneratedStream(10), default)).Should().ThrowAsync<ProblemException>();

        http.Requests.Should().HaveCount(tries);
    }

    [Test]
    public async Task Late_transfer_fails_with_its_key_and_the_setting()
    {
        await using var lake = new S3Lake(Server.Settings() with { Storage = new LakeStorage(deadline: TimeSpan.FromSeconds(1)) });
        var content = new GeneratedStream(3 * Part, pauseAt: 2 * Part, pause: () => Task.Delay(TimeSpan.FromMilliseconds(1500)));

        var write = () => lake.WriteAsync("raw/late", content, default);

        (await write.Should().ThrowAsync<InfrastructureException>()).WithMessage(
            $"s3://{Server.Bucket}: cannot write raw/late: it was not done within 1 s (setting lake.deadline)*run again"
        );
        (await Direct().TryReadAsync("raw/late", default)).Should().BeNull();
        (await Server.UnfinishedUploadsAsync()).Should().Be(0);
    }

    [Test]
    public async Task Only_old_unfinished_uploads_below_the_prefix_are_aborted()
    {
        async Task<string> BeginAsync(string key) =>
            (await Server.Client.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest { BucketName = Server.Bucket, Key = key })).UploadId;
        var (ours, theirs) = (await BeginAsync("ours/raw/postgres/orders/x.csv"), await BeginAsync("theirs/raw/postgres/orders/x.csv"));

        // The server dates every upload November 2010.
        var old = new DateTimeOffset(2010, 11, 11, 0, 0, 0, TimeSpan.Zero);
        await new S3Lake(Server.Settings("ours"), new S3Limits { Time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(old) }).TidyAsync(
            _ => false,
            default
        );
        (await Server.UnfinishedUploadsAsync()).Should().Be(2, "a recent upload may still be running");
        await new S3Lake(Server.Settings("ours")).TidyAsync(_ => false, default);

        var left = (await Server.Client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = Server.Bucket })).MultipartUploads;
        left.Should().ContainSingle().Which.UploadId.Should().Be(theirs).And.NotBe(ours);
        await Server.Client.AbortMultipartUploadAsync(Server.Bucket, "theirs/raw/postgres/orders/x.csv", theirs);
    }

    [Test]
    public async Task Unfinished_upload_of_a_dead_run_is_aborted_whatever_its_age()
    {
        foreach (var key in new[] { "ours/raw/next/2026-01-15/me/postgres/orders/x.csv", "ours/raw/next/2026-01-15/other/postgres/orders/x.csv" })
            await Server.Client.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest { BucketName = Server.Bucket, Key = key });
        // Before the server's date of every upload, which then is of the future.
        var now = new DateTimeOffset(2010, 11, 9, 0, 0, 0, TimeSpan.Zero);

        await new S3Lake(Server.Settings("ours"), new S3Limits { Time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(now) }).TidyAsync(
            key => key.Contains("/me/", StringComparison.Ordinal),
            default
        );

        var left = (await Server.Client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = Server.Bucket }))
            .MultipartUploads.Should()
            .ContainSingle()
            .Which;
        left.Key.Should().Contain("/other/");
        await Server.Client.AbortMultipartUploadAsync(Server.Bucket, left.Key, left.UploadId);
    }

    [Test]
    public async Task Object_too_large_for_one_copy_is_copied_by_parts()
    {
        const int bytes = 12_000_001;
        var lake = new S3Lake(Server.Settings(), new S3Limits { LargestCopy = 6_000_000, CopyPart = 5 * 1024 * 1024 });
        var written = await lake.WriteAsync("raw/next/large", new GeneratedStream(bytes), default);

        await lake.CopyAsync("raw/next/large", "raw/large", written.Sha256, default);

        (await lake.HashAsync("raw/large", default)).Should().Be(written with { Key = "raw/large" });
        (await Server.Client.GetObjectMetadataAsync(Server.Bucket, "raw/large")).Metadata["sha256"].Should().Be(written.Sha256);
        (await Server.UnfinishedUploadsAsync()).Should().Be(0);
    }

    private TcpProxy Proxy(Func<int, TcpPlan> plan) => new("127.0.0.1", new Uri(Server.Endpoint).Port, plan);

    private S3Lake Open(TcpProxy proxy, S3Limits limits) => new(new LakeSettings($"s3://{Server.Bucket}", $"http://127.0.0.1:{proxy.Port}"), limits);

    private S3Lake Direct() => new(Server.Settings());
}

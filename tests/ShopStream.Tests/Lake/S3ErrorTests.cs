using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Lake;

/// <summary>Which errors of S3 are retried, which need a change, and which may pass.</summary>
[TestFixture, Category("Live")]
internal sealed class S3ErrorTests : S3LakeFixture
{
    [Test]
    public async Task Two_throttled_requests_are_followed_by_a_third_attempt()
    {
        var refusals = 2;
        await using var lake = Open(
            new TamperedHttp(
                (request, send) =>
                    request.Method == HttpMethod.Put && refusals-- > 0 ? TamperedHttp.Answer(HttpStatusCode.ServiceUnavailable, "SlowDown") : send()
            )
        );

        await WriteAsync(lake, "raw/retried", 10);

        (await lake.TryReadAsync("raw/retried", default))!.Length.Should().Be(10);
    }

    [Test]
    public async Task Missing_bucket_is_a_usage_error_with_the_command_to_create_it()
    {
        await using var lake = new S3Lake(Server.Settings(bucket: "shopstream-datalake-none"));
        Func<Task>[] operations =
        [
            () => WriteAsync(lake, "raw/a", 10),
            () => WriteAsync(lake, "raw/a", Part + 1),
            () => lake.TryCreateAsync("raw/a", "x"u8.ToArray(), default),
            () => lake.TryReadAsync("raw/a", default),
            () => lake.FetchAsync("raw/a", Scratch, default),
            () => lake.DeleteAsync("raw/a", default),
            () => ListAsync(lake),
        ];

        foreach (var operation in operations)
            (await operation.Should().ThrowAsync<UsageException>()).WithMessage(
                "s3://shopstream-datalake-none: cannot * has no bucket 'shopstream-datalake-none'.*aws s3api create-bucket --bucket shopstream-datalake-none "
                    + $"--region eu-west-3 --create-bucket-configuration LocationConstraint=eu-west-3 --endpoint-url {Server.Endpoint}"
            );
        Directory.EnumerateFiles(Scratch).Should().BeEmpty();
    }

    [TestCase(HttpStatusCode.Forbidden, "AccessDenied", "*access denied. The account needs s3:ListBucket*")]
    [TestCase(HttpStatusCode.Forbidden, "SignatureDoesNotMatch", "*rejects the credentials (SignatureDoesNotMatch)*AWS_PROFILE*")]
    [TestCase(HttpStatusCode.MovedPermanently, "PermanentRedirect", "*not in the region eu-west-3*Set lake.region*")]
    public async Task Errors_that_need_a_change_are_usage_errors(HttpStatusCode status, string code, string message)
    {
        await using var lake = Open(new TamperedHttp((_, _) => TamperedHttp.Answer(status, code)));

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
        await using var lake = new S3Lake(Server.Settings(), new S3Limits { Http = http, Deadline = TimeSpan.FromSeconds(3) });

        (await lake.TryReadAsync("raw/slow", default))!.Length.Should().Be(10);
    }

    /// <summary>Sends one byte at a time, each after a delay.</summary>
    private sealed class SlowStream(byte[] bytes, TimeSpan pause) : ReadStream
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

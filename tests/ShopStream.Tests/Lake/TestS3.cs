using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Amazon.S3;
using Amazon.S3.Model;
using ShopStream.Pipeline.Lake;
using NUnit.Framework;
using Testcontainers.LocalStack;

namespace ShopStream.Tests.Lake;

/// <summary>A real S3-speaking server with a bucket of its own: moto_server where it is installed, LocalStack where Docker runs.</summary>
internal sealed class TestS3 : IAsyncDisposable
{
    private const string Region = "eu-west-3";
    private readonly Process? process;
    private readonly LocalStackContainer? container;

    private TestS3(string endpoint, Process? process, LocalStackContainer? container) => (Endpoint, this.process, this.container) = (endpoint, process, container);

    public string Endpoint { get; }

    public string Bucket { get; } = $"shopstream-datalake-{Guid.NewGuid():n}";

    public LakeSettings Settings(string prefix = "") => new($"s3://{Bucket}/{prefix}", Endpoint, Region);

    public static async Task<TestS3> StartAsync()
    {
        // The SDK's own chain finds them; moto's convention for what is no secret.
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "testing");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "testing");
        var server = await StartMotoAsync() ?? await StartContainerAsync();
        Live.Require(server is not null, "no S3-speaking server: install moto_server (pip install 'moto[server]') or start Docker for LocalStack");
        using var client = server!.Client();
        await client.PutBucketAsync(new PutBucketRequest { BucketName = server.Bucket, BucketRegionName = Region });
        return server;
    }

    public AmazonS3Client Client() => new(new AmazonS3Config { ServiceURL = Endpoint, AuthenticationRegion = Region, ForcePathStyle = true });

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
        if (container is not null) await container.DisposeAsync();
    }

    private static async Task<TestS3?> StartMotoAsync()
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(f => Path.Combine(f, "moto_server")).FirstOrDefault(File.Exists);
        if (program is null) return null;
        var port = FreePort();
        var moto = Process.Start(new ProcessStartInfo(program, ["-H", "127.0.0.1", "-p", $"{port}"]) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        moto.OutputDataReceived += (_, _) => { };
        moto.ErrorDataReceived += (_, _) => { };
        moto.BeginOutputReadLine();
        moto.BeginErrorReadLine();
        var server = new TestS3($"http://127.0.0.1:{port}", moto, null);
        for (var i = 0; i < 300; i++)
        {
            using var socket = new TcpClient();
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port);
                return server;
            }
            catch (SocketException)
            {
                await Task.Delay(100);
            }
        }
        await server.DisposeAsync();
        throw new InvalidOperationException($"moto_server did not listen on port {port} within 30 s");
    }

    private static async Task<TestS3?> StartContainerAsync()
    {
        try
        {
            var localStack = new LocalStackBuilder("localstack/localstack:4").Build();
            await localStack.StartAsync();
            return new TestS3(localStack.GetConnectionString(), null, localStack);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or HttpRequestException or Docker.DotNet.DockerApiException or TimeoutException)
        {
            await TestContext.Progress.WriteLineAsync($"LocalStack: {e.Message}");
            return null;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

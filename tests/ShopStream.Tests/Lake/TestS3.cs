using Amazon.S3;
using Amazon.S3.Model;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;
using DotNet.Testcontainers.Images;
using ShopStream.Pipeline.Lake;
using Testcontainers.LocalStack;

namespace ShopStream.Tests.Lake;

/// <summary>An S3-compatible server with a fresh bucket: moto_server if installed, otherwise LocalStack in Docker, otherwise the test is skipped.</summary>
internal sealed class TestS3 : IAsyncDisposable
{
    // Credentials that moto and LocalStack accept. They replace the developer's own for the whole test run.
    private static readonly Dictionary<string, string> Variables = new(StringComparer.Ordinal)
    {
        ["AWS_ACCESS_KEY_ID"] = "testing",
        ["AWS_SECRET_ACCESS_KEY"] = "testing",
        ["AWS_EC2_METADATA_DISABLED"] = "true",
    };

    private static readonly SemaphoreSlim Gate = new(1);
    private static bool started;
    private static string? shared;
    private static MotoServer? moto;
    private static DockerContainer? localStack;

    private readonly DockerContainer? container;

    private TestS3(string endpoint, DockerContainer? container)
    {
        Endpoint = endpoint;
        this.container = container;
        Bucket = "shopstream-datalake-" + Guid.NewGuid().ToString("N")[..12];
        Client = new AmazonS3Client(
            new AmazonS3Config
            {
                ServiceURL = endpoint,
                AuthenticationRegion = LakeSettings.DefaultRegion,
                ForcePathStyle = true,
            }
        );
    }

    /// <summary>Absolute http URL of the server.</summary>
    public string Endpoint { get; }

    /// <summary>The bucket, in eu-west-3 and empty at the start.</summary>
    public string Bucket { get; }

    /// <summary>Client that bypasses the lake.</summary>
    public AmazonS3Client Client { get; }

    /// <summary>Sets the credentials of the test run.</summary>
    public static void SetCredentials()
    {
        foreach (var (name, value) in Variables)
            Environment.SetEnvironmentVariable(name, value);
    }

    /// <summary>Creates a fresh bucket on the server shared by the whole test run. Skips the test (or fails it if CI=true) if no server is available.</summary>
    public static async Task<TestS3> StartAsync()
    {
        await Gate.WaitAsync();
        try
        {
            if (!started)
            {
                moto = await MotoServer.StartAsync();
                shared = moto?.Endpoint ?? await LocalStackOrNullAsync();
            }
            started = true;
        }
        finally
        {
            Gate.Release();
        }
        ServerRequirement.Require(shared is not null, "no S3 server: pip install 'moto[server]' puts moto_server on the PATH, or start Docker for LocalStack");
        return await WithBucketAsync(new TestS3(shared!, container: null));
    }

    /// <summary>Stops the shared server, if one was started.</summary>
    public static async Task StopAsync()
    {
        moto?.Dispose();
        if (localStack is not null)
            await localStack.DisposeAsync();
    }

    /// <summary>Starts LocalStack from an image that already exists; tests download none.</summary>
    /// <exception cref="Exception">Testcontainers failed: there is no Docker, or no image.</exception>
    public static async Task<TestS3> StartLocalStackAsync()
    {
        var stack = await RunLocalStackAsync(mayPull: false);
        return await WithBucketAsync(new TestS3(stack.GetConnectionString(), stack));
    }

    /// <summary>Name of the server.</summary>
    public const string LocalStackImage = "localstack/localstack:4";

    private static async Task<TestS3> WithBucketAsync(TestS3 server)
    {
        await server.Client.PutBucketAsync(
            new PutBucketRequest
            {
                BucketName = server.Bucket,
                PutBucketConfiguration = new PutBucketConfiguration { LocationConstraint = LakeSettings.DefaultRegion },
            }
        );
        return server;
    }

    public LakeSettings Settings(string prefix = "", string? bucket = null) => new($"s3://{bucket ?? Bucket}/{prefix}", Endpoint);

    public async Task<int> UnfinishedUploadsAsync()
    {
        var found = await Client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = Bucket });
        return found.MultipartUploads?.Count ?? 0;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (container is not null)
            await container.DisposeAsync();
    }

    private static async Task<string?> LocalStackOrNullAsync()
    {
        try
        {
            var stack = await RunLocalStackAsync(mayPull: true);
            localStack = stack;
            return stack.GetConnectionString();
        }
        catch (Exception e) when (e is DockerUnavailableException or HttpRequestException or ArgumentException)
        {
            return null;
        }
    }

    private static async Task<LocalStackContainer> RunLocalStackAsync(bool mayPull)
    {
        var stack = new LocalStackBuilder(LocalStackImage)
            .WithEnvironment("SERVICES", "s3")
            .WithImagePullPolicy(mayPull ? PullPolicy.Missing : PullPolicy.Never)
            .Build();
        try
        {
            await stack.StartAsync();
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }
}

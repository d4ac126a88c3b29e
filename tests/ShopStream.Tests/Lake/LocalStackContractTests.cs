using NUnit.Framework;
using ShopStream.Pipeline.Lake;

namespace ShopStream.Tests.Lake;

/// <summary>The lake contract on LocalStack, if Docker has its image; with SHOPSTREAM_TEST_LOCALSTACK=required its absence is a failure.</summary>
[TestFixture, Category("Live")]
internal sealed class LocalStackContractTests : LakeContract
{
    private TestS3 server = null!;
    private int opened;

    [OneTimeSetUp]
    public async Task StartServer()
    {
        try
        {
            server = await TestS3.StartLocalStackAsync();
        }
        catch (Exception e) when (Environment.GetEnvironmentVariable("SHOPSTREAM_TEST_LOCALSTACK") is not "required")
        {
            Assert.Ignore($"no LocalStack: docker pull {TestS3.LocalStackImage} gets its image, where an engine runs ({e.Message.Split('\n')[0].Trim()})");
        }
    }

    [OneTimeTearDown]
    public async Task StopServer()
    {
        if (server is not null)
            await server.DisposeAsync();
    }

    // A separate prefix gives each test an empty lake.
    protected override Task<ILake> OpenAsync()
    {
        opened++;
        return Task.FromResult(OpenAgain());
    }

    protected override ILake OpenAgain() => new S3Lake(server.Settings($"test/{opened}"), new S3Limits { PageKeys = 2 });

    protected override Task<int> LeftoversAsync() => server.UnfinishedUploadsAsync();
}

using NUnit.Framework;
using ShopStream.Pipeline.Lake;

namespace ShopStream.Tests.Lake;

[TestFixture, Category("Live")]
internal sealed class S3LakeContractTests : LakeContract
{
    private TestS3 server = null!;
    private int opened;

    [OneTimeSetUp]
    public async Task StartServer() => server = await TestS3.StartAsync();

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

using NUnit.Framework;
using ShopStream.Tests;
using ShopStream.Tests.Faults;
using ShopStream.Tests.Lake;
using ShopStream.Tests.Sandbox;

[assembly: Parallelizable(ParallelScope.Fixtures)]

/// <summary>Sets up and removes what all tests share: a working directory, one PostgreSQL, one S3 server and one loaded shop.</summary>
[SetUpFixture]
#pragma warning disable CA1050 // a set-up fixture for the whole assembly has no namespace
#pragma warning disable MA0047
public sealed class TestRun
#pragma warning restore MA0047, CA1050
{
    [OneTimeSetUp]
    public void Enter_the_starter_folder()
    {
        TestS3.SetCredentials();
        StarterFolder.Enter();
    }

    [OneTimeTearDown]
    public async Task Stop_the_servers()
    {
        LoadedShop.Remove();
        ShopStream.Tests.Changes.ComparedShop.Remove();
        await TestPostgres.StopAsync();
        await TestS3.StopAsync();
        StarterFolder.Leave();
    }
}

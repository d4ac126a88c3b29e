using NUnit.Framework;
using ShopStream.Tests;
using ShopStream.Tests.Faults;
using ShopStream.Tests.Lake;
using ShopStream.Tests.Sandbox;

[assembly: Parallelizable(ParallelScope.Fixtures)]

/// <summary>What the whole test run shares: a folder to work in, one PostgreSQL, one S3 server and one loaded shop.</summary>
[SetUpFixture]
#pragma warning disable CA1050 // NUnit finds the assembly's fixture by its having no namespace
#pragma warning disable MA0047
public sealed class TestRun
#pragma warning restore MA0047, CA1050
{
    [OneTimeSetUp]
    public void Leave_the_repository()
    {
        TestS3.SetCredentials();
        StarterFolder.Enter();
    }

    [OneTimeTearDown]
    public async Task Stop_the_servers()
    {
        LoadedShop.Remove();
        await TestPostgres.StopAsync();
        await TestS3.StopAsync();
        StarterFolder.Leave();
    }
}

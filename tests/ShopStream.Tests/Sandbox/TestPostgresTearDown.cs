using NUnit.Framework;
using ShopStream.Tests.Sandbox;

// Without a namespace: it holds for the whole assembly.
[SetUpFixture]
#pragma warning disable CA1050 // NUnit finds the assembly's fixture by its having no namespace
#pragma warning disable MA0047
public sealed class TestPostgresTearDown
#pragma warning restore MA0047, CA1050
{
    [OneTimeTearDown]
    public Task Stop_the_server() => TestPostgres.StopAsync();
}

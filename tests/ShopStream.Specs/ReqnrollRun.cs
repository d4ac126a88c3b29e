using NUnit.Framework;
using ShopStream.Specs.Hosting;

namespace ShopStream;

/// <summary>Starts Reqnroll's runtime once, for scenarios about data and for examples.</summary>
[SetUpFixture]
public sealed class ReqnrollRun
{
    [OneTimeSetUp]
    public Task StartAsync() => ReqnrollRuntime.StartAsync();

    [OneTimeTearDown]
    public Task EndAsync() => ReqnrollRuntime.EndAsync();
}

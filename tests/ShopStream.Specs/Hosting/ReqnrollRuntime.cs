using System.Reflection;
using NUnit.Framework;
using Reqnroll;
using Reqnroll.Analytics;
using Reqnroll.BoDi;
using Reqnroll.Infrastructure;
using Reqnroll.UnitTestProvider;

namespace ShopStream.Specs.Hosting;

/// <summary>Reqnroll's runtime for this test run, with the bindings of ShopStream.Features and this assembly; NUnit gets the outcomes.</summary>
internal static class ReqnrollRuntime
{
    private static readonly Assembly Tests = typeof(ReqnrollRuntime).Assembly;

    private static readonly ContainerBuilder Containers = new(new Dependencies());

    /// <summary>Reads the bindings. Reqnroll's telemetry is off.</summary>
    public static Task StartAsync() => TestRunnerManager.OnTestRunStartAsync(Tests, Containers);

    /// <summary>Ends the open features and the test run.</summary>
    public static Task EndAsync() => TestRunnerManager.OnTestRunEndAsync(Tests, Containers);

    /// <summary>A runner, preferably one that is already in the feature; release it with <see cref="TestRunnerManager.ReleaseTestRunner"/>.</summary>
    public static ITestRunner Runner(FeatureInfo feature) => TestRunnerManager.GetTestRunnerForAssembly(Tests, Containers, feature);

    private sealed class Dependencies : DefaultDependencyProvider
    {
        public override void RegisterGlobalContainerDefaults(ObjectContainer container)
        {
            base.RegisterGlobalContainerDefaults(container);
            container.RegisterTypeAs<NUnitOutcomes, IUnitTestRuntimeProvider>("nunit");
            container.RegisterTypeAs<NoTelemetry, IEnvironmentReqnrollTelemetryChecker>();
        }
    }

    // Created by BoDi, through its public constructor.
    private sealed class NoTelemetry : IEnvironmentReqnrollTelemetryChecker
    {
        public bool IsReqnrollTelemetryEnabled() => false;
    }

    private sealed class NUnitOutcomes : IUnitTestRuntimeProvider
    {
        public void TestPending(string message) => Assert.Inconclusive(message);

        public void TestInconclusive(string message) => Assert.Inconclusive(message);

        public void TestIgnore(string message) => Assert.Ignore(message);

        public ScenarioExecutionStatus? DetectExecutionStatus(Exception exception) =>
            exception is InconclusiveException or IgnoreException ? ScenarioExecutionStatus.Skipped : null;
    }
}

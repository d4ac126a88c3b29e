using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace ShopStream.Tests;

/// <summary>A case of a test that only the nightly lane runs; the default lane runs those that are written as <see cref="TestCaseAttribute"/>.</summary>
/// <param name="arguments">The arguments of the test.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class NightlyCaseAttribute(params object?[] arguments) : NUnitAttribute, ITestBuilder, IApplyToTest
{
    /// <inheritdoc />
    public IEnumerable<TestMethod> BuildFrom(IMethodInfo method, Test? suite) =>
        Lane.IsNightly ? new TestCaseAttribute(arguments).BuildFrom(method, suite) : [];

    /// <summary>Skips a test without arguments, which NUnit builds whatever <see cref="BuildFrom"/> returns.</summary>
    public void ApplyToTest(Test test)
    {
        if (arguments.Length > 0 || Lane.IsNightly)
            return;
        test.RunState = RunState.Ignored;
        test.Properties.Set(PropertyNames.SkipReason, "SHOPSTREAM_TEST_NIGHTLY=1 asks for it");
    }
}

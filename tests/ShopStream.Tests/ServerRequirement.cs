using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace ShopStream.Tests;

/// <summary>Skips a test whose server, browser or other program is missing; with CI=true the test fails instead.</summary>
internal static class ServerRequirement
{
    /// <summary>The category of such tests.</summary>
    public const string Category = "Live";

    /// <summary>Skips or fails the test unless <paramref name="available"/>.</summary>
    /// <exception cref="InvalidOperationException">The test is not in the category Live.</exception>
    public static void Require(bool available, string whatIsMissing)
    {
        var test = TestExecutionContext.CurrentContext.CurrentTest;
        if (!IsLive(test))
            throw new InvalidOperationException($"{test.FullName} needs a server: expected [Category(\"{Category}\")] on it or on its fixture");
        if (available)
            return;
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            Assert.Fail(whatIsMissing);
        Assert.Ignore(whatIsMissing);
    }

    private static bool IsLive(Test test)
    {
        // A set-up fixture has no category; its tests have one.
        if (test is SetUpFixture)
            return true;
        for (ITest? at = test; at is not null; at = at.Parent)
        {
            if (at.Properties[PropertyNames.Category].Contains(Category))
                return true;
        }
        return false;
    }
}

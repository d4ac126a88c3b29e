using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace ShopStream.Tests;

/// <summary>A test that needs a server, a browser or another program: skipped with the reason on a laptop, a failure where CI=true.</summary>
internal static class ServerRequirement
{
    /// <summary>The category of such tests.</summary>
    public const string Category = "Live";

    /// <summary>Ends the test unless <paramref name="available"/>.</summary>
    /// <exception cref="InvalidOperationException">The test is not in the category Live.</exception>
    public static void Require(bool available, string whatIsMissing)
    {
        var test = TestExecutionContext.CurrentContext.CurrentTest;
        if (!IsLive(test)) throw new InvalidOperationException($"{test.FullName} needs a server: expected [Category(\"{Category}\")] on it or on its fixture");
        if (available) return;
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            Assert.Fail(whatIsMissing);
        Assert.Ignore(whatIsMissing);
    }

    private static bool IsLive(Test test)
    {
        // A set-up fixture has no category of its own: its tests do.
        if (test is SetUpFixture) return true;
        for (ITest? at = test; at is not null; at = at.Parent)
        {
            if (at.Properties[PropertyNames.Category].Contains(Category)) return true;
        }
        return false;
    }
}

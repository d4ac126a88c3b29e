using NUnit.Framework;

namespace ShopStream.Tests;

/// <summary>A test that needs a server: skipped with the reason on a laptop, a failure where CI=true.</summary>
internal static class Live
{
    /// <summary>Ends the test unless <paramref name="available"/>.</summary>
    public static void Require(bool available, string whatIsMissing)
    {
        if (available) return;
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            Assert.Fail(whatIsMissing);
        Assert.Ignore(whatIsMissing);
    }
}

namespace ShopStream.Tests;

/// <summary>Whether sampled tests run in part (by default) or in full (with SHOPSTREAM_TEST_NIGHTLY=1).</summary>
internal static class Lane
{
    /// <summary>Whether this is the nightly lane.</summary>
    public static bool IsNightly { get; } = Environment.GetEnvironmentVariable("SHOPSTREAM_TEST_NIGHTLY") is "1";

    /// <summary>Chooses the value for the default lane or for the nightly one.</summary>
    public static T Pick<T>(T usual, T nightly) => IsNightly ? nightly : usual;
}

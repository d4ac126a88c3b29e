namespace ShopStream.Tests;

/// <summary>How much of a sampled test runs: a part of it in the default lane, all of it where SHOPSTREAM_TEST_NIGHTLY=1 asks for it.</summary>
internal static class Lane
{
    /// <summary>Whether this is the nightly lane.</summary>
    public static bool IsNightly { get; } = Environment.GetEnvironmentVariable("SHOPSTREAM_TEST_NIGHTLY") is "1";

    /// <summary>One value for the default lane, another for the nightly one.</summary>
    public static T Pick<T>(T usual, T nightly) => IsNightly ? nightly : usual;
}

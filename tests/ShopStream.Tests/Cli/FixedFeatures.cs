namespace ShopStream.Tests.Cli;

/// <summary>
/// Features, models and settings of a small shop that stays as it is: one English and one French feature that claim the same, with every family of sentences.
/// </summary>
internal static class FixedFeatures
{
    public static string Folder { get; } = Path.Combine(Clone.Root, "tests", "ShopStream.Tests", "Cli", "FixedFeatures");

    public static string SettingsFile { get; } = Path.Combine(Folder, "fixed.runsettings");
}

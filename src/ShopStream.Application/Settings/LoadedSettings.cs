using ShopStream.Quality.Results;

namespace ShopStream.Application.Settings;

/// <summary>Where the value of a setting came from.</summary>
/// <param name="Name">The setting, or the variable of a secret.</param>
/// <param name="Value">Its value; "set" for a secret.</param>
/// <param name="Origin">An option, a variable or a file.</param>
public sealed record SettingOrigin(string Name, string Value, string Origin);

/// <summary>The validated settings, and where each that is not a default came from.</summary>
/// <param name="Settings">The validated settings.</param>
/// <param name="Origins">By name; secrets last.</param>
public sealed record LoadedSettings(ShopSettings Settings, IReadOnlyList<SettingOrigin> Origins)
{
    /// <summary>Reads a settings file. Options outrank the environment, and the environment outranks the file.</summary>
    /// <param name="file">A .runsettings file.</param>
    /// <param name="options">Values that outrank the file, under the settings' names.</param>
    /// <param name="environment">Returns an environment variable's value; null where it is not set.</param>
    /// <param name="mayBeMissing">Whether a file that does not exist is one without settings; default: false.</param>
    /// <exception cref="UsageException">The file cannot be read, or settings are unknown or wrong: all of them.</exception>
    public static LoadedSettings Read(string file, IReadOnlyDictionary<string, string> options, Func<string, string?> environment, bool mayBeMissing = false)
    {
        var read = mayBeMissing && !File.Exists(file) ? new Dictionary<string, string>(StringComparer.Ordinal) : SettingsFile.Read(file);
        var settings = ShopSettings.From(read, options, environment, file);
        return new LoadedSettings(
            settings,
            [.. SettingOrigins.Of(read, file, options, environment), .. settings.Pipeline.Snowflake is null ? [] : settings.Snowflake.Origins()]
        );
    }
}

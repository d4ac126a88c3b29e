namespace ShopStream.Application.Settings;

/// <summary>Where each setting that is not a default came from. The values of secrets are not shown.</summary>
internal static class SettingOrigins
{
    // Named by the environment only.
    private static readonly (string Setting, string Variable)[] WithoutSetting = [("source.hostaddr", "PGHOSTADDR"), ("source.service", "PGSERVICE")];

    /// <param name="file">The values of the settings file.</param>
    /// <param name="fileName">The file's name as given.</param>
    /// <param name="options">The values of the command line.</param>
    /// <param name="environment">Returns an environment variable's value; null where it is not set.</param>
    public static IEnumerable<SettingOrigin> Of(
        IReadOnlyDictionary<string, string> file,
        string fileName,
        IReadOnlyDictionary<string, string> options,
        Func<string, string?> environment
    )
    {
        var variables = SettingsTable
            .All.Where(s => s.Variable is not null)
            .Select(s => (Setting: s.Name, Variable: s.Variable!))
            .Concat(WithoutSetting)
            .Where(v => environment(v.Variable) is { Length: > 0 })
            .ToDictionary(v => v.Setting, v => v.Variable, StringComparer.Ordinal);
        var names = options
            .Keys.Concat(variables.Keys)
            .Concat(file.Where(f => f.Value.Length > 0).Select(f => f.Key))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        foreach (var name in names)
        {
            yield return options.TryGetValue(name, out var option) ? new(name, Quality.Redaction.Secrets.Hide(option), SettingsTable.OptionOf(name))
            : variables.TryGetValue(name, out var variable) ? new(name, Quality.Redaction.Secrets.Hide(environment(variable)!), variable)
            : new(name, Quality.Redaction.Secrets.Hide(file[name]), fileName);
        }
        foreach (var secret in SettingsTable.Secrets.Where(s => environment(s.Name) is { Length: > 0 }))
            yield return new(secret.Name, "set", "environment");
    }
}

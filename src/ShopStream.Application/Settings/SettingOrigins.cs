namespace ShopStream.Application.Settings;

/// <summary>Where each setting that is not a default came from. The values of secrets are not shown.</summary>
internal static class SettingOrigins
{
    private static readonly (string Setting, string Variable)[] Variables =
    [
        ("source.host", "PGHOST"), ("source.hostaddr", "PGHOSTADDR"), ("source.service", "PGSERVICE"), ("source.port", "PGPORT"), ("source.database", "PGDATABASE"), ("source.user", "PGUSER"), ("source.sslmode", "PGSSLMODE"), ("source.sslrootcert", "PGSSLROOTCERT"),
        ("snowflake.account", "SNOWFLAKE_ACCOUNT"), ("snowflake.user", "SNOWFLAKE_USER"), ("snowflake.authenticator", "SNOWFLAKE_AUTHENTICATOR"), ("snowflake.private_key_file", "SNOWFLAKE_PRIVATE_KEY_FILE"),
        ("snowflake.database", "SNOWFLAKE_DATABASE"), ("snowflake.role", "SNOWFLAKE_ROLE"), ("snowflake.warehouse", "SNOWFLAKE_WAREHOUSE"), ("snowflake.host", "SNOWFLAKE_HOST"), ("snowflake.port", "SNOWFLAKE_PORT"), ("snowflake.protocol", "SNOWFLAKE_PROTOCOL"),
        ("snowflake.connection", "SNOWFLAKE_DEFAULT_CONNECTION_NAME"),
    ];

    private static readonly string[] Secrets = ["PGPASSWORD", "PGPASSFILE", "SNOWFLAKE_PASSWORD", "SNOWFLAKE_TOKEN", "SNOWFLAKE_PRIVATE_KEY_PASSPHRASE", "PRIVATE_KEY_PASSPHRASE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "OPENLINEAGE_API_KEY", "SHOPSTREAM_WEBHOOK_URL"];

    /// <param name="file">The values of the settings file.</param>
    /// <param name="fileName">The file's name as given.</param>
    /// <param name="options">The values of the command line.</param>
    /// <param name="environment">Returns an environment variable's value; null where it is not set.</param>
    public static IEnumerable<SettingOrigin> Of(IReadOnlyDictionary<string, string> file, string fileName, IReadOnlyDictionary<string, string> options, Func<string, string?> environment)
    {
        var variables = Variables.Where(v => environment(v.Variable) is { Length: > 0 }).ToDictionary(v => v.Setting, v => v.Variable, StringComparer.Ordinal);
        var names = options.Keys.Concat(variables.Keys).Concat(file.Where(f => f.Value.Length > 0).Select(f => f.Key)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        foreach (var name in names)
        {
            yield return options.TryGetValue(name, out var option) ? new(name, Quality.Redaction.Secrets.Hide(option), $"--{name.Replace('_', '-')}")
                : variables.TryGetValue(name, out var variable) ? new(name, Quality.Redaction.Secrets.Hide(environment(variable)!), variable)
                : new(name, Quality.Redaction.Secrets.Hide(file[name]), fileName);
        }
        foreach (var secret in Secrets.Where(s => environment(s) is { Length: > 0 })) yield return new(secret, "set", "environment");
    }
}

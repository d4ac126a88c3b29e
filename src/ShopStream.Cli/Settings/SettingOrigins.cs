namespace ShopStream.Cli.Settings;

/// <summary>Where each setting that is no default came from; secrets are said to be set, and no more.</summary>
internal static class SettingOrigins
{
    private static readonly (string Setting, string Variable)[] Variables =
    [
        ("source.host", "PGHOST"), ("source.port", "PGPORT"), ("source.database", "PGDATABASE"), ("source.user", "PGUSER"), ("source.sslmode", "PGSSLMODE"), ("source.sslrootcert", "PGSSLROOTCERT"),
        ("snowflake.account", "SNOWFLAKE_ACCOUNT"), ("snowflake.user", "SNOWFLAKE_USER"), ("snowflake.authenticator", "SNOWFLAKE_AUTHENTICATOR"), ("snowflake.private_key_file", "SNOWFLAKE_PRIVATE_KEY_FILE"),
        ("snowflake.database", "SNOWFLAKE_DATABASE"), ("snowflake.role", "SNOWFLAKE_ROLE"), ("snowflake.warehouse", "SNOWFLAKE_WAREHOUSE"), ("snowflake.host", "SNOWFLAKE_HOST"), ("snowflake.port", "SNOWFLAKE_PORT"), ("snowflake.protocol", "SNOWFLAKE_PROTOCOL"),
        ("snowflake.connection", "SNOWFLAKE_DEFAULT_CONNECTION_NAME"),
    ];

    private static readonly string[] Secrets = ["PGPASSWORD", "PGPASSFILE", "SNOWFLAKE_PASSWORD", "SNOWFLAKE_TOKEN", "SNOWFLAKE_PRIVATE_KEY_PASSPHRASE", "PRIVATE_KEY_PASSPHRASE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "OPENLINEAGE_API_KEY", "SHOPSTREAM_WEBHOOK_URL"];

    /// <param name="file">Of the settings file.</param>
    /// <param name="fileName">For people.</param>
    /// <param name="options">Of the command line.</param>
    /// <param name="environment">Returns an environment variable's value; null where it is not set.</param>
    public static IEnumerable<(string Name, string Value, string Origin)> Of(IReadOnlyDictionary<string, string> file, string fileName, IReadOnlyDictionary<string, string> options, Func<string, string?> environment)
    {
        var variables = Variables.Where(v => environment(v.Variable) is { Length: > 0 }).ToDictionary(v => v.Setting, v => v.Variable, StringComparer.Ordinal);
        var names = options.Keys.Concat(variables.Keys).Concat(file.Where(f => f.Value.Length > 0).Select(f => f.Key)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        foreach (var name in names)
        {
            yield return options.TryGetValue(name, out var option) ? (name, option, $"--{name.Replace('_', '-')}")
                : variables.TryGetValue(name, out var variable) ? (name, environment(variable)!, variable)
                : (name, file[name], fileName);
        }
        foreach (var secret in Secrets.Where(s => environment(s) is { Length: > 0 })) yield return (secret, "set", "environment");
    }
}

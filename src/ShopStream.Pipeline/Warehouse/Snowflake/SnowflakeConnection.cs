using System.Data.Common;
using System.Globalization;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>The driver's connection string. It holds secrets: it is never shown.</summary>
internal static class SnowflakeConnection
{
    /// <param name="provider">The driver.</param>
    /// <param name="settings">Address and account.</param>
    /// <param name="purpose">Gives role, warehouse and database; null for an administrator, whose role may have none of them yet.</param>
    /// <param name="runId">For the query tag; null where nothing is run.</param>
    public static string String(DbProviderFactory provider, SnowflakeSettings settings, Purpose? purpose, string? runId)
    {
        var parts = provider.CreateConnectionStringBuilder() ?? new DbConnectionStringBuilder();
        void Set(string key, string? value)
        {
            if (!string.IsNullOrEmpty(value)) parts[key] = value;
        }
        Set("account", settings.Account);
        Set("user", settings.User);
        Set("host", settings.Host);
        Set("port", settings.Port?.ToString(CultureInfo.InvariantCulture));
        Set("scheme", settings.Scheme);
        Set("role", settings.Role ?? purpose?.Role());
        if (purpose is { } one)
        {
            Set("db", settings.Database);
            Set("schema", "RAW");
            Set("warehouse", settings.WarehouseOf(one));
        }
        Set("application", "shopstream");
        // Of every statement, the session's first included.
        Set("query_tag", string.Create(CultureInfo.InvariantCulture, $$"""{"app":"shopstream","purpose":"{{purpose?.ToString().ToLowerInvariant() ?? "setup"}}","run":"{{runId ?? ""}}"}"""));
        // Sessions are kept by their users, and opened one at a time.
        Set("poolingEnabled", "false");
        Set("client_telemetry_enabled", "false");
        Set("connection_timeout", SnowflakeProblem.Seconds(settings.SignInDeadline));
        SignIn(Set, settings.Credential);
        return parts.ConnectionString;
    }

    private static void SignIn(Action<string, string?> set, SnowflakeCredential credential)
    {
        switch (credential.SignIn)
        {
            case SnowflakeSignIn.KeyPair:
                set("authenticator", "snowflake_jwt");
                set("private_key_file", credential.Secret);
                set("private_key_pwd", credential.Passphrase);
                break;
            case SnowflakeSignIn.Password:
                set("password", credential.Secret);
                break;
            case SnowflakeSignIn.OAuth:
                set("authenticator", "oauth");
                set("token", credential.Secret);
                break;
            default:
                set("authenticator", "programmatic_access_token");
                set("token", credential.Secret);
                break;
        }
    }
}

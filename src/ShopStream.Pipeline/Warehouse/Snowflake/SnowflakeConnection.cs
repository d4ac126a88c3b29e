using System.Data.Common;
using System.Globalization;
using ShopStream.Pipeline.Options;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>Builds the driver's connection string. It contains secrets and must not be printed.</summary>
internal static class SnowflakeConnection
{
    /// <param name="provider">The driver.</param>
    /// <param name="settings">Account and credentials.</param>
    /// <param name="purpose">Determines role, warehouse and database; null for an administrator, because none of them may exist yet.</param>
    /// <param name="runId">Run identifier for the query tag; null outside a run.</param>
    public static string String(DbProviderFactory provider, SnowflakeSettings settings, Purpose? purpose, string? runId)
    {
        var parts = provider.CreateConnectionStringBuilder() ?? new DbConnectionStringBuilder();
        void Set(string key, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                parts[key] = value;
        }
        Set("account", settings.Account);
        Set("user", settings.User);
        Set("host", settings.Host);
        Set("port", settings.Port?.ToString(CultureInfo.InvariantCulture));
        Set("scheme", settings.Scheme);
        Set("role", settings.RoleOf(purpose));
        if (purpose is { } known)
        {
            Set("db", settings.Database);
            Set("schema", settings.IsForeign ? null : "RAW");
            Set("warehouse", settings.WarehouseOf(known));
        }
        Set("application", "shopstream");
        // Applies to every statement, including the session's first.
        Set(
            "query_tag",
            string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"app":"shopstream","purpose":"{{purpose?.ToString().ToLowerInvariant() ?? "setup"}}","run":"{{runId ?? ""}}"}"""
            )
        );
        // SnowflakeSessions keeps sessions itself.
        Set("poolingEnabled", "false");
        Set("client_telemetry_enabled", "false");
        Set("connection_timeout", SnowflakeProblem.Seconds(settings.SignInDeadline));
        SetCredential(Set, settings.Credential);
        return parts.ConnectionString;
    }

    private static void SetCredential(Action<string, string?> set, SnowflakeCredential credential)
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

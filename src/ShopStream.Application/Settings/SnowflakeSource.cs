using System.Globalization;
using System.Security.Cryptography;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Results;
using Tomlyn;
using Tomlyn.Model;

namespace ShopStream.Application.Settings;

/// <summary>
/// Reads where Snowflake is and who signs in: from the SNOWFLAKE_* variables, else from snowflake.* of the settings file, else from the
/// connection in connections.toml that Snowflake's own tools use. Secrets come from variables and connections.toml only.
/// </summary>
/// <param name="setting">Returns a setting's value; null where it is not set.</param>
/// <param name="environment">Returns an environment variable's value; null where it is not set.</param>
/// <param name="deadline">The deadline of one statement.</param>
public sealed class SnowflakeSource(Func<string, string?> setting, Func<string, string?> environment, TimeSpan deadline)
{
    private static readonly (string Name, string Variable, bool IsSecret)[] ReportedSettings =
    [
        ("account", "SNOWFLAKE_ACCOUNT", false),
        ("user", "SNOWFLAKE_USER", false),
        ("authenticator", "SNOWFLAKE_AUTHENTICATOR", false),
        ("host", "SNOWFLAKE_HOST", false),
        ("port", "SNOWFLAKE_PORT", false),
        ("protocol", "SNOWFLAKE_PROTOCOL", false),
        ("database", "SNOWFLAKE_DATABASE", false),
        ("role", "SNOWFLAKE_ROLE", false),
        ("warehouse", "SNOWFLAKE_WAREHOUSE", false),
        ("private_key_file", "SNOWFLAKE_PRIVATE_KEY_FILE", false),
        ("private_key_path", "SNOWFLAKE_PRIVATE_KEY_FILE", false),
        ("token_file_path", "SNOWFLAKE_TOKEN_FILE_PATH", false),
        ("password", "SNOWFLAKE_PASSWORD", true),
        ("token", "SNOWFLAKE_TOKEN", true),
        ("private_key_passphrase", "SNOWFLAKE_PRIVATE_KEY_PASSPHRASE", true),
        ("private_key_file_pwd", "SNOWFLAKE_PRIVATE_KEY_PASSPHRASE", true),
    ];

    private readonly List<string> looked = [];
    private readonly List<string> problems = [];
    private TomlTable connection = [];
    private string connectionName = "";

    /// <summary>The names of the objects in Snowflake, without a sign-in. The user and the role are null where none is named.</summary>
    public (string Database, string Stage, string? User, string? Role) Names()
    {
        Validate();
        var names = (Database, Stage, Value("user", "SNOWFLAKE_USER"), Value("role", "SNOWFLAKE_ROLE"));
        ThrowIfAny();
        return names;
    }

    /// <summary>The account, the sign-in and the names.</summary>
    /// <exception cref="UsageException">Values are missing or wrong: all of them.</exception>
    public SnowflakeSettings Read()
    {
        Validate();
        var (account, user) = (Value("account", "SNOWFLAKE_ACCOUNT"), Value("user", "SNOWFLAKE_USER"));
        Require(account, "account", "SNOWFLAKE_ACCOUNT");
        Require(user, "user", "SNOWFLAKE_USER");
        var credential = Credential();
        var port = Value("port", "SNOWFLAKE_PORT");
        if (port is not null && !int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            problems.Add($"SNOWFLAKE_PORT is '{port}': expected a whole number");
        ThrowIfAny();
        return new SnowflakeSettings
        {
            Account = account!,
            User = user!,
            Credential = credential!,
            Host = Value("host", "SNOWFLAKE_HOST"),
            Port = port is null ? null : int.Parse(port, CultureInfo.InvariantCulture),
            Scheme = Value("protocol", "SNOWFLAKE_PROTOCOL"),
            Database = Database,
            Role = Value("role", "SNOWFLAKE_ROLE"),
            Warehouse = Value("warehouse", "SNOWFLAKE_WAREHOUSE"),
            Stage = Stage,
            Deadline = deadline,
        };
    }

    /// <summary>The values that come from connections.toml, with the connection. The values of secrets are not shown.</summary>
    public IEnumerable<SettingOrigin> Origins()
    {
        Validate();
        return ReportedSettings
            .Where(t =>
                Toml(t.Name) is not null
                && string.IsNullOrEmpty(environment(t.Variable))
                && (t.IsSecret || string.IsNullOrEmpty(setting($"snowflake.{t.Name}")))
            )
            .Select(t => new SettingOrigin($"snowflake.{t.Name}", t.IsSecret ? "set" : Toml(t.Name)!, connectionName));
    }

    private string Database => Value("database", "SNOWFLAKE_DATABASE") ?? "SHOPSTREAM_DWH";

    private string Stage => setting("snowflake.stage") ?? "S3_RAW_STAGE";

    private void Validate()
    {
        looked.Clear();
        problems.Clear();
        connection = Connection();
    }

    private void ThrowIfAny()
    {
        if (problems.Count > 0)
            throw new UsageException(string.Join("\n", problems));
    }

    private SnowflakeCredential? Credential()
    {
        var authenticator = (Value("authenticator", "SNOWFLAKE_AUTHENTICATOR") ?? "").ToUpperInvariant();
        var key = Value("private_key_file", "SNOWFLAKE_PRIVATE_KEY_FILE") ?? environment("SNOWFLAKE_PRIVATE_KEY_PATH") ?? Toml("private_key_path");
        var token = environment("SNOWFLAKE_TOKEN") ?? Toml("token") ?? FromFile(environment("SNOWFLAKE_TOKEN_FILE_PATH") ?? Toml("token_file_path"));
        var password = environment("SNOWFLAKE_PASSWORD") ?? Toml("password");
        switch (authenticator)
        {
            case "SNOWFLAKE_JWT" or "" when !string.IsNullOrEmpty(key):
                var passphrase =
                    environment("SNOWFLAKE_PRIVATE_KEY_PASSPHRASE")
                    ?? environment("PRIVATE_KEY_PASSPHRASE")
                    ?? Toml("private_key_passphrase")
                    ?? Toml("private_key_file_pwd");
                RequireKey(key, passphrase);
                return SnowflakeCredential.KeyPair(key, passphrase);
            case "PROGRAMMATIC_ACCESS_TOKEN" when !string.IsNullOrEmpty(token):
                return SnowflakeCredential.AccessToken(token);
            case "OAUTH" or "" when !string.IsNullOrEmpty(token):
                return SnowflakeCredential.OAuth(token);
            case "SNOWFLAKE" or "" when !string.IsNullOrEmpty(password):
                return SnowflakeCredential.Password(password);
            case "SNOWFLAKE_JWT" or "PROGRAMMATIC_ACCESS_TOKEN" or "OAUTH" or "SNOWFLAKE" or "":
                problems.Add(
                    "no credential for Snowflake is set. Expected one of: a key pair (SNOWFLAKE_PRIVATE_KEY_FILE, or snowflake.private_key_file), "
                        + "SNOWFLAKE_TOKEN with SNOWFLAKE_AUTHENTICATOR oauth or programmatic_access_token, SNOWFLAKE_PASSWORD; "
                        + "or a connection in connections.toml with one of them"
                        + Looked()
                );
                return null;
            default:
                problems.Add(
                    $"SNOWFLAKE_AUTHENTICATOR is '{authenticator.ToLowerInvariant()}': "
                        + "expected one that works without a person: snowflake, snowflake_jwt, oauth or programmatic_access_token"
                );
                return null;
        }
    }

    // Checked here, so that the driver's message need not be parsed.
    private void RequireKey(string file, string? passphrase)
    {
        if (!File.Exists(file))
        {
            problems.Add(
                $"the private key {file} does not exist. Expected a file in PEM (PKCS#8): openssl genrsa 2048 | openssl pkcs8 -topk8 -inform PEM -out {file}"
            );
            return;
        }
        try
        {
            using var key = RSA.Create();
            var pem = File.ReadAllText(file);
            if (pem.Contains("BEGIN ENCRYPTED PRIVATE KEY", StringComparison.Ordinal))
                key.ImportFromEncryptedPem(pem, passphrase ?? throw new CryptographicException("it is encrypted, and no passphrase is set"));
            else
                key.ImportFromPem(pem);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException or IOException or UnauthorizedAccessException)
        {
            problems.Add(
                $"the private key {file} cannot be read: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}. "
                    + "Expected an RSA key in PEM (PKCS#8), and the passphrase of one that is encrypted in SNOWFLAKE_PRIVATE_KEY_PASSPHRASE"
            );
        }
    }

    private void Require(string? value, string name, string variable)
    {
        if (value is null)
            problems.Add(
                $"the warehouse is Snowflake, and its {name} is not set. "
                    + $"Expected {variable}, snowflake.{name} in the settings, or a connection in connections.toml{Looked()}"
            );
    }

    private string? Value(string name, string variable) =>
        environment(variable) is { Length: > 0 } value ? value
        : setting($"snowflake.{name}") is { Length: > 0 } other ? other
        : Toml(name);

    private string? Toml(string name) =>
        connection.TryGetValue(name, out var value) && Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null;

    private string Looked() => looked.Count == 0 ? "" : $" (searched {string.Join(", ", looked)})";

    private string? FromFile(string? path)
    {
        if (path is null)
            return null;
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"the token file {path} cannot be read: {e.Message}");
            return null;
        }
    }

    // As Snowflake's tools do: SNOWFLAKE_HOME, else ~/.snowflake, else ~/.config/snowflake; the connection that is named, else [default].
    private TomlTable Connection()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string[] folders = environment("SNOWFLAKE_HOME") is { Length: > 0 } named
            ? [named]
            : [Path.Combine(home, ".snowflake"), Path.Combine(home, ".config", "snowflake")];
        looked.AddRange(folders.Select(f => Path.Combine(f, "connections.toml")));
        var wanted =
            environment("SNOWFLAKE_DEFAULT_CONNECTION_NAME") is { Length: > 0 } variable ? variable
            : setting("snowflake.connection") is { Length: > 0 } other ? other
            : null;
        if (looked.Find(File.Exists) is not { } file)
        {
            if (wanted is not null)
                problems.Add($"the Snowflake connection '{wanted}' is named, but there is no connections.toml{Looked()}");
            return [];
        }
        try
        {
            var connections = TomlSerializer.Deserialize<TomlTable>(File.ReadAllText(file))!;
            if (connections.TryGetValue(wanted ?? "default", out var table) && table is TomlTable found)
            {
                connectionName = $"{file} [{wanted ?? "default"}]";
                return found;
            }
            if (wanted is not null)
                problems.Add($"{file} has no connection [{wanted}]; it has {string.Join(", ", connections.Keys.Select(k => $"[{k}]"))}");
            return [];
        }
        catch (Exception e) when (e is TomlException or IOException or UnauthorizedAccessException)
        {
            problems.Add($"{file} cannot be read: {e.Message.ReplaceLineEndings(" ")}");
            return [];
        }
    }
}

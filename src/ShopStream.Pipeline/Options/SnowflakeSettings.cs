using ShopStream.Pipeline.Warehouse.Snowflake;

namespace ShopStream.Pipeline.Options;

/// <summary>Account, credentials and names of a Snowflake warehouse.</summary>
public sealed record SnowflakeSettings
{
    /// <summary>The account's identifier: organisation-account, or the locator with its region.</summary>
    public required string Account { get; init; }

    /// <summary>The user who signs in.</summary>
    public required string User { get; init; }

    /// <summary>The user's credential.</summary>
    public required SnowflakeCredential Credential { get; init; }

    /// <summary>Host name, for a proxy or a test; null for the account's own.</summary>
    public string? Host { get; init; }

    /// <summary>Port; null for 443.</summary>
    public int? Port { get; init; }

    /// <summary>http or https; null for https.</summary>
    public string? Scheme { get; init; }

    /// <summary>Database of the warehouse; default SHOPSTREAM_DWH.</summary>
    public string Database { get; init; } = "SHOPSTREAM_DWH";

    /// <summary>Role of all sessions; null for a separate role per purpose.</summary>
    public string? Role { get; init; }

    /// <summary>Virtual warehouse of all sessions; null for a separate one per purpose.</summary>
    public string? Warehouse { get; init; }

    /// <summary>External stage in the schema RAW that points to the lake's raw/ folder; default S3_RAW_STAGE.</summary>
    public string Stage { get; init; } = "S3_RAW_STAGE";

    /// <summary>
    /// Whether other tools write the database: a role or virtual warehouse that is not named is then the user's default, and not that of a purpose.
    /// Default: false.
    /// </summary>
    public bool IsForeign { get; init; }

    /// <summary>Deadline of the sign-in; default 30 s.</summary>
    public TimeSpan SignInDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Deadline of one statement that loads or builds; default 30 minutes. Checks use the deadline that applies to all stores.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Host and warehouse for dashboards.</summary>
    public (string Host, string Warehouse) Dashboards => (Host ?? $"{Account}.snowflakecomputing.com", Warehouse ?? PurposeNames.ReaderWarehouse);

    /// <summary>Virtual warehouse of a purpose's sessions.</summary>
    internal string? WarehouseOf(Purpose purpose) => Warehouse ?? (IsForeign ? null : purpose.Warehouse());

    /// <summary>Role of a purpose's sessions; null for the user's default.</summary>
    internal string? RoleOf(Purpose? purpose) => Role ?? (IsForeign ? null : purpose?.Role());

    /// <summary>Account and purpose, for messages.</summary>
    internal string For(Purpose purpose) => $"{this}, to {purpose.ToString().ToLowerInvariant()} with {WarehouseOf(purpose) ?? "the user's default warehouse"}";

    /// <summary>Account and database, for messages; contains no secret.</summary>
    public override string ToString() => $"Snowflake account {Account}, database {Database}";
}

/// <summary>A user's credential. Its text omits the secret, which the default text of a record would show.</summary>
public sealed record SnowflakeCredential
{
    private SnowflakeCredential(SnowflakeSignIn signIn, string secret, string? passphrase) => (SignIn, Secret, Passphrase) = (signIn, secret, passphrase);

    /// <summary>The sign-in method.</summary>
    public SnowflakeSignIn SignIn { get; }

    internal string Secret { get; }

    internal string? Passphrase { get; }

    /// <summary>A key pair.</summary>
    /// <param name="file">Path of the private key: PKCS#8, PEM.</param>
    /// <param name="passphrase">Passphrase of the file; null if it is not encrypted.</param>
    public static SnowflakeCredential KeyPair(string file, string? passphrase) => new(SnowflakeSignIn.KeyPair, file, passphrase);

    /// <summary>A password.</summary>
    public static SnowflakeCredential Password(string password) => new(SnowflakeSignIn.Password, password, null);

    /// <summary>An OAuth token.</summary>
    public static SnowflakeCredential OAuth(string token) => new(SnowflakeSignIn.OAuth, token, null);

    /// <summary>A programmatic access token.</summary>
    public static SnowflakeCredential AccessToken(string token) => new(SnowflakeSignIn.AccessToken, token, null);

    /// <inheritdoc />
    public override string ToString() =>
        SignIn switch
        {
            SnowflakeSignIn.KeyPair => $"key pair {Secret}",
            SnowflakeSignIn.Password => "password",
            SnowflakeSignIn.OAuth => "OAuth token",
            _ => "programmatic access token",
        };
}

/// <summary>Sign-in methods that need no user interaction.</summary>
public enum SnowflakeSignIn
{
    /// <summary>A JSON web token signed with a private key.</summary>
    KeyPair,

    /// <summary>A password.</summary>
    Password,

    /// <summary>An OAuth token.</summary>
    OAuth,

    /// <summary>A programmatic access token.</summary>
    AccessToken,
}

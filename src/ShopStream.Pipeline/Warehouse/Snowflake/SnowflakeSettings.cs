namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>Where Snowflake is, who signs in, and what things are called there.</summary>
public sealed record SnowflakeSettings
{
    /// <summary>The account's identifier: organisation-account, or the locator with its region.</summary>
    public required string Account { get; init; }

    /// <summary>Who signs in.</summary>
    public required string User { get; init; }

    /// <summary>How it signs in.</summary>
    public required SnowflakeCredential Credential { get; init; }

    /// <summary>Null for the account's own; for a proxy or a test.</summary>
    public string? Host { get; init; }

    /// <summary>Null for 443.</summary>
    public int? Port { get; init; }

    /// <summary>Null for https.</summary>
    public string? Scheme { get; init; }

    /// <summary>Default SHOPSTREAM_DWH.</summary>
    public string Database { get; init; } = "SHOPSTREAM_DWH";

    /// <summary>The role of all sessions; null for a role of its own for each purpose.</summary>
    public string? Role { get; init; }

    /// <summary>The warehouse of all sessions; null for one of its own for each purpose.</summary>
    public string? Warehouse { get; init; }

    /// <summary>The external stage over the lake's raw/ folder, in the schema RAW; default S3_RAW_STAGE.</summary>
    public string Stage { get; init; } = "S3_RAW_STAGE";

    /// <summary>For signing in; default 30 s.</summary>
    public TimeSpan SignInDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For one statement that loads or builds; default 30 minutes. Checks have the deadline of every store.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Where dashboards ask: the host, and the warehouse that only reads.</summary>
    public (string Host, string Warehouse) Dashboards => (Host ?? $"{Account}.snowflakecomputing.com", WarehouseOf(Purpose.Check));

    /// <summary>The warehouse of a purpose's sessions.</summary>
    internal string WarehouseOf(Purpose purpose) => Warehouse ?? purpose.Warehouse();

    /// <summary>For people: which account, and what for.</summary>
    internal string For(Purpose purpose) => $"{this}, to {purpose.ToString().ToLowerInvariant()} with {WarehouseOf(purpose)}";

    /// <summary>For people: no secret in it.</summary>
    public override string ToString() => $"Snowflake account {Account}, database {Database}";
}

/// <summary>How a user signs in. A record would show its secret: its text does not.</summary>
public sealed record SnowflakeCredential
{
    private SnowflakeCredential(SnowflakeSignIn way, string secret, string? passphrase) => (SignIn, Secret, Passphrase) = (way, secret, passphrase);

    /// <summary>Which of them.</summary>
    public SnowflakeSignIn SignIn { get; }

    internal string Secret { get; }

    internal string? Passphrase { get; }

    /// <param name="file">PKCS#8, in PEM.</param>
    /// <param name="passphrase">Of the file; null where it is not encrypted.</param>
    public static SnowflakeCredential KeyPair(string file, string? passphrase) => new(SnowflakeSignIn.KeyPair, file, passphrase);

    /// <summary>A password.</summary>
    public static SnowflakeCredential Password(string password) => new(SnowflakeSignIn.Password, password, null);

    /// <summary>An OAuth token.</summary>
    public static SnowflakeCredential OAuth(string token) => new(SnowflakeSignIn.OAuth, token, null);

    /// <summary>A programmatic access token.</summary>
    public static SnowflakeCredential AccessToken(string token) => new(SnowflakeSignIn.AccessToken, token, null);

    /// <inheritdoc />
    public override string ToString() => SignIn switch
    {
        SnowflakeSignIn.KeyPair => $"key pair {Secret}",
        SnowflakeSignIn.Password => "password",
        SnowflakeSignIn.OAuth => "OAuth token",
        _ => "programmatic access token",
    };
}

/// <summary>The ways to sign in that need no person.</summary>
public enum SnowflakeSignIn
{
    /// <summary>A JSON web token, signed by a private key.</summary>
    KeyPair,

    /// <summary>A password.</summary>
    Password,

    /// <summary>An OAuth token.</summary>
    OAuth,

    /// <summary>A programmatic access token.</summary>
    AccessToken,
}

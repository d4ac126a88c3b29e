using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ShopStream.Tests.Snowflake.StandIn;

/// <summary>Verifies sign-ins.</summary>
internal static class Credentials
{
    /// <summary>Who signs in, in upper case. With OAuth the driver sends no login name: the token says who it is.</summary>
    public static string User(StandInOptions options, JsonNode data) =>
        ((string?)data["AUTHENTICATOR"] ?? "").ToUpperInvariant() is "OAUTH"
            ? options.Tokens.FirstOrDefault(t => string.Equals(t.Value, (string?)data["TOKEN"], StringComparison.Ordinal)).Key ?? ""
            : ((string?)data["LOGIN_NAME"] ?? "").ToUpperInvariant();

    /// <summary>The error of a sign-in; null if it is accepted.</summary>
    public static SnowflakeError? Refusal(StandInOptions options, JsonNode data)
    {
        var user = User(options, data);
        var token = (string?)data["TOKEN"];
        return ((string?)data["AUTHENTICATOR"] ?? "").ToUpperInvariant() switch
        {
            "SNOWFLAKE_JWT" => Jwt(options, user, ((string?)data["ACCOUNT_NAME"] ?? "").ToUpperInvariant(), token ?? "")
                ? null
                : new SnowflakeError(390144, "08001", "JWT token is invalid."),
            "OAUTH" or "PROGRAMMATIC_ACCESS_TOKEN" => options.Tokens.GetValueOrDefault(user) is { } known
            && string.Equals(known, token ?? (string?)data["PASSWORD"], StringComparison.Ordinal)
                ? null
                : new SnowflakeError(390303, "08001", "Invalid OAuth access token."),
            _ => options.Passwords.TryGetValue(user, out var password) && string.Equals(password, (string?)data["PASSWORD"], StringComparison.Ordinal)
                ? null
                : new SnowflakeError(390100, "08001", "Incorrect username or password was specified."),
        };
    }

    private static bool Jwt(StandInOptions options, string user, string account, string token)
    {
        if (!options.PublicKeys.TryGetValue(user, out var pem) || token.Split('.') is not [var head, var claims, var signature])
            return false;
        using var key = RSA.Create();
        key.ImportFromPem(pem);
        if (!key.VerifyData(Encoding.ASCII.GetBytes($"{head}.{claims}"), Bytes(signature), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
            return false;
        var said = JsonNode.Parse(Bytes(claims))!;
        var print = Convert.ToBase64String(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
        return string.Equals((string?)said["iss"], $"{account}.{user}.SHA256:{print}", StringComparison.Ordinal)
            && string.Equals((string?)said["sub"], $"{account}.{user}", StringComparison.Ordinal)
            && (long)said["exp"]! > options.Clock.GetUtcNow().ToUnixTimeSeconds();
    }

    private static byte[] Bytes(string text) => Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '='));
}

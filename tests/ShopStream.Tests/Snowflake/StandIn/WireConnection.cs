using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ShopStream.Tests.Snowflake.StandIn;

internal sealed class WireConnection : DbConnection
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromMinutes(5) };
    private DbConnectionStringBuilder parts = [];
    private string? token;

    [AllowNull]
    public override string ConnectionString
    {
        get => parts.ConnectionString;
        set => parts = new DbConnectionStringBuilder { ConnectionString = value };
    }

    public override string Database => Part("db") ?? "";

    public override string DataSource => Part("host") ?? "";

    public override string ServerVersion => "9.30.0";

    public override ConnectionState State => token is null ? ConnectionState.Closed : ConnectionState.Open;

    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

    public override void Open() => OpenAsync(CancellationToken.None).GetAwaiter().GetResult();

    public override async Task OpenAsync(CancellationToken cancellationToken)
    {
        var (account, user) = (Part("account")!, Part("user")!);
        var authenticator = Part("authenticator") ?? "snowflake";
        var data = new JsonObject
        {
            ["LOGIN_NAME"] = user,
            ["ACCOUNT_NAME"] = account,
            ["AUTHENTICATOR"] = authenticator,
            ["PASSWORD"] = Part("password"),
            ["SESSION_PARAMETERS"] = new JsonObject { ["QUERY_TAG"] = Part("query_tag") },
        };
        if (string.Equals(authenticator, "oauth", StringComparison.OrdinalIgnoreCase))
            data.Remove("LOGIN_NAME");
        data["TOKEN"] = authenticator is "snowflake_jwt" ? Jwt(account.ToUpperInvariant(), user.ToUpperInvariant()) : Part("token");
        string Escaped(string key) => Uri.EscapeDataString(Part(key) ?? "");
        var answer = await PostAsync(
            $"/session/v1/login-request?warehouse={Escaped("warehouse")}&databaseName={Escaped("db")}"
                + $"&schemaName={Escaped("schema")}&roleName={Escaped("role")}",
            new JsonObject { ["data"] = data },
            cancellationToken
        );
        token = (string)answer["token"]!;
    }

    public override void Close()
    {
        if (token is null)
            return;
        try
        {
            PostAsync("/session?delete=true", new JsonObject(), CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is DbException or HttpRequestException)
        {
            // The server is gone.
        }
        token = null;
    }

    public async Task<JsonNode> PostAsync(string path, JsonObject body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Part("scheme") ?? "https"}://{Part("host")}:{Part("port") ?? "443"}{path}")
        {
            Content = JsonContent.Create<JsonNode>(body),
        };
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Snowflake Token=\"{token}\"");
        JsonNode answer;
        try
        {
            using var response = await Http.SendAsync(request, cancellationToken);
            answer = (await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken))!;
        }
        // A connection dropped during a response leaves none, or a truncated one.
        catch (Exception e) when (e is HttpRequestException or System.Text.Json.JsonException or IOException)
        {
            throw new WireException(270001, "08006", "Unable to connect. " + e.Message, "", e);
        }
        if ((bool)answer["success"]!)
            return answer["data"]!;
        throw new WireException(
            int.Parse((string)answer["code"]!, System.Globalization.CultureInfo.InvariantCulture),
            (string?)answer["data"]?["sqlState"] ?? "",
            (string)answer["message"]!,
            (string?)answer["data"]?["queryId"] ?? ""
        );
    }

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => throw new NotSupportedException("The product sends BEGIN itself.");

    protected override DbCommand CreateDbCommand() => new WireCommand { Connection = this };

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Close();
        base.Dispose(disposing);
    }

    private string? Part(string key) => parts.TryGetValue(key, out var value) && value is string { Length: > 0 } text ? text : null;

    private string Jwt(string account, string user)
    {
        using var key = RSA.Create();
        var pem = Part("private_key") ?? File.ReadAllText(Part("private_key_file")!);
        if (Part("private_key_pwd") is { } secret)
            key.ImportFromEncryptedPem(pem, secret);
        else
            key.ImportFromPem(pem);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var print = Convert.ToBase64String(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
        var claims = new JsonObject
        {
            ["iss"] = $"{account}.{user}.SHA256:{print}",
            ["sub"] = $"{account}.{user}",
            ["iat"] = now,
            ["exp"] = now + 60,
        };
        var said = $"{Url("{\"alg\":\"RS256\",\"typ\":\"JWT\"}"u8.ToArray())}.{Url(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return $"{said}.{Url(key.SignData(Encoding.ASCII.GetBytes(said), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}

using System.Data.Common;
using System.Security.Cryptography;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Settings;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Tests.Snowflake.StandIn;

namespace ShopStream.Tests.Snowflake;

/// <summary>Sign-in methods, from environment variables to a session.</summary>
[TestFixture, Category("Fast")]
internal sealed class SnowflakeSignInTests
{
    private string folder = "";
    private SnowflakeStandIn snowflake = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        SnowflakeShop.UseDriver();
        folder = Directory.CreateTempSubdirectory("shopstream-signin-").FullName;
        using var key = RSA.Create(2048);
        using var other = RSA.Create(2048);
        File.WriteAllText(In("plain.p8"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(
            In("encrypted.p8"),
            key.ExportEncryptedPkcs8PrivateKeyPem("secret words", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000))
        );
        File.WriteAllText(In("other.p8"), other.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(In("token"), "a-token\n");
        var options = new StandInOptions();
        options.PublicKeys["NIGHTLY"] = key.ExportSubjectPublicKeyInfoPem();
        options.Tokens["NIGHTLY"] = "a-token";
        snowflake = await SnowflakeStandIn.StartAsync(options);
        snowflake.Execute("CREATE ROLE SHOPSTREAM_CHECKER");
        snowflake.Execute("GRANT ROLE SHOPSTREAM_CHECKER TO USER NIGHTLY");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (snowflake is not null)
            await snowflake.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task Key_pair_signs_in() => (await SignedInAsync(("SNOWFLAKE_PRIVATE_KEY_FILE", In("plain.p8")))).Should().Be("NIGHTLY SHOPSTREAM_CHECKER");

    [Test]
    public async Task Encrypted_key_pair_signs_in() =>
        (await SignedInAsync(("SNOWFLAKE_PRIVATE_KEY_FILE", In("encrypted.p8")), ("SNOWFLAKE_PRIVATE_KEY_PASSPHRASE", "secret words")))
            .Should()
            .Be("NIGHTLY SHOPSTREAM_CHECKER");

    [Test]
    public async Task OAuth_token_from_a_file_signs_in() =>
        (await SignedInAsync(("SNOWFLAKE_AUTHENTICATOR", "oauth"), ("SNOWFLAKE_TOKEN_FILE_PATH", In("token")))).Should().Be("NIGHTLY SHOPSTREAM_CHECKER");

    [Test]
    public async Task Programmatic_access_token_signs_in() =>
        (await SignedInAsync(("SNOWFLAKE_AUTHENTICATOR", "programmatic_access_token"), ("SNOWFLAKE_TOKEN", "a-token")))
            .Should()
            .Be("NIGHTLY SHOPSTREAM_CHECKER");

    [Test]
    public async Task Unregistered_key_pair_is_rejected_with_the_fix()
    {
        var refused = (
            await FluentActions.Awaiting(() => SignedInAsync(("SNOWFLAKE_PRIVATE_KEY_FILE", In("other.p8")))).Should().ThrowAsync<DbException>()
        ).Which;

        SnowflakeProblem.Code(refused).Should().Be(390144);
        SnowflakeProblem
            .Of(refused, "Snowflake", "")!
            .Message.Should()
            .Contain("JWT token is invalid")
            .And.Contain("ALTER USER … SET RSA_PUBLIC_KEY")
            .And.NotContain(In("other.p8"));
    }

    [Test]
    public async Task First_statement_of_a_session_is_tagged()
    {
        await SignedInAsync(("SNOWFLAKE_PRIVATE_KEY_FILE", In("plain.p8")));

        snowflake
            .Statements.Where(s => s.Role is "SHOPSTREAM_CHECKER")
            .Should()
            .Contain(s => s.Sql.StartsWith("ALTER SESSION", StringComparison.Ordinal))
            .And.OnlyContain(s => s.QueryTag == "{\"app\":\"shopstream\",\"purpose\":\"check\",\"run\":\"night's run\"}");
    }

    private async Task<string> SignedInAsync(params (string Name, string Value)[] environment)
    {
        var variables = environment
            .Concat([
                ("SNOWFLAKE_ACCOUNT", "test"),
                ("SNOWFLAKE_USER", "nightly"),
                ("SNOWFLAKE_HOST", snowflake.Host),
                ("SNOWFLAKE_PORT", $"{snowflake.Port}"),
                ("SNOWFLAKE_PROTOCOL", "http"),
                ("SNOWFLAKE_HOME", folder),
            ])
            .ToDictionary(e => e.Item1, e => e.Item2, StringComparer.Ordinal);
        var settings = new SnowflakeSource(_ => null, variables.GetValueOrDefault, TimeSpan.FromSeconds(30)).Read();
        await using var session = await SnowflakeSession.OpenAsync(
            SnowflakeProvider.Find(),
            settings,
            Purpose.Check,
            "night's run",
            TimeSpan.FromSeconds(30),
            CancellationToken.None
        );
        return string.Join(' ', (await session.ReadAsync("SELECT CURRENT_USER(), CURRENT_ROLE()", CancellationToken.None)).Rows[0]);
    }

    private string In(string name) => Path.Combine(folder, name);
}

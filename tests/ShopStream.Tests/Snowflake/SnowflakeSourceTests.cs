using System.Security.Cryptography;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Settings;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Results;
using ShopStream.Tests.Elt;

namespace ShopStream.Tests.Snowflake;

/// <summary>Origins of account, user and secret.</summary>
[TestFixture, Category("Fast")]
internal sealed class SnowflakeSourceTests
{
    private string home = "";

    [SetUp]
    public void Home() => home = Directory.CreateTempSubdirectory("shopstream-snowflake-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(home, recursive: true);

    [Test]
    public void Environment_variables_are_sufficient()
    {
        var settings = Source(("SNOWFLAKE_ACCOUNT", "org-acc"), ("SNOWFLAKE_USER", "nightly"), ("SNOWFLAKE_PASSWORD", "p")).Read();

        settings
            .Should()
            .Match<SnowflakeSettings>(s =>
                s.Account == "org-acc"
                && s.User == "nightly"
                && s.Credential.SignIn == SnowflakeSignIn.Password
                && s.Database == "SHOPSTREAM_DWH"
                && s.Role == null
            );
        settings.Deadline.Should().Be(TimeSpan.FromSeconds(1800));
    }

    [Test]
    public void Variables_override_settings_which_override_connections_toml()
    {
        Toml("[default]\naccount = 'toml'\nuser = 'toml'\ndatabase = 'TOML'\npassword = 'p'\n");
        var settings = Source([("snowflake.user", "file"), ("snowflake.account", "file")], ("SNOWFLAKE_ACCOUNT", "env")).Read();

        (settings.Account, settings.User, settings.Database).Should().Be(("env", "file", "TOML"));
    }

    [Test]
    public void Named_connection_is_used()
    {
        Toml("[default]\naccount = 'a'\n[nightly]\naccount = 'b'\nuser = 'u'\ntoken = 't'\nauthenticator = 'oauth'\n");

        Source(file: [("snowflake.connection", "nightly")])
            .Read()
            .Should()
            .Match<SnowflakeSettings>(s => s.Account == "b" && s.Credential.SignIn == SnowflakeSignIn.OAuth);
        Source(("SNOWFLAKE_DEFAULT_CONNECTION_NAME", "nightly")).Read().Account.Should().Be("b");
        Refused([("snowflake.connection", "daily")])
            .Should()
            .Contain($"{Path.Combine(home, "connections.toml")} has no connection [daily]; it has [default], [nightly]");
    }

    [Test]
    public void Key_pair_takes_precedence_over_a_password_and_its_file_must_exist()
    {
        var key = Path.Combine(home, "key.p8");
        (string, string)[] signIn = [("SNOWFLAKE_ACCOUNT", "a"), ("SNOWFLAKE_USER", "u"), ("SNOWFLAKE_PASSWORD", "p"), ("SNOWFLAKE_PRIVATE_KEY_FILE", key)];

        Refused([], signIn).Should().StartWith($"the private key {key} does not exist. Expected a file in PEM");
        File.WriteAllText(key, "");
        Refused([], signIn)
            .Should()
            .StartWith($"the private key {key} cannot be read: ")
            .And.EndWith("Expected an RSA key in PEM (PKCS#8), and the passphrase of one that is encrypted in SNOWFLAKE_PRIVATE_KEY_PASSPHRASE");
        using var rsa = RSA.Create(2048);
        File.WriteAllText(key, rsa.ExportPkcs8PrivateKeyPem());
        Source(signIn).Read().Credential.SignIn.Should().Be(SnowflakeSignIn.KeyPair);
    }

    [Test]
    public void Encrypted_key_needs_its_passphrase()
    {
        var key = Path.Combine(home, "key.p8");
        using var rsa = RSA.Create(2048);
        File.WriteAllText(
            key,
            rsa.ExportEncryptedPkcs8PrivateKeyPem("secret words", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000))
        );
        (string, string)[] signIn = [("SNOWFLAKE_ACCOUNT", "a"), ("SNOWFLAKE_USER", "u"), ("SNOWFLAKE_PRIVATE_KEY_FILE", key)];

        Refused([], signIn).Should().Contain("it is encrypted, and no passphrase is set");
        Refused([], [.. signIn, ("SNOWFLAKE_PRIVATE_KEY_PASSPHRASE", "other words")]).Should().Contain("cannot be read").And.NotContain("other words");
        Source([.. signIn, ("SNOWFLAKE_PRIVATE_KEY_PASSPHRASE", "secret words")]).Read().Credential.ToString().Should().Be($"key pair {key}");
    }

    [Test]
    public void The_shipped_settings_leave_the_database_to_connections_toml()
    {
        Toml("[default]\naccount = 'toml'\nuser = 'toml'\ndatabase = 'TOML'\npassword = 'p'\n");
        var shipped = SettingsFile.Read(Path.Combine(Clone.Root, "pipeline.runsettings")).Select(s => (s.Key, s.Value)).ToArray();

        Source(shipped).Read().Database.Should().Be("TOML");
        File.Delete(Path.Combine(home, "connections.toml"));
        Source(shipped, ("SNOWFLAKE_ACCOUNT", "a"), ("SNOWFLAKE_USER", "u"), ("SNOWFLAKE_PASSWORD", "p")).Read().Database.Should().Be("SHOPSTREAM_DWH");
    }

    [Test]
    public void Origins_name_connections_toml_and_hide_secrets()
    {
        Toml("[nightly]\naccount = 'a'\nuser = 'u'\nrole = 'R'\ndatabase = 'D'\npassword = 'hidden'\n");

        var origins = Source([("snowflake.connection", "nightly"), ("snowflake.user", "file")], ("SNOWFLAKE_DATABASE", "ENV")).Origins();

        var from = $"{Path.Combine(home, "connections.toml")} [nightly]";
        origins
            .Should()
            .Equal(
                new SettingOrigin("snowflake.account", "a", from),
                new SettingOrigin("snowflake.role", "R", from),
                new SettingOrigin("snowflake.password", "set", from)
            );
    }

    [Test]
    public void All_missing_settings_are_reported_at_once() =>
        Refused([])
            .Split('\n')
            .Should()
            .HaveCount(3)
            .And.SatisfyRespectively(
                l => l.Should().Contain("its account is not set. Expected SNOWFLAKE_ACCOUNT, snowflake.account").And.Contain(home),
                l => l.Should().Contain("its user is not set"),
                l => l.Should().Contain("no credential for Snowflake is set")
            );

    [Test]
    public void Interactive_sign_in_is_rejected() =>
        Refused([], ("SNOWFLAKE_ACCOUNT", "a"), ("SNOWFLAKE_USER", "u"), ("SNOWFLAKE_AUTHENTICATOR", "externalbrowser"))
            .Should()
            .StartWith("SNOWFLAKE_AUTHENTICATOR is 'externalbrowser': expected one that works without a person");

    [Test]
    public void Invalid_connections_toml_is_reported_with_its_line()
    {
        Toml("[default]\naccount = \n");

        Refused([]).Should().Contain("connections.toml cannot be read:").And.MatchRegex(@"\(2,|line 2|:2");
    }

    [Test]
    public void No_text_shows_a_secret()
    {
        var settings = Source(("SNOWFLAKE_ACCOUNT", "a"), ("SNOWFLAKE_USER", "u"), ("SNOWFLAKE_PASSWORD", "hidden")).Read();

        $"{settings} {settings.Credential}".Should().NotContain("hidden");
    }

    [Test]
    public void Password_is_not_a_valid_setting() =>
        FluentActions
            .Invoking(() =>
                ShopSettings.From(
                    new Dictionary<string, string>(StringComparer.Ordinal) { ["snowflake.password"] = "x" },
                    new Dictionary<string, string>(StringComparer.Ordinal),
                    _ => null
                )
            )
            .Should()
            .Throw<UsageException>()
            .WithMessage("*there is no setting snowflake.password*");

    private void Toml(string text) => File.WriteAllText(Path.Combine(home, "connections.toml"), text);

    private SnowflakeSource Source(params (string Name, string Value)[] environment) => Source([], environment);

    private SnowflakeSource Source((string Name, string Value)[] file, params (string Name, string Value)[] environment)
    {
        var variables = environment.Append(("SNOWFLAKE_HOME", home)).ToDictionary(e => e.Item1, e => e.Item2, StringComparer.Ordinal);
        var settings = file.ToDictionary(f => f.Name, f => f.Value, StringComparer.Ordinal);
        return new SnowflakeSource(settings.GetValueOrDefault, variables.GetValueOrDefault, TimeSpan.FromSeconds(1800));
    }

    private string Refused((string Name, string Value)[] file, params (string Name, string Value)[] environment) =>
        FluentActions.Invoking(() => Source(file, environment).Read()).Should().Throw<UsageException>().Which.Message;
}

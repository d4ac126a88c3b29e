using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FluentAssertions;
using Npgsql;
using NUnit.Framework;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Results;
using ShopStream.Sandbox;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Source;

/// <summary>TLS modes with libpq's names, against a server whose certificate is from a private authority.</summary>
[TestFixture, Category("Live")]
internal sealed class EncryptedSourceTests
{
    private SandboxServer server = null!;
    private string authority = "";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _ = await TestPostgres.ServerAsync();
        server = await SandboxServer.StartAsync(TimeProvider.System, CancellationToken.None);
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        var data = (string)(await new NpgsqlCommand("SHOW data_directory", connection).ExecuteScalarAsync())!;
        Certify(data);
        await new NpgsqlCommand("ALTER SYSTEM SET ssl = on", connection).ExecuteNonQueryAsync();
        await new NpgsqlCommand("SELECT pg_reload_conf()", connection).ExecuteNonQueryAsync();
        // The postmaster reloads on a signal: new sessions see the change a moment later.
        for (var i = 0; i < 100; i++)
        {
            await using var fresh = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Pooling = false }.ConnectionString);
            await fresh.OpenAsync();
            if ((string)(await new NpgsqlCommand("SHOW ssl", fresh).ExecuteScalarAsync())! is "on")
                return;
            await Task.Delay(50);
        }
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        if (File.Exists(authority))
            File.Delete(authority);
    }

    [TestCase("require", false)]
    [TestCase("verify-ca", true)]
    [TestCase("verify-full", true)]
    public async Task Requested_encryption_is_used(string mode, bool withAuthority)
    {
        await using var connection = await Address(mode, withAuthority ? authority : null).OpenAsync(CancellationToken.None);

        (await new NpgsqlCommand("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", connection).ExecuteScalarAsync()).Should().Be(true);
    }

    [TestCase("verify-ca")]
    [TestCase("verify-full")]
    public async Task Certificate_of_an_unknown_authority_is_rejected(string mode)
    {
        var open = () => Address(mode, null).OpenAsync(CancellationToken.None);

        (await open.Should().ThrowAsync<UsageException>())
            .Which.Message.Should()
            .Contain("cannot be reached")
            .And.Contain("PGSSLROOTCERT")
            .And.ContainAny("certificate", "authentication", "SSL");
    }

    [Test]
    public void Unknown_SSL_mode_is_reported_with_the_valid_ones() =>
        FluentActions
            .Invoking(() => Address("verify_full", null))
            .Should()
            .Throw<FormatException>()
            .WithMessage("this is not an SSL mode: expected disable, allow, prefer, require, verify-ca or verify-full*");

    private SourceAddress Address(string mode, string? root)
    {
        var parts = new NpgsqlConnectionStringBuilder(server.ConnectionString);
        return new SourceAddress(
            SourceAddress.Connection(parts.Host!, parts.Port, parts.Username!, parts.Database, parts.Password, mode, root),
            "public",
            [],
            TimeSpan.FromSeconds(10)
        );
    }

    private void Certify(string data)
    {
        var (from, to) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(2));
        using var rootKey = RSA.Create(2048);
        var rootRequest = new CertificateRequest("CN=shopstream test authority", rootKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var root = rootRequest.CreateSelfSigned(from, to);
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(root, from.AddMinutes(1), to.AddMinutes(-1), [1, 2, 3, 4]);
        authority = Path.Combine(Path.GetTempPath(), $"shopstream-authority-{Environment.ProcessId}.pem");
        File.WriteAllText(authority, root.ExportCertificatePem());
        var (file, secret) = (Path.Combine(data, "server.crt"), Path.Combine(data, "server.key"));
        File.WriteAllText(file, certificate.ExportCertificatePem());
        File.WriteAllText(secret, key.ExportPkcs8PrivateKeyPem());
        if (OperatingSystem.IsWindows())
            return;
        File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        // As root the server runs under another account, which must own the files.
        if (Environment.IsPrivilegedProcess)
            foreach (var path in (string[])[file, secret])
                Process.Start("chown", [$"--reference={Path.Combine(data, "PG_VERSION")}", path]).WaitForExit();
    }
}

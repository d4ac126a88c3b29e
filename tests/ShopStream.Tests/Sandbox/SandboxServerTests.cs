using System.Diagnostics;
using System.Globalization;
using FluentAssertions;
using Npgsql;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Sandbox;
using ShopStream.Sandbox.Postgres;
using ShopStream.Sandbox.Seeding;

namespace ShopStream.Tests.Sandbox;

[Category("Live")]
public sealed class SandboxServerTests
{
    private string temp = string.Empty;

    private SandboxOptions LocalOnly => SandboxOptions.Default with { TryDocker = false, TempFolder = temp };

    [SetUp]
    public void Create_temporary_folder()
    {
        ServerRequirement.Require(
            PostgresPrograms.Find(SandboxOptions.Default.ProgramDirectories) is not null,
            "needs initdb, pg_ctl and postgres: apt-get install postgresql"
        );
        temp = Directory.CreateTempSubdirectory("sandbox-test-").FullName;
        // The account that runs the server, if the test runs as root, must be able to enter.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(temp, File.GetUnixFileMode(temp) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    [TearDown]
    public async Task Delete_temporary_folder()
    {
        if (temp.Length == 0)
            return;
        foreach (var folder in Directory.EnumerateDirectories(temp))
            await new SandboxFolder(folder).RemoveAsync(TimeProvider.System);
        Directory.Delete(temp, recursive: true);
    }

    [Test]
    public async Task Server_listens_only_locally_and_leaves_nothing_behind()
    {
        await using var server = await SandboxServer.StartAsync(LocalOnly, TimeProvider.System, CancellationToken.None);
        var folder = Directory.EnumerateDirectories(temp).Should().ContainSingle().Subject;

        server.Description.Should().MatchRegex(@"^PostgreSQL \d+(\.\d+)?, throw-away, from /.+$");
        (await ScalarAsync(server, "select current_database() || ' ' || current_setting('server_encoding') || ' ' || current_setting('timezone')"))
            .Should()
            .Be("shopstream UTF8 UTC");
        (await ScalarAsync(server, "select current_setting('listen_addresses')")).Should().Be("127.0.0.1");
        (await ScalarAsync(server, "select current_setting('unix_socket_directories')")).Should().Be(string.Empty);
        Postmaster.IsRunning(Path.Combine(folder, "data")).Should().BeTrue();

        await server.DisposeAsync();
        await server.DisposeAsync();

        Postmaster.IsRunning(Path.Combine(folder, "data")).Should().BeFalse();
        Directory.EnumerateFileSystemEntries(temp).Should().BeEmpty();
    }

    [Test]
    public async Task Wrong_password_is_rejected()
    {
        await using var server = await SandboxServer.StartAsync(LocalOnly, TimeProvider.System, CancellationToken.None);
        var wrong = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Password = "shopstream", Pooling = false };

        var open = async () =>
        {
            await using var connection = new NpgsqlConnection(wrong.ConnectionString);
            await connection.OpenAsync();
        };

        (await open.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.InvalidPassword);
    }

    [Test]
    public async Task Server_started_by_root_runs_as_another_account()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            Assert.Ignore("only root can test this");
        await using var server = await SandboxServer.StartAsync(LocalOnly, TimeProvider.System, CancellationToken.None);
        var folder = new SandboxFolder(Directory.EnumerateDirectories(temp).Single());

        var pid = (await File.ReadAllLinesAsync(Path.Combine(folder.Data, "postmaster.pid")))[0];
        var user = (await File.ReadAllLinesAsync($"/proc/{pid}/status")).Single(l => l.StartsWith("Uid:", StringComparison.Ordinal));
        var groups = (await File.ReadAllLinesAsync($"/proc/{pid}/status")).Single(l => l.StartsWith("Groups:", StringComparison.Ordinal));

        user.Split('\t').Skip(1).Should().NotContain("0");
        groups.Split([' ', '\t']).Should().NotContain("0");
    }

    [Test]
    public async Task Server_has_its_own_session_so_that_Ctrl_C_does_not_reach_it()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("/proc tells");
        await using var server = await SandboxServer.StartAsync(LocalOnly, TimeProvider.System, CancellationToken.None);
        var folder = new SandboxFolder(Directory.EnumerateDirectories(temp).Single());
        var pid = (await File.ReadAllLinesAsync(Path.Combine(folder.Data, "postmaster.pid")))[0];

        // pid (name) state ppid pgrp session
        (await File.ReadAllTextAsync($"/proc/{pid}/stat"))
            .Split(' ')[5]
            .Should()
            .Be(pid);
    }

    [TestCase(1)]
    [TestCase(60)]
    [TestCase(300)]
    [TestCase(800)]
    [TestCase(1300)]
    public async Task Cancelled_start_leaves_nothing_behind(int milliseconds)
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(milliseconds));

        var start = async () =>
        {
            await using var server = await SandboxServer.StartAsync(LocalOnly, TimeProvider.System, cancel.Token);
            await Task.Delay(Timeout.Infinite, cancel.Token);
        };

        await start.Should().ThrowAsync<OperationCanceledException>();
        Directory.EnumerateFileSystemEntries(temp).Should().BeEmpty();
        ServersBelow(temp).Should().BeEmpty();
    }

    [Test]
    public async Task Server_of_a_killed_owner_is_removed_at_the_next_start()
    {
        var left = await SandboxServer.StartAsync(LocalOnly, TimeProvider.System, CancellationToken.None);
        var folder = new SandboxFolder(Directory.EnumerateDirectories(temp).Single());
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "owner"), new ProcessIdentity(Environment.ProcessId, "another-start").ToString());

        await using var next = await SandboxServer.StartAsync(LocalOnly, TimeProvider.System, CancellationToken.None);

        Postmaster.IsRunning(folder.Data).Should().BeFalse();
        Directory.Exists(folder.Path).Should().BeFalse();
        (await ScalarAsync(next, "select 1")).Should().Be(1);
        await left.DisposeAsync();
    }

    [Test]
    public async Task Sweep_keeps_folders_of_live_owners_and_unrelated_ones()
    {
        var ours = SandboxFolder.Create(temp);
        var unfinished = Directory
            .CreateDirectory(Path.Combine(temp, string.Create(CultureInfo.InvariantCulture, $"shopstream-pg-{Environment.ProcessId}-abcd")))
            .FullName;
        var stranger = Directory.CreateDirectory(Path.Combine(temp, "shopstream")).FullName;
        var orphan = Directory.CreateDirectory(Path.Combine(temp, "shopstream-pg-2147483646-abcd")).FullName;

        var deleted = await SandboxFolder.SweepAsync(temp, TimeProvider.System);

        deleted.Should().Equal(orphan);
        Directory.EnumerateDirectories(temp).Should().BeEquivalentTo(ours.Path, unfinished, stranger);
    }

    [Test]
    public async Task Process_that_reuses_a_server_pid_is_not_signalled()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("/proc tells");
        using var stranger = Process.Start("sleep", "60");
        try
        {
            var folder = SandboxFolder.Create(temp);
            Directory.CreateDirectory(folder.Data);
            await File.WriteAllTextAsync(
                Path.Combine(folder.Data, "postmaster.pid"),
                string.Create(CultureInfo.InvariantCulture, $"{stranger.Id}\n{folder.Data}\n0\n")
            );

            await folder.RemoveAsync(TimeProvider.System);

            stranger.HasExited.Should().BeFalse();
            Directory.Exists(folder.Path).Should().BeFalse();
        }
        finally
        {
            stranger.Kill();
        }
    }

    [Test]
    public async Task Failed_start_reports_the_end_of_the_log_and_leaves_nothing()
    {
        var broken = Directory.CreateDirectory(Path.Combine(temp, "bin")).FullName;
        var real = PostgresPrograms.Find(SandboxOptions.Default.ProgramDirectories)!;
        File.CreateSymbolicLink(Path.Combine(broken, "postgres"), real.Server);
        Script(Path.Combine(broken, "initdb"), $"exec {real.InitDb} \"$@\"");
        // A setting that PostgreSQL does not have.
        Script(
            Path.Combine(broken, "pg_ctl"),
            $"echo 'no_such_setting = 1' >> \"$6/postgresql.conf\"; echo \"$6\"; exec {real.PgCtl} \"$@\" -o '--no_such_setting=1'"
        );

        var start = async () => await SandboxServer.StartAsync(LocalOnly with { ProgramDirectories = [broken] }, TimeProvider.System, CancellationToken.None);

        (await start.Should().ThrowAsync<InfrastructureException>()).Which.Message.Should().Contain("no_such_setting").And.Contain("server's log");
        Directory.EnumerateDirectories(temp).Should().Equal(broken);
    }

    [Test]
    public async Task Missing_programs_and_Docker_are_reported_with_three_fixes()
    {
        var start = async () => await SandboxServer.StartAsync(LocalOnly with { ProgramDirectories = [temp] }, TimeProvider.System, CancellationToken.None);

        var message = (await start.Should().ThrowAsync<InfrastructureException>()).Which;
        message.ExitCode.Should().Be(ExitCodes.Infrastructure);
        message.Message.Should().ContainAll("install PostgreSQL", "start Docker", "PGHOST, PGPORT, PGDATABASE, PGUSER and PGPASSWORD", "pipeline.runsettings");
    }

    [Test]
    public async Task Docker_is_used_when_local_programs_are_missing()
    {
        var start = async () =>
            await SandboxServer.StartAsync(LocalOnly with { ProgramDirectories = [], TryDocker = true }, TimeProvider.System, CancellationToken.None);
        SandboxServer server;
        try
        {
            server = await start();
        }
        catch (InfrastructureException e)
        {
            e.Message.Should().Contain("  - Docker: ").And.NotContain("not tried");
            Environment.GetEnvironmentVariable("SHOPSTREAM_TEST_DOCKER").Should().NotBe("required", "an engine was started for this test: {0}", e.Message);
            Assert.Ignore("no Docker here: " + e.Message);
            return;
        }
        await using (server)
        {
            server.Description.Should().StartWith("PostgreSQL 15").And.EndWith("Docker image postgres:15");
            (await ScalarAsync(server, "select current_database() || ' ' || current_setting('fsync')")).Should().Be("shopstream off");
            await Seeder.SeedAsync(server.ConnectionString, new SeedOptions(new DateOnly(2025, 11, 28)), null, CancellationToken.None);
            (await ScalarAsync(server, "select count(*) from orders")).Should().Be(5000L);
        }
    }

    [Test]
    public void Newer_versions_come_first()
    {
        foreach (var name in (string[])["9.6", "15", "14", "notes"])
            Directory.CreateDirectory(Path.Combine(temp, name));

        PostgresPrograms.Versions(temp, "*").Select(d => Path.GetFileName(Path.GetDirectoryName(d))).Should().Equal("15", "14", "9.6", "notes");
    }

    private static void Script(string path, string text)
    {
        File.WriteAllText(path, $"#!/bin/sh\n{text}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
    }

    private static List<string> ServersBelow(string folder) =>
        [.. Directory.EnumerateDirectories(folder).Where(d => Postmaster.IsRunning(Path.Combine(d, "data")))];

    private static async Task<object?> ScalarAsync(SandboxServer server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}

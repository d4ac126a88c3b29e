using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;
using ShopStream.Quality.Results;

namespace ShopStream.Sandbox.Postgres;

/// <summary>A server run by locally installed programs, in a private folder.</summary>
internal sealed class LocalPostgres : IServer
{
    private const string User = "shopstream";
    private const int StartAttempts = 5;
    private static readonly TimeSpan ShortDeadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongDeadline = TimeSpan.FromSeconds(60);

    private readonly SandboxFolder folder;
    private readonly TimeProvider clock;
    private readonly PostgresPrograms programs;
    private readonly ExternalProgram shell;
    private readonly string password = RandomNumberGenerator.GetHexString(32, lowercase: true);
    private Account? account;
    private int port;

    private LocalPostgres(PostgresPrograms programs, SandboxFolder folder, TimeProvider clock)
    {
        this.programs = programs;
        this.folder = folder;
        this.clock = clock;
        shell = new ExternalProgram(clock, folder.Path);
    }

    public string ConnectionString => Connect(ServerDatabase.Name);

    public string Description { get; private set; } = string.Empty;

    /// <summary>Starts a server; leaves nothing behind if it fails.</summary>
    public static async Task<LocalPostgres> StartAsync(PostgresPrograms programs, string tempFolder, TimeProvider clock, CancellationToken cancellationToken)
    {
        var server = new LocalPostgres(programs, SandboxFolder.Create(tempFolder), clock);
        try
        {
            await server.CreateClusterAsync(cancellationToken);
            await server.StartServerAsync(cancellationToken);
            await ServerDatabase.CreateAsync(server.Connect("postgres"), cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (port > 0)
            ServerDatabase.Forget(ConnectionString);
        await folder.RemoveAsync(clock);
    }

    private async Task CreateClusterAsync(CancellationToken cancellationToken)
    {
        account = await Account.ForServerAsync(shell, cancellationToken);
        Directory.CreateDirectory(folder.Data);
        await File.WriteAllTextAsync(folder.PasswordFile, password, cancellationToken);
        await File.WriteAllTextAsync(folder.Log, string.Empty, cancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder.Data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.SetUnixFileMode(folder.PasswordFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.SetUnixFileMode(folder.Log, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        foreach (var path in (string[])[folder.Data, folder.PasswordFile, folder.Log])
            account?.TakeOwnership(path);
        if (account is not null && !(await shell.RunAsync(account.Run("ls", folder.Data), ShortDeadline, cancellationToken)).Succeeded)
        {
            throw new InfrastructureException(
                $"PostgreSQL does not run as root, and the account {account.Name} cannot enter {folder.Path}. "
                    + "Set TMPDIR to a folder that all users may enter, for example /tmp."
            );
        }

        var version = await shell.RunAsync(Run(programs.Server, "--version"), ShortDeadline, cancellationToken);
        if (!version.Succeeded)
            throw new InfrastructureException($"{programs.Server} --version ended with {version.ExitCode}: {version.Output}");
        // "postgres (PostgreSQL) 15.8 (Debian 15.8-0+deb12u1)"
        var number = version.Output.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(2) ?? "of unknown version";
        Description = $"PostgreSQL {number}, throw-away, from {programs.Directory}";

        var initialized = await shell.RunAsync(
            Run([
                programs.InitDb,
                "-D",
                folder.Data,
                "-U",
                User,
                "--pwfile",
                folder.PasswordFile,
                "--auth=scram-sha-256",
                "--no-sync",
                .. ServerDatabase.InitDbArguments(OperatingSystem.IsLinux()),
            ]),
            LongDeadline,
            cancellationToken
        );
        File.Delete(folder.PasswordFile);
        if (!initialized.Succeeded)
            throw new InfrastructureException($"{programs.InitDb} ended with {initialized.ExitCode}:\n{initialized.Output}");
        await File.AppendAllTextAsync(Path.Combine(folder.Data, "postgresql.conf"), ServerDatabase.ConfigurationFile, cancellationToken);
    }

    private async Task StartServerAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            port = FreePort();
            await File.AppendAllTextAsync(
                Path.Combine(folder.Data, "postgresql.conf"),
                string.Create(CultureInfo.InvariantCulture, $"port = {port}\n"),
                cancellationToken
            );
            // Not cancelled by the token: killing pg_ctl half-way could leave a server without a known pid.
            // pg_ctl has its own timeout, and detaches the server from the terminal, so that Ctrl+C does not reach it.
            var started = await shell.RunAsync(
                Run(programs.PgCtl, "start", "-w", "-s", "-t", "60", "-D", folder.Data, "-l", folder.Log),
                LongDeadline + ShortDeadline,
                CancellationToken.None
            );
            cancellationToken.ThrowIfCancellationRequested();
            if (started.Succeeded)
                return;
            var log = folder.LogTail();
            await Postmaster.StopAsync(folder.Data, clock);
            var portInUse =
                log.Contains("Address already in use", StringComparison.OrdinalIgnoreCase)
                || log.Contains("could not bind", StringComparison.OrdinalIgnoreCase);
            if (!portInUse || attempt == StartAttempts)
                throw new InfrastructureException($"{programs.PgCtl} start ended with {started.ExitCode}: {started.Output}\nEnd of the server's log:\n{log}");
        }
    }

    private IReadOnlyList<string> Run(params IEnumerable<string> command) => account?.Run(command) ?? [.. command];

    private string Connect(string database) =>
        ServerDatabase.ConnectTo(
            new NpgsqlConnectionStringBuilder
            {
                Host = "127.0.0.1",
                Port = port,
                Username = User,
                Password = password,
                Database = database,
                SslMode = SslMode.Disable,
            }
        );

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

using ShopStream.Quality.Results;
using ShopStream.Sandbox.Postgres;

namespace ShopStream.Sandbox;

/// <summary>
/// A throw-away PostgreSQL with an empty database shopstream, from local programs or else Docker. It listens only on this machine.
/// Disposing removes it with all its files; if this process is killed, the next start removes it.
/// </summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private readonly IServer server;
    private int disposed;

    private SandboxServer(IServer server)
    {
        this.server = server;
        ConnectionString = server.ConnectionString;
        Description = server.Description;
    }

    /// <summary>Npgsql's connection string to the database shopstream, as a superuser with a random password.</summary>
    public string ConnectionString { get; }

    /// <summary>For messages: "PostgreSQL 15.8, throw-away, from /usr/lib/postgresql/15/bin".</summary>
    public string Description { get; }

    /// <summary>Starts a server, in about two seconds with local programs. Leaves nothing behind if it fails.</summary>
    /// <exception cref="InfrastructureException">Neither PostgreSQL nor Docker is available, or it did not start; the message gives the fix.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Task<SandboxServer> StartAsync(TimeProvider clock, CancellationToken cancellationToken) =>
        StartAsync(SandboxOptions.Default, clock, cancellationToken);

    internal static async Task<SandboxServer> StartAsync(SandboxOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await SandboxFolder.SweepAsync(options.TempFolder, clock);
        var reasons = new List<string>();
        if (PostgresPrograms.Find(options.ProgramDirectories) is { } programs)
        {
            if (
                await TryAsync(
                    async () => await LocalPostgres.StartAsync(programs, options.TempFolder, clock, cancellationToken),
                    reasons,
                    $"PostgreSQL of {programs.Directory}",
                    cancellationToken
                ) is
                { } local
            )
                return new SandboxServer(local);
        }
        else
        {
            reasons.Add("PostgreSQL's programs: initdb, pg_ctl and postgres are in no directory of the PATH and in no usual install directory");
        }

        if (!options.TryDocker)
            reasons.Add("Docker: not tried");
        else if (await TryAsync(async () => await DockerPostgres.StartAsync(clock, cancellationToken), reasons, "Docker", cancellationToken) is { } docker)
            return new SandboxServer(docker);

        throw new InfrastructureException(
            "No throw-away PostgreSQL could be started.\n"
                + string.Concat(reasons.Select(r => $"  - {r}\n"))
                + """
                Do one of the following:
                  1. install PostgreSQL's server programs (Debian, Ubuntu: apt-get install postgresql; macOS: brew install postgresql@15)
                  2. start Docker (the image postgres:15 is used)
                  3. use an existing source: set PGHOST, PGPORT, PGDATABASE, PGUSER and PGPASSWORD, or the source in pipeline.runsettings
                """
        );
    }

    /// <summary>Stops the server and deletes its files. May be called more than once.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0)
            await server.DisposeAsync();
    }

    // Records a failure and lets the caller try the next option; all reasons are reported if none works.
    private static async Task<IServer?> TryAsync(Func<Task<IServer>> start, List<string> reasons, string what, CancellationToken cancellationToken)
    {
        try
        {
            return await start();
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("the start of the throw-away PostgreSQL was cancelled", e, cancellationToken);
        }
        catch (Exception e)
        {
            reasons.Add($"{what}: {e.Message.ReplaceLineEndings("\n    ")}");
            return null;
        }
    }
}

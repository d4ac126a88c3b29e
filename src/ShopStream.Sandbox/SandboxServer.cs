using ShopStream.Quality.Results;
using ShopStream.Sandbox.Postgres;

namespace ShopStream.Sandbox;

/// <summary>
/// A throw-away PostgreSQL with an empty database shopstream: local programs if there are any, else Docker.
/// It listens on this machine only and is gone, with all its files, when it is disposed of; if this process is killed, when the next one starts.
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

    /// <summary>Npgsql's, of a superuser with a password of this run, to the database shopstream.</summary>
    public string ConnectionString { get; }

    /// <summary>For people: "PostgreSQL 15.8, throw-away, from /usr/lib/postgresql/15/bin".</summary>
    public string Description { get; }

    /// <summary>Starts one; takes about two seconds with local programs. Nothing is left behind when this throws.</summary>
    /// <exception cref="InfrastructureException">There is neither a PostgreSQL nor a Docker here, or it did not start; the message says what to do.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Task<SandboxServer> StartAsync(TimeProvider clock, CancellationToken cancellationToken) => StartAsync(SandboxOptions.Default, clock, cancellationToken);

    internal static async Task<SandboxServer> StartAsync(SandboxOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await SandboxFolder.SweepAsync(options.TempFolder, clock);
        var reasons = new List<string>();
        if (PostgresPrograms.Find(options.ProgramDirectories) is { } programs)
        {
            if (await TryAsync(async () => await LocalPostgres.StartAsync(programs, options.TempFolder, clock, cancellationToken), reasons, $"PostgreSQL of {programs.Directory}", cancellationToken) is { } local)
                return new SandboxServer(local);
        }
        else
        {
            reasons.Add("PostgreSQL's programs: no directory of the PATH, nor any usual place, holds initdb, pg_ctl and postgres");
        }

        if (!options.TryDocker)
            reasons.Add("Docker: not tried");
        else if (await TryAsync(async () => await DockerPostgres.StartAsync(clock, cancellationToken), reasons, "Docker", cancellationToken) is { } docker)
            return new SandboxServer(docker);

        throw new InfrastructureException(
            "No throw-away PostgreSQL could be started.\n"
            + string.Concat(reasons.Select(r => $"  - {r}\n"))
            + """
            One of three ways leads to one:
              1. install PostgreSQL's server programs (Debian, Ubuntu: apt-get install postgresql; macOS: brew install postgresql@15)
              2. start Docker (the image postgres:15 is used)
              3. name a source of your own by PGHOST, PGPORT, PGDATABASE, PGUSER and PGPASSWORD, or in pipeline.runsettings
            """);
    }

    /// <summary>Stops the server and deletes its files. May be called more than once.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0) await server.DisposeAsync();
    }

    // One way that fails leads to the next one; what was wrong with it is told if none works.
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

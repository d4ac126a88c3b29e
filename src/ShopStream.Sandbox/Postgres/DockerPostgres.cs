using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using ShopStream.Quality.Results;
using Testcontainers.PostgreSql;

namespace ShopStream.Sandbox.Postgres;

/// <summary>A server in a container; Testcontainers' own reaper sees to it when we are killed.</summary>
internal sealed class DockerPostgres : IServer
{
    private const string Image = "postgres:15";

    // The image may have to be pulled first.
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    // The one that every server has; ours is made in it.
    private const string Maintenance = "postgres";

    private readonly PostgreSqlContainer container;

    private DockerPostgres(PostgreSqlContainer container) => this.container = container;

    public string ConnectionString => Connect(ServerDatabase.Name);

    public string Description { get; private set; } = string.Empty;

    /// <summary>Nothing is left when this throws.</summary>
    public static async Task<DockerPostgres> StartAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        // Build looks for a Docker and throws when there is none.
        var built = new PostgreSqlBuilder(Image)
            .WithDatabase(Maintenance)
            .WithUsername(ServerDatabase.Name)
            .WithPassword(RandomNumberGenerator.GetHexString(32, lowercase: true))
            .WithCommand([.. ServerDatabase.Settings.SelectMany(s => (string[])["-c", $"{s.Name}={s.Value}"])])
            // It would write to the console that is ours.
            .WithLogger(NullLogger.Instance)
            .Build();
        var server = new DockerPostgres(built);
        using var timeout = new CancellationTokenSource(Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await built.StartAsync(either.Token);
            await ServerDatabase.CreateAsync(server.Connect(Maintenance), either.Token);
            await using var connection = new NpgsqlConnection(server.ConnectionString);
            await connection.OpenAsync(either.Token);
            server.Description = $"PostgreSQL {connection.PostgreSqlVersion}, throw-away, Docker image {Image}";
            return server;
        }
        catch (Exception e)
        {
            await server.DisposeAsync();
            if (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
                throw new InfrastructureException($"the image {Image} was not running after {Deadline.TotalMinutes:0} min: pull it once by hand (docker pull {Image})", e);
            throw;
        }
    }

    private string Connect(string database) =>
        ServerDatabase.ConnectTo(new NpgsqlConnectionStringBuilder(container.GetConnectionString()) { SslMode = SslMode.Disable, Database = database });

    public async ValueTask DisposeAsync()
    {
        if (container.State == DotNet.Testcontainers.Containers.TestcontainersStates.Running) ServerDatabase.Forget(ConnectionString);
        await container.DisposeAsync();
    }
}

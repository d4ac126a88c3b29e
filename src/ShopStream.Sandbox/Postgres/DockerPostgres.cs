using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using ShopStream.Quality.Results;
using Testcontainers.PostgreSql;

namespace ShopStream.Sandbox.Postgres;

/// <summary>A server in a container. If this process is killed, Testcontainers' reaper removes it.</summary>
internal sealed class DockerPostgres : IServer
{
    private const string Image = "postgres:15";

    // The image may have to be pulled first.
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    // The database that every server has; used to create the sandbox's.
    private const string Maintenance = "postgres";

    private readonly PostgreSqlContainer container;

    private DockerPostgres(PostgreSqlContainer container) => this.container = container;

    public string ConnectionString => Connect(ServerDatabase.Name);

    public string Description { get; private set; } = string.Empty;

    /// <summary>Starts a server; leaves nothing behind if it fails.</summary>
    public static async Task<DockerPostgres> StartAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        // Build throws if there is no Docker.
        var newContainer = new PostgreSqlBuilder(Image)
            .WithDatabase(Maintenance)
            .WithUsername(ServerDatabase.Name)
            .WithPassword(RandomNumberGenerator.GetHexString(32, lowercase: true))
            .WithCommand([.. ServerDatabase.Settings.SelectMany(s => (string[])["-c", $"{s.Name}={s.Value}"])])
            // The default logger writes to the console.
            .WithLogger(NullLogger.Instance)
            .Build();
        var server = new DockerPostgres(newContainer);
        using var timeout = new CancellationTokenSource(Deadline, clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await newContainer.StartAsync(linked.Token);
            await ServerDatabase.CreateAsync(server.Connect(Maintenance), linked.Token);
            await using var connection = new NpgsqlConnection(server.ConnectionString);
            await connection.OpenAsync(linked.Token);
            server.Description = $"PostgreSQL {connection.PostgreSqlVersion}, throw-away, Docker image {Image}";
            return server;
        }
        catch (Exception e)
        {
            await server.DisposeAsync();
            if (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
                throw new InfrastructureException(
                    $"the image {Image} was not running after {Deadline.TotalMinutes:0} min: pull it once manually (docker pull {Image})",
                    e
                );
            throw;
        }
    }

    private string Connect(string database) =>
        ServerDatabase.ConnectTo(new NpgsqlConnectionStringBuilder(container.GetConnectionString()) { SslMode = SslMode.Disable, Database = database });

    public async ValueTask DisposeAsync()
    {
        if (container.State == DotNet.Testcontainers.Containers.TestcontainersStates.Running)
            ServerDatabase.Forget(ConnectionString);
        await container.DisposeAsync();
    }
}

using Npgsql;
using System.Security.Cryptography;
using Testcontainers.PostgreSql;

namespace ShopStream.Sandbox.Postgres;

/// <summary>A server in a container; Testcontainers' own reaper sees to it when we are killed.</summary>
internal sealed class DockerPostgres : IServer
{
    private const string Image = "postgres:15";
    private readonly PostgreSqlContainer container;

    private DockerPostgres(PostgreSqlContainer container) => this.container = container;

    public string ConnectionString => ServerDatabase.ConnectTo(new NpgsqlConnectionStringBuilder(container.GetConnectionString()) { SslMode = SslMode.Disable });

    public string Description { get; private set; } = string.Empty;

    /// <summary>Nothing is left when this throws.</summary>
    public static async Task<DockerPostgres> StartAsync(CancellationToken ct)
    {
        // Build looks for a Docker and throws when there is none.
        var built = new PostgreSqlBuilder(Image)
            .WithDatabase(ServerDatabase.Name)
            .WithUsername(ServerDatabase.Name)
            .WithPassword(RandomNumberGenerator.GetHexString(32, lowercase: true))
            .WithEnvironment("POSTGRES_INITDB_ARGS", string.Join(' ', ServerDatabase.InitDbArguments(linux: true)))
            .WithCommand([.. ServerDatabase.Settings.SelectMany(s => (string[])["-c", $"{s.Name}={s.Value}"])])
            .Build();
        var server = new DockerPostgres(built);
        try
        {
            await built.StartAsync(ct);
            await using var connection = new NpgsqlConnection(server.ConnectionString);
            await connection.OpenAsync(ct);
            server.Description = $"PostgreSQL {connection.PostgreSqlVersion}, throw-away, Docker image {Image}";
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
        if (container.State == DotNet.Testcontainers.Containers.TestcontainersStates.Running) ServerDatabase.Forget(ConnectionString);
        await container.DisposeAsync();
    }
}

using Npgsql;
using ShopStream.Quality.Results;
using ShopStream.Sandbox;
using ShopStream.Sandbox.Seeding;

namespace ShopStream.Tests.Sandbox;

/// <summary>One throw-away PostgreSQL for the whole test run. Without it a test is skipped, or fails in CI.</summary>
internal static class TestPostgres
{
    private const string Full = "seeded_template";
    private const string Quarter = "quarter_template";

    // Every fourth order and event, numbered anew: most of a run's time at scale 1 is rows.
    private const string KeepQuarter = """
        SET session_replication_role = replica;
        DELETE FROM order_items WHERE order_id % 4 <> 0;
        DELETE FROM orders WHERE id % 4 <> 0;
        DELETE FROM events WHERE id % 4 <> 0;
        UPDATE order_items AS line SET id = -numbered.n, order_id = order_id / 4
            FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS n FROM order_items) AS numbered WHERE numbered.id = line.id;
        UPDATE order_items SET id = -id;
        UPDATE orders SET id = -id / 4;
        UPDATE orders SET id = -id;
        UPDATE events SET id = -id / 4;
        UPDATE events SET id = -id;
        SELECT setval('orders_id_seq', (SELECT MAX(id) FROM orders)),
            setval('order_items_id_seq', (SELECT MAX(id) FROM order_items)),
            setval('events_id_seq', (SELECT MAX(id) FROM events));
        """;
    private static readonly SemaphoreSlim Gate = new(1);
    private static SandboxServer? server;
    private static string? whyNot;
    private static bool seeded;
    private static int databases;

    /// <summary>Options of the databases that <see cref="SeededDatabaseAsync"/> creates.</summary>
    public static SeedOptions SeedOptions { get; } = new(new DateOnly(2026, 1, 15), scale: 1, seed: 42);

    /// <summary>Orders of <see cref="SeededDatabaseAsync()"/>.</summary>
    public const int Orders = 1_250;

    /// <summary>Events of <see cref="SeededDatabaseAsync()"/>.</summary>
    public const int Events = 2_500;

    /// <summary>The server's connection string; no test uses its database shopstream.</summary>
    public static async Task<string> ServerAsync(CancellationToken cancellationToken = default)
    {
        await Gate.WaitAsync(cancellationToken);
        try
        {
            if (server is null && whyNot is null)
                server = await SandboxServer.StartAsync(TimeProvider.System, cancellationToken);
        }
        catch (InfrastructureException e)
        {
            whyNot = e.Message;
        }
        finally
        {
            Gate.Release();
        }
        ServerRequirement.Require(server is not null, whyNot ?? string.Empty);
        return server!.ConnectionString;
    }

    /// <summary>Creates an empty database.</summary>
    public static async Task<TestDatabase> NewDatabaseAsync() => await CreateAsync("template1");

    /// <summary>Creates an empty database of another encoding than UTF-8.</summary>
    public static async Task<TestDatabase> NewDatabaseAsync(string encoding) => await CreateAsync($"template0 ENCODING '{encoding}' LOCALE 'C'");

    /// <summary>Creates a database with a quarter of the shop's orders and events, see <see cref="SeedOptions"/>.</summary>
    public static Task<TestDatabase> SeededDatabaseAsync() => SeededDatabaseAsync(Quarter);

    /// <summary>Creates a database with all of the shop's data, see <see cref="SeedOptions"/>.</summary>
    public static Task<TestDatabase> FullDatabaseAsync() => SeededDatabaseAsync(Full);

    private static async Task<TestDatabase> SeededDatabaseAsync(string template)
    {
        var connection = await ServerAsync();
        await Gate.WaitAsync();
        try
        {
            if (!seeded)
            {
                await TestDatabase.ExecuteAsync(connection, $"CREATE DATABASE {Full}");
                await Seeder.SeedAsync(TestDatabase.Named(connection, Full), SeedOptions, progress: null, CancellationToken.None);
                await TestDatabase.ExecuteAsync(connection, $"CREATE DATABASE {Quarter} TEMPLATE {Full}");
                // A pooled connection would stay in the template.
                var quarter = new NpgsqlConnectionStringBuilder(TestDatabase.Named(connection, Quarter)) { Pooling = false }.ConnectionString;
                await TestDatabase.ExecuteAsync(quarter, KeepQuarter);
                await TestDatabase.ExecuteAsync(quarter, "VACUUM FULL");
                seeded = true;
            }
        }
        finally
        {
            Gate.Release();
        }
        return await CreateAsync(template);
    }

    /// <summary>Stops the server, if one was started.</summary>
    public static async Task StopAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
    }

    private static async Task<TestDatabase> CreateAsync(string template)
    {
        var connection = await ServerAsync();
        var name = $"test_{Interlocked.Increment(ref databases)}";
        // One at a time: a template may not be in use while it is copied.
        await Gate.WaitAsync();
        try
        {
            await using var open = new NpgsqlConnection(connection);
            await open.OpenAsync();
            // Copying files takes half the processor time of logging their pages, which is the default since version 15.
            var strategy = open.PostgreSqlVersion.Major < 15 ? "" : "STRATEGY FILE_COPY";
            await using var command = new NpgsqlCommand($"CREATE DATABASE {name} TEMPLATE {template} {strategy}", open) { CommandTimeout = 120 };
            await command.ExecuteNonQueryAsync();
        }
        finally
        {
            Gate.Release();
        }
        return new TestDatabase(connection, name);
    }
}

/// <summary>A database that is dropped, with all its connections, on disposal.</summary>
internal sealed class TestDatabase(string server, string name) : IAsyncDisposable
{
    public string Name => name;

    public string ConnectionString { get; } = Named(server, name);

    public static string Named(string server, string name) => new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 10 }.ConnectionString;

    /// <summary>The connection string of a role with the password "testing", without a pool.</summary>
    public string As(string role) =>
        new NpgsqlConnectionStringBuilder(ConnectionString)
        {
            Username = role,
            Password = "testing",
            Pooling = false,
        }.ConnectionString;

    /// <summary>Runs a statement in this database.</summary>
    public Task ExecuteAsync(string sql) => ExecuteAsync(ConnectionString, sql);

    /// <summary>The first value of a query in this database; null for a NULL.</summary>
    public async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() is var value && value is DBNull ? null : value;
    }

    public async ValueTask DisposeAsync()
    {
        await using (var pooled = new NpgsqlConnection(ConnectionString))
            NpgsqlConnection.ClearPool(pooled);
        await ExecuteAsync(server, $"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    }

    internal static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }
}

using Npgsql;

namespace ShopStream.Sandbox.Postgres;

/// <summary>A server that is removed when disposed.</summary>
internal interface IServer : IAsyncDisposable
{
    string ConnectionString { get; }

    string Description { get; }
}

/// <summary>Settings and database, common to both kinds of server.</summary>
internal static class ServerDatabase
{
    public const string Name = "shopstream";

    /// <summary>Server settings. Nothing has to survive a crash, so nothing waits for the disk.</summary>
    public static IReadOnlyList<(string Name, string Value)> Settings { get; } =
    [
        ("fsync", "off"),
        ("full_page_writes", "off"),
        ("synchronous_commit", "off"),
        // Skips WAL for a table filled in the transaction that created it.
        ("wal_level", "minimal"),
        ("max_wal_senders", "0"),
        ("max_wal_size", "4GB"),
        ("shared_buffers", "256MB"),
        ("maintenance_work_mem", "256MB"),
        ("max_connections", "60"),
        ("timezone", "UTC"),
        ("log_timezone", "UTC"),
    ];

    /// <summary>
    /// Arguments for initdb: the locale C.UTF-8, which only Linux always has, but collation C. Both order by code point, but C sorts several times faster.
    /// </summary>
    public static IReadOnlyList<string> InitDbArguments(bool linux) => ["--encoding=UTF8", linux ? "--locale=C.UTF-8" : "--locale=C", "--lc-collate=C"];

    /// <summary>Lines for postgresql.conf of a local server; it listens only on this machine and has no socket file.</summary>
    public static string ConfigurationFile =>
        string.Concat(
            ((IEnumerable<(string Name, string Value)>)[.. Settings, ("listen_addresses", "127.0.0.1"), ("unix_socket_directories", "")]).Select(s =>
                $"{s.Name} = '{s.Value}'\n"
            )
        );

    public static string ConnectTo(NpgsqlConnectionStringBuilder connection)
    {
        connection.ApplicationName = "shopstream sandbox";
        connection.Timeout = 15;
        return connection.ConnectionString;
    }

    /// <summary>Creates the database in UTF-8, whatever the server's default is. Also verifies that the server responds.</summary>
    public static async Task CreateAsync(string connectionString, CancellationToken cancellationToken)
    {
        var unpooled = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        await using var connection = new NpgsqlConnection(unpooled.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            $"CREATE DATABASE {Name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE '{(OperatingSystem.IsLinux() ? "C.UTF-8" : "C")}'",
            connection
        );
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Clears the connection pool of a server that is about to stop.</summary>
    public static void Forget(string connectionString)
    {
        using var connection = new NpgsqlConnection(connectionString);
        NpgsqlConnection.ClearPool(connection);
    }
}

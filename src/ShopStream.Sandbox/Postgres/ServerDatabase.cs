using Npgsql;

namespace ShopStream.Sandbox.Postgres;

/// <summary>A server that goes when it is disposed of.</summary>
internal interface IServer : IAsyncDisposable
{
    string ConnectionString { get; }

    string Description { get; }
}

/// <summary>What both kinds of server have in common: the settings and the database.</summary>
internal static class ServerDatabase
{
    public const string Name = "shopstream";

    /// <summary>Nothing has to survive a crash, so nothing waits for a disk.</summary>
    public static IReadOnlyList<(string Name, string Value)> Settings { get; } =
    [
        ("fsync", "off"),
        ("full_page_writes", "off"),
        ("synchronous_commit", "off"),
        // A table that is filled in the transaction that made it is not logged at all.
        ("wal_level", "minimal"),
        ("max_wal_senders", "0"),
        ("max_wal_size", "4GB"),
        ("shared_buffers", "256MB"),
        ("maintenance_work_mem", "256MB"),
        ("max_connections", "60"),
        ("timezone", "UTC"),
        ("log_timezone", "UTC"),
    ];

    /// <summary>The locale C.UTF-8, which Linux alone has for certain. Its order is that of the code points, as C's is, but C sorts several times faster.</summary>
    public static IReadOnlyList<string> InitDbArguments(bool linux) =>
        ["--encoding=UTF8", linux ? "--locale=C.UTF-8" : "--locale=C", "--lc-collate=C"];

    /// <summary>The settings of a server of our own; it listens on this machine only and has no socket file.</summary>
    public static string ConfigurationFile => string.Concat(
        ((IEnumerable<(string Name, string Value)>)[.. Settings, ("listen_addresses", "127.0.0.1"), ("unix_socket_directories", "")])
        .Select(s => $"{s.Name} = '{s.Value}'\n"));

    public static string ConnectTo(NpgsqlConnectionStringBuilder connection)
    {
        connection.ApplicationName = "shopstream sandbox";
        connection.Timeout = 15;
        return connection.ConnectionString;
    }

    /// <summary>Makes the database, in UTF-8 whatever the server's default is; by the way the proof that the server answers.</summary>
    public static async Task CreateAsync(string connectionString, CancellationToken cancellationToken)
    {
        var once = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        await using var connection = new NpgsqlConnection(once.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"CREATE DATABASE {Name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE '{(OperatingSystem.IsLinux() ? "C.UTF-8" : "C")}'", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Connections kept in the pool would be found broken later.</summary>
    public static void Forget(string connectionString)
    {
        using var connection = new NpgsqlConnection(connectionString);
        NpgsqlConnection.ClearPool(connection);
    }
}

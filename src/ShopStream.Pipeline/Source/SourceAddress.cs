using Npgsql;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Source;

/// <summary>Where the source is, and how it may be read.</summary>
/// <param name="ConnectionString">Npgsql's; without a database name that of the user.</param>
/// <param name="Schema">Where its tables are.</param>
/// <param name="Tables">Those that are extracted, by name.</param>
/// <param name="Deadline">For one statement, COPY included; see <see cref="Deadlines"/>.</param>
public sealed record SourceAddress(string ConnectionString, string Schema, IReadOnlyList<string> Tables, TimeSpan Deadline)
{
    /// <summary>Columns that are extracted, by table; a table that is not named here is extracted whole. What is left out never leaves the source.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Columns { get; init; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>Deadlines of a table's own, by table: for a statement that reads it, COPY included.</summary>
    public IReadOnlyDictionary<string, TimeSpan> Deadlines { get; init; } = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);

    /// <summary>After so long without a word from us, its heartbeat included, the server ends a session of the snapshot: what is gone does not hold back its vacuum.</summary>
    internal TimeSpan IdleLimit { get; init; } = IdleLimitByDefault;

    /// <summary>A minute: six heartbeats.</summary>
    public static TimeSpan IdleLimitByDefault { get; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a table may be withheld from readers.</summary>
    public static TimeSpan LockPatience { get; } = TimeSpan.FromSeconds(3);

    /// <summary>Npgsql's connection string of its parts.</summary>
    /// <param name="host">A name, an address or a socket's folder.</param>
    /// <param name="port">From 1 to 65535.</param>
    /// <param name="user">Who.</param>
    /// <param name="database">Null for that of the user's name.</param>
    /// <param name="password">Null or empty for none: PGPASSFILE may hold it.</param>
    /// <param name="sslMode">As libpq writes it: disable, allow, prefer, require, verify-ca or verify-full; null for prefer.</param>
    /// <param name="sslRootCert">A file with the certificates of the authorities that are trusted; null for the system's.</param>
    /// <exception cref="FormatException">There is no such mode.</exception>
    public static string Connection(string host, int port, string user, string? database, string? password, string? sslMode = null, string? sslRootCert = null)
    {
        var connection = new NpgsqlConnectionStringBuilder { Host = host, Port = port, Username = user, Database = database ?? user };
        if (!string.IsNullOrEmpty(password)) connection.Password = password;
        if (sslMode is not null) connection.SslMode = SslModeOf(sslMode);
        if (sslRootCert is not null) connection.RootCertificate = sslRootCert;
        return connection.ConnectionString;
    }

    private static SslMode SslModeOf(string word) => word switch
    {
        "disable" => SslMode.Disable,
        "allow" => SslMode.Allow,
        "prefer" => SslMode.Prefer,
        "require" => SslMode.Require,
        "verify-ca" => SslMode.VerifyCA,
        "verify-full" => SslMode.VerifyFull,
        _ => throw new FormatException($"'{word}' is no way to use TLS: expected disable, allow, prefer, require, verify-ca or verify-full (PGSSLMODE)"),
    };

    /// <summary>Where it is, without who reads it.</summary>
    public (string Host, int Port, string Database) Place
    {
        get
        {
            var parts = new NpgsqlConnectionStringBuilder(ConnectionString);
            return (parts.Host ?? "localhost", parts.Port, parts.Database ?? parts.Username ?? "");
        }
    }

    /// <summary>For people: host, port and database, no password.</summary>
    public string Description
    {
        get
        {
            var parts = new NpgsqlConnectionStringBuilder(ConnectionString);
            return $"PostgreSQL at {parts.Host}:{parts.Port}, database {parts.Database ?? parts.Username}";
        }
    }

    /// <summary><see cref="Description"/>: a record would show its password.</summary>
    public override string ToString() => Description;

    /// <summary>For a statement: the longest of those of the tables that its text names.</summary>
    internal TimeSpan DeadlineOf(string sql)
    {
        if (Deadlines.Count == 0) return Deadline;
        var words = CustomSqlPolicy.Words(sql);
        return Tables.Where(words.Contains).Select(t => Deadlines.GetValueOrDefault(t, Deadline)).DefaultIfEmpty(Deadline).Max();
    }

    /// <summary>"within 30 s (setting source.deadline)": the deadline of a statement, and where it stands.</summary>
    internal string Within(string sql)
    {
        var words = CustomSqlPolicy.Words(sql);
        var own = Deadlines.Keys.Where(words.Contains).Order(StringComparer.Ordinal).Select(t => $"source.deadline.{t}").ToList();
        return $"within {DeadlineOf(sql).TotalSeconds:0.#} s (setting {(own.Count == 0 ? "source.deadline" : string.Join(", ", own))})";
    }

    /// <summary>How long an answer is waited for, in whole seconds: the server's own deadline comes first; it says what happened and keeps the connection.</summary>
    internal static int Patience(TimeSpan deadline) => (int)Math.Ceiling(deadline.TotalSeconds) + 2;

    // At least a second: 0 would wait for ever.
    private int SecondsToOpen => (int)Math.Clamp(Math.Ceiling(Deadline.TotalSeconds), 1, 15);

    /// <summary>Every session is read-only by default, whatever a query says.</summary>
    internal string ReadOnlyConnectionString => new NpgsqlConnectionStringBuilder(ConnectionString)
    {
        ApplicationName = "shopstream",
        Options = "-c default_transaction_read_only=on",
        Timeout = SecondsToOpen,
        CommandTimeout = Patience(Deadline),
        Timezone = "UTC",
        // A snapshot lives in its connection: one that is pooled might live on after its run.
        Pooling = false,
        Enlist = false,
        // A snapshot's holder waits for the others: its heartbeat tells the server that it lives. Firewalls forget a connection on which nobody speaks, and a peer that is gone has to be noticed.
        KeepAlive = (int)Math.Max(1, IdleLimit.TotalSeconds / 6),
        TcpKeepAlive = true,
        // COPY streams: fewer and larger reads from the socket.
        ReadBufferSize = 1 << 18,
    }.ConnectionString;

    /// <summary>The tables with the columns that are extracted, in their own order.</summary>
    /// <exception cref="UsageException">A column is named that is not there, or one of the primary key is left out.</exception>
    internal IReadOnlyList<TableInfo> Restricted(IReadOnlyList<TableInfo> tables)
    {
        var problems = new List<string>();
        foreach (var (name, columns) in Columns)
        {
            if (tables.FirstOrDefault(t => string.Equals(t.Dataset.Table, name, StringComparison.Ordinal)) is not { } table) continue;
            problems.AddRange(columns.Where(c => !table.Has(c)).Select(c => $"source.columns.{name} names {c}, which is no column of {Schema}.{name}{Nearest.Hint(c, table.Columns.Select(i => i.Name))}"));
            problems.AddRange(table.Key.Except(columns, StringComparer.Ordinal).Select(c => $"source.columns.{name} leaves out {c}, which is of the primary key: expected at least {string.Join(", ", table.Key)}"));
        }
        if (problems.Count > 0) throw new UsageException(string.Join("\n", problems));
        return [.. tables.Select(t => Columns.TryGetValue(t.Dataset.Table, out var columns) ? t with { Columns = [.. t.Columns.Where(c => columns.Contains(c.Name, StringComparer.Ordinal))] } : t)];
    }

    /// <summary>What happened, below Npgsql's "Exception while reading from stream"; ends in a full stop.</summary>
    internal static string Innermost(Exception e)
    {
        while (e.InnerException is { } inner) e = inner;
        return e.Message.TrimEnd('.') + ".";
    }

    internal async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(ReadOnlyConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        // 28: password, pg_hba.conf; 3D: no such database; 42: no right to connect. A retry mends none of them.
        catch (PostgresException e) when (e.SqlState[..2] is "28" or "3D" or "42")
        {
            await connection.DisposeAsync();
            throw new UsageException($"{Description} refuses to be opened: {e.MessageText} ({e.SqlState}). Check PGDATABASE, PGUSER and PGPASSWORD or the source settings.", e);
        }
        catch (Exception e) when (e is NpgsqlException or System.Net.Sockets.SocketException or TimeoutException)
        {
            await connection.DisposeAsync();
            throw new InfrastructureException(
                $"{Description} cannot be reached: {Innermost(e)} Expected a server that answers within {SecondsToOpen} s; check PGHOST, PGPORT, PGDATABASE, PGUSER and PGPASSWORD or the source settings, then run again.", e);
        }
    }
}

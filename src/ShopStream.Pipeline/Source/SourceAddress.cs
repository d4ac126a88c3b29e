using Npgsql;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Source;

/// <summary>Address of the source, and the limits for reading it.</summary>
/// <param name="ConnectionString">Npgsql's connection string; the database defaults to the user's name.</param>
/// <param name="Schema">Schema of the tables; <see cref="Places"/> has those of other schemas.</param>
/// <param name="Tables">Names of the extracted tables.</param>
/// <param name="Deadline">Deadline of one statement, COPY included; see <see cref="Deadlines"/> for exceptions.</param>
public sealed record SourceAddress(string ConnectionString, string Schema, IReadOnlyList<string> Tables, TimeSpan Deadline)
{
    /// <summary>Tables of other schemas than <see cref="Schema"/>, by the names that they have here. Default: none.</summary>
    public IReadOnlyDictionary<string, SourcePlace> Places { get; init; } = SourcePlace.None;

    /// <summary>Extracted columns, by table; a table that is absent here is extracted with all columns. Excluded columns never leave the source.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Columns { get; init; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>Deadlines for statements that read a table, COPY included, by table; they replace <see cref="Deadline"/>.</summary>
    public IReadOnlyDictionary<string, TimeSpan> Deadlines { get; init; } = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);

    /// <summary>The setting that the deadline comes from, for messages.</summary>
    public string DeadlineSetting { get; init; } = "source.deadline";

    /// <summary>
    /// The server ends a snapshot session that has sent nothing, keepalives included, for this long, so that a dead run does not hold back vacuum.
    /// </summary>
    internal TimeSpan IdleLimit { get; init; } = IdleLimitByDefault;

    /// <summary>Default of <see cref="IdleLimit"/>: one minute, six keepalives.</summary>
    public static TimeSpan IdleLimitByDefault { get; } = TimeSpan.FromSeconds(60);

    /// <summary>How long to wait for a table that another session has locked: 3 seconds.</summary>
    public static TimeSpan LockPatience { get; } = TimeSpan.FromSeconds(3);

    /// <summary>Builds an Npgsql connection string.</summary>
    /// <param name="host">A host name, an IP address or the folder of a Unix socket.</param>
    /// <param name="port">From 1 to 65535.</param>
    /// <param name="user">The role to sign in as.</param>
    /// <param name="database">The database; null for the one named like the user.</param>
    /// <param name="password">The password; null or empty for none, in which case PGPASSFILE applies.</param>
    /// <param name="sslMode">libpq's name: disable, allow, prefer, require, verify-ca or verify-full; null for prefer.</param>
    /// <param name="sslRootCert">Path of a file with trusted CA certificates; null for the system's.</param>
    /// <param name="signIn">Further parts of signing in; null for none.</param>
    /// <exception cref="FormatException">The TLS mode or the channel binding is unknown.</exception>
    public static string Connection(
        string host,
        int port,
        string user,
        string? database,
        string? password,
        string? sslMode = null,
        string? sslRootCert = null,
        SourceSignIn? signIn = null
    )
    {
        var connection = new NpgsqlConnectionStringBuilder
        {
            Host = host,
            Port = port,
            Username = user,
            Database = database ?? user,
        };
        if (signIn?.PassFile is { } passFile)
            connection.Passfile = passFile;
        if (signIn?.Certificate is { } certificate)
            connection.SslCertificate = certificate;
        if (signIn?.Key is { } key)
            connection.SslKey = key;
        if (signIn?.Options is { } options)
            connection.Options = options;
        if (signIn?.ChannelBinding is { } binding)
            connection.ChannelBinding = Enum.TryParse<ChannelBinding>(binding, ignoreCase: true, out var known)
                ? known
                : throw new FormatException("expected disable, prefer or require (PGCHANNELBINDING)");
        if (!string.IsNullOrEmpty(password))
            connection.Password = password;
        if (sslMode is not null)
            connection.SslMode = SslModeOf(sslMode);
        if (sslRootCert is not null)
            connection.RootCertificate = sslRootCert;
        return connection.ConnectionString;
    }

    private static SslMode SslModeOf(string word) =>
        word switch
        {
            "disable" => SslMode.Disable,
            "allow" => SslMode.Allow,
            "prefer" => SslMode.Prefer,
            "require" => SslMode.Require,
            "verify-ca" => SslMode.VerifyCA,
            "verify-full" => SslMode.VerifyFull,
            _ => throw new FormatException($"this is not an SSL mode: expected disable, allow, prefer, require, verify-ca or verify-full (PGSSLMODE)"),
        };

    /// <summary>How a sandbox is called in every output.</summary>
    public const string SandboxName = "SANDBOX (generated data, not your source)";

    /// <summary>Whether this is a throw-away server with generated data; default false.</summary>
    public bool IsSandbox { get; init; }

    /// <summary>Host, port and database, without the user.</summary>
    public (string Host, int Port, string Database) Place
    {
        get
        {
            var parts = new NpgsqlConnectionStringBuilder(ConnectionString);
            return (parts.Host ?? "localhost", parts.Port, parts.Database ?? parts.Username ?? "");
        }
    }

    /// <summary>The role that signs in; null for the account's own.</summary>
    public string? User => new NpgsqlConnectionStringBuilder(ConnectionString).Username;

    /// <summary>Host, port and database for messages, without the password.</summary>
    public string Description
    {
        get
        {
            var parts = new NpgsqlConnectionStringBuilder(ConnectionString);
            return $"{(IsSandbox ? $"{SandboxName}, " : "")}PostgreSQL at {parts.Host}:{parts.Port}, database {parts.Database ?? parts.Username}";
        }
    }

    /// <summary>Where a table is.</summary>
    internal SourcePlace PlaceOf(string table) => Places.GetValueOrDefault(table) ?? new SourcePlace(Schema, table);

    /// <summary>PostgreSQL's dialect, with the places of tables.</summary>
    internal Dialect Dialect => Dialect.PostgreSql(Schema, Places);

    /// <summary>The extracted tables for UNNEST($1, $2, $3): schemas, names there, and names here.</summary>
    internal NpgsqlParameter[] Listed =>
        [
            new() { Value = Tables.Select(t => PlaceOf(t).Schema).ToArray() },
            new() { Value = Tables.Select(t => PlaceOf(t).Name).ToArray() },
            new() { Value = Tables.ToArray() },
        ];

    /// <summary>Returns <see cref="Description"/>; the default text of a record would show the password.</summary>
    public override string ToString() => Description;

    /// <summary>Deadline of a statement: the longest among the tables that its text names.</summary>
    internal TimeSpan DeadlineOf(string sql)
    {
        if (Deadlines.Count == 0)
            return Deadline;
        var words = CustomSqlPolicy.Words(sql);
        return Tables.Where(t => words.Contains(PlaceOf(t).Name)).Select(t => Deadlines.GetValueOrDefault(t, Deadline)).DefaultIfEmpty(Deadline).Max();
    }

    /// <summary>The deadline of a statement and the setting it comes from, such as "within 30 s (setting source.deadline)".</summary>
    internal string Within(string sql)
    {
        var words = CustomSqlPolicy.Words(sql);
        var settings = Deadlines
            .Keys.Where(t => words.Contains(PlaceOf(t).Name))
            .Order(StringComparer.Ordinal)
            .Select(t => $"source.deadline.{Identifier.Written(t)}")
            .ToList();
        return $"within {DeadlineOf(sql).TotalSeconds:0.#} s (setting {(settings.Count == 0 ? DeadlineSetting : string.Join(", ", settings))})";
    }

    /// <summary>Client-side timeout in whole seconds: 2 s longer than the server's deadline, which reports the cause and keeps the connection.</summary>
    internal static int Patience(TimeSpan deadline) => (int)Math.Ceiling(deadline.TotalSeconds) + 2;

    // At least 1 s: 0 means no timeout.
    private int SecondsToOpen => (int)Math.Clamp(Math.Ceiling(Deadline.TotalSeconds), 1, 15);

    /// <summary>Connection string of every session. What a session may do is limited in its transaction; see SessionSettings.</summary>
    internal string SessionConnectionString =>
        new NpgsqlConnectionStringBuilder(ConnectionString)
        {
            ApplicationName = "shopstream",
            Timeout = SecondsToOpen,
            CommandTimeout = Patience(Deadline),
            Timezone = "UTC",
            Encoding = "UTF8",
            ClientEncoding = "UTF8",
            // A snapshot lives as long as its connection; a pooled connection might outlive the run.
            Pooling = false,
            Enlist = false,
            // The connection that holds the snapshot is idle while the others work: keepalives stop the server and firewalls from dropping
            // it, and detect a dead peer.
            KeepAlive = (int)Math.Max(1, IdleLimit.TotalSeconds / 6),
            TcpKeepAlive = true,
            // For COPY: fewer, larger reads from the socket.
            ReadBufferSize = 1 << 18,
        }.ConnectionString;

    /// <summary>Reduces the tables to their extracted columns, in table order.</summary>
    /// <exception cref="UsageException">A named column does not exist, or a primary key column is left out.</exception>
    internal IReadOnlyList<TableInfo> Restricted(IReadOnlyList<TableInfo> tables)
    {
        var problems = new List<string>();
        foreach (var (name, columns) in Columns)
        {
            if (tables.FirstOrDefault(t => string.Equals(t.Dataset.Table, name, StringComparison.Ordinal)) is not { } table)
                continue;
            problems.AddRange(
                columns
                    .Where(c => !table.Has(c))
                    .Select(c =>
                        $"source.columns.{Identifier.Written(name)} names {Identifier.Written(c)}, "
                        + $"which is not a column of {PlaceOf(name).Written}{Nearest.NameHint(c, table.Columns.Select(i => i.Name))}"
                    )
            );
            problems.AddRange(
                table
                    .Key.Except(columns, StringComparer.Ordinal)
                    .Select(c =>
                        $"source.columns.{Identifier.Written(name)} leaves out {Identifier.Written(c)}, which belongs to the primary key: "
                        + $"expected at least {Identifier.Written(table.Key)}"
                    )
            );
        }
        if (problems.Count > 0)
            throw new UsageException(string.Join("\n", problems));
        return
        [
            .. tables.Select(t =>
                Columns.TryGetValue(t.Dataset.Table, out var columns)
                    ? t with
                    {
                        Columns = [.. t.Columns.Where(c => columns.Contains(c.Name, StringComparer.Ordinal))],
                    }
                    : t
            ),
        ];
    }

    /// <summary>
    /// True for an exception that a cancelled statement, COPY or connection left behind: Npgsql reports some of them as a failure of the connection.
    /// </summary>
    internal static bool IsCancellation(Exception e, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
        && e is (NpgsqlException or InvalidOperationException or System.Net.Sockets.SocketException or TimeoutException);

    /// <summary>Opens a session that only reads.</summary>
    /// <param name="cancellationToken">Cancels the sign-in.</param>
    /// <exception cref="InfrastructureException">The server cannot be reached, or takes no session now.</exception>
    /// <exception cref="UsageException">The server rejects the account, or a file of the sign-in cannot be read.</exception>
    internal async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        RequireFiles();
        var connection = new NpgsqlConnection(SessionConnectionString);
        var isAbandoned = false;
        try
        {
            // Npgsql reads the server's types, too: its own limit counts anew for each read.
            return await SourceDeadline.RunAsync(
                TimeSpan.FromSeconds(SecondsToOpen + 2),
                null,
                async token =>
                {
                    await connection.OpenAsync(token);
                    return connection;
                },
                () => isAbandoned = true,
                cancellationToken
            );
        }
        // A server that answers, such as by a time-out of its own, was reached.
        catch (Exception e) when (SourceFailure.IsDeadline(e) && e is not PostgresException && !IsCancellation(e, cancellationToken))
        {
            if (!isAbandoned)
                await connection.DisposeAsync();
            throw new InfrastructureException(
                $"{Description} cannot be reached within {SecondsToOpen} s (setting {DeadlineSetting}, here at most 15 s). "
                    + "Check PGHOST and PGPORT or the source settings, and the network, then run again.",
                e
            );
        }
        catch (Exception e) when (IsCancellation(e, cancellationToken))
        {
            if (!isAbandoned)
                await connection.DisposeAsync();
            throw new OperationCanceledException($"cancelled: the connection to {Description}", e, cancellationToken);
        }
        catch (PostgresException e) when (!SourceFailure.IsRetryable(e))
        {
            await connection.DisposeAsync();
            throw SourceFailure.Problem($"{Description} rejects the connection", e);
        }
        catch (Exception e) when (SourceFailure.Is(e))
        {
            await connection.DisposeAsync();
            if (!SourceFailure.IsRetryable(e))
                throw SourceFailure.Problem($"{Description} cannot be reached", e);
            throw new InfrastructureException(
                $"{Description} cannot be reached: {(e is PostgresException ? SourceFailure.Explain(e) : SourceFailure.Innermost(e))} "
                    + $"Expected a server that responds within {SecondsToOpen} s; "
                    + "check PGHOST, PGPORT, PGDATABASE, PGUSER and PGPASSWORD or the source settings, then run again.",
                e
            );
        }
        // Npgsql reads the files of the sign-in; a library throws what it likes where one has another format.
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await connection.DisposeAsync();
            throw new UsageException(
                $"{Description}: the sign-in cannot be prepared: {SourceFailure.Innermost(e)} "
                    + "Expected files that this account may read: check PGPASSFILE, PGSSLCERT, PGSSLKEY and PGSSLROOTCERT or the source settings.",
                e
            );
        }
    }

    // Whoever names a file means it, also where the server would not have asked for it.
    private void RequireFiles()
    {
        var parts = new NpgsqlConnectionStringBuilder(ConnectionString);
        var files = new[]
        {
            (parts.SslCertificate, "PGSSLCERT"),
            (parts.SslKey, "PGSSLKEY"),
            (parts.RootCertificate is "system" ? null : parts.RootCertificate, "PGSSLROOTCERT"),
            (string.IsNullOrEmpty(parts.Password) ? parts.Passfile : null, "PGPASSFILE"),
        };
        var missing = files.Where(f => !string.IsNullOrEmpty(f.Item1) && !File.Exists(f.Item1)).Select(f => $"{f.Item2} names {f.Item1}").ToList();
        if (missing.Count > 0)
            throw new UsageException(
                $"{Description}: {string.Join(", ", missing)}, which does not exist or may not be looked at. "
                    + $"Correct {(missing.Count == 1 ? "it" : "them")} there, in the service or in the source settings, "
                    + $"or unset {(missing.Count == 1 ? "it" : "them")}."
            );
    }
}

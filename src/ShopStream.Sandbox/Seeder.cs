using System.Diagnostics;
using Npgsql;
using ShopStream.Quality.Results;
using ShopStream.Sandbox.Seeding;

namespace ShopStream.Sandbox;

/// <summary>Fills an empty PostgreSQL database with the shop's tables and generated data.</summary>
public static class Seeder
{
    private const int MaxNamedTables = 5;

    // An arbitrary advisory lock: prevents two concurrent seeds from both finding the database empty.
    private const long Lock = 0x5109_57EA;

    // Objects that belong to an extension are not user data.
    private const string ExistingObjects = """
        SELECT format('%I.%I', n.nspname, c.relname)
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
          AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
          AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
        ORDER BY 1
        """;

    /// <summary>
    /// Creates the six tables in the schema public and fills them in one transaction: the database is either complete or stays
    /// empty. One connection is enough, because this process generates rows while the server writes them.
    /// </summary>
    /// <param name="connectionString">Npgsql's connection string.</param>
    /// <param name="options">Scale, seed and last day.</param>
    /// <param name="progress">Receives progress updates; null for none.</param>
    /// <param name="cancellationToken">Cancels seeding; the database stays empty.</param>
    /// <exception cref="UsageException">The database is not empty, or the user may not create tables in it. Nothing was changed.</exception>
    /// <exception cref="InfrastructureException">The server cannot be reached, or failed.</exception>
    public static async Task<SeedReport> SeedAsync(
        string connectionString,
        SeedOptions options,
        IProgress<SeedProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString) { CommandTimeout = (int)Loader.Deadline.TotalSeconds, Pooling = false };
        var place = $"{builder.Host}:{builder.Port}, database {builder.Database}";
        try
        {
            return await SeedAsync(builder, place, options, progress, cancellationToken);
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested && e is not ProblemException)
        {
            throw new OperationCanceledException($"the seed of {place} was cancelled; nothing was changed", e, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.InvalidSchemaName)
        {
            throw new UsageException(
                $"{place}: tables cannot be created in the schema public: {e.MessageText}. Nothing was changed. "
                    + "Name another database, or GRANT CREATE ON SCHEMA public to this user.",
                e
            );
        }
        catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException)
        {
            throw new InfrastructureException($"{place}: the seed failed: {e.Message}. Nothing was changed; check the server and try again.", e);
        }
    }

    private static async Task<SeedReport> SeedAsync(
        NpgsqlConnectionStringBuilder builder,
        string place,
        SeedOptions options,
        IProgress<SeedProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var start = Stopwatch.GetTimestamp();
        await using var connection = new NpgsqlConnection(builder.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({Lock})", cancellationToken);
        await RequireEmptyAsync(connection, place, cancellationToken);
        await ExecuteAsync(connection, "SET LOCAL search_path = public; SET LOCAL maintenance_work_mem = '256MB'", cancellationToken);
        await ExecuteAsync(connection, ShopSchema.TablesSql, cancellationToken);

        var loader = new Loader(connection, options, progress, cancellationToken);
        await Task.Run(loader.LoadAll, cancellationToken);

        for (var done = 0; done < ShopSchema.KeyStatements.Count; done++)
        {
            progress?.Report(new SeedProgress("keys and indexes", done, ShopSchema.KeyStatements.Count));
            await ExecuteAsync(connection, ShopSchema.KeyStatements[done], cancellationToken);
        }
        foreach (var (table, rows) in loader.Written)
            await ExecuteAsync(connection, $"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {rows}); ANALYZE {table}", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        var written = ShopSchema.Tables.Select(t => (t, loader.Written.Single(w => w.Table.Equals(t, StringComparison.Ordinal)).Rows));
        return new SeedReport([.. written], Stopwatch.GetElapsedTime(start));
    }

    private static async Task RequireEmptyAsync(NpgsqlConnection connection, string place, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        await using (var command = new NpgsqlCommand(ExistingObjects, connection))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                found.Add(reader.GetString(0));
        }
        if (found.Count == 0)
            return;
        var more = found.Count > MaxNamedTables ? $" and {found.Count - MaxNamedTables} more" : string.Empty;
        throw new UsageException(
            $"{place}: only an empty database can be seeded, but this one has {string.Join(", ", found.Take(MaxNamedTables))}{more}. Nothing was changed. "
                + "Name an empty database (CREATE DATABASE shopstream_test), or drop these objects if nobody needs them."
        );
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

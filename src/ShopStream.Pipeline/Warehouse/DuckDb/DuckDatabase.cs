using System.Diagnostics;
using System.Globalization;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using ShopStream.Pipeline.Duck;
using ShopStream.Pipeline.Scratch;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Warehouse.DuckDb;

/// <summary>One DuckDB database and its connections.</summary>
internal sealed class DuckDatabase : IDisposable
{
    /// <summary>
    /// Pins what DuckDB takes from the machine: its time zone (TZ) decides which day a timestamptz is of, and its language the calendar
    /// (th_TH counts in Buddhist years). GLOBAL: every connection has it.
    /// </summary>
    public const string PinnedSettings = "SET GLOBAL TimeZone = 'UTC'; SET GLOBAL Calendar = 'gregorian'";

    private readonly DuckDBConnection first;
    private readonly ScratchFolder spill;
    private readonly string description;
    private readonly string path;
    private readonly bool inMemory;
    private readonly bool attached;

    private DuckDatabase(string dataSource, string description, DuckSettings settings, bool readOnly, bool attached = false)
    {
        this.attached = attached;
        this.description = description;
        path = dataSource;
        inMemory = string.Equals(dataSource, DuckDBConnectionStringBuilder.InMemoryDataSource, StringComparison.Ordinal);
        Deadline = new DuckDeadline(settings.Deadline, settings.DeadlineSetting, description);
        // DuckDB names spill files by their size: two instances in one folder would overwrite each other's.
        spill = ScratchFolder.Create(settings.TempFolder);
        var options = new DuckDBConnectionStringBuilder
        {
            ["Data Source"] = dataSource,
            ["memory_limit"] = settings.MemoryLimit,
            ["temp_directory"] = spill.Path,
            // Preserving insertion order costs memory on large loads.
            ["preserve_insertion_order"] = "false",
            ["access_mode"] = readOnly ? "READ_ONLY" : "AUTOMATIC",
        };
        options["threads"] = settings.UsedThreads.ToString(CultureInfo.InvariantCulture);
        first = new DuckDBConnection(options.ConnectionString);
        try
        {
            first.Open();
            using var pin = first.CreateCommand();
            pin.CommandText = PinnedSettings;
            pin.ExecuteNonQuery();
        }
        catch (DuckDBException e)
        {
            Dispose();
            throw DuckFailure.Of(e).Fault == DuckFault.Damaged && !inMemory
                ? new UsageException(Damaged(e.Message), e)
                : new InfrastructureException($"{description} cannot be opened: {DuckFailure.Explain(e, "", attached)}", e);
        }
    }

    /// <summary>Name and version of the bundled engine, such as DuckDB 1.4.2.</summary>
    public static string Version => $"DuckDB {NativeMethods.Startup.DuckDBLibraryVersion().TrimStart('v')}";

    /// <summary>Deadline of one statement.</summary>
    public DuckDeadline Deadline { get; }

    /// <exception cref="InfrastructureException">Another process has the file open, or the disk failed.</exception>
    /// <exception cref="UsageException">The file is damaged.</exception>
    public static DuckDatabase OpenFile(string path, DuckSettings settings, bool readOnly) =>
        new(DuckPath.OfDatabase(path), $"the warehouse {path}", settings, readOnly);

    /// <summary>Opens a file of other tools, read-only.</summary>
    /// <inheritdoc cref="OpenFile"/>
    public static DuckDatabase OpenAttached(string path, DuckSettings settings) =>
        new(DuckPath.OfDatabase(path), $"the warehouse {path}", settings, readOnly: true, attached: true);

    /// <summary>Opens a file of our own, which is created if missing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="description">What it holds, for messages.</param>
    /// <param name="settings">DuckDB's limits of memory, time and threads.</param>
    /// <exception cref="InfrastructureException">The disk failed.</exception>
    public static DuckDatabase OpenOwn(string path, string description, DuckSettings settings) =>
        new(DuckPath.OfDatabase(path), description, settings, readOnly: false);

    public static DuckDatabase InMemory(string description, DuckSettings settings) =>
        new(DuckDBConnectionStringBuilder.InMemoryDataSource, description, settings, readOnly: false);

    /// <summary>Opens another connection to the same database.</summary>
    public DuckDBConnection Connect()
    {
        var connection = inMemory ? first.Duplicate() : new DuckDBConnection(first.ConnectionString);
        connection.Open();
        return connection;
    }

    /// <summary>Limits file access of all later statements to the given folders, and locks the settings.</summary>
    public async Task LockAsync(IEnumerable<string> readableFolders, CancellationToken cancellationToken)
    {
        var folders = string.Join(", ", readableFolders.Select(f => Sql.Literal(f.EndsWith('/') ? f : f + "/")));
        await ExecuteAsync(
            first,
            $"SET allowed_directories = [{folders}]; SET enable_external_access = false; SET lock_configuration = true",
            cancellationToken
        );
    }

    public Task ExecuteAsync(string sql, CancellationToken cancellationToken) => ExecuteAsync(first, sql, cancellationToken);

    public Task ExecuteAsync(DuckDBConnection connection, string sql, CancellationToken cancellationToken) =>
        RunAsync(connection, sql, command => command.ExecuteNonQuery(), cancellationToken);

    public async Task<Measurement> ReadAsync(DuckDBConnection connection, string sql, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var measurement = await RunAsync(
            connection,
            sql,
            command =>
            {
                using var reader = command.ExecuteReader();
                try
                {
                    return CellText.Read(reader);
                }
                catch (Exception e) when (e is InvalidCastException or InvalidOperationException or ArgumentException or ArithmeticException or FormatException)
                {
                    // The driver cannot read lists that contain NULL, infinity, years above 9999 or 24:00: let DuckDB convert the rows to text.
                    using var asText = connection.CreateCommand();
                    asText.CommandText = $"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM (\n{sql}\n) AS found";
                    using var text = asText.ExecuteReader();
                    return CellText.Read(text) with { Columns = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)] };
                }
            },
            cancellationToken
        );
        return measurement with { Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds };
    }

    public Task<Measurement> ReadAsync(string sql, CancellationToken cancellationToken) => ReadAsync(first, sql, cancellationToken);

    /// <summary>Why a query has no result, without values of rows; null if the exception is not from DuckDB.</summary>
    /// <param name="e">The exception.</param>
    /// <param name="sql">The statement, whose own words are shown.</param>
    public MissingMeasurement? Explain(Exception e, string sql = "") =>
        e switch
        {
            TimeoutException t => new MissingMeasurement(t.Message, MissingMeasurementKind.Unavailable),
            DuckDBException d => Explain(DuckFailure.Of(d), d.Message, sql),
            _ => null,
        };

    /// <summary>Why rows could not be read, without values of them.</summary>
    /// <param name="message">What DuckDB says.</param>
    /// <param name="sql">The statement, whose own words are shown.</param>
    public MissingMeasurement Explain(string message, string sql) => Explain(DuckFailure.Of(message), message, sql);

    /// <summary>Of rows that nobody stopped reading: one of DuckDB's threads has failed, and another one reports that it was interrupted.</summary>
    public MissingMeasurement EndedByItself =>
        new(
            $"{description}: DuckDB stopped reading because one of its threads failed, and does not say why. Run again; if that does not help, the file may be "
                + "damaged",
            MissingMeasurementKind.Unavailable
        );

    private MissingMeasurement Explain(DuckFailureRule rule, string message, string sql) =>
        rule.Fault switch
        {
            DuckFault.Statement => new MissingMeasurement(
                $"DuckDB rejects the query: {DuckFailure.Explain(rule, message, sql, attached)}",
                MissingMeasurementKind.Refused
            ),
            DuckFault.Damaged when !inMemory => new MissingMeasurement(Damaged(message), MissingMeasurementKind.Refused),
            _ => new MissingMeasurement($"{description}: {DuckFailure.Explain(rule, message, "", attached)}", MissingMeasurementKind.Unavailable),
        };

    public void Dispose()
    {
        first.Dispose();
        spill.Dispose();
    }

    private string Damaged(string message) => attached ? DuckFailure.Unreadable(path, message) : DuckFailure.Damaged(path, message);

    private Task<T> RunAsync<T>(DuckDBConnection connection, string sql, Func<DuckDBCommand, T> run, CancellationToken cancellationToken) =>
        DuckStatement.RunAsync(connection, sql, [], run, Deadline, cancellationToken);
}

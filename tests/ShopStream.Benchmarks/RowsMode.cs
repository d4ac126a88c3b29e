using System.Diagnostics;
using System.Globalization;
using DuckDB.NET.Data;
using Npgsql;
using ShopStream.Pipeline;
using ShopStream.Pipeline.Scratch;
using ShopStream.Pipeline.Source;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Reconciliation.RowComparison;
using ShopStream.Sandbox;

namespace ShopStream.Benchmarks;

/// <summary>Measures the row-level comparison of order_items in a live PostgreSQL and in DuckDB, with 0 %, 0.1 % and 1 % scattered differences.</summary>
internal static class RowsMode
{
    private const int Times = 3;
    private const string Columns = "id, order_id, product_id, quantity, unit_price, line_total";
    private static readonly (string Name, int Every)[] Variants = [("same", 0), ("permille", 1000), ("percent", 100)];

    /// <returns>The time of each comparison, without and with 1 % differing rows, in times of a COPY and a full scan.</returns>
    public static async Task<(double Same, double Percent)> RunAsync(long rows)
    {
        var work = Path.Combine(Path.GetTempPath(), $"shopstream-benchmark-rows-{Environment.ProcessId}");
        Directory.CreateDirectory(work);
        try
        {
            await using var server = await SandboxServer.StartAsync(TimeProvider.System, CancellationToken.None);
            var database = Path.Combine(work, "rows.duckdb");
            await BuildAsync(server.ConnectionString, database, rows);
            var host = Environment.ProcessPath ?? "dotnet";
            Task<Measured> Part(string part) => Measured.RunAsync(host, ["rows-part", part, server.ConnectionString, database]);
            var best = new Dictionary<string, (double Seconds, long Peak)>(StringComparer.Ordinal);
            for (var i = 0; i < Times; i++)
            {
                foreach (var part in Variants.Select(v => v.Name).Prepend("bare"))
                {
                    // The child process reports its own time, without the start of .NET.
                    var log = database + ".seconds";
                    var measured = await Part(part);
                    var seconds = double.Parse(await File.ReadAllTextAsync(log), CultureInfo.InvariantCulture);
                    var previous = best.GetValueOrDefault(part, (double.MaxValue, 0));
                    best[part] = (Math.Min(previous.Item1, seconds), Math.Max(previous.Item2, measured.PeakBytes));
                }
            }
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{rows:#,##0} rows: COPY TO STDOUT and a full scan by DuckDB: {best["bare"].Seconds:0.00} s, peak {best["bare"].Peak / 1e6:#,##0} MB"
                )
            );
            foreach (var (name, every) in Variants)
            {
                var (seconds, peak) = best[name];
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"row for row, {(every == 0 ? 0 : 100.0 / every):0.#} % differ: {seconds:0.00} s, "
                            + $"{seconds / best["bare"].Seconds:0.00} of that, {seconds / best["same"].Seconds:0.00} of no differences, "
                            + $"peak {peak / 1e6:#,##0} MB"
                    )
                );
            }
            return (best["same"].Seconds / best["bare"].Seconds, best["percent"].Seconds / best["bare"].Seconds);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    public static async Task PartAsync(string part, string source, string database)
    {
        var started = Stopwatch.GetTimestamp();
        if (part is "bare")
            await BareAsync(source, database);
        else
            await CompareAsync(source, database, part);
        await File.WriteAllTextAsync(database + ".seconds", Stopwatch.GetElapsedTime(started).TotalSeconds.ToString(CultureInfo.InvariantCulture));
    }

    private static async Task BareAsync(string source, string database)
    {
        await using (var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(source) { ReadBufferSize = 1 << 18 }.ConnectionString))
        {
            await connection.OpenAsync();
            using var text = (StreamReader)await connection.BeginTextExportAsync("COPY order_items TO STDOUT");
            var copy = text.BaseStream;
            var buffer = new byte[1 << 17];
            while (copy.Read(buffer, 0, buffer.Length) > 0)
            {
                // The data is discarded.
            }
        }
        using var duck = new DuckDBConnection($"Data Source={database};ACCESS_MODE=READ_ONLY;memory_limit=1GB");
        duck.Open();
        using var command = duck.CreateCommand();
        command.CommandText = $"SELECT SUM(hash({Columns})) FROM raw.same";
        command.ExecuteScalar();
    }

    private static async Task CompareAsync(string source, string database, string table)
    {
        var address = new SourceAddress(source, "public", [], TimeSpan.FromMinutes(30));
        await using var snapshot = await SourceSnapshot.TakeAsync(address, 1, shared: true, CancellationToken.None);
        await using var postgres = snapshot.ToStore();
        using var duck = DuckDatabase.OpenFile(database, new DuckSettings("1GB", database + ".tmp", TimeSpan.FromMinutes(30)), readOnly: true);
        await using var warehouse = new DuckStore(StoreId.Warehouse, duck, new Catalog([]));
        var catalog = new Catalog([.. snapshot.Catalog.Tables, .. await WarehouseCatalog.ReadAsync(duck, null, CancellationToken.None)]);
        var collector = new MetricCollector(
            catalog,
            new Dictionary<StoreId, IStore> { [StoreId.Source] = postgres, [StoreId.Warehouse] = warehouse },
            spill: () => SpillFolder.Open(database + ".tmp")
        );
        var metric = new RowDifferences(
            new Relation(new Dataset(Layer.Raw, table)),
            new Relation(new Dataset(Layer.Source, "order_items")),
            [new ColumnPair("id", "id")],
            null,
            null
        );
        await collector.CollectAsync([metric], CancellationToken.None);
        var measurement = collector.Measurements[metric];
        if (measurement.Missing is { } missing)
            throw new InvalidOperationException(missing.Reason);
        var every = Variants.First(v => string.Equals(v.Name, table, StringComparison.Ordinal)).Every;
        if (measurement.Number(6) != (every == 0 ? 0 : Math.Floor(measurement.Number(0) / every)))
            throw new InvalidOperationException($"{measurement.Number(6)} differences were found: {string.Join(", ", measurement.Rows[0])}");
    }

    private static async Task BuildAsync(string source, string database, long rows)
    {
        await using var connection = new NpgsqlConnection(source);
        await connection.OpenAsync();
        await using var build = new NpgsqlCommand(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                DROP TABLE IF EXISTS order_items CASCADE;
                CREATE TABLE order_items (id int PRIMARY KEY, order_id int NOT NULL, product_id int NOT NULL,
                    quantity int NOT NULL, unit_price decimal(10,2) NOT NULL, line_total decimal(10,2) NOT NULL);
                INSERT INTO order_items SELECT i, i / 3 + 1, i % 200 + 1, i % 5 + 1, (i % 49999 + 1) / 100.0,
                    (i % 5 + 1) * (i % 49999 + 1) / 100.0 FROM generate_series(1, {rows}) AS i;
                """
            ),
            connection
        )
        {
            CommandTimeout = 3600,
        };
        await build.ExecuteNonQueryAsync();
        await using var vacuum = new NpgsqlCommand("VACUUM ANALYZE order_items", connection) { CommandTimeout = 3600 };
        await vacuum.ExecuteNonQueryAsync();
        using var duck = new DuckDBConnection($"Data Source={database};memory_limit=2GB");
        duck.Open();
        foreach (var (name, every) in Variants)
        {
            using var command = duck.CreateCommand();
            var price = every == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" + CASE WHEN i % {every} = 0 THEN 0.01 ELSE 0 END");
            command.CommandText = string.Create(
                CultureInfo.InvariantCulture,
                $"""
                CREATE SCHEMA IF NOT EXISTS raw;
                CREATE TABLE raw.{name} AS SELECT CAST(i AS INTEGER) AS id, CAST(i // 3 + 1 AS INTEGER) AS order_id,
                    CAST(i % 200 + 1 AS INTEGER) AS product_id, CAST(i % 5 + 1 AS INTEGER) AS quantity,
                    CAST(CAST(i % 49999 + 1 AS DECIMAL(18,2)) / 100{price} AS DECIMAL(10,2)) AS unit_price,
                    CAST((i % 5 + 1) * CAST(i % 49999 + 1 AS DECIMAL(18,2)) / 100 AS DECIMAL(10,2)) AS line_total
                FROM range(1, {rows} + 1) AS r(i);
                """
            );
            command.ExecuteNonQuery();
        }
    }
}

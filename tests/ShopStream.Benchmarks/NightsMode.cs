using System.Globalization;
using Npgsql;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Partitions;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Reconciliation;
using ShopStream.Sandbox;
using ShopStream.Sandbox.Seeding;

namespace ShopStream.Benchmarks;

/// <summary>A first night and later ones over partitions: extraction and load, without models and checks.</summary>
internal static class NightsMode
{
    private static readonly string[] Tables = ["users", "products", "orders", "order_items", "events", "crm_contacts"];

    /// <param name="host">This program.</param>
    /// <param name="work">A folder for the lake and the warehouse.</param>
    /// <param name="scale">Size of the source; 1 is 5,000 orders.</param>
    public static async Task RunAsync(string host, string work, int scale)
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        await using var server = await SandboxServer.StartAsync(TimeProvider.System, CancellationToken.None);
        await Seeder.SeedAsync(server.ConnectionString, new SeedOptions(today, scale), null, CancellationToken.None);
        await ExecuteAsync(
            server.ConnectionString,
            """
            ALTER TABLE orders ADD updated_at timestamp;
            ALTER TABLE order_items ADD updated_at timestamp;
            UPDATE orders SET updated_at = created_at;
            UPDATE order_items SET updated_at = o.created_at FROM orders o WHERE o.id = order_id;
            ALTER TABLE events ADD updated_at timestamp;
            UPDATE events SET updated_at = event_ts
            """
        );
        await ExecuteAsync(server.ConnectionString, "VACUUM (FULL, ANALYZE)");
        // 1 % of the orders with their lines and of the events, the newest ones, as a shop changes them.
        const string change = """
            CREATE TEMPORARY TABLE changed AS SELECT id FROM orders ORDER BY created_at DESC LIMIT (SELECT COUNT(*) / 100 FROM orders);
            UPDATE orders SET status = 'refunded', updated_at = now() AT TIME ZONE 'UTC' WHERE id IN (SELECT id FROM changed);
            UPDATE order_items SET quantity = quantity + 1, updated_at = now() AT TIME ZONE 'UTC' WHERE order_id IN (SELECT id FROM changed);
            UPDATE events SET event_type = 'other', updated_at = now() AT TIME ZONE 'UTC'
            WHERE id IN (SELECT id FROM events ORDER BY event_ts DESC LIMIT (SELECT COUNT(*) / 100 FROM events))
            """;
        (Measured Measured, long Bytes)? first = null;
        foreach (var (night, name) in new[] { "first night", "second night, 1 % changed", "third night, nothing changed" }.Index())
        {
            if (night == 1)
                await ExecuteAsync(server.ConnectionString, change);
            var date = today.AddDays(night).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            var bytes = Path.Combine(work, "bytes");
            var before = await ServerSecondsAsync(server.ConnectionString);
            var measured = await Measured.RunAsync(host, ["night", server.ConnectionString, work, date, $"{scale}", bytes]);
            var extracted = long.Parse(await File.ReadAllTextAsync(bytes), CultureInfo.InvariantCulture);
            first ??= (measured, extracted);
            var of = first.Value;
            var inServer = await ServerSecondsAsync(server.ConnectionString) - before;
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}, scale {scale}: {measured.Seconds:0.0} s ({measured.Seconds / of.Measured.Seconds:0.0 %} of the first), "
                        + $"{extracted / 1e6:#,##0.0} MB ({(double)extracted / of.Bytes:0.0 %}), peak {measured.PeakBytes / 1e6:#,##0} MB; "
                        + $"processor time {measured.CpuSeconds:0.0} s, and {inServer:0.0} s in PostgreSQL"
                )
            );
        }
    }

    /// <summary>One night, in a process of its own.</summary>
    /// <param name="source">The source's connection string.</param>
    /// <param name="work">Holds the lake and the warehouse.</param>
    /// <param name="date">The date of the night.</param>
    /// <param name="scale">Size of the source.</param>
    /// <param name="bytes">A file that receives the number of bytes that were extracted.</param>
    public static async Task NightAsync(string source, string work, DateOnly date, int scale, string bytes)
    {
        var lines = (scale * 150).ToString(CultureInfo.InvariantCulture);
        var specs = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["orders"] = "created_at by day; watermark updated_at",
            ["order_items"] = $"id by {lines}; watermark updated_at",
            ["events"] = "event_ts by day; watermark updated_at",
            ["users"] = $"id by {lines}",
            ["products"] = $"id by {lines}",
            ["crm_contacts"] = $"id by {lines}",
        };
        var options = new PipelineOptions
        {
            WorkFolder = work,
            Lake = new LakeSettings(Path.Combine(work, "lake"))
            {
                Storage = new LakeStorage { JsonTables = new HashSet<string>(["events"], StringComparer.Ordinal) },
            },
            ModelsFolder = ModelProject.None,
            BusinessMetrics = new Dictionary<string, BusinessMetric>(StringComparer.Ordinal),
            Partitions = new PartitionOptions { Tables = specs.ToDictionary(s => s.Key, s => PartitionSpec.Parse(s.Value), StringComparer.Ordinal) },
        };
        var address = new SourceAddress(source, "public", Tables, TimeSpan.FromMinutes(30));
        var pipeline = new ShopPipeline(options, TimeProvider.System, new Stages(null), null);
        var (manifest, _) = await pipeline.RunAsync(address, date, "benchmark", [], [], CancellationToken.None);
        await File.WriteAllTextAsync(bytes, manifest.Extracted.Bytes.ToString(CultureInfo.InvariantCulture));
    }

    // Of all processes of the server, those that have ended included.
    private static async Task<double> ServerSecondsAsync(string source)
    {
        await using var connection = new NpgsqlConnection(source);
        await connection.OpenAsync();
        var postmaster = int.Parse(Fields(connection.ProcessID)[1], CultureInfo.InvariantCulture);
        var children = Directory
            .EnumerateDirectories("/proc")
            .Select(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0)
            .Select(Fields)
            .Where(f => f.Length > 0 && f[1].Equals($"{postmaster}", StringComparison.Ordinal));
        double Ticks(string[] fields, int from) => fields[from..(from + 2)].Sum(t => double.Parse(t, CultureInfo.InvariantCulture));
        return (Ticks(Fields(postmaster), 13) + children.Sum(f => Ticks(f, 11))) / 100;
    }

    // proc(5): state, parent, …, from field 3 on; empty for a process that has ended.
    private static string[] Fields(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static async Task ExecuteAsync(string source, string sql)
    {
        await using var connection = new NpgsqlConnection(source);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }
}

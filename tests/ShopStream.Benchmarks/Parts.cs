using System.Globalization;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Source;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.DuckDb;

namespace ShopStream.Benchmarks;

/// <summary>Parts of a run, each in a process of its own, so that its memory can be measured.</summary>
internal static partial class Parts
{
    // DuckDB's memory, for the product's part and the baseline alike.
    private const string Memory = "512MB";

    public static readonly DateOnly Date = new(2026, 1, 15);

    private static readonly string[] Tables = ["users", "products", "orders", "order_items", "events", "crm_contacts"];

    public static async Task ExtractAsync(string connection, string folder)
    {
        var address = new SourceAddress(connection, "public", Tables, TimeSpan.FromMinutes(30));
        await using var lake = Lakes.Open(new LakeSettings(folder));
        await using var snapshot = await SourceSnapshot.TakeAsync(address, 3, shared: true, CancellationToken.None);
        var (manifest, _) = await new Extraction(
            snapshot,
            address,
            lake,
            null,
            new LakeStorage { JsonTables = new HashSet<string>(["events"], StringComparer.Ordinal) }
        ).RunAsync(Date, "benchmark", [], [], CancellationToken.None);
        using var content = new MemoryStream(manifest.ToJson());
        await lake.WriteAsync(LakeLayout.ManifestKey(Date), content, CancellationToken.None);
    }

    public static async Task LoadAsync(string folder, string database)
    {
        File.Delete(database);
        await using var lake = Lakes.Open(new LakeSettings(folder));
        var manifest = await ManifestAsync(lake);
        using var duck = DuckDatabase.OpenFile(database, new DuckSettings(Memory, database + ".tmp", TimeSpan.FromMinutes(30)), readOnly: false);
        await new Loader(duck, lake, database + ".tmp", null).LoadAsync(manifest, CancellationToken.None);
    }

    /// <summary>The baseline: loads the same files with DuckDB's read_csv and read_json and explicit types.</summary>
    public static async Task BareLoadAsync(string folder, string database)
    {
        File.Delete(database);
        await using var lake = Lakes.Open(new LakeSettings(folder));
        var manifest = await ManifestAsync(lake);
        using var connection = new DuckDBConnection(
            $"Data Source={database};memory_limit={Memory};temp_directory={database}.tmp;preserve_insertion_order=false"
        );
        connection.Open();
        foreach (var table in manifest.Tables)
        {
            using var command = connection.CreateCommand();
            var rows = LakeReader.From([Path.Combine(folder, table.Key)], table.Columns, table.IsJson, table.LongestRow);
            command.CommandText = $"CREATE TABLE {table.Table} AS SELECT * FROM {rows}";
            command.ExecuteNonQuery();
        }
    }

    /// <summary>The baseline of the models: the SQL that <c>shopstream models</c> prints, over the raw tables of a warehouse, with all memory.</summary>
    public static async Task BareModelsAsync(string warehouse, string models, string database)
    {
        File.Delete(database);
        using var connection = new DuckDBConnection($"Data Source={database};preserve_insertion_order=false");
        connection.Open();
        Execute($"ATTACH '{warehouse}' AS run (READ_ONLY)");
        foreach (var schema in new[] { "raw", "staging", "core", "marts" })
            Execute($"CREATE SCHEMA IF NOT EXISTS {schema}");
        foreach (var table in Tables)
            Execute($"CREATE VIEW raw.{table} AS SELECT * FROM run.raw.{table}");
        // "-- staging/stg_users.sql: view", and then its SELECT, which has comments of its own.
        foreach (var model in Heading().Split(await File.ReadAllTextAsync(models)).Skip(1))
        {
            var (head, select) = (model[..model.IndexOf('\n', StringComparison.Ordinal)], model[model.IndexOf('\n', StringComparison.Ordinal)..]);
            var file = head[..head.IndexOf(':', StringComparison.Ordinal)];
            var name = $"{Path.GetFileName(Path.GetDirectoryName(file))}.{Path.GetFileNameWithoutExtension(file)}";
            Execute($"CREATE {(head.Contains(": view", StringComparison.Ordinal) ? "VIEW" : "TABLE")} {name} AS {select.TrimEnd(';', '\n')}");
        }

        void Execute(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }

    [GeneratedRegex(@"\n-- (?=\S+\.sql: )", RegexOptions.None, 1000)]
    private static partial Regex Heading();

    private static async Task<Manifest> ManifestAsync(ILake lake) =>
        Manifest.FromJson(
            await lake.TryReadAsync(LakeLayout.ManifestKey(Date), CancellationToken.None)
                ?? throw new InvalidOperationException("there is no manifest: run the part extract first"),
            Date
        );
}

using System.Text;
using System.Text.Json.Nodes;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Tests.Lake;

/// <summary>A valid manifest of two tables and three recorded measurements, and changes of its JSON.</summary>
internal static class SampleManifest
{
    public static DateOnly Date { get; } = new(2026, 11, 26);

    public static Manifest Of(DateOnly date) =>
        new()
        {
            Date = date,
            RunId = "20261126-010000-abcd",
            SnapshotAt = new DateTimeOffset(date, new TimeOnly(1, 0), TimeSpan.Zero),
            Source = "shop on localhost",
            SourceSchema = "public",
            Tables = [Table("orders", date, Compression.None), Table("users", date, Compression.Gzip)],
            Measurements = new Dictionary<string, RecordedMeasurement>(StringComparer.Ordinal)
            {
                ["count of orders"] = new(
                    ["count"],
                    [
                        ["7"],
                    ],
                    0.1
                ),
                ["values"] = new([], [], 0, LakeLayout.ValuesKey(date, "a"), new string('b', 64)),
                ["refused"] = new([], [], 0, Missing: new MissingMeasurement("permission denied", MissingMeasurementKind.Refused)),
            },
        };

    private static ManifestTable Table(string name, DateOnly date, Compression compression) =>
        new()
        {
            Table = name,
            Key = LakeLayout.KeyOf(name, date, json: false) + (compression == Compression.Gzip ? ".gz" : ""),
            Bytes = 120,
            Sha256 = new string('a', 64),
            Compression = compression,
            Columns = [new ColumnInfo("id", "int", false), new ColumnInfo("amount", "decimal(10,2)", true)],
            PrimaryKey = ["id"],
            Totals = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["count"] = "7",
                ["count where id is null"] = "0",
                ["count where amount is null"] = "2",
                ["sum of id"] = "28",
                ["sum of amount"] = "12.50",
                ["min of id"] = "1",
                ["max of id"] = "7",
            },
        };

    /// <summary>The manifest as JSON, with the value at a path such as "tables/0/columns" replaced; null as JSON text for null, "" to remove it.</summary>
    public static byte[] With(string path, string value)
    {
        var root = JsonNode.Parse(Of(Date).ToJson())!;
        var parts = path.Split('/');
        var parent = parts[..^1]
            .Aggregate(root, (node, part) => int.TryParse(part, System.Globalization.CultureInfo.InvariantCulture, out var i) ? node[i]! : node[part]!);
        if (parent is JsonArray list)
            list[int.Parse(parts[^1], System.Globalization.CultureInfo.InvariantCulture)] = JsonNode.Parse(value);
        else if (value.Length == 0)
            parent.AsObject().Remove(parts[^1]);
        else
            parent[parts[^1]] = JsonNode.Parse(value);
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }
}

using System.Globalization;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Pipeline.Warehouse.DuckDb;

/// <summary>
/// SQL of <see cref="RowDigest"/> in DuckDB. It hashes the cells as they would be read: rows with equal hashes have equal cells, and equal cells of one
/// type have equal hashes.
/// </summary>
internal static class DuckDigest
{
    // Not known before the process starts, so that rows cannot be made to collide.
    private static readonly long Salt = Random.Shared.NextInt64();

    private static readonly int Shift = 64 - int.Log2(RowDigest.Count);

    /// <summary>The types of the cells.</summary>
    public static string TypesSql(SqlText sql, RowReading reading) => $"DESCRIBE {sql.Rows(reading)}";

    /// <summary>Bucket, rows, both sums of hashes, and rows with a NULL in their key.</summary>
    public static string ToSql(SqlText sql, RowReading reading)
    {
        var (keys, all) = (Names(reading.Keys.Count), Names(reading.Cells.Count()));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            SELECT {Bucket(keys)}, COUNT(*), SUM(hash({string.Join(", ", all)})), SUM(hash({Salt}, {string.Join(", ", all.Reverse())})),
              COUNT(*) FILTER (WHERE {string.Join(" OR ", keys.Select(k => $"{k} IS NULL"))})
            FROM {Cells(sql, reading)}
            GROUP BY 1
            """
        );
    }

    /// <summary>The rows of a reading, of its buckets only if it names some.</summary>
    public static string Rows(SqlText sql, RowReading reading) =>
        reading.OnlyBuckets is { } only
            ? $"SELECT *\nFROM {Cells(sql, reading)}\nWHERE {Bucket(Names(reading.Keys.Count))} IN ({string.Join(", ", only)})"
            : sql.Rows(reading);

    /// <summary>The digest of the rows of both queries.</summary>
    public static RowDigest Of(Measurement types, Measurement buckets) =>
        new(
            [.. types.Rows.Select(r => r[1]!)],
            buckets.Rows.ToDictionary(r => (int)Number(r[0]), r => new BucketDigest((long)Number(r[1]), Number(r[2]), Number(r[3]))),
            buckets.Rows.Sum(r => (long)Number(r[4]))
        );

    private static string Bucket(IEnumerable<string> keys) =>
        string.Create(CultureInfo.InvariantCulture, $"CAST(hash({string.Join(", ", keys)}) >> {Shift} AS INTEGER)");

    private static string Cells(SqlText sql, RowReading reading) =>
        $"(\n{sql.Rows(reading with { OnlyBuckets = null })}\n) AS cells({string.Join(", ", Names(reading.Cells.Count()))})";

    private static IReadOnlyList<string> Names(int count) => [.. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"c{i}"))];

    private static Int128 Number(string? digits) => Int128.Parse(digits!, CultureInfo.InvariantCulture);
}

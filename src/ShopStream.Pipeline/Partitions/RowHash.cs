using System.Globalization;
using ShopStream.Quality.Data;

namespace ShopStream.Pipeline.Partitions;

/// <summary>
/// SQL of a 64-bit hash of values of a row in PostgreSQL. Each value is hashed by the function of its type, which costs a fraction of writing it as text,
/// where equal hashes mean equal text; other values are hashed as the text that COPY writes.
/// </summary>
internal static class RowHash
{
    /// <summary>Version of these hashes: those of another version cannot be compared. 0 is that of the text of whole rows.</summary>
    public const int Version = 1;

    // A decimal of 38 digits may have been declared without a scale: 1.0 and 1.00 are two texts then.
    private const int UndeclaredDigits = 38;

    /// <param name="columns">The columns, at least one; the hash depends on their order.</param>
    /// <param name="sql">SQL of a column, by its name.</param>
    /// <returns>SQL of a bigint, which is never NULL.</returns>
    public static string Of(IEnumerable<ColumnInfo> columns, Func<string, string> sql)
    {
        var parts = new List<string>();
        var others = new List<string>();
        foreach (var (position, column) in columns.Index())
        {
            if (Typed(sql(column.Name), ColumnType.Parse(column.Type), Constant(3 * position), Constant((3 * position) + 1)) is { } hash)
                parts.Add($"COALESCE({hash}, {Constant((3 * position) + 2)})");
            else
                others.Add(sql(column.Name));
        }
        // A row as text has quotes where values could run into each other; NULL and '' differ.
        if (others.Count > 0)
            parts.Add($"HASHTEXTEXTENDED(CAST(ROW({string.Join(", ", others)}) AS text) COLLATE \"C\", 0)");
        // Hashed once more: sums of XORs of two rows would often stay the same where the rows exchange a value.
        return parts is [var only] ? only : Mixed(0, string.Join(" # ", parts));
    }

    // The hash of a value; NULL for NULL. Seeds differ by column, so that columns which exchange their values show.
    private static string? Typed(string column, ColumnType type, long seed, long other) =>
        type switch
        {
            // HASHINT8EXTENDED would fold the value to 32 bits.
            { IsInteger: true } => Mixed((int)seed, $"CAST({column} AS bigint)"),
            // HASH_NUMERIC_EXTENDED ignores the sign, and XORs the power of 10,000.
            { IsDecimal: true, Size: < UndeclaredDigits } => Mixed(
                (int)other,
                string.Create(CultureInfo.InvariantCulture, $"HASH_NUMERIC_EXTENDED({column}, CASE WHEN {column} < 0 THEN {other} ELSE {seed} END)")
            ),
            // TIMESTAMP_HASH_EXTENDED would fold the microseconds to 32 bits; as a double they are distinct until the year 2242.
            { Word: "timestamp" or "timestamptz" } => $"HASHFLOAT8EXTENDED(DATE_PART('epoch', {column}), {seed})",
            { Kind: ValueKind.Boolean } => $"HASHINT4EXTENDED(CAST({column} AS int), {seed})",
            { Word: "uuid" } => $"UUID_HASH_EXTENDED({column}, {seed})",
            // JSONB_HASH_EXTENDED ignores the signs of numbers, and INTERVAL_HASH_EXTENDED that a month is not 30 days.
            { IsText: true } or { Kind: ValueKind.Moment or ValueKind.Time or ValueKind.Float or ValueKind.Json } =>
                $"HASHTEXTEXTENDED(CAST({column} AS text) COLLATE \"C\", {seed})",
            _ => null,
        };

    // As a seed, all bits of a value count.
    private static string Mixed(int with, string value) => string.Create(CultureInfo.InvariantCulture, $"HASHINT4EXTENDED({with}, {value})");

    // SplitMix64: constants that have no bits in common by rule, as 1, 2 and 3 have.
    private static long Constant(int index)
    {
        var z = (ulong)(index + 1) * 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (long)(z ^ (z >> 31));
    }
}

using System.Globalization;

namespace ShopStream.Tests.Snowflake.StandIn;

/// <summary>Values in the session protocol's format.</summary>
internal static class Cells
{
    public static ResultColumn Column(string name, string duckType)
    {
        if (duckType.StartsWith("DECIMAL(", StringComparison.Ordinal))
        {
            var size = duckType[8..^1].Split(',');
            return new(name, "fixed", int.Parse(size[0], CultureInfo.InvariantCulture), int.Parse(size[1], CultureInfo.InvariantCulture));
        }
        return duckType switch
        {
            "BIGINT" or "INTEGER" or "SMALLINT" or "TINYINT" => new(name, "fixed", 18, 0),
            "HUGEINT" or "UBIGINT" => new(name, "fixed", 38, 0),
            "DOUBLE" or "FLOAT" => new(name, "real"),
            "BOOLEAN" => new(name, "boolean"),
            "DATE" => new(name, "date"),
            "TIME" => new(name, "time", 0, 6),
            "TIMESTAMP" => new(name, "timestamp_ntz", 0, 6),
            "TIMESTAMP WITH TIME ZONE" => new(name, "timestamp_tz", 0, 6),
            "JSON" => new(name, "variant"),
            "BLOB" => new(name, "binary"),
            _ => new(name, "text"),
        };
    }

    /// <param name="text">The value as DuckDB writes it; null for NULL.</param>
    /// <param name="type">The column's type.</param>
    /// <param name="indent">Blanks before each element of a VARIANT; 0 for one line.</param>
    public static string? Encode(string? text, string type, int indent = 0) =>
        text is null
            ? null
            : type switch
            {
                "variant" when indent > 0 => System
                    .Text.Json.Nodes.JsonNode.Parse(text)
                    ?.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true, IndentSize = indent })
                    ?? text,
                "boolean" => text is "true" ? "1" : "0",
                "date" => (DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture).DayNumber - new DateOnly(1970, 1, 1).DayNumber).ToString(
                    CultureInfo.InvariantCulture
                ),
                "time" => Seconds(TimeOnly.Parse(text, CultureInfo.InvariantCulture).Ticks),
                "timestamp_ntz" => Seconds((DateTime.Parse(text, CultureInfo.InvariantCulture) - DateTime.UnixEpoch).Ticks),
                "timestamp_tz" => Seconds((DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) - DateTimeOffset.UnixEpoch).Ticks) + " 1440",
                "real" => text switch
                {
                    "nan" => "NaN",
                    "inf" => "inf",
                    _ => text,
                },
                _ => text,
            };

    public static long Ticks(string cell)
    {
        var parts = cell.Split(' ')[0].Split('.');
        return (long.Parse(parts[0], CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond)
            + (parts.Length > 1 ? long.Parse(parts[1].PadRight(9, '0')[..7], CultureInfo.InvariantCulture) : 0);
    }

    // Before 1970 the seconds are rounded down, and the fraction stays positive.
    private static string Seconds(long ticks)
    {
        var (seconds, rest) = (Math.DivRem(ticks, TimeSpan.TicksPerSecond));
        if (rest < 0)
            (seconds, rest) = (seconds - 1, rest + TimeSpan.TicksPerSecond);
        return string.Create(CultureInfo.InvariantCulture, $"{seconds}.{rest:0000000}00");
    }
}

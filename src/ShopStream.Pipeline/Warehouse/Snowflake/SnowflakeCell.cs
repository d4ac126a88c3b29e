using System.Data.Common;
using System.Globalization;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>Cells as the engine-neutral text that checks judge.</summary>
internal static class SnowflakeCell
{
    /// <summary>Null for null.</summary>
    public static string? Text(DbDataReader reader, int column)
    {
        if (reader.IsDBNull(column)) return null;
        return reader.GetDataTypeName(column).ToUpperInvariant() switch
        {
            // 38 digits as they came; .NET's numbers have fewer.
            "FIXED" or "TEXT" or "VARIANT" or "OBJECT" or "ARRAY" => reader.GetString(column),
            // The driver gives a time of day as a moment of some day.
            "TIME" => CellText.Of(TimeOnly.FromDateTime(reader.GetDateTime(column))),
            "DATE" => reader.GetDateTime(column).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            _ => CellText.Of(reader.GetValue(column)),
        };
    }
}

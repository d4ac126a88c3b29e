using System.Data.Common;
using System.Globalization;
using ShopStream.Pipeline.Duck;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>Converts cells to the engine-neutral text that checks compare.</summary>
internal static class SnowflakeCell
{
    /// <summary>The cell's text; null for NULL.</summary>
    public static string? Text(DbDataReader reader, int column)
    {
        if (reader.IsDBNull(column))
            return null;
        return reader.GetDataTypeName(column).ToUpperInvariant() switch
        {
            // Up to 38 digits; .NET's decimal holds fewer.
            "FIXED" or "TEXT" or "VARIANT" or "OBJECT" or "ARRAY" => reader.GetString(column),
            // The driver returns a time of day as a DateTime.
            "TIME" => CellText.Of(TimeOnly.FromDateTime(reader.GetDateTime(column))),
            "DATE" => reader.GetDateTime(column).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            _ => CellText.Of(reader.GetValue(column)),
        };
    }
}

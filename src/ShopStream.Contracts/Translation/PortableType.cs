using ShopStream.Quality.Data;

namespace ShopStream.Contracts.Translation;

/// <summary>The types of databases, as sentences name them.</summary>
internal static class PortableType
{
    /// <summary>The type as a sentence names it; null if it has no such name.</summary>
    /// <param name="physicalType">A type of PostgreSQL, DuckDB or Snowflake.</param>
    public static string? Of(string physicalType)
    {
        var type = ColumnType.Parse(physicalType);
        var word = type.Word switch
        {
            "smallint" or "int2" => "smallint",
            "int" or "integer" or "int4" or "serial" => "int",
            "bigint" or "int8" or "bigserial" or "long" => "bigint",
            "numeric" or "decimal" or "number" => "decimal",
            "varchar" or "text" or "string" or "character varying" => "varchar",
            "timestamp" or "timestamp without time zone" or "datetime" or "timestamp_ntz" => "timestamp",
            "timestamptz" or "timestamp with time zone" or "timestamp_tz" => "timestamptz",
            "date" => "date",
            "time" => "time",
            "bool" or "boolean" => "boolean",
            "float8" or "double" or "double precision" => "double",
            "float4" or "real" => "real",
            "json" or "jsonb" or "uuid" => type.Word,
            _ => null,
        };
        return word is "decimal" && type is { Size: { } size } ? $"decimal({size},{type.Scale ?? 0})" : word;
    }
}

using System.Globalization;
using ShopStream.Quality.Data;

namespace ShopStream.Pipeline.Warehouse.DuckDb;

/// <summary>Converts between the catalog's portable type names and DuckDB's types.</summary>
internal static class DuckTypes
{
    /// <summary>DuckDB's type for a portable type name; types that DuckDB lacks, such as enumerations of the source, become text.</summary>
    public static string ToDuckDb(string portable)
    {
        var type = ColumnType.Parse(portable);
        return type.Word switch
        {
            "smallint" => "SMALLINT",
            "int" or "integer" => "INTEGER",
            "bigint" => "BIGINT",
            "hugeint" => "HUGEINT",
            "varchar" or "char" or "text" => "VARCHAR",
            "decimal" or "numeric" => string.Create(
                CultureInfo.InvariantCulture,
                $"DECIMAL({Math.Min(type.Size ?? 38, 38)},{Math.Min(type.Size is null ? 10 : type.Scale ?? 0, 38)})"
            ),
            "timestamp" => "TIMESTAMP",
            "timestamptz" => "TIMESTAMPTZ",
            "date" => "DATE",
            "time" => "TIME",
            "boolean" or "bool" => "BOOLEAN",
            "json" or "jsonb" => "JSON",
            "real" or "float" => "FLOAT",
            "double" => "DOUBLE",
            "uuid" => "UUID",
            // DuckDB cannot read PostgreSQL's hex format of bytea: keep it as text.
            _ => "VARCHAR",
        };
    }

    /// <summary>The portable name of a type as DESCRIBE prints it; other types keep their name in lower case.</summary>
    public static string ToPortable(string duckDb) =>
        duckDb switch
        {
            "INTEGER" => "int",
            "VARCHAR" => "text",
            "TIMESTAMP WITH TIME ZONE" => "timestamptz",
            "FLOAT" => "real",
            _ => duckDb.ToLowerInvariant(),
        };
}

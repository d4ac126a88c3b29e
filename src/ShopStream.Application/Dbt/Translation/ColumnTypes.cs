namespace ShopStream.Application.Dbt.Translation;

/// <summary>Types of columns as the catalog of checks names them.</summary>
internal static class ColumnTypes
{
    /// <summary>The portable name of a type; null if it is written in another way in each warehouse.</summary>
    /// <param name="adapter">The project's adapter.</param>
    /// <param name="type">The type as SQL writes it.</param>
    public static string? Portable(string adapter, string type)
    {
        var word = type.Trim().ToLowerInvariant();
        return word switch
        {
            "integer" or "int" or "int4" => "int",
            "bigint" or "int8" => "bigint",
            "smallint" or "int2" => "smallint",
            "varchar" or "text" or "string" when adapter is "duckdb" => "text",
            "boolean" or "bool" => "boolean",
            "date" => "date",
            "timestamp" when adapter is "duckdb" => "timestamp",
            "timestamp with time zone" or "timestamptz" => "timestamptz",
            "double" or "float8" when adapter is "duckdb" => "double",
            _ when word.StartsWith("decimal(", StringComparison.Ordinal) || word.StartsWith("numeric(", StringComparison.Ordinal) =>
                $"decimal({word[(word.IndexOf('(', StringComparison.Ordinal) + 1)..].Replace(" ", "", StringComparison.Ordinal)}",
            _ => null,
        };
    }
}

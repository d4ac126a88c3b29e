using System.Text.RegularExpressions;

namespace ShopStream.Pipeline.Warehouse;

/// <summary>A catalog's portable words for types, as DuckDB's types and back.</summary>
internal static partial class DuckTypes
{
    /// <summary>DuckDB's type for a portable word; a type that it does not have, such as an enumeration of the source's, arrives as text.</summary>
    public static string ToDuckDb(string portable)
    {
        var match = Word().Match(portable.Trim());
        var size = match.Groups["size"].Value;
        return match.Groups["word"].Value.ToLowerInvariant() switch
        {
            "smallint" => "SMALLINT",
            "int" or "integer" => "INTEGER",
            "bigint" => "BIGINT",
            "hugeint" => "HUGEINT",
            "varchar" or "char" or "text" => "VARCHAR",
            "decimal" or "numeric" => $"DECIMAL{(size.Length > 0 ? size : "(38,10)")}",
            "timestamp" => "TIMESTAMP",
            "timestamptz" => "TIMESTAMPTZ",
            "date" => "DATE",
            "time" => "TIME",
            "boolean" or "bool" => "BOOLEAN",
            "json" or "jsonb" => "JSON",
            "real" or "float" => "FLOAT",
            "double" => "DOUBLE",
            "uuid" => "UUID",
            // PostgreSQL writes bytes in hex as DuckDB does not read them: they stay text.
            _ => "VARCHAR",
        };
    }

    /// <summary>As DESCRIBE names it; a type without a portable word keeps its own, in lower case.</summary>
    public static string ToPortable(string duckDb) => duckDb switch
    {
        "INTEGER" => "int",
        "VARCHAR" => "text",
        "TIMESTAMP WITH TIME ZONE" => "timestamptz",
        "FLOAT" => "real",
        _ => duckDb.ToLowerInvariant(),
    };

    [GeneratedRegex(@"^(?<word>[A-Za-z]+)\s*(?<size>\(\s*\d+\s*(,\s*\d+\s*)?\))?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();
}

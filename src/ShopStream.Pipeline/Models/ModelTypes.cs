using System.Text.RegularExpressions;

namespace ShopStream.Pipeline.Models;

/// <summary>A catalog's portable words for types, as DuckDB's types and back.</summary>
internal static partial class ModelTypes
{
    /// <exception cref="FormatException">A word that stands for no type of DuckDB's.</exception>
    public static string ToDuckDb(string portable)
    {
        var match = Word().Match(portable.Trim());
        if (!match.Success) throw new FormatException($"'{portable}' is no type");
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
            "bytea" or "blob" => "BLOB",
            var word => throw new FormatException($"'{word}' is no type that the warehouse has{Quality.Data.Nearest.Hint(word, ["int", "bigint", "varchar", "text", "decimal", "timestamp", "date", "boolean", "json", "double"])}"),
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

using System.Text.RegularExpressions;

namespace ShopStream.Pipeline.Warehouse;

/// <summary>Converts between the catalog's portable type names and DuckDB's types.</summary>
internal static partial class DuckTypes
{
    /// <summary>DuckDB's type for a portable type name; types that DuckDB lacks, such as enumerations of the source, become text.</summary>
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
            // DuckDB cannot read PostgreSQL's hex format of bytea: keep it as text.
            _ => "VARCHAR",
        };
    }

    /// <summary>The portable name of a type as DESCRIBE prints it; other types keep their name in lower case.</summary>
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

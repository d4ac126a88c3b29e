using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;

namespace ShopStream.Pipeline.Warehouse;

/// <summary>How DuckDB reads a lake file: every column with the source's type, nothing guessed.</summary>
internal static class LakeReader
{
    /// <summary>read_csv(…) or read_json(…) over a local file.</summary>
    public static string From(string path, IReadOnlyList<ColumnInfo> columns, bool json)
    {
        var typed = string.Join(", ", columns.Select(c => $"{Sql.Literal(c.Name)}: {Sql.Literal(DuckTypes.Of(c.Type))}"));
        return json
            ? $"read_json({Sql.Literal(path)}, format = 'newline_delimited', auto_detect = false, columns = {{{typed}}})"
            // NULL is nothing between the commas, '' is "": a quoted field is never NULL.
            : $"read_csv({Sql.Literal(path)}, auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false, strict_mode = true, columns = {{{typed}}})";
    }
}

/// <summary>The catalog's portable type words and DuckDB's.</summary>
internal static class DuckTypes
{
    /// <summary>DuckDB's type for a portable word; what it does not know is text.</summary>
    public static string Of(string portable) => portable switch
    {
        "int" => "INTEGER",
        "smallint" => "SMALLINT",
        "bigint" => "BIGINT",
        "boolean" => "BOOLEAN",
        "date" => "DATE",
        "timestamp" => "TIMESTAMP",
        "timestamptz" => "TIMESTAMPTZ",
        "double" => "DOUBLE",
        "real" => "FLOAT",
        "json" => "JSON",
        "uuid" => "UUID",
        "decimal" => "DECIMAL(38,9)",
        _ when portable.StartsWith("decimal(", StringComparison.Ordinal) => portable.ToUpperInvariant(),
        _ => "VARCHAR",
    };

    /// <summary>The portable word for DuckDB's type.</summary>
    public static string Portable(string type) => type switch
    {
        "INTEGER" => "int",
        "VARCHAR" => "text",
        "TIMESTAMP WITH TIME ZONE" => "timestamptz",
        _ => type.ToLowerInvariant(),
    };
}

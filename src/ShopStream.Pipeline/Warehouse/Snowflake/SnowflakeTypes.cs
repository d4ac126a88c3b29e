using System.Globalization;
using System.Text.RegularExpressions;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>Converts between the catalog's portable type names and Snowflake's types.</summary>
internal static partial class SnowflakeTypes
{
    /// <summary>Length that INFORMATION_SCHEMA reports for VARCHAR without a length: 16 MB, or 128 MB since 2025.</summary>
    private const int LongestText = 16_777_216;

    /// <summary>Snowflake's type for a portable type name; types that Snowflake lacks, such as enumerations of the source, become text.</summary>
    public static string ToSnowflake(string portable)
    {
        var match = Word().Match(portable.Trim());
        var size = match.Groups["size"].Value;
        return match.Groups["word"].Value.ToLowerInvariant() switch
        {
            "smallint" => "NUMBER(5, 0)",
            "int" or "integer" => "NUMBER(10, 0)",
            "bigint" => "NUMBER(19, 0)",
            "hugeint" => "NUMBER(38, 0)",
            "decimal" or "numeric" => $"NUMBER{(size.Length > 0 ? size : "(38,10)")}",
            "timestamp" => "TIMESTAMP_NTZ(6)",
            "timestamptz" => "TIMESTAMP_TZ(6)",
            "date" => "DATE",
            "time" => "TIME(6)",
            "boolean" or "bool" => "BOOLEAN",
            "json" or "jsonb" => "VARIANT",
            "real" or "float" or "double" => "FLOAT",
            _ => "VARCHAR",
        };
    }

    /// <summary>The portable name of a type in INFORMATION_SCHEMA.COLUMNS; other types keep their name in lower case.</summary>
    public static string ToPortable(string type, string? precision, string? scale, string? length) =>
        (type, precision, scale) switch
        {
            ("NUMBER", "5", "0") => "smallint",
            ("NUMBER", "10", "0") => "int",
            ("NUMBER", "19", "0") => "bigint",
            ("NUMBER", "38", "0") => "hugeint",
            ("NUMBER", _, _) => $"decimal({precision},{scale})",
            ("TEXT", _, _) => length is null || int.Parse(length, CultureInfo.InvariantCulture) >= LongestText ? "text" : $"varchar({length})",
            ("FLOAT", _, _) => "double",
            ("TIMESTAMP_NTZ", _, _) => "timestamp",
            ("TIMESTAMP_TZ" or "TIMESTAMP_LTZ", _, _) => "timestamptz",
            ("VARIANT", _, _) => "json",
            _ => type.ToLowerInvariant(),
        };

    [GeneratedRegex(@"^(?<word>[A-Za-z]+)\s*(?<size>\(\s*\d+\s*(,\s*\d+\s*)?\))?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();
}

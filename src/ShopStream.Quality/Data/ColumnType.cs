using System.Globalization;
using System.Text.RegularExpressions;

namespace ShopStream.Quality.Data;

/// <summary>A portable column type, such as decimal(10,2), parsed into its parts.</summary>
/// <param name="Word">Name without its size, in lower case: int, bigint, varchar, decimal, timestamp, …; empty if the type is not known.</param>
/// <param name="Size">Length of a text, or digits of a decimal; null if there is none.</param>
/// <param name="Scale">Decimal places of a decimal; null if there are none given. May be negative, as PostgreSQL allows.</param>
public readonly partial record struct ColumnType(string Word, int? Size, int? Scale)
{
    /// <summary>A type that is not known, as without a catalog.</summary>
    public static ColumnType Unknown { get; } = new("", null, null);

    /// <summary>A decimal of unknown size: the type of an amount that is computed.</summary>
    public static ColumnType AnyNumber { get; } = Parse("decimal");

    /// <summary>The kind of its values.</summary>
    public ValueKind Kind =>
        Word switch
        {
            "smallint"
            or "int"
            or "integer"
            or "bigint"
            or "hugeint"
            or "decimal"
            or "numeric"
            or "tinyint"
            or "utinyint"
            or "usmallint"
            or "uinteger"
            or "ubigint"
            or "uhugeint" => ValueKind.Exact,
            "real" or "double" or "float" => ValueKind.Float,
            "timestamp" or "timestamptz" or "date" or "timestamp_s" or "timestamp_ms" or "timestamp_ns" => ValueKind.Moment,
            "time" => ValueKind.Time,
            "boolean" or "bool" => ValueKind.Boolean,
            "json" or "jsonb" => ValueKind.Json,
            _ => ValueKind.Text,
        };

    /// <summary>Whether it is a text type, not another type that is read as text.</summary>
    public bool IsText => Word is "varchar" or "char" or "text";

    /// <summary>Whether it is a decimal, with or without a scale.</summary>
    public bool IsDecimal => Word is "decimal" or "numeric";

    /// <summary>Whether it is an integer type.</summary>
    public bool IsInteger => Kind == ValueKind.Exact && !IsDecimal;

    /// <summary>Parses a portable type name. Any other text becomes the word, in lower case.</summary>
    public static ColumnType Parse(string type)
    {
        var match = Form().Match(type);
        return match.Success
            ? new ColumnType(match.Groups["word"].Value.ToLowerInvariant(), Number(match.Groups["size"]), Number(match.Groups["scale"]))
            : new ColumnType(type.Trim().ToLowerInvariant(), null, null);
    }

    private static int? Number(Group digits) =>
        digits.Success && int.TryParse(digits.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"^\s*(?<word>[A-Za-z][A-Za-z0-9_]*)\s*(\(\s*(?<size>\d+)\s*(,\s*(?<scale>-?\d+)\s*)?\))?\s*\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();
}

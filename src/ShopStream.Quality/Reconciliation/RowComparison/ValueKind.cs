using System.Text.RegularExpressions;

namespace ShopStream.Quality.Reconciliation.RowComparison;

/// <summary>What kind of values a column holds: values of one kind are compared by value, whatever each store calls their type.</summary>
public enum ValueKind
{
    /// <summary>Whole and decimal numbers: 5, 5.0 and 5.00 are one value.</summary>
    Exact,

    /// <summary>Binary floating point: real and double, compared bit by bit as double; NaN is NaN, −0 is 0.</summary>
    Float,

    /// <summary>Text, and every type that arrives as text. The empty text is not null.</summary>
    Text,

    /// <summary>Timestamps to the microsecond, in UTC; a date is its midnight.</summary>
    Moment,

    /// <summary>Time of day to the microsecond.</summary>
    Time,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>JSON by value: neither blanks nor the order of an object's keys count.</summary>
    Json,
}

/// <summary>The kinds of the catalog's types.</summary>
public static partial class ValueKinds
{
    /// <param name="type">A portable word of a catalog, such as decimal(10,2).</param>
    public static ValueKind Of(string type) => Size().Replace(type, "").Trim().ToLowerInvariant() switch
    {
        "smallint" or "int" or "integer" or "bigint" or "hugeint" or "decimal" or "numeric" or "tinyint" or "utinyint" or "usmallint" or "uinteger" or "ubigint" or "uhugeint" => ValueKind.Exact,
        "real" or "double" or "float" => ValueKind.Float,
        "timestamp" or "timestamptz" or "date" or "timestamp_s" or "timestamp_ms" or "timestamp_ns" => ValueKind.Moment,
        "time" => ValueKind.Time,
        "boolean" or "bool" => ValueKind.Boolean,
        "json" or "jsonb" => ValueKind.Json,
        _ => ValueKind.Text,
    };

    /// <summary>For people.</summary>
    public static string Word(this ValueKind kind) => kind switch
    {
        ValueKind.Exact => "exact numbers",
        ValueKind.Float => "floating-point numbers",
        ValueKind.Text => "text",
        ValueKind.Moment => "timestamps or dates",
        ValueKind.Time => "times of day",
        ValueKind.Boolean => "true or false",
        _ => "JSON",
    };

    [GeneratedRegex(@"\([^)]*\)", RegexOptions.None, 1000)]
    private static partial Regex Size();
}

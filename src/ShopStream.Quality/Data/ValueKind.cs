namespace ShopStream.Quality.Data;

/// <summary>Kind of values in a column. Values of the same kind are compared by value, whatever the type is called in each store.</summary>
public enum ValueKind
{
    /// <summary>Whole and decimal numbers: 5, 5.0 and 5.00 are equal.</summary>
    Exact,

    /// <summary>Binary floating point: real and double, compared bitwise as double, except that all NaN are equal and −0 equals 0.</summary>
    Float,

    /// <summary>Text, and every type that is read as text. The empty string is not null.</summary>
    Text,

    /// <summary>Timestamps in UTC with microseconds; a date is its midnight.</summary>
    Moment,

    /// <summary>Time of day with microseconds.</summary>
    Time,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>JSON, compared by value: whitespace and the order of keys do not matter.</summary>
    Json,
}

/// <summary>Names of the kinds.</summary>
public static class ValueKinds
{
    /// <summary>The kind in words, for messages.</summary>
    public static string Description(this ValueKind kind) =>
        kind switch
        {
            ValueKind.Exact => "exact numbers",
            ValueKind.Float => "floating-point numbers",
            ValueKind.Text => "text",
            ValueKind.Moment => "timestamps or dates",
            ValueKind.Time => "times of day",
            ValueKind.Boolean => "true or false",
            _ => "JSON",
        };
}

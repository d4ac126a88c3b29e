namespace ShopStream.Quality.Redaction;

/// <summary>How much of the rows that violate a check is shown.</summary>
public enum SampleLevel
{
    /// <summary>Only their number, and the query that finds them.</summary>
    None,

    /// <summary>Their keys.</summary>
    Keys,

    /// <summary>Their keys and values.</summary>
    Full,
}

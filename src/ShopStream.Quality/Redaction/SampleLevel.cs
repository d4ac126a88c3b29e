namespace ShopStream.Quality.Redaction;

/// <summary>What of the rows concerned is written down.</summary>
public enum SampleLevel
{
    /// <summary>Nothing: how many, and the query that finds them.</summary>
    None,

    /// <summary>What names them.</summary>
    Keys,

    /// <summary>Their values, too.</summary>
    Full,
}

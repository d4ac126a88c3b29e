namespace ShopStream.Quality.FailingRows;

/// <summary>Whether the failing rows of a run are kept, and in which form.</summary>
public enum FailingRowFormat
{
    /// <summary>Not kept.</summary>
    None,

    /// <summary>A Parquet file.</summary>
    Parquet,

    /// <summary>A CSV file: NULL is an empty field, and an empty text is "".</summary>
    Csv,
}

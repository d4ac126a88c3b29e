namespace ShopStream.Quality.Execution;

/// <summary>Receives the rows of a query as text, one by one, so that any number of them can be read.</summary>
public interface ITextRows
{
    /// <summary>Says which columns the rows have; called once, before the first row.</summary>
    /// <param name="columns">Names as the query has them.</param>
    void Begin(IReadOnlyList<string> columns);

    /// <summary>Adds a row.</summary>
    /// <param name="cells">As in <see cref="Metrics.Measurement"/>: invariant text, null for NULL; valid only during the call.</param>
    void Add(ReadOnlySpan<string?> cells);
}

namespace ShopStream.Pipeline.Lake;

/// <summary>Files of rows in a lake.</summary>
internal static class RowFiles
{
    /// <summary>Writes rows, as <see cref="ILake.WriteAsync"/> writes any content, and measures the longest.</summary>
    /// <param name="lake">The lake.</param>
    /// <param name="key">The file's key.</param>
    /// <param name="rows">CSV, or one JSON object per line.</param>
    /// <param name="json">Whether it is JSON.</param>
    /// <param name="cancellationToken">Cancels writing.</param>
    public static async Task<LakeFile> WriteRowsAsync(this ILake lake, string key, Stream rows, bool json, CancellationToken cancellationToken)
    {
        await using var measured = new MeasuredRows(rows, json);
        return await lake.WriteAsync(key, measured, cancellationToken) with { LongestRow = measured.Longest };
    }
}

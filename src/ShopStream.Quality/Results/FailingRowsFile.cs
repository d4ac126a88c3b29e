namespace ShopStream.Quality.Results;

/// <summary>The file that has all failing rows of a run.</summary>
/// <param name="Name">Its name in the folder of the run; null if it was not written: there are no such rows, or <paramref name="Problem"/>.</param>
/// <param name="Rows">Number of its rows.</param>
/// <param name="Problem">Why it could not be written, and what to do; null if nothing was in the way.</param>
public sealed record FailingRowsFile(string? Name, long Rows, string? Problem);

/// <summary>The failing rows of one check.</summary>
/// <param name="Rows">Number of its rows in the file.</param>
/// <param name="Missing">Why not all of them are in the file, such as that it judges numbers; null if all are.</param>
public sealed record KeptRows(long Rows, string? Missing);

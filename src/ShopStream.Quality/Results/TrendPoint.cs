namespace ShopStream.Quality.Results;

/// <summary>Rows and revenue in the first layer, for one date.</summary>
/// <param name="Date">Date of the data; each date has one point, that of its newest run.</param>
/// <param name="RunId">Run that measured it.</param>
/// <param name="Rows">Row count of all tables in the first layer.</param>
/// <param name="Revenue">Revenue in the first table that has it; null if it was not measured.</param>
public sealed record TrendPoint(DateOnly Date, string RunId, long Rows, decimal? Revenue);

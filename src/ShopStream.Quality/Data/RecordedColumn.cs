namespace ShopStream.Quality.Data;

/// <summary>A column as a run found it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type in the catalog.</param>
public sealed record RecordedColumn(string Name, string Type);

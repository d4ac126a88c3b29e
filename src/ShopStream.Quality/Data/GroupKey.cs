namespace ShopStream.Quality.Data;

/// <summary>A column that rows are grouped by.</summary>
/// <param name="Column">Column name.</param>
/// <param name="ByDay">Whether to group by the day of the timestamp.</param>
public sealed record GroupKey(string Column, bool ByDay = false)
{
    /// <summary>Names the key; see <see cref="Identity"/>.</summary>
    public string Id => Identity.Of(ByDay ? "day" : "column", Identity.Column(Column));

    /// <inheritdoc />
    public override string ToString() => ByDay ? $"day of {Identifier.Written(Column)}" : Identifier.Written(Column);
}

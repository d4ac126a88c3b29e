namespace ShopStream.Quality.Data;

/// <summary>
/// The value is within the last days of the run's data, from its beginning on and before its end; false for NULL. Its id does not name a date, so that
/// the history of a measurement goes on from night to night; its SQL has the dates as constants, so that indexes and statistics of files are used.
/// </summary>
/// <param name="Column">Column of dates or timestamps. A timestamp without a time zone is in UTC.</param>
/// <param name="Period">How far it reaches back; see <see cref="LastPeriod.Bounds"/>.</param>
public sealed record IsWithinLast(string Column, LastPeriod Period) : Condition
{
    /// <inheritdoc />
    public override string Id => Identity.Of("within-last", Identity.Column(Column), Identity.Number(Period.Count), Identity.Value(Period.Unit.Name()));

    /// <inheritdoc />
    public override IEnumerable<string> Columns => [Column];

    /// <inheritdoc />
    public override Condition WithRelation(string table) => this with { Column = Identifier.Of(table, Column) };

    /// <inheritdoc />
    public override string ToString() => $"{Identifier.Written(Column)} is within the last {Period}";
}

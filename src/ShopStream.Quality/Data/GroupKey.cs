namespace ShopStream.Quality.Data;

/// <summary>A column that rows are grouped by.</summary>
/// <param name="Column">Column name.</param>
/// <param name="ByDay">Whether to group by the day of the timestamp.</param>
public sealed record GroupKey(string Column, bool ByDay = false)
{
    /// <summary>The part of the calendar to group by, other than days; null for days or values.</summary>
    public CalendarUnit? Unit { get; private init; }

    /// <summary>Names the key; see <see cref="Identity"/>.</summary>
    public string Id =>
        Identity.Of(
            Unit is { } unit ? unit.Name()
                : ByDay ? "day"
                : "column",
            Identity.Column(Column)
        );

    /// <summary>Whether its groups are days, weeks or months, of which a table has few.</summary>
    public bool IsByDate => ByDay || Unit is CalendarUnit.Week or CalendarUnit.Month;

    /// <summary>A key of days, hours, weeks or months.</summary>
    public static GroupKey Of(string column, CalendarUnit unit) => unit == CalendarUnit.Day ? new(column, ByDay: true) : new(column) { Unit = unit };

    /// <inheritdoc />
    public override string ToString() =>
        Unit is { } unit ? $"{unit.Name()} of {Identifier.Written(Column)}"
        : ByDay ? $"day of {Identifier.Written(Column)}"
        : Identifier.Written(Column);
}

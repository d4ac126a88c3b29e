using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Checks;

/// <summary>The number of rows by hours, days, weeks or months of a column, in UTC, and by the groups of another column. NULLs are ignored.</summary>
/// <param name="Relation">Rows to count.</param>
/// <param name="Column">Column of dates or timestamps.</param>
/// <param name="Unit">Part of the calendar.</param>
/// <param name="By">Column of the groups; null for one group.</param>
internal sealed record CalendarRows(Relation Relation, string Column, CalendarUnit Unit, string? By)
{
    /// <summary>Most parts of the calendar: some 270 years of days, or 11 of hours.</summary>
    public const int Most = 100_000;

    public GroupedMetric Metric =>
        new(Relation, [.. By is null ? [] : (GroupKey[])[new(By)], GroupKey.Of(Column, Unit)], [new CountRows()]) { Most = Most + 1 };

    public IEnumerable<TypedUse> Uses => [new ConditionUse(Relation, new Compares(Column, Comparison.AtLeast, "1970-01-01"))];

    /// <summary>The rows by group, then by beginning; or why there are none.</summary>
    public (IReadOnlyList<(string? Group, IReadOnlyDictionary<DateTime, decimal> Rows)> Groups, Evaluation? Missing) Read(Measurements measurements)
    {
        var rows = measurements[Metric].Rows;
        var at = By is null ? 0 : 1;
        if (rows.Count == 0)
            return ([], Evaluation.NotJudged($"{Relation} is empty"));
        var dated = rows.Where(r => r[at] is not null).ToList();
        if (dated.Count == 0)
            return ([], FigureText.OnlyNulls(Column, Relation, rows.Sum(r => Measurement.TryNumber(r[at + 1]) ?? 0)));
        if (rows.Count > Most)
            return ([], Wrong($"{Identifier.Written(Column)} in {Relation} has more than {Most:#,##0} {Unit.Name()}s: limit the rows with 'where'"));
        if (dated.Exists(r => CalendarUnits.Parse(r[at]!) is null))
            return (
                [],
                Wrong(
                    $"{Identifier.Written(Column)} in {Relation} has a {Unit.Name()} without a place in the calendar, such as infinity: "
                        + "leave it out with 'Given only rows of'"
                )
            );
        return (
            [
                .. dated
                    .GroupBy(r => at == 0 ? null : r[0], StringComparer.Ordinal)
                    .Select(g =>
                        (
                            g.Key,
                            (IReadOnlyDictionary<DateTime, decimal>)
                                g.ToDictionary(r => CalendarUnits.Parse(r[at]!)!.Value, r => Measurement.TryNumber(r[at + 1]) ?? 0)
                        )
                    ),
            ],
            null
        );
    }

    /// <summary>A part of the calendar in words: day of created_at=2025-11-28, after its group.</summary>
    public string Key(string? group, DateTime beginning, Measurements measurements)
    {
        var policy = measurements.RedactionPolicy;
        var of = By is null ? "" : $"{Identifier.Written(By)}={policy.Redact(Relation.Reference(By), group) ?? "null"}, ";
        return $"{of}{Unit.Name()} of {Identifier.Written(Column)}={Shown(beginning, measurements)}";
    }

    public string? Shown(DateTime beginning, Measurements measurements) =>
        measurements.RedactionPolicy.Redact(Relation.Reference(Column), Unit.Written(beginning));

    private static Evaluation Wrong(string note) => new() { Outcome = Outcome.Error, Note = note };
}

using System.Globalization;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics.RowSets;

namespace ShopStream.Quality.Profiling;

/// <summary>Candidate checks of single columns and rows.</summary>
/// <param name="table">Profile of the table.</param>
/// <param name="catalog">Catalog with the referenced tables.</param>
internal sealed class ColumnCandidates(TableProfile table, Catalog catalog)
{
    private const int MostMoments = 6;

    private string RowCount => FigureText.Rows(table.Rows);

    public IEnumerable<Candidate> All() =>
        [
            .. Keys(),
            .. table.Columns.Where(c => c.Values == table.Rows).Select(NeverNull),
            .. Ranges(),
            .. Patterns(),
            .. References(),
            .. Orders(),
            .. Formulas(),
        ];

    private IEnumerable<Candidate> Keys()
    {
        if (table.Table.Key.Count > 1 && table.Table.Key.All(k => table.Column(k) is not null))
            yield return new Candidate(
                Subject.Keys,
                null,
                new Unique(table.Relation, table.Table.Key),
                _ => $"{RowCount}, {string.Join(" and ", table.Table.Key)} unique together"
            );
        foreach (var column in table.Columns.Where(c => c.Distinct >= 2 && c.Distinct == c.Values && (c.Traits.LooksLikeKey || IsKey(c))))
            yield return new Candidate(
                Subject.Keys,
                column.Name,
                new Unique(table.Relation, [column.Name]),
                _ => Values(column, Counted.Of(column.Values, "value"))
            );
    }

    private bool IsKey(ColumnProfile column) => table.Table.Key is [var key] && string.Equals(key, column.Name, StringComparison.Ordinal);

    private Candidate NeverNull(ColumnProfile column) =>
        new(Subject.Completeness, column.Name, new NeverNull(table.Relation, column.Name), _ => Values(column));

    private IEnumerable<Candidate> Ranges()
    {
        foreach (var column in table.Columns.Where(c => c.Traits.IsAmount && c is { Low: not null, High: not null }))
        {
            if (Range(column) is { } range)
                yield return new Candidate(Subject.Ranges, column.Name, new EveryValue(table.Relation, range), _ => Values(column, Bounds(column)));
        }
    }

    // Suggests bounds for shares and small sets of whole numbers, otherwise only a lower bound: the largest amount so far is not a limit.
    private static Condition? Range(ColumnProfile column)
    {
        var (low, high) = (column.Low!.Value, column.High!.Value);
        if (low < 0)
            return null;
        if (
            column.Traits.Kind == ColumnKind.Whole
            && !column.Traits.LooksPersonal
            && ValueLists.HasFewValues(column)
            && low < high
            && high - low < ValueLists.MostValues
        )
            return new IsBetween(column.Name, Text(low), Text(high));
        if (column.Traits is { Kind: ColumnKind.Exact, Scale: > 2 } or { Kind: ColumnKind.Float } && high <= 1 && low < high)
            return new IsBetween(column.Name, "0", "1");
        if (low == 0 || column.Traits is { Kind: ColumnKind.Float } or { Kind: ColumnKind.Exact, Scale: 0 })
            return new Compares(column.Name, Comparison.AtLeast, "0");
        return new Compares(column.Name, Comparison.AtLeast, Text(Smallest(column.Traits.Scale)));
    }

    /// <summary>Smallest positive amount of a scale: 1, 0.01.</summary>
    private static decimal Smallest(int scale) => scale > 28 ? 0 : new decimal(1, 0, 0, false, (byte)scale);

    private static string Bounds(ColumnProfile column) =>
        column.Traits.LooksPersonal ? Counted.Of(column.Values, "value") : $"from {Figure(column.Low!.Value)} to {Figure(column.High!.Value)}";

    private IEnumerable<Candidate> Patterns() =>
        from column in table.Columns
        where column.Samples is not null
        from pattern in KnownPatterns.For(column.Name, column.Samples!.Value.One, column.Samples.Value.Other, column.Distinct)
        select new Candidate(
            Subject.Patterns,
            column.Name,
            new EveryValue(table.Relation, new IsMatch(column.Name, pattern)),
            _ => Values(column, $"{Counted.Of(column.Values, "value")} with this pattern")
        );

    private IEnumerable<Candidate> References()
    {
        foreach (var column in table.Columns)
        {
            if (LayerNaming.ReferencedTable(table.Table, column.Name, catalog) is { } parent)
            {
                yield return new Candidate(
                    Subject.References,
                    column.Name,
                    new References(table.Relation, column.Name, parent.Table, parent.Key),
                    _ => Values(column, $"{Counted.Of(column.Values, "value")} found in {parent.Table}")
                );
                // A reference says nothing of what nothing refers to: an order without lines.
                if (parent.Table.Store == table.Dataset.Store)
                    yield return new Candidate(
                        Subject.References,
                        column.Name,
                        new NoneFound(new ReferenceCounts(new Relation(parent.Table), parent.Key, table.Relation, column.Name, 1, null), Allowance.None),
                        _ => $"every {parent.Key} of {parent.Table} found in {Counted.Of(column.Values, "value")}"
                    );
            }
        }
    }

    /// <summary>Moments that follow others in every row.</summary>
    private IEnumerable<Candidate> Orders()
    {
        var moments = table.Columns.Where(c => c.Values > 0 && TypeOf(c) is "date" or "timestamp" or "timestamptz").Take(MostMoments).ToList();
        return from one in moments
            from other in moments
            where one != other && string.Equals(TypeOf(one), TypeOf(other), StringComparison.Ordinal)
            select new Candidate(
                Subject.RowsAgree,
                one.Name,
                new EveryValue(table.Relation, new ComparesWith(one.Name, Comparison.AtLeast, other.Name)),
                _ => $"{RowCount}, in this order in each that has both"
            );
    }

    private string TypeOf(ColumnProfile column) =>
        ColumnType.Parse(table.Table.Columns.First(c => string.Equals(c.Name, column.Name, StringComparison.Ordinal)).Type).Word;

    private IEnumerable<Candidate> Formulas() =>
        RowFormulas.For(table).Select(f => new Candidate(Subject.RowsAgree, f.Column, new EveryValue(table.Relation, f), _ => $"{RowCount}, equal in each"));

    private string Values(ColumnProfile column, string? what = null) =>
        string.Join(", ", new[] { RowCount, what, Counted.Of(table.Nulls(column), "null") }.Where(p => p is not null));

    private static string Text(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Figure(decimal number) => number.ToString("#,##0.##########", CultureInfo.InvariantCulture);
}

using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Checks;

/// <summary>How expected rows and the rows of a built table have to agree.</summary>
public enum RowAgreement
{
    /// <summary>The same rows, in any order.</summary>
    Exactly,

    /// <summary>The same rows in the same order.</summary>
    InThisOrder,

    /// <summary>All expected rows; the table may have others.</summary>
    AtLeast,
}

/// <summary>A table that an example has built has these rows, in the columns that are named.</summary>
/// <param name="Relation">The rows of the built table.</param>
/// <param name="Expected">The expected rows; without columns and rows, the table has to be empty.</param>
/// <param name="Agreement">How both have to agree.</param>
public sealed record HasRows(Relation Relation, WrittenTable Expected, RowAgreement Agreement) : ICheck
{
    private Shape Columns => new(Relation.Dataset);

    private TableRows Rows => new(Relation, Expected.Columns);

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [Columns, Rows];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var types = Shape.ColumnsIn(measurements[Columns]).ToDictionary(c => c.Name, c => ColumnType.Parse(c.Type), StringComparer.Ordinal);
        var rows = measurements[Rows];
        var columns = Expected.Columns.Count > 0 ? Expected.Columns : rows.Columns;
        var typed = columns.Select(c => types.GetValueOrDefault(c, ColumnType.Unknown)).ToList();
        var expected = Expected.Rows.Select(r => Row(r.Cells, (cell, i) => Expected.Read(typed[i], cell), static (cell, _) => cell)).ToList();
        var found = rows.Rows.Select(r => Row(r, (cell, i) => CellValue.OfMeasured(typed[i], cell), (cell, i) => Expected.Write(typed[i], cell))).ToList();
        var lines = Agreement == RowAgreement.InThisOrder ? RowAlignment.InOrder(expected, found) : RowAlignment.InAnyOrder(expected, found);
        if (Agreement == RowAgreement.AtLeast)
            lines = [.. lines.Where(l => l.Status != RowStatus.Unexpected)];
        var wrong = lines.Where(l => l.Status != RowStatus.Same).ToList();
        var (wanted, actual) = (Text(expected.Count, Agreement), Text(found.Count, null));
        if (wrong.Count == 0)
            return Evaluation.Passed(wanted, actual);
        return Evaluation.Failed(wanted, actual, Difference(wrong)) with
        {
            Rows = new RowsDifference(columns, [.. lines.Take(RowsDifference.MostRows)], Math.Max(0, lines.Count - RowsDifference.MostRows)),
        };
    }

    private static TypedRow Row<T>(IReadOnlyList<T> cells, Func<T, int, CellValue> read, Func<T, int, string> show) =>
        new([.. cells.Select(read)], [.. cells.Select(show)]);

    private static string Text(int rows, RowAgreement? agreement) =>
        (rows, agreement) switch
        {
            (0, _) => "no rows",
            (_, RowAgreement.AtLeast) => $"at least {Counted.Of(rows, "row")}",
            (_, RowAgreement.InThisOrder) => $"{Counted.Of(rows, "row")}, in this order",
            _ => Counted.Of(rows, "row"),
        };

    private static string Difference(IReadOnlyList<RowLine> wrong) =>
        string.Join(
            ", ",
            new[] { (RowStatus.Missing, "missing"), (RowStatus.Unexpected, "unexpected"), (RowStatus.Changed, "with other values") }
                .Select(s => (Rows: wrong.Count(l => l.Status == s.Item1), Text: s.Item2))
                .Where(s => s.Rows > 0)
                .Select(s => $"{Counted.Of(s.Rows, "row")} {s.Text}")
        );
}

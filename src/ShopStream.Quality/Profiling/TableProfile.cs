using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Disclosure;
using ShopStream.Quality.Planning;

namespace ShopStream.Quality.Profiling;

/// <summary>What is known of a column.</summary>
/// <param name="Traits">By its name and type.</param>
/// <param name="Values">How many rows have one.</param>
/// <param name="Distinct">How many there are; null where it was not asked.</param>
/// <param name="Low">The smallest number; null where there is none.</param>
/// <param name="High">The largest.</param>
/// <param name="Sum">Exact; null where it was not asked.</param>
/// <param name="Samples">Two texts of the column, never to be shown; null where there are none.</param>
internal sealed record ColumnProfile(ColumnTraits Traits, decimal Values, decimal? Distinct, decimal? Low, decimal? High, decimal? Sum, (string One, string Other)? Samples)
{
    public string Name => Traits.Name;
}

/// <summary>Counts, bounds and sums of a table: one query.</summary>
internal sealed class TableProfile
{
    private TableProfile(TableInfo table, decimal rows, IReadOnlyList<ColumnProfile> columns) => (Table, Rows, Columns) = (table, rows, columns);

    public TableInfo Table { get; }

    public Dataset Dataset => Table.Dataset;

    public Relation Relation => new(Table.Dataset);

    public decimal Rows { get; }

    /// <summary>Those that a sentence can name, in their order.</summary>
    public IReadOnlyList<ColumnProfile> Columns { get; }

    public ColumnProfile? Column(string name) => Columns.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.Ordinal));

    public decimal Nulls(ColumnProfile column) => Rows - column.Values;

    /// <summary>What is asked of a table.</summary>
    public static IEnumerable<Question> Ask(TableInfo table, PersonalColumns personal)
    {
        var relation = new Relation(table.Dataset);
        yield return new Figure(relation, new CountRows());
        foreach (var column in ColumnTraits.Of(table, personal))
        {
            yield return Question.Values(relation, column.Name);
            foreach (var aggregate in Aggregates(table, column)) yield return new Figure(relation, aggregate);
        }
    }

    /// <summary>Null where the store did not answer; why stands in its answers.</summary>
    public static TableProfile? Of(TableInfo table, Answers answers, PersonalColumns personal)
    {
        var relation = new Relation(table.Dataset);
        if (Ask(table, personal).Any(q => answers.Find(q) is null or { Missing.Kind: not UnansweredKind.Refused })) return null;
        if (Number(answers, new Figure(relation, new CountRows())) is not { } rows) return null;
        var columns = ColumnTraits.Of(table, personal).Where(c => Number(answers, Question.Values(relation, c.Name)) is not null);
        return new TableProfile(table, rows, [.. columns.Select(c => Of(relation, c, answers))]);
    }

    private static IEnumerable<Aggregate> Aggregates(TableInfo table, ColumnTraits column)
    {
        var key = column.LooksLikeKey || table.Key.Contains(column.Name, StringComparer.Ordinal);
        // Counting different values is what costs most: only where a key, a list or a small range may come of it.
        if (column.Kind != ColumnKind.Other && (key || column.Kind == ColumnKind.Whole || (column.Kind == ColumnKind.Text && !column.LooksPersonal)))
            yield return new CountSurplus(column.Name);
        if (column.IsAmount || column.Kind == ColumnKind.Text)
        {
            yield return new MinOf(column.Name);
            yield return new MaxOf(column.Name);
        }
        if (column.IsAmount && column.Kind != ColumnKind.Float) yield return new SumOf(column.Name);
    }

    private static ColumnProfile Of(Relation relation, ColumnTraits column, Answers answers)
    {
        Figure Figure(Aggregate aggregate) => new(relation, aggregate);
        var values = Number(answers, Question.Values(relation, column.Name)) ?? 0;
        var surplus = Number(answers, Figure(new CountSurplus(column.Name)));
        var (min, max) = (Cell(answers, Figure(new MinOf(column.Name))), Cell(answers, Figure(new MaxOf(column.Name))));
        return new ColumnProfile(
            column, values, values - surplus,
            column.IsNumber ? Parsed(min) : null, column.IsNumber ? Parsed(max) : null,
            Number(answers, Figure(new SumOf(column.Name))),
            column.Kind == ColumnKind.Text && min is not null && max is not null ? (min, max) : null);
    }

    private static decimal? Number(Answers answers, Figure figure) => Parsed(Cell(answers, figure));

    private static string? Cell(Answers answers, Figure figure) => answers.Find(figure) is { Missing: null } answer ? answer.Rows[0][0] : null;

    // Beyond 28 digits, and NaN: nothing is suggested of such a column's figures.
    private static decimal? Parsed(string? cell) => decimal.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}

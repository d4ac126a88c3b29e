using ShopStream.Quality.Data;
using ShopStream.Quality.Examples;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Examples;

/// <summary>The row of a built table that an example is about, as the last run left it.</summary>
/// <param name="Table">The built table.</param>
/// <param name="Named">The columns that name the row, and their values.</param>
/// <param name="Values">Its values, in the order of the table's columns.</param>
internal sealed record TargetRow(TableInfo Table, IReadOnlyList<(ColumnInfo Column, string Value)> Named, IReadOnlyList<string?> Values)
{
    /// <summary>
    /// The columns in which the most similar built row with the same name has the same values; empty if no row has that name.
    /// </summary>
    public IReadOnlyList<string> SameColumns(Measurement? built, Catalog catalog)
    {
        var names = Named.Select(n => n.Column.Name).ToHashSet(StringComparer.Ordinal);
        return (built?.Rows ?? [])
            .Select(row => Same(built!, row, catalog))
            .Where(names.IsSubsetOf)
            .OrderByDescending(same => same.Count)
            .Select(same => (IReadOnlyList<string>)[.. same])
            .FirstOrDefault([]);
    }

    /// <summary>Whether a built row has the same values in these columns.</summary>
    public bool Equals(Measurement? built, IReadOnlyList<string> columns, Catalog catalog) =>
        (built?.Rows ?? []).Any(row => columns.All(Same(built!, row, catalog).Contains));

    /// <summary>The expected row, in these columns, as it was built; and whether the table has no other row.</summary>
    /// <param name="built">The built table, after personal values were replaced.</param>
    /// <param name="columns">The columns in which it was the same before.</param>
    /// <param name="catalog">Has the types of the columns.</param>
    /// <param name="personal">Personal columns are only expected with the value that replaces theirs.</param>
    /// <param name="standIns">The replaced values.</param>
    /// <exception cref="UsageException">The row cannot be told from others any more.</exception>
    public (DraftTable Expected, bool Exactly) Expected(
        Measurement? built,
        IReadOnlyList<string> columns,
        Catalog catalog,
        PersonalColumns personal,
        PersonalStandIns standIns
    )
    {
        var plain = columns.Where(c => !personal.Has(Table.Dataset.Table, c)).ToList();
        var found = (built?.Rows ?? []).Where(row => plain.All(Same(built!, row, catalog).Contains)).ToList();
        if (found.Count == 0 && built is { Rows.Count: 1 })
            found = [.. built.Rows];
        if (found.Count != 1)
            throw new UsageException(
                $"the row of {Table.Dataset} cannot be told from others once personal values are replaced: name it by a column that is not personal"
            );
        var kept = built!
            .Columns.Index()
            .Where(c => columns.Contains(c.Item, StringComparer.Ordinal))
            .Where(c => !personal.Has(Table.Dataset.Table, c.Item) || !standIns.HasReplaced(found[0][c.Index]))
            .ToList();
        return (
            new DraftTable(
                Table.Dataset,
                [.. kept.Select(c => c.Item)],
                [
                    [.. kept.Select(c => found[0][c.Index])],
                ]
            ),
            built.Rows.Count == 1
        );
    }

    private HashSet<string> Same(Measurement built, IReadOnlyList<string?> row, Catalog catalog) =>
        built
            .Columns.Index()
            .Where(c =>
                Table.Columns.Index().FirstOrDefault(t => string.Equals(t.Item.Name, c.Item, StringComparison.Ordinal)) is { Item: not null } at
                && IsSame(catalog.TypeOf(new ColumnReference(Table.Dataset, c.Item)), Values[at.Index], row[c.Index])
            )
            .Select(c => c.Item)
            .ToHashSet(StringComparer.Ordinal);

    private static bool IsSame(ColumnType type, string? one, string? other) =>
        string.Equals(CellValue.OfMeasured(type, one).Canonical, CellValue.OfMeasured(type, other).Canonical, StringComparison.Ordinal);
}

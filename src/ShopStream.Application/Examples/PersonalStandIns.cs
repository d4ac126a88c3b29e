using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Examples;
using ShopStream.Quality.Redaction;

namespace ShopStream.Application.Examples;

/// <summary>Replaces personal values of an example by invented ones: equal values by the same, in all tables.</summary>
/// <param name="personal">The columns whose values are never shown.</param>
/// <param name="catalog">Has the types of the columns.</param>
internal sealed class PersonalStandIns(PersonalColumns personal, Catalog catalog)
{
    private static readonly DateOnly FirstDay = new(2000, 1, 1);

    private readonly Dictionary<string, string?> replaced = new(StringComparer.Ordinal);

    /// <summary>Whether a value was replaced.</summary>
    public bool HasReplaced(string? value) => value is not null && replaced.ContainsKey(value);

    /// <summary>Whether any value was replaced.</summary>
    public bool Any => replaced.Count > 0;

    /// <summary>The draft with invented values. A personal value in a column that is not listed is replaced, too.</summary>
    public ExampleDraft Replace(ExampleDraft draft)
    {
        foreach (var table in draft.Given)
        {
            foreach (var (i, column) in table.Columns.Index().Where(c => personal.Has(table.Dataset.Table, c.Item)))
            {
                var type = catalog.TypeOf(new ColumnReference(table.Dataset, column));
                foreach (var value in table.Rows.Select(r => r[i]).OfType<string>().Where(v => v.Length > 0 && !replaced.ContainsKey(v)))
                    replaced[value] = StandIn(type, value, replaced.Count + 1);
            }
        }
        return draft with { Given = [.. draft.Given.Select(Replace)] };
    }

    private DraftTable Replace(DraftTable table)
    {
        var columns = table.Columns.Select(c => new ColumnReference(table.Dataset, c)).ToList();
        return table with
        {
            Rows = [.. table.Rows.Select(r => (IReadOnlyList<string?>)[.. r.Select((cell, i) => Hides(columns[i], cell) ? replaced[cell!] : cell)])],
        };
    }

    // A number or day that happens to be the same is no personal value elsewhere.
    private bool Hides(ColumnReference column, string? cell) =>
        HasReplaced(cell) && (personal.Has(column.Dataset.Table, column.Column!) || catalog.TypeOf(column).Kind == ValueKind.Text);

    private static string? StandIn(ColumnType type, string value, int number) =>
        type.Kind switch
        {
            ValueKind.Text when type.Word is "uuid" => new Guid(number, 0, 0, new byte[8]).ToString(),
            ValueKind.Text => Texts(value, number).FirstOrDefault(t => type.Size is not { } most || t.Length <= most),
            ValueKind.Exact => number.ToString(CultureInfo.InvariantCulture),
            ValueKind.Moment => FirstDay.AddDays(number).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            _ => null,
        };

    private static string[] Texts(string value, int number) =>
        value.Contains('@', StringComparison.Ordinal)
            ? [string.Create(CultureInfo.InvariantCulture, $"person{number}@example.com"), string.Create(CultureInfo.InvariantCulture, $"p{number}")]
            : [string.Create(CultureInfo.InvariantCulture, $"Person {number}"), string.Create(CultureInfo.InvariantCulture, $"P{number}")];
}

using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Metrics.RowSets;

namespace ShopStream.Quality.FailingRows;

/// <summary>Turns the rows of a sample's query into failing rows: one for each value that breaks the rule.</summary>
/// <param name="sample">The query.</param>
/// <param name="catalog">Provides keys and columns of the tables.</param>
/// <param name="shown">Redacts the values.</param>
/// <param name="add">Receives the rows.</param>
internal sealed class SampledRows(Sample sample, Catalog catalog, ShownValues shown, Action<FailingRow> add) : ITextRows
{
    private readonly SampleColumns columns = new(sample, catalog, shown.Policy.Personal);

    private readonly TableInfo? table = sample.References.Select(r => catalog.Find(r.Dataset)).FirstOrDefault();

    private (string Name, int Index, bool IsPersonal)[] keys = [];

    private (string Name, int Index, bool IsPersonal, bool IsKey)[] values = [];

    private (string Name, string? Value)[] key = [];

    private string repeated = "";

    /// <inheritdoc />
    public void Begin(IReadOnlyList<string> names)
    {
        var identifying = Identifying(names).ToList();
        var all = names.Index().ToList();
        keys =
        [
            .. all.Where(c => identifying.Contains(c.Item, StringComparer.Ordinal) && (shown.IsFull || columns.IsKey(c.Item)))
                .Select(c => (c.Item, c.Index, columns.IsPersonal(c.Item))),
        ];
        var showing = sample.Show.Count > 0 ? sample.Show : [.. names.Except(identifying, StringComparer.Ordinal)];
        values =
        [
            .. all.Where(c => showing.Contains(c.Item, StringComparer.Ordinal))
                .Select(c => (c.Item, c.Index, columns.IsPersonal(c.Item), columns.IsKey(c.Item))),
        ];
        key = new (string, string?)[keys.Length];
        repeated = string.Join(", ", identifying.Select(Identifier.Written));
    }

    /// <inheritdoc />
    public void Add(ReadOnlySpan<string?> cells)
    {
        for (var i = 0; i < keys.Length; i++)
            key[i] = (keys[i].Name, shown.Key(cells[keys[i].Index], keys[i].IsPersonal));
        var identity = FailingRow.KeyOf(key);
        switch (sample.Subject)
        {
            case DuplicateValues:
                add(new FailingRow(identity, repeated, null, $"{cells[^1]} times", null, null));
                break;
            case ModelDifferences:
                // The last two cells are the kind of the difference, and ", a, b".
                add(new FailingRow(identity, cells[^1] is { Length: > 2 } names ? names[2..] : null, null, null, cells[^2], null));
                break;
            case var _ when values.Length == 0:
                add(new FailingRow(identity, null, null, null, null, null));
                break;
            default:
                foreach (var (name, index, isPersonal, isKey) in values)
                    add(new FailingRow(identity, name, null, shown.Other(cells[index], isPersonal, isKey), null, null));
                break;
        }
    }

    private IEnumerable<string> Identifying(IReadOnlyList<string> names) =>
        sample.Subject switch
        {
            DuplicateValues duplicates => duplicates.Columns,
            ModelDifferences => names.SkipLast(2),
            _ when table is { Key.Count: > 0 } && table.Key.All(k => names.Contains(k, StringComparer.Ordinal)) => table.Key,
            FoundRows when table is not null => names.Where(table.Has),
            _ => names.Except(sample.Show, StringComparer.Ordinal).Where(columns.IsKey),
        };
}

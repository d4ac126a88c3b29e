using System.Buffers.Binary;
using System.Text;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Quality.FailingRows;

/// <summary>Judges rows by a rule that no store judges, and passes on those that break it, with their key.</summary>
internal sealed class RuleBreakingRows : IRowSink
{
    private readonly JudgedValues metric;
    private readonly bool judgesNulls;
    private readonly ShownValues shown;
    private readonly Action<FailingRow> add;
    private readonly IReadOnlyList<bool> personalKeys;
    private readonly bool isPersonal;

    /// <param name="metric">The rule and its column.</param>
    /// <param name="judgesNulls">Whether NULL breaks the rule.</param>
    /// <param name="catalog">The key of the table, and the types of its columns.</param>
    /// <param name="shown">Redacts the values.</param>
    /// <param name="add">Receives the rows.</param>
    public RuleBreakingRows(JudgedValues metric, bool judgesNulls, Catalog catalog, ShownValues shown, Action<FailingRow> add)
    {
        (this.metric, this.judgesNulls, this.shown, this.add) = (metric, judgesNulls, shown, add);
        RowCell Cell(string column) => new(column, catalog.TypeOf(metric.Relation.Reference(column)).Word);
        bool Hides(string column) => shown.Policy.Hides(metric.Relation.Reference(column));
        var key = catalog.Find(metric.Relation.Dataset)?.Key ?? [];
        Reading = new RowReading(metric.Relation, [.. key.Select(Cell)], [Cell(metric.Column)]);
        (personalKeys, isPersonal) = ([.. key.Select(Hides)], Hides(metric.Column));
    }

    /// <summary>The rows to read.</summary>
    public RowReading Reading { get; }

    /// <inheritdoc />
    public bool TakesJsonAsWritten => true;

    /// <inheritdoc />
    public void Add(ReadOnlySpan<byte> row, int keyLength, bool keyHasNull)
    {
        var cell = row[keyLength..];
        string? value = null;
        if (cell[0] != CanonicalRow.NullTag)
        {
            var text = cell.Slice(5, BinaryPrimitives.ReadInt32BigEndian(cell[1..]));
            if (metric.Rule.Holds(text))
                return;
            value = Encoding.UTF8.GetString(text);
        }
        else if (!judgesNulls)
            return;
        (string, string?)[] key = [.. CanonicalText.Of(row[..keyLength]).Select((text, i) => (Reading.Keys[i].Name, shown.Key(text, personalKeys[i])))];
        add(new FailingRow(FailingRow.KeyOf(key), metric.Column, null, shown.Other(value, isPersonal), null, null));
    }
}

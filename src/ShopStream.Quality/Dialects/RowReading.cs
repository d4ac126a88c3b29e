using ShopStream.Quality.Data;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Quality.Dialects;

/// <summary>A column to read.</summary>
/// <param name="Name">Name in the store.</param>
/// <param name="Type">Portable type name; empty if it is not known.</param>
public sealed record RowCell(string Name, string Type)
{
    /// <summary>Kind of its values, which determines how they are compared.</summary>
    public ValueKind Kind { get; } = ColumnType.Parse(Type).Kind;

    /// <summary>
    /// Whether the column has a text type in the store, not another type that is read as text, nor a char, which is read without its
    /// padding. Also true if the type is not known, as in a plan.
    /// </summary>
    public bool IsPlainText => Type.Length == 0 || ColumnType.Parse(Type) is { IsText: true, Word: not "char" };
}

/// <summary>Rows to read: key columns first, then the other columns to compare.</summary>
/// <param name="Relation">Rows to read.</param>
/// <param name="Keys">Key columns; at least one.</param>
/// <param name="Others">Other columns; may be empty.</param>
public sealed record RowReading(Relation Relation, IReadOnlyList<RowCell> Keys, IReadOnlyList<RowCell> Others)
{
    /// <summary>Keys to read, as text per key column (null for NULL); null for all rows. A reader may return additional rows.</summary>
    public IReadOnlyList<IReadOnlyList<string?>>? OnlyKeys { get; init; }

    /// <summary>Buckets of <see cref="Reconciliation.RowComparison.RowDigest"/> whose rows are read; null for all rows.</summary>
    public IReadOnlyList<int>? OnlyBuckets { get; init; }

    /// <summary>Whether all columns are read; without a catalog, <see cref="Others"/> is empty in that case.</summary>
    public bool AllColumns { get; init; }

    /// <summary>All columns of a relation, as recorded in a manifest.</summary>
    public static RowReading OfAll(Relation relation, IReadOnlyList<ColumnInfo> columns) =>
        new(relation, [.. columns.Select(c => new RowCell(c.Name, c.Type))], []);

    /// <summary>All columns in reading order.</summary>
    public IEnumerable<RowCell> Cells => Keys.Concat(Others);

    /// <summary>Names its recorded rows; see <see cref="Identity"/>.</summary>
    public string Id =>
        Identity.Of("reading", Relation.Id, Identity.List(Keys.Select(c => Identity.Value(c.Name))), Identity.List(Others.Select(c => Identity.Value(c.Name))));
}

/// <summary>Receives rows encoded by <see cref="CanonicalRow"/>.</summary>
public interface IRowSink
{
    /// <summary>Whether JSON is encoded as it is written; if not, equal JSON has equal bytes, which is the default.</summary>
    bool TakesJsonAsWritten => false;

    /// <summary>Adds a row.</summary>
    /// <param name="row">Bytes of the row; valid only during the call.</param>
    /// <param name="keyLength">Number of leading bytes that form the key.</param>
    /// <param name="keyHasNull">Whether a cell of the key is NULL.</param>
    void Add(ReadOnlySpan<byte> row, int keyLength, bool keyHasNull);
}

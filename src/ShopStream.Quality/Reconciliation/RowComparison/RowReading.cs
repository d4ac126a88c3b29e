using ShopStream.Quality.Data;

namespace ShopStream.Quality.Reconciliation.RowComparison;

/// <param name="Name">The name in the store.</param>
/// <param name="Type">The catalog's portable word.</param>
public sealed record RowCell(string Name, string Type)
{
    /// <summary>How its values are compared.</summary>
    public ValueKind Kind { get; } = ValueKinds.Of(Type);

    /// <summary>Whether its store holds it as text, and not as a type that is read as text. So it is taken where the type is not known, as in a plan.</summary>
    public bool IsPlainText => Type.Length == 0 || Type.StartsWith("varchar", StringComparison.OrdinalIgnoreCase) || Type.StartsWith("char", StringComparison.OrdinalIgnoreCase) || Type.Equals("text", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Rows to be read: the key's cells first, then those compared.</summary>
/// <param name="Relation">The rows concerned.</param>
/// <param name="Keys">At least one.</param>
/// <param name="Others">Besides the key; may be none.</param>
public sealed record RowReading(Relation Relation, IReadOnlyList<RowCell> Keys, IReadOnlyList<RowCell> Others)
{
    /// <summary>Only rows with one of these keys, as text by column, null for null; null for all rows. A reader may give others besides.</summary>
    public IReadOnlyList<IReadOnlyList<string?>>? OnlyKeys { get; init; }

    /// <summary>Whether all columns are meant; without a catalog <see cref="Others"/> is empty then.</summary>
    public bool AllColumns { get; init; }

    /// <summary>Every column of a relation's rows, as a manifest keeps them.</summary>
    public static RowReading OfAll(Relation relation, IReadOnlyList<ColumnInfo> columns) => new(relation, [.. columns.Select(c => new RowCell(c.Name, c.Type))], []);

    /// <summary>All cells in the order in which they are read.</summary>
    public IEnumerable<RowCell> Cells => Keys.Concat(Others);

    /// <summary>The reading in words: the name under which its rows are kept.</summary>
    public string Key => $"rows of {Relation}: {string.Join(", ", Keys.Select(c => c.Name))} | {string.Join(", ", Others.Select(c => c.Name))}";
}

/// <summary>Takes rows in <see cref="CanonicalRow"/>'s encoding.</summary>
public interface IRowSink
{
    /// <param name="row">The whole row; valid during the call only.</param>
    /// <param name="keyLength">How many of its bytes are the key.</param>
    /// <param name="keyHasNull">Whether one of the key's cells is null.</param>
    void Add(ReadOnlySpan<byte> row, int keyLength, bool keyHasNull);
}

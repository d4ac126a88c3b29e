using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics.RowSets;

/// <summary>
/// Rows, or groups of rows, that break a rule for which one row is not enough, such as a gap in a sequence; one row: their count. A kind of rule is
/// one class: its query, the words of the rule, and the columns without which a row is not judged.
/// </summary>
/// <param name="Relation">Rows to judge.</param>
public abstract record FoundRows(Relation Relation) : Metric(Relation.Dataset.Store)
{
    /// <summary>Columns of the relation that the rule needs; a row where one of them is NULL is not judged.</summary>
    public abstract IReadOnlyList<string> Needed { get; }

    /// <summary>The rule in words: no gap in invoice_no.</summary>
    public abstract string Rule { get; }

    /// <summary>What is found, singular: row, gap.</summary>
    public virtual string Unit => "row";

    /// <summary>Columns of the relation that it refers to; those that it needs by default.</summary>
    protected virtual IEnumerable<string> Columns => Needed;

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => Relation.References.Concat(Columns.Select(Relation.Reference)).Distinct();

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses => TypedUse.Of(Relation);

    /// <summary>The query of what breaks the rule; its columns are named as those of the table where they have their values.</summary>
    /// <param name="sql">Renders SQL in the dialect of the store.</param>
    protected abstract string Found(SqlText sql);

    /// <summary>The positions of the columns that a sample is sorted by: the first one by default.</summary>
    protected virtual string SortedBy => "1";

    /// <summary>The rows in which no needed column is NULL.</summary>
    protected Relation Judged => Needed.Aggregate(Relation, (rows, column) => rows.Where(new Not(new IsNull(column))));

    /// <inheritdoc />
    public sealed override string ToSql(SqlText sql) => $"SELECT COUNT(*) AS \"found\"\nFROM (\n{SqlText.Indent(Found(sql))}\n) AS found";

    /// <inheritdoc />
    public sealed override string ToSampleSql(SqlText sql, Sample sample) =>
        $"SELECT *\nFROM (\n{SqlText.Indent(Found(sql))}\n) AS found{sample.End(SortedBy)}";

    /// <inheritdoc />
    public override bool IsSampleKey(string column) => true;

    /// <inheritdoc />
    public override string ToString() => $"{Unit}s of {Relation} against: {Rule}";

    /// <summary>Columns in SQL with their names, without those that are null or repeat others.</summary>
    protected string Named(SqlText sql, params IEnumerable<string?> columns) =>
        string.Join(", ", columns.OfType<string>().Distinct(StringComparer.Ordinal).Select(c => $"{sql.Column(Relation, c)} AS {sql.Dialect.Quote(c)}"));

    /// <summary>PARTITION BY the column, with a blank behind it; empty without one.</summary>
    protected string Partition(SqlText sql, string? by) => by is null ? "" : $"PARTITION BY {sql.Equatable(Relation, by)} ";
}

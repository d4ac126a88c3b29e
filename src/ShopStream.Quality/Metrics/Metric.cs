using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics;

/// <summary>
/// What a check needs to know from one store. A kind of metric is one class: it names itself, and says which columns it uses, which SQL measures
/// it and what its rows mean. Nothing else knows the kinds.
/// </summary>
/// <param name="Store">The store that measures it.</param>
public abstract record Metric(StoreId Store)
{
    /// <summary>
    /// Names the metric, whatever its description is. Metrics with the same id have the same measurement, also one that a manifest
    /// recorded. See <see cref="Identity"/>.
    /// </summary>
    public abstract string Id { get; }

    /// <summary>Tables and columns it refers to; looked up in the catalog before anything is measured.</summary>
    public abstract IEnumerable<ColumnReference> References { get; }

    /// <summary>What it does with columns that not every type allows; nothing by default.</summary>
    public virtual IEnumerable<TypedUse> Uses => [];

    /// <summary>The metrics whose queries measure it: itself by default.</summary>
    public virtual IEnumerable<Metric> Parts => [this];

    /// <summary>The stores it is measured on.</summary>
    public virtual IEnumerable<StoreId> Stores => [Store];

    /// <summary>Whether a planned query measures it. If not, the collector does: from the catalog, from the run, or by merging streams of rows.</summary>
    public virtual bool IsQueried => true;

    /// <summary>Metrics of one store with the same text share a query; the id by default, so that each has its own.</summary>
    public virtual string QueryFamily => Id;

    /// <summary>
    /// The values that its store holds in memory while it measures it, such as those of a column that are counted or the groups of a key; null if it holds
    /// none. A query holds few of them, so that memory does not grow with the number of metrics.
    /// </summary>
    public virtual string? Held => null;

    /// <summary>How many different <see cref="Held"/> a query of its family has at most; 2 by default, because a store runs few queries at a time.</summary>
    public virtual int MostHeld => 2;

    /// <summary>The custom SQL that it sends, as the user wrote it; null if there is none.</summary>
    public virtual CustomSqlMetric? CustomSql => null;

    /// <summary>The query that measures it alone; empty if it is measured without SQL.</summary>
    /// <param name="sql">Renders SQL in the dialect of the store.</param>
    public abstract string ToSql(SqlText sql);

    /// <summary>The query of a family; that of this metric by default.</summary>
    /// <param name="family">All metrics with its <see cref="QueryFamily"/>, itself first.</param>
    /// <param name="sql">Renders SQL in the dialect of the store.</param>
    public virtual PlannedQuery Plan(IReadOnlyList<Metric> family, SqlText sql) => new(Store, ToSql(sql), [new Slot(this, null)]);

    /// <summary>Query of its rows, of which a sample has the first ones.</summary>
    /// <param name="sql">Renders SQL in the dialect of the store.</param>
    /// <param name="sample">What to show.</param>
    /// <exception cref="ArgumentException">The metric has no rows to sample.</exception>
    public virtual string ToSampleSql(SqlText sql, Sample sample) => throw new ArgumentException($"'{this}' cannot be sampled", nameof(sample));

    /// <summary>Whether a column of its sample identifies a row, in addition to the keys of its tables.</summary>
    public virtual bool IsSampleKey(string column) => false;

    /// <summary>Whether its rows name rows of a table, which reports may have to hide.</summary>
    /// <param name="identifies">Whether the values of a column identify a row.</param>
    public virtual bool NamesRows(Func<ColumnReference, bool> identifies) => false;

    /// <summary>Whether its measurement depends on rows or files of these tables.</summary>
    /// <param name="rows">Tables whose rows have changed.</param>
    /// <param name="files">Lake files whose bytes have changed.</param>
    public virtual bool DependsOn(IReadOnlySet<Dataset> rows, IReadOnlySet<Dataset> files) => References.Any(r => rows.Contains(r.Dataset));

    /// <summary>The metric in words.</summary>
    public abstract override string ToString();
}

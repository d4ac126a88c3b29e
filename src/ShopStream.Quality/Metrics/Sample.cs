using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics;

/// <summary>
/// Rows to show for a failed check, up to <see cref="Limit"/> by default: key columns first, then the columns checked. Measured after the check failed.
/// </summary>
/// <param name="Subject">Metric to sample.</param>
/// <param name="Violation">For an <see cref="AggregateMetric"/>: the condition that its sampled rows satisfy; null for all rows.</param>
/// <param name="Show">Columns to show after the key.</param>
public sealed record Sample(Metric Subject, Condition? Violation, IReadOnlyList<string> Show) : Metric(Subject.Store)
{
    /// <summary>Maximum number of rows read and shown.</summary>
    public const int Limit = 10;

    /// <summary>Whether all rows are read, in any order, instead of the first <see cref="Limit"/>; default: false.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The end of its query: the order of the rows, and how many of them; nothing if all are read.</summary>
    /// <param name="order">What the rows are sorted by; null for any order.</param>
    internal string End(string? order) =>
        IsWhole ? "" : $"{(order is null ? "" : $"\nORDER BY {order}")}\nLIMIT {Limit.ToString(CultureInfo.InvariantCulture)}";

    private Relation? Rows => (Subject as AggregateMetric)?.Relation;

    /// <inheritdoc />
    public override string Id =>
        Identity.Of(IsWhole ? "failing-rows" : "sample", Rows?.Id ?? Subject.Id, Violation?.Id ?? "all", Identity.List(Show.Select(Identity.Value)));

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => Subject.References;

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses =>
        Rows is { } rows && Violation is { } violation ? Subject.Uses.Append(new ConditionUse(rows, violation)) : Subject.Uses;

    /// <inheritdoc />
    public override CustomSqlMetric? CustomSql => Subject.CustomSql;

    /// <inheritdoc />
    public override string ToSql(SqlText sql) => Subject.ToSampleSql(sql, this);

    // The groups of a reconciliation name rows only if their keys do.
    /// <inheritdoc />
    public override bool NamesRows(Func<ColumnReference, bool> identifies) => Subject is not GroupDifferences;

    /// <inheritdoc />
    public override bool DependsOn(IReadOnlySet<Dataset> rows, IReadOnlySet<Dataset> files) => Subject.DependsOn(rows, files);

    /// <inheritdoc />
    public override string ToString() => $"sample of {(Rows is { } rows ? $"{rows}" : $"{Subject}")}{(Violation is null ? "" : $" for which {Violation}")}";
}

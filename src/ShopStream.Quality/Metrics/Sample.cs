using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics;

/// <summary>Up to <see cref="Limit"/> rows to show for a failed check: key columns first, then the columns checked. Measured after the check failed.</summary>
/// <param name="Subject">Metric to sample.</param>
/// <param name="Violation">For an <see cref="AggregateMetric"/>: the condition that its sampled rows satisfy; null for all rows.</param>
/// <param name="Show">Columns to show after the key.</param>
public sealed record Sample(Metric Subject, Condition? Violation, IReadOnlyList<string> Show) : Metric(Subject.Store)
{
    /// <summary>Maximum number of rows read and shown.</summary>
    public const int Limit = 10;

    /// <summary><see cref="Limit"/> in SQL.</summary>
    internal static string LimitText { get; } = Limit.ToString(CultureInfo.InvariantCulture);

    private Relation? Rows => (Subject as AggregateMetric)?.Relation;

    /// <inheritdoc />
    public override string Id => Identity.Of("sample", Rows?.Id ?? Subject.Id, Violation?.Id ?? "all", Identity.List(Show.Select(Identity.Value)));

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

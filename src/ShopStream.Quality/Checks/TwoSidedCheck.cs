using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Checks;

/// <summary>
/// A check of what is measured of two sides, such as two figures. If one is nearer to the source, rows that have not arrived, or have changed since the load,
/// are left out of both.
/// </summary>
public abstract record TwoSidedCheck : IArrivalCheck
{
    /// <summary>What had arrived; null where all rows are compared.</summary>
    public Arrival? Arrived { get; private init; }

    /// <inheritdoc />
    public virtual Dataset? WrongRowsOf => null;

    /// <inheritdoc />
    public virtual IEnumerable<TypedUse> Uses => [];

    /// <inheritdoc />
    public IEnumerable<ComparedTables> TablesCompared => Sides is var (one, other) ? ComparedTables.Of(one, other) : [];

    /// <summary>The rows of both sides; null if it does not compare rows of two tables.</summary>
    private protected abstract (Relation One, Relation Other)? Sides { get; }

    /// <inheritdoc />
    public ICheck Within(Func<Dataset, Arrival?> arrivalIn) =>
        TablesCompared.Select(t => arrivalIn(t.To)).FirstOrDefault() is { } arrival ? On(arrival.OfFigure) with { Arrived = arrival } : this;

    /// <inheritdoc />
    public abstract IEnumerable<Metric> GetMetrics();

    /// <inheritdoc />
    public virtual IEnumerable<string> Problems(Catalog catalog) => [];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements) => Arrival.Certain(Judge(measurements), Arrived);

    /// <summary>The same check of other rows.</summary>
    /// <param name="limited">Gives the rows for those of a side.</param>
    private protected abstract TwoSidedCheck On(Func<Relation, Relation> limited);

    /// <summary>Evaluates the measurements, whatever has arrived.</summary>
    private protected abstract Evaluation Judge(Measurements measurements);
}

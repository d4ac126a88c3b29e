using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Checks;

/// <summary>
/// What of a table had arrived in a later store when another pipeline loaded it. Rows beyond the watermark are new, or have changed since; they are
/// compared once they are older than the freshness.
/// </summary>
public sealed record Arrival
{
    /// <summary>The table that rows come from.</summary>
    public required Dataset From { get; init; }

    /// <summary>The table or files that they arrive in first.</summary>
    public required Dataset Landing { get; init; }

    /// <summary>What the rows have not been loaded into: <see cref="Landing"/>, or the model that was built before they were loaded.</summary>
    public required Dataset Into { get; init; }

    /// <summary>The compared table; <see cref="Landing"/> before it is known.</summary>
    public Dataset To
    {
        get => field == default ? Landing : field;
        init;
    }

    /// <summary>Whether the compared table is a model that was built before the last load.</summary>
    public bool IsOfModel { get; init; }

    /// <summary>What holds for rows of <see cref="Landing"/> that the model has read; empty for all.</summary>
    public IReadOnlyList<Condition> AsSeen { get; init; } = [];

    /// <summary>The name of <see cref="Key"/> in the compared table; null if it does not have it.</summary>
    public string? KeyThere { get; init; }

    /// <summary>What holds for rows of <see cref="From"/> that had arrived, or should have.</summary>
    public required IReadOnlyList<Condition> Arrived { get; init; }

    /// <summary>Whether both tables are of one store: rows that have changed since are no longer there as the later table has read them.</summary>
    public bool IsOfOneStore => From == Landing;

    /// <summary>Columns with the moment of a row, which give its age; none if the watermark is a key.</summary>
    public IReadOnlyList<string> Moments { get; init; } = [];

    /// <summary>The watermark, as "created_at 2026-11-28 10:00:00".</summary>
    public required string Watermark { get; init; }

    /// <summary>The moment or key that rows are limited to.</summary>
    public required string Bound { get; init; }

    /// <summary>The age up to which a row need not have arrived.</summary>
    public required Age Freshness { get; init; }

    /// <summary>When <see cref="From"/> was read, UTC.</summary>
    public required DateTimeOffset ReadAt { get; init; }

    /// <summary>The column that identifies a row in both tables; null if there is none.</summary>
    public string? Key { get; init; }

    /// <summary>Keys of the rows that have not arrived, or have changed since; none if there is no key, or too many are late.</summary>
    public IReadOnlyList<string> LateKeys { get; init; } = [];

    /// <summary>Whether rows have changed since the load, or may have.</summary>
    public bool HasChanged { get; init; }

    /// <summary>Whether the lists of keys are incomplete, so that rows that have changed are not told from new ones.</summary>
    public bool HasTooMany { get; init; }

    /// <summary>The rows that had arrived.</summary>
    public Relation Within(Relation rows) => rows.Dataset == From ? Arrived.Aggregate(rows, (r, c) => r.Where(c)) : rows;

    /// <inheritdoc cref="Within(Relation)"/>
    public Measure Within(Measure measure) =>
        measure.Relation.Dataset != From
            ? measure
            : measure with
            {
                Relation = Within(measure.Relation),
                Groups = measure.Groups is { } groups ? groups with { All = Within(groups.All) } : null,
            };

    /// <summary>The rows that have changed since, as they had arrived; null if there are none.</summary>
    public Relation? AsLoaded(Relation rows) =>
        rows.Dataset == From && !IsOfOneStore && Key is { } key && LateKeys.Count > 0
            ? AsSeen.Aggregate(
                new Relation(Landing, rows.Conditions.Append(new InWords(new IsOneOf(key, LateKeys), key, "is of a row beyond the watermark")), rows.Lookups),
                (r, c) => r.Where(c)
            )
            : null;

    /// <inheritdoc cref="AsLoaded(Relation)"/>
    public Measure? AsLoaded(Measure measure) =>
        AsLoaded(measure.Relation) is not { } rows
            ? null
            : measure with
            {
                Relation = rows,
                Groups = measure.Groups is { } groups ? groups with { All = AsLoaded(groups.All)! } : null,
                Domain = null,
            };

    /// <summary>The rows beyond the watermark: those that are new, and those that have changed.</summary>
    public Relation Late(Relation rows) => rows.Where(new Not(new AllOf(Arrived)));

    /// <summary>Rows of the later table that are compared with those that had arrived and <see cref="AsLoaded(Relation)"/>.</summary>
    public Relation There(Relation rows) => IsOfOneStore && rows.Dataset == To ? Unchanged(rows, KeyThere) : rows;

    /// <inheritdoc cref="There(Relation)"/>
    public Measure There(Measure measure) =>
        measure with
        {
            Relation = There(measure.Relation),
            Groups = measure.Groups is { } groups ? groups with { All = There(groups.All) } : null,
        };

    /// <summary>Both sides of a sum: see <see cref="Within(Relation)"/> and <see cref="There(Relation)"/>.</summary>
    public Measure OfSum(Measure measure) => measure.Relation.Dataset == From ? Within(measure) : There(measure);

    /// <summary>One side of a figure: rows that had arrived, or rows of the later table that are as they had arrived.</summary>
    public Relation OfFigure(Relation rows) => rows.Dataset == From ? Within(rows) : Unchanged(rows, KeyThere);

    /// <summary>Why a figure of the later table may have rows that the earlier one no longer has as they were; null if it has not.</summary>
    public string? Uncertain =>
        HasTooMany ? $"too many rows of {From} are late to tell those that have changed since the load from new ones."
        : HasChanged && KeyThere is null && IsOfOneStore
            ? $"rows of {From} were loaded or have changed since {To} was built, and it does not have their key to leave them out."
        : HasChanged && KeyThere is null ? $"rows of {From} have changed since the load, and {To} does not have their key to leave them out."
        : null;

    /// <summary>An evaluation that does not fail because of rows that have changed since the load and cannot be left out.</summary>
    public static Evaluation Certain(Evaluation evaluation, Arrival? arrival) =>
        evaluation.Outcome == Outcome.Failed && arrival?.Uncertain is { } reason ? Evaluation.NotJudged(reason) : evaluation;

    /// <summary>The same, for a check that takes rows that have changed as they had arrived, unless they are no longer there.</summary>
    public static Evaluation Complete(Evaluation evaluation, Arrival? arrival) => arrival is { IsOfOneStore: true } ? Certain(evaluation, arrival) : evaluation;

    /// <summary>Rows of a later table without those that have changed since.</summary>
    /// <param name="rows">Rows of the later table.</param>
    /// <param name="key">Its column with the key; null if it has none.</param>
    public Relation Unchanged(Relation rows, string? key) =>
        key is null || LateKeys.Count == 0
            ? rows
            : rows.Where(new InWords(new OrNull(new Not(new IsOneOf(key, LateKeys)), key), key, "is of no row beyond the watermark"));
}

/// <summary>Rows of a table that had arrived in a later one.</summary>
/// <param name="Same">Rows that are as they had arrived.</param>
/// <param name="AsLoaded">Those that have changed since, as they had arrived; null if there are none.</param>
public sealed record ArrivedRows(Relation Same, Relation? AsLoaded)
{
    /// <summary>The metrics of <see cref="Count"/>.</summary>
    public IEnumerable<Metric> Metrics => new[] { Same, AsLoaded }.OfType<Relation>().Select(Rows);

    /// <summary>The number of rows.</summary>
    public decimal Count(Measurements measurements) => measurements.Count(Rows(Same)) + (AsLoaded is { } loaded ? measurements.Count(Rows(loaded)) : 0);

    private static AggregateMetric Rows(Relation relation) => new(relation, new CountRows());
}

/// <summary>A table that a check compares with a later one.</summary>
/// <param name="From">The rows nearer to the source.</param>
/// <param name="To">The later table.</param>
/// <param name="Amount">The column that is summed; null if rows are compared.</param>
public sealed record ComparedTables(Relation From, Dataset To, string? Amount = null)
{
    /// <summary>Both, where one is nearer to the source than the other, and in another store, or a raw table.</summary>
    /// <param name="one">One side.</param>
    /// <param name="other">The other side.</param>
    /// <param name="amounts">Columns that are summed, of both sides.</param>
    public static IEnumerable<ComparedTables> Of(Relation one, Relation other, (string One, string Other)? amounts = null)
    {
        var (from, to, amount) = one.Dataset.Layer < other.Dataset.Layer ? (one, other.Dataset, amounts?.One) : (other, one.Dataset, amounts?.Other);
        var isCompared = from.Dataset.Layer != to.Layer && (from.Dataset.Store != to.Store || from.Dataset.Layer == Layer.Raw);
        return isCompared ? [new ComparedTables(from, to, amount)] : [];
    }
}

/// <summary>A check that compares a table with later ones, so that it can be limited to the rows that had arrived.</summary>
public interface IArrivalCheck : ICheck
{
    /// <summary>The tables that it compares.</summary>
    IEnumerable<ComparedTables> TablesCompared { get; }

    /// <summary>The check of the rows that had arrived.</summary>
    /// <param name="arrivalIn">What had arrived in a later table; null if all rows are compared.</param>
    ICheck Within(Func<Dataset, Arrival?> arrivalIn);
}

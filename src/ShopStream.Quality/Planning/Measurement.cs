using System.Globalization;
using ShopStream.Quality.Redaction;

namespace ShopStream.Quality.Planning;

/// <summary>What a store answered, engine-neutral: columns by name, cells as invariant text (decimals as they are, days yyyy-MM-dd, booleans true/false), null for null.</summary>
public sealed record Measurement(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows)
{
    /// <summary>Why there is no answer; null where there is one.</summary>
    public MissingMeasurement? Missing { get; init; }

    /// <summary>What the reader should know of how it was asked, such as "asked live, not of the snapshot"; null where nothing.</summary>
    public string? Note { get; init; }

    /// <summary>How long the query took.</summary>
    public double Seconds { get; init; }

    /// <summary>No answer, and why.</summary>
    public static Measurement None(MissingMeasurement why) => new([], []) { Missing = why };

    /// <summary>A number in the first row.</summary>
    /// <exception cref="FormatException">The cell is null or no number.</exception>
    public decimal Number(int column) => TryNumber(Rows[0][column]) ?? throw new FormatException($"column {Columns[column]} is null where a number was expected");

    /// <summary>A number, or null for null. NUMBER without a fraction and with up to 28 digits is exact.</summary>
    /// <exception cref="FormatException">The cell is no number.</exception>
    public static decimal? TryNumber(string? cell) =>
        cell is null ? null : decimal.Parse(cell, NumberStyles.Float, CultureInfo.InvariantCulture);
}

/// <param name="Reason">Where, what, and what to do.</param>
/// <param name="Kind">What that means for the check.</param>
public sealed record MissingMeasurement(string Reason, MissingMeasurementKind Kind);

/// <summary>Why a question has no answer.</summary>
public enum MissingMeasurementKind
{
    /// <summary>There is nothing to ask, as where no source is named: not judged.</summary>
    NotJudged,

    /// <summary>The store refuses the query: an error that a retry does not mend (exit 2).</summary>
    Refused,

    /// <summary>The store did not answer: an error that a retry may mend (exit 3).</summary>
    Unavailable,
}

/// <summary>The answers that a check judges.</summary>
public sealed class Measurements
{
    private readonly Dictionary<string, Measurement> byKey = new(StringComparer.Ordinal);

    /// <summary>What a verdict may show of them; everything by default.</summary>
    public RedactionPolicy RedactionPolicy { get; init; } = RedactionPolicy.None;

    /// <summary>All of them, by the question's key.</summary>
    public IReadOnlyDictionary<string, Measurement> All => byKey;

    /// <summary>The answer to a question that was asked.</summary>
    public Measurement this[Metric metric] => byKey[metric.Key];

    /// <summary>Null where it was not asked yet.</summary>
    public Measurement? Find(Metric metric) => byKey.GetValueOrDefault(metric.Key);

    /// <summary>Keeps an answer; the first one stays.</summary>
    public void Add(Metric metric, Measurement measurement) => byKey.TryAdd(metric.Key, measurement);

    /// <summary>A figure's number; null where the store said null.</summary>
    public decimal? Number(AggregateMetric metric) => Measurement.TryNumber(this[metric].Rows[0][0]);

    /// <summary>A count.</summary>
    public decimal Count(AggregateMetric metric) => this[metric].Number(0);
}

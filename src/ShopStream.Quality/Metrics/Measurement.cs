using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Redaction;

namespace ShopStream.Quality.Metrics;

/// <summary>
/// Measured value of a metric, independent of the engine: columns by name, cells as invariant text (exact decimals, dates as yyyy-MM-dd,
/// booleans as true/false), null for NULL.
/// </summary>
public sealed record Measurement(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows)
{
    private const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    /// <summary>Why there is no value; null if there is one.</summary>
    public MissingMeasurement? Missing { get; init; }

    /// <summary>Note on how it was measured, such as that the live source was queried instead of the snapshot; null if there is none.</summary>
    public string? Note { get; init; }

    /// <summary>Duration of the query in seconds; 0 if none was needed.</summary>
    public double Seconds { get; init; }

    /// <summary>A measurement without a value.</summary>
    public static Measurement None(MissingMeasurement reason) => new([], []) { Missing = reason };

    /// <summary>The number in a column of the first row.</summary>
    /// <exception cref="FormatException">The cell is null or not a number.</exception>
    public decimal Number(int column) => TryNumber(Rows[0][column]) ?? throw new FormatException($"column {Columns[column]} is null, expected a number");

    /// <summary>Parses a number of up to 28 digits, such as a count; null for null.</summary>
    /// <exception cref="FormatException">The cell is not a number.</exception>
    /// <exception cref="OverflowException">The number has more digits; it is never rounded.</exception>
    public static decimal? TryNumber(string? cell) =>
        cell switch
        {
            null => null,
            // At most 28 digits: a decimal is exact, and faster.
            { Length: <= 28 } when decimal.TryParse(cell, Plain, CultureInfo.InvariantCulture, out var number) => number,
            _ => ExactNumber.Parse(cell).ToDecimal(),
        };

    /// <summary>Parses a number of any length, such as an amount; null for null.</summary>
    /// <exception cref="FormatException">The cell is not a number.</exception>
    public static ExactNumber? TryExact(string? cell) => cell is null ? null : ExactNumber.Parse(cell);
}

/// <summary>Why a metric was not measured.</summary>
/// <param name="Reason">Message with place, problem and fix.</param>
/// <param name="Kind">Effect on the check.</param>
public sealed record MissingMeasurement(string Reason, MissingMeasurementKind Kind);

/// <summary>Kinds of reasons why a metric was not measured.</summary>
public enum MissingMeasurementKind
{
    /// <summary>There is nothing to measure, for example because no source is configured: the check is not judged.</summary>
    NotJudged,

    /// <summary>The store rejected the query: an error that a retry does not fix (exit code 2).</summary>
    Refused,

    /// <summary>The store did not respond: an error that a retry may fix (exit code 3).</summary>
    Unavailable,
}

/// <summary>The measurements that checks evaluate, by metric.</summary>
public sealed class Measurements
{
    private readonly Dictionary<string, Measurement> byId = new(StringComparer.Ordinal);

    /// <summary>Redacts values in evaluations; no redaction by default.</summary>
    public RedactionPolicy RedactionPolicy { get; init; } = RedactionPolicy.None;

    /// <summary>All measurements by <see cref="Metric.Id"/>.</summary>
    public IReadOnlyDictionary<string, Measurement> All => byId;

    /// <summary>The measurement of a metric, which must have been measured.</summary>
    public Measurement this[Metric metric] => byId[metric.Id];

    /// <summary>The measurement of a metric; null if it has not been measured yet.</summary>
    public Measurement? Find(Metric metric) => byId.GetValueOrDefault(metric.Id);

    /// <summary>Adds a measurement; ignored if the metric already has one.</summary>
    public void Add(Metric metric, Measurement measurement) => byId.TryAdd(metric.Id, measurement);

    /// <summary>The value of an aggregate of at most 28 digits; null for NULL.</summary>
    public decimal? Number(AggregateMetric metric) => Measurement.TryNumber(this[metric].Rows[0][0]);

    /// <summary>The value of an aggregate with any number of digits; null for NULL.</summary>
    public ExactNumber? Exact(AggregateMetric metric) => Measurement.TryExact(this[metric].Rows[0][0]);

    /// <summary>The value of a count.</summary>
    public decimal Count(AggregateMetric metric) => this[metric].Number(0);
}

using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.History;

namespace ShopStream.Quality.Metrics;

/// <summary>A metric that is measured from the run itself, without a store.</summary>
public abstract record RunContextMetric() : Metric(StoreId.Warehouse)
{
    /// <inheritdoc />
    public sealed override bool IsQueried => false;

    /// <inheritdoc />
    public sealed override string ToSql(SqlText sql) => "";

    /// <inheritdoc />
    public sealed override bool DependsOn(IReadOnlySet<Dataset> rows, IReadOnlySet<Dataset> files) => false;

    /// <summary>Measures the metric in a run.</summary>
    public abstract Measurement Measure(EvaluationContext context);
}

/// <summary>Moment and date of the run; one row: moment (UTC, with microseconds) and date.</summary>
public sealed record RunMoment : RunContextMetric
{
    private const string Format = "yyyy-MM-dd HH:mm:ss.ffffff";

    /// <inheritdoc />
    public override string Id => Identity.Of("run-moment");

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => [];

    /// <inheritdoc />
    public override Measurement Measure(EvaluationContext context) =>
        new(
            ["moment", "date"],
            [
                [context.Moment.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture), context.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)],
            ]
        );

    /// <summary>The moment in a measurement, in UTC.</summary>
    public static DateTime MomentIn(Measurement measurement) => DateTime.ParseExact(measurement.Rows[0][0]!, Format, CultureInfo.InvariantCulture);

    /// <summary>The date in a measurement.</summary>
    public static DateOnly DateIn(Measurement measurement) => DateOnly.ParseExact(measurement.Rows[0][1]!, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <inheritdoc />
    public override string ToString() => "the run's moment and date";
}

/// <summary>The last day that was over when the data was taken; one row: day.</summary>
public sealed record LastWholeDay : RunContextMetric
{
    /// <inheritdoc />
    public override string Id => Identity.Of("last-whole-day");

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => [];

    /// <inheritdoc />
    public override Measurement Measure(EvaluationContext context) =>
        new(
            ["day"],
            [
                [context.LastWholeDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)],
            ]
        );

    /// <summary>The day in a measurement.</summary>
    public static DateOnly In(Measurement measurement) => DateOnly.ParseExact(measurement.Rows[0][0]!, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <inheritdoc />
    public override string ToString() => "the last whole day of the data";
}

/// <summary>The columns that the newest run of an earlier date has recorded of a table; a row per column: name, type. No rows if there is none.</summary>
/// <param name="Dataset">The table.</param>
public sealed record PastColumns(Dataset Dataset) : RunContextMetric
{
    /// <inheritdoc />
    public override string Id => Identity.Of("past-columns", Dataset.Id);

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => [new ColumnReference(Dataset, null)];

    /// <inheritdoc />
    public override Measurement Measure(EvaluationContext context) =>
        new(
            ["date", "name", "type"],
            context.History.ColumnsBefore(context.Date, $"{Dataset}") is { } past
                ? [.. past.Columns.Select(c => (IReadOnlyList<string?>)[past.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), c.Name, c.Type])]
                : []
        );

    /// <inheritdoc />
    public override string ToString() => $"earlier columns of {Dataset}";
}

/// <summary>Values of a metric for earlier dates; a row per date, ascending: date, value, run. No rows if no run has recorded it.</summary>
/// <param name="Name">Name in the history; see <see cref="FigureName"/>.</param>
/// <param name="Metric">Metric whose current value is recorded for later runs.</param>
public sealed record PastValues(string Name, AggregateMetric Metric) : RunContextMetric
{
    // Decimals of a quotient in the history.
    private const int Places = 12;

    /// <summary>Metric that the value is divided by, such as the number of values for an average; null for the value itself.</summary>
    public AggregateMetric? Divisor { get; init; }

    /// <summary>What a quotient is multiplied with: 100 for a percentage.</summary>
    public decimal Factor { get; init; } = 1;

    /// <summary>The column of which the value is one, so that a personal one is not recorded; null for a count, a sum or an average.</summary>
    public string? ValueOf { get; init; }

    /// <inheritdoc />
    public override string Id => Identity.Of("past-values", Identity.Value(Name));

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => Metric.References;

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses => Metric.Uses;

    /// <inheritdoc />
    public override Measurement Measure(EvaluationContext context) =>
        new(
            ["date", "value", "run"],
            [
                .. context
                    .History.Before(context.Date, Name)
                    .Select(v =>
                        (IReadOnlyList<string?>)
                            [v.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), v.Value.ToString(CultureInfo.InvariantCulture), v.RunId]
                    ),
            ]
        );

    /// <summary>The current value, exact but for a quotient; null if there is none.</summary>
    /// <exception cref="FormatException">It is not a number.</exception>
    /// <exception cref="OverflowException">It has more than 28 digits.</exception>
    public decimal? Current(Measurements measurements)
    {
        if (measurements.Exact(Metric) is not { } value)
            return null;
        if (Divisor is null)
            return value.TryToDecimal() ?? value.Round(Places).ToDecimal();
        return measurements.Exact(Divisor) is { Sign: > 0 } divisor ? (value * Factor).DividedBy(divisor, Places).ToDecimal() : null;
    }

    /// <summary>The values in a measurement.</summary>
    public static IReadOnlyList<PastValue> ValuesIn(Measurement measurement) =>
        [
            .. measurement.Rows.Select(r => new PastValue(
                DateOnly.ParseExact(r[0]!, "yyyy-MM-dd", CultureInfo.InvariantCulture),
                decimal.Parse(r[1]!, CultureInfo.InvariantCulture),
                r[2]!
            )),
        ];

    /// <inheritdoc />
    public override string ToString() => $"earlier {Name}";
}

/// <summary>
/// The distributions of a column that runs of earlier dates have recorded; a row per point: date, and those of <see cref="HistogramOf"/>. Dates ascend.
/// </summary>
/// <param name="Current">The distribution of the run, recorded for later ones.</param>
/// <param name="Runs">Most dates to read, the newest ones; at least 1.</param>
public sealed record PastHistograms(HistogramOf Current, int Runs) : RunContextMetric
{
    /// <summary>Most points of a recorded distribution: it is known to 1 % of the values.</summary>
    public const int MostPoints = 100;

    /// <summary>Name in the history.</summary>
    public string Name =>
        $"{Identifier.Written(Current.Column)} in {Current.Relation}"
        + Current.Kind switch
        {
            HistogramKind.Categories => ", as categories",
            HistogramKind.Numbers => ", as numbers",
            _ => "",
        };

    /// <inheritdoc />
    public override string Id => Identity.Of("past-distributions", Identity.Value(Name), Identity.Number(Runs));

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => Current.References;

    /// <inheritdoc />
    public override Measurement Measure(EvaluationContext context) =>
        new(
            ["date", "value", "count", "up_to", "total", "different", "kind"],
            [
                .. context
                    .History.DistributionsBefore(context.Date, Name)
                    .TakeLast(Runs)
                    .SelectMany(p =>
                        HistogramOf.RowsOf(p.Histogram).Select(r => (IReadOnlyList<string?>)[p.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), .. r])
                    ),
            ]
        );

    /// <summary>The distributions in a measurement, by date.</summary>
    internal static IReadOnlyList<(string Date, Histogram Histogram)> In(Measurement measurement) =>
        [
            .. measurement
                .Rows.GroupBy(r => r[0]!, StringComparer.Ordinal)
                .Select(g => (g.Key, HistogramOf.In([.. g.Select(r => (IReadOnlyList<string?>)[.. r.Skip(1)])])!)),
        ];

    /// <inheritdoc />
    public override string ToString() => $"earlier distributions of {Name}";
}

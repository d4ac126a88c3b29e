using System.Globalization;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Composition;
using ShopStream.Features;
using ShopStream.Features.Steps;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Checks.Figures;
using ShopStream.Quality.History;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;
using ShopStream.Sandbox.Seeding;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Elt;
using Calendar = ShopStream.Sandbox.Seeding.Calendar;

namespace ShopStream.Tests.Sandbox;

/// <summary>The shipped sentences on usual days, on the rows that the sandbox has on many dates, and on days of which half is missing.</summary>
[TestFixture, Category("Slow")]
internal sealed class UsualSandboxTests
{
    private const int Seed = 42;

    // First and last days of months and years, a leap day, a sale.
    private static readonly string[] Dates =
    [
        "2024-02-29",
        "2024-12-31",
        "2025-01-01",
        "2025-08-14",
        "2025-11-28",
        "2026-01-15",
        "2026-01-31",
        "2026-02-01",
        "2026-02-28",
        "2026-06-30",
        "2026-12-02",
    ];

    private static readonly IReadOnlyList<UsualDay> Checks =
    [
        .. SpecBinder
            .Bind(FeatureFolder.Load(Repository.Features), ShopRun.BusinessMetrics)
            .Where(s => s.File.EndsWith("freshness-and-volume.feature", StringComparison.Ordinal))
            .SelectMany(s => s.Checks)
            .Select(c => c.Check)
            .OfType<UsualDay>(),
    ];

    [TestCase(1)]
    [TestCase(20)]
    [NightlyCase(200)]
    public void Last_day_is_usual_whatever_the_date(int scale)
    {
        foreach (var text in Dates)
        {
            var date = DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
            var days = new GeneratedDays(scale, date);
            // A run of the date itself judges the day before; a later one the date.
            foreach (var judged in new[] { date.AddDays(-1), date })
            foreach (var check in Checks)
                Evaluate(check, days, judged).Outcome.Should().Be(Outcome.Passed, $"{judged:yyyy-MM-dd} of {text} at scale {scale} is not missing anything");
        }
    }

    [TestCase(1, "events")]
    [TestCase(20, "events")]
    [TestCase(20, "orders")]
    public void Day_of_which_half_is_missing_is_not_usual(int scale, string table)
    {
        foreach (var text in Dates)
        {
            var date = DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
            var found = Evaluate(
                Checks.Single(c => c.Measured.Relation.Dataset.Table.Equals(table, StringComparison.Ordinal)),
                new GeneratedDays(scale, date, date),
                date
            );

            found.Outcome.Should().Be(Outcome.Failed, $"half of {table} of {text} is missing at scale {scale}: {found.Actual}, usual are {found.Expected}");
        }
    }

    [Test]
    public void Same_day_is_as_good_whichever_date_the_data_end_on()
    {
        var (one, other) = (new GeneratedDays(1, new DateOnly(2026, 6, 30)), new GeneratedDays(1, new DateOnly(2026, 7, 15)));

        // Of two weeks in common the busiest day is the same.
        DateOnly Busiest(GeneratedDays days) =>
            days.Events.Where(d => d.Key >= new DateOnly(2026, 5, 1) && d.Key < new DateOnly(2026, 6, 30)).MaxBy(d => d.Value).Key;
        Busiest(one).Should().Be(Busiest(other));
    }

    private static Evaluation Evaluate(UsualDay check, GeneratedDays days, DateOnly judged)
    {
        var values = check.Measured.Figure is NumberOfRows ? days.Events.ToDictionary(d => d.Key, d => (decimal)d.Value) : days.Revenue;
        var measurements = new Measurements();
        measurements.Add(
            check.GetMetrics().First(),
            new Measurement(
                [],
                [
                    .. values.Select(d =>
                        (IReadOnlyList<string?>)[d.Key.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), d.Value.ToString(CultureInfo.InvariantCulture)]
                    ),
                ]
            )
        );
        var moment = new DateTimeOffset(judged.AddDays(1), new TimeOnly(2, 15), TimeSpan.Zero);
        measurements.Add(new LastWholeDay(), new LastWholeDay().Measure(new EvaluationContext(moment, judged, RunHistory.Empty)));
        return check.Evaluate(measurements);
    }

    /// <summary>What the sandbox writes, by day: number of events, and revenue of orders.</summary>
    private sealed class GeneratedDays
    {
        /// <param name="scale">Scale of the data.</param>
        /// <param name="date">The last day.</param>
        /// <param name="halved">The day of which every second row is missing; null for none.</param>
        public GeneratedDays(int scale, DateOnly date, DateOnly? halved = null)
        {
            var calendar = new Calendar(Seed, date);
            var pools = new Pools(Seed);
            var assortment = new Assortment(Seed, 200 * scale, pools, calendar);
            var people = new People(Seed, 1000 * scale, pools, calendar);
            var traffic = new Traffic(Seed, 10_000L * scale, pools, people, assortment, calendar);
            for (var row = 0L; row < 10_000L * scale; row++)
                Add(Events, traffic.TimeOf(row), 1, row);
            var sales = new Sales(Seed, Sales.OrdersPerScale * scale, assortment, people, calendar);
            var lines = new Line[Sales.MaxLines];
            for (var block = 0; block < scale; block++)
            {
                var counts = sales.LineCountsOf(block);
                for (var within = 0; within < Sales.OrdersPerScale; within++)
                {
                    var order = sales.Create((block * Sales.OrdersPerScale) + within, lines.AsSpan(0, counts[within]));
                    if (order.Status is not ("cancelled" or "refunded"))
                        Add(Revenue, order.Created, order.Cents / 100m, order.Id);
                }
            }

            void Add<T>(Dictionary<DateOnly, T> to, DateTime time, T value, long row)
                where T : System.Numerics.INumber<T>
            {
                var day = DateOnly.FromDateTime(time);
                if (day != halved || row % 2 == 0)
                    to[day] = to.GetValueOrDefault(day, T.Zero) + value;
            }
        }

        public Dictionary<DateOnly, int> Events { get; } = [];

        public Dictionary<DateOnly, decimal> Revenue { get; } = [];
    }
}

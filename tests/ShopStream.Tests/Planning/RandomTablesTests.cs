using System.Globalization;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;

namespace ShopStream.Tests.Planning;

/// <summary>Random metrics on random tables: merged queries return the same as separate ones, in PostgreSQL and DuckDB.</summary>
[Category("Live")]
public sealed class RandomTablesTests
{
    private const int MetricsPerTable = 25;
    private static readonly string[] Columns = ["id", "parent", "name", "amount", "flag", "moment"];
    private static readonly string[] Names = ["", " ", "a", "A", "Zoé", "日本 😀", "it's", "a\\b", "null", "\\N"];
    private static readonly Dataset Table = new(Layer.Raw, "rows");

    private static readonly Condition[] Conditions =
    [
        new IsNull("name"),
        new Not(new IsNull("amount")),
        new IsOneOf("name", ["", "a", "Zoé"]),
        new Not(new IsOneOf("name", ["it's"])),
        new OrNull(new Not(new IsOneOf("name", ["a"])), "name"),
        new IsBetween("id", "2", "5"),
        new Compares("amount", Comparison.AtLeast, "0"),
        new Not(new Compares("amount", Comparison.Below, "1.5")),
        new IsMatch("name", "[a-z]+"),
        new Not(new IsMatch("name", "a|A")),
        new Compares("flag", Comparison.Equal, "true"),
        new IsSameAs("parent", Formula.Parse("id")),
        new Compares("id", Comparison.Above, "100"),
    ];

    private TwoEngines engines = null!;

    [OneTimeSetUp]
    public async Task Connect() =>
        engines = await TwoEngines.WithAsync("CREATE TABLE raw.rows (id int, parent int, name text, amount decimal(10,2), flag boolean, moment timestamp)");

    [OneTimeTearDown]
    public async Task Drop()
    {
        if (engines is not null)
            await engines.DisposeAsync();
    }

    [Test]
    public async Task Metrics_measured_together_equal_those_measured_separately([Range(1, 12)] int seed)
    {
        var random = new Random(seed);
        await engines.RunAsync($"DELETE FROM raw.rows; {Rows(random)}");
        var metrics = Enumerable.Range(0, MetricsPerTable).Select(_ => RandomMetric(random)).DistinctBy(q => q.Id, StringComparer.Ordinal).ToList();

        var results = await engines.MeasureMergedAndSeparatelyAsync(metrics);

        results.Should().HaveCount(2 * metrics.Count);
        foreach (var (metric, merged, separate) in results)
            // Merged with groups by other keys, the order of the keys is another one.
            TwoEngines.Rows(merged).Should().BeEquivalentTo(TwoEngines.Rows(separate), "{0}", metric);
        foreach (var engine in results.GroupBy(r => r.Metric.Id, StringComparer.Ordinal))
            TwoEngines.Rows(engine.First().Merged).Should().Equal(TwoEngines.Rows(engine.Last().Merged), "{0}, in both engines", engine.Key);
    }

    private static string Rows(Random random)
    {
        // Sometimes an empty table.
        var rows = Enumerable
            .Range(0, random.Next(4) == 0 ? 0 : random.Next(1, 40))
            .Select(_ =>
                "("
                + string.Join(
                    ", ",
                    OrNull($"{random.Next(8)}"),
                    OrNull($"{random.Next(12)}"),
                    OrNull(Sql.Literal(Names[random.Next(Names.Length)])),
                    OrNull((random.Next(-300, 300) / 100m).ToString(CultureInfo.InvariantCulture)),
                    OrNull(random.Next(2) == 0 ? "true" : "false"),
                    OrNull($"'2025-01-0{random.Next(1, 4)} 0{random.Next(10)}:00:00'")
                )
                + ")"
            )
            .ToList();
        return rows.Count == 0 ? "" : $"INSERT INTO raw.rows VALUES {string.Join(", ", rows)}";

        string OrNull(string value) => random.Next(5) == 0 ? "NULL" : value;
    }

    private static Metric RandomMetric(Random random)
    {
        var relation = Enumerable.Range(0, random.Next(3)).Aggregate(new Relation(Table), (r, _) => r.Where(Of(Conditions)));
        return random.Next(12) switch
        {
            // Different keys of the same rows, so that groupings are merged.
            0 or 10 or 11 => new GroupedMetric(
                random.Next(2) == 0 ? relation : new Relation(Table),
                [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Key()).DistinctBy(k => k.Id, StringComparer.Ordinal)],
                [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Aggregate()).DistinctBy(a => $"{a}", StringComparer.Ordinal)]
            ),
            1 => new DuplicateValues(relation, [.. Columns.OrderBy(_ => random.Next()).Take(random.Next(1, 3))]),
            2 => new Orphans(relation, "parent", Table, "id"),
            3 => new GroupDifferences(Sum(relation), Sum(new Relation(Table)), Tolerance.Parse(Of<string>(["exactly", "to the cent", "within 5 %"]))),
            4 => new HistogramOf(relation, Of<string>(["id", "amount"]), 3, HistogramKind.Numbers),
            5 => new HistogramOf(relation, Of(Columns), 100, HistogramKind.Categories),
            _ => new AggregateMetric(relation, Aggregate()),
        };

        T Of<T>(T[] among) => among[random.Next(among.Length)];
        GroupKey Key() => Of<GroupKey>([new("name"), new("flag"), new("moment", ByDay: true), new("parent")]);
        GroupedSum Sum(Relation rows) => new(rows, [new GroupKey("flag")], "amount", "id");
        Aggregate Aggregate() =>
            random.Next(11) switch
            {
                0 => new CountRows(),
                1 or 2 => new CountWhere(Of(Conditions)),
                3 => new CountSurplus(Of(Columns)),
                4 => new CountDistinct(Of(Columns)),
                5 => new SumOf(Of<string>(["id", "amount"])),
                6 => new SumWhere("amount", Of(Conditions)),
                7 => random.Next(2) == 0 ? new MinOf(Of<string>(["id", "amount", "moment"])) : new MaxOf(Of<string>(["id", "amount", "moment"])),
                8 or 9 => new QuantileOf(Of<string>(["id", "amount", "moment"]), Of<decimal>([7, 25, 50, 95, 99.9m])),
                _ => new DigestOf(Of(Columns), "amount", 2),
            };
    }
}

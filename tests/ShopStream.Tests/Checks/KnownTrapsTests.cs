using FluentAssertions;
using NUnit.Framework;
using ShopStream.Features.Steps;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.History;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;
using ShopStream.Tests.Features;

namespace ShopStream.Tests.Checks;

/// <summary>Tables and sentences on which other tools are wrong, or were.</summary>
[TestFixture, Category("Fast")]
internal sealed class KnownTrapsTests
{
    private const string Tables = """
        CREATE TABLE raw."Order Details" AS
        SELECT i::INTEGER AS "Order ID", (i * 1.5)::DECIMAL(10,2) AS "Unit Price", 'a,b' AS "select", 'x' AS "GROUP BY",
            DATE '2026-11-01' + i::INTEGER AS "Placed At"
        FROM range(1, 4) AS t(i);
        CREATE TABLE raw.days AS SELECT * FROM (VALUES
            (1, DATE '2026-11-01', TIMESTAMP '2026-11-01 00:00:00'), (2, DATE '2026-11-30', TIMESTAMP '2026-11-30 12:00:00')) AS t(id, day, seen);
        CREATE TABLE raw.nulls AS SELECT i::INTEGER AS id, NULL::INTEGER AS n, NULL::VARCHAR AS t, NULL::TIMESTAMP AS seen FROM range(1, 4) AS r(i);
        CREATE TABLE raw.nothing AS SELECT * FROM raw.nulls WHERE id > 9;
        CREATE TABLE raw.single AS SELECT 1 AS id, 5 AS n, 'x' AS t, TIMESTAMP '2026-11-01 10:00:00' AS seen;
        CREATE TABLE raw.texts AS SELECT * FROM (VALUES (1, '100%'), (2, '100% wool'), (3, NULL)) AS t(id, t);
        CREATE TABLE raw.lines AS SELECT * FROM (VALUES (1, 'abc' || chr(10)), (2, 'abc')) AS t(id, t);
        CREATE TABLE raw.prices AS SELECT * FROM (VALUES (1, '$5'), (2, '$17')) AS t(id, t);
        CREATE TABLE raw.cents AS SELECT * FROM (VALUES (1, 0.30::DECIMAL(10,2)), (2, 1.01::DECIMAL(10,2))) AS t(id, amount);
        CREATE TABLE raw.today AS
        SELECT row_number() OVER ()::INTEGER AS id, TIMESTAMP '2026-11-26' + d * INTERVAL 1 DAY + s * INTERVAL 1 MINUTE AS seen
        FROM range(0, 6) AS t(d), range(0, 100) AS u(s) WHERE d < 5 OR s < 2;
        CREATE TABLE raw.hours AS
        SELECT i::INTEGER AS id, (TIMESTAMP '2026-03-28 20:00:00' + i * INTERVAL 1 HOUR) AT TIME ZONE 'UTC' AS seen,
            TIMESTAMP '2026-03-28 20:00:00' + i * INTERVAL 1 HOUR AS utc
        FROM range(0, 12) AS t(i);
        CREATE TABLE raw.skipped AS SELECT * FROM raw.hours WHERE id <> 5;
        CREATE TABLE raw.groups AS SELECT * FROM (VALUES
            (1, 'a', DATE '2026-11-01'), (2, 'a', DATE '2026-11-02'), (3, 'a', DATE '2026-11-03'), (4, 'b', DATE '2026-11-01')) AS t(id, g, day);
        CREATE TABLE raw.halves AS SELECT * FROM (VALUES (1, 'x'), (2, 'y')) AS t(id, t);
        CREATE TABLE raw.big AS SELECT * FROM (VALUES
            (1, 10000000000000000000000000000000000000::DECIMAL(38,0)), (2, 10000000000000000000000000000000000001::DECIMAL(38,0))) AS t(id, n);
        """;

    // Every figure and rule that has no meaning without values.
    private static readonly string[] OfValues =
    [
        "n in raw {0} is at least 1",
        "n in raw {0} is never between 3 and 4",
        "t in raw {0} is one of x",
        "t in raw {0} has exactly 1 character",
        "t in raw {0} is a valid email address",
        "t in raw {0} is valid JSON",
        "seen in raw {0} is never in the future",
        "the average n in raw {0} is between 1 and 9",
        "the median n in raw {0} is between 1 and 9",
        "the smallest n in raw {0} is at least 1",
        "the sum of n in raw {0} is at least 0",
        "the standard deviation of n in raw {0} is at most 9",
        "the entropy of t in raw {0} is at most 9",
        "the most common t in raw {0} is one of x",
        "n in raw {0} has no gaps",
        "n in raw {0} has no outliers beyond 3 MADs",
        "raw {0} has rows for every day of seen",
        "no day of seen in raw {0} has fewer than 25 % of the median rows",
        "t in raw {0} takes at least the values x",
        "no t in raw {0} is spelled in more than one case",
    ];

    private static readonly (string Trap, string Sentence, Outcome Outcome)[] Cases =
    [
        ("names", "\"select\" in raw \"Order Details\" is one of \"a,b\"", Outcome.Passed),
        ("names", "\"select\" in raw \"Order Details\" is none of \"a,b\"", Outcome.Failed),
        ("names", "the average \"Unit Price\" in raw \"Order Details\" is exactly 3, for each \"GROUP BY\"", Outcome.Passed),
        ("names", "raw \"Order Details\" has rows for every day of \"Placed At\", where \"select\" is \"a,b\"", Outcome.Passed),
        ("names", "\"Order ID\" in raw \"Order Details\" increases with \"Placed At\", for each \"GROUP BY\"", Outcome.Passed),
        ("names", "no \"Order ID\" in raw \"Order Details\" exists as id in raw days", Outcome.Failed),
        ("a bound is included", "day in raw days is between 2026-11-01 and 2026-11-30", Outcome.Passed),
        ("a date is its midnight", "seen in raw days is between 2026-11-01 and 2026-11-30", Outcome.Failed),
        ("a date is its midnight", "the largest seen in raw days is exactly 2026-11-30", Outcome.Failed),
        ("no value", "n in raw nulls is always null", Outcome.Passed),
        ("no value", "t in raw nulls is never blank", Outcome.Failed),
        ("no value", "the number of values of n in raw nulls is at least 1", Outcome.Failed),
        ("no rows", "the number of rows in raw nothing is exactly 0", Outcome.Passed),
        ("no rows", "n in raw nothing is always null", Outcome.NotJudged),
        ("no rows", "t in raw nothing is never blank", Outcome.NotJudged),
        ("one row", "the standard deviation of n in raw single is at most 9", Outcome.NotJudged),
        ("one row", "the correlation of n and id in raw single is at least 0", Outcome.NotJudged),
        ("one row", "the median n in raw single is exactly 5", Outcome.Passed),
        ("one row", "n in raw single has no gaps", Outcome.Passed),
        ("one row", "n in raw single increases with id", Outcome.Passed),
        ("one row", "raw single has rows for every day of seen", Outcome.Passed),
        ("one row", "no day of seen in raw single has fewer than 25 % of the median rows", Outcome.NotJudged),
        ("nothing selected", "n in raw single is at least 1, where t is zz", Outcome.NotJudged),
        ("nothing selected", "the average n in raw single is at least 1, where t is zz", Outcome.NotJudged),
        ("nothing selected", "t in raw single is one of x, in at least 50 % of rows, where n is above 9", Outcome.NotJudged),
        ("nothing selected", "the share of rows in raw single where t is zz is at most 5 %", Outcome.Passed),
        ("NULL and a list", "t in raw texts is none of x, null", Outcome.Passed),
        ("NULL and a list", "t in raw texts is one of 100%, 100% wool", Outcome.Passed),
        ("NULL and a list", "t in raw texts is one of 100%, 100% wool, nulls included", Outcome.Failed),
        ("NULL and a list", "t in raw texts is one of 100%, 100% wool, null, nulls included", Outcome.Failed),
        ("a percent sign", "t in raw texts is like 100\\%%", Outcome.Passed),
        ("a percent sign", "t in raw texts is like 100\\%", Outcome.Failed),
        ("a percent sign", "t in raw texts is not like %\\%\\%", Outcome.Passed),
        ("a line feed at the end", "t in raw lines matches abc", Outcome.Failed),
        ("a line feed at the end", "t in raw lines is like abc", Outcome.Failed),
        ("a line feed at the end", "t in raw lines has exactly 3 characters", Outcome.Failed),
        ("a line feed at the end", "t in raw lines matches abc\\s?", Outcome.Passed),
        ("a dollar sign", "t in raw prices matches \\$[0-9]+", Outcome.Passed),
        ("a dollar sign", "t in raw prices matches [$][0-9]", Outcome.Failed),
        ("exact decimals", "amount in raw cents is at most 1.0100", Outcome.Passed),
        ("exact decimals", "amount in raw cents is at most 1.009999999999999999999999", Outcome.Failed),
        ("exact decimals", "the sum of amount in raw cents is exactly 1.31", Outcome.Passed),
        ("exact decimals", "the average amount in raw cents is exactly 0.655", Outcome.Passed),
        ("exact decimals", "amount in raw cents is never between 0.3000000001 and 1.0099999999", Outcome.Passed),
        ("a day that is not over", "raw today has rows for every day of seen", Outcome.Passed),
        ("a day that is not over", "no day of seen in raw today has fewer than 90 % of the median rows", Outcome.Passed),
        ("daylight saving", "raw hours has rows for every hour of seen", Outcome.Passed),
        ("daylight saving", "raw hours has rows for every hour of utc", Outcome.Passed),
        ("daylight saving", "raw skipped has rows for every hour of seen", Outcome.Failed),
        ("daylight saving", "no hour of seen in raw hours has fewer than 100 % of the median rows", Outcome.Passed),
        ("a group that vanished", "raw groups has rows for every day of day, for each g", Outcome.Passed),
        ("a group that vanished", "the newest day in raw groups is at most 29 days older than the run, for each g", Outcome.Failed),
        ("a group that vanished", "g in raw groups takes at least the values a, b, c", Outcome.Failed),
        ("a threshold met exactly", "t in raw halves is one of x, in at least 50 % of rows", Outcome.Passed),
        ("a threshold met exactly", "t in raw halves is one of x, in at least 50.000001 % of rows", Outcome.Failed),
        ("a threshold met exactly", "t in raw halves is one of x, except in at most 1 row", Outcome.Passed),
        ("a threshold met exactly", "at least 50 % of t in raw halves is one of x", Outcome.Passed),
        ("a threshold met exactly", "the share of rows in raw halves where t is x is at most 50 %", Outcome.Passed),
        ("a threshold met exactly", "the share of rows in raw halves where t is x is below 50 %", Outcome.Failed),
        ("a mean of big decimals", "the average n in raw big is above 10000000000000000000000000000000000000", Outcome.Passed),
        ("a mean of big decimals", "the average n in raw big is exactly 10000000000000000000000000000000000000.5", Outcome.Passed),
        ("a mean of big decimals", "the average n in raw big is at most 10000000000000000000000000000000000000.4999", Outcome.Failed),
        .. OfValues.Select(s => ("no value", string.Format(null, s, "nulls"), Outcome.NotJudged)),
        .. OfValues.Select(s => ("no rows", string.Format(null, s, "nothing"), Outcome.NotJudged)),
    ];

    private Dictionary<string, CheckResult> results = null!;

    [OneTimeSetUp]
    public async Task Check_all_at_once()
    {
        using var memory = DuckDatabase.InMemory(
            "a test",
            new DuckSettings("500MB", Path.Combine(Path.GetTempPath(), "shopstream-test-duck"), TimeSpan.FromMinutes(1)) { Threads = 1 }
        );
        await memory.ExecuteAsync($"SET TimeZone = 'Europe/Berlin'; CREATE SCHEMA raw; {Tables}", CancellationToken.None);
        var catalog = new Catalog(await WarehouseCatalog.ReadAsync(memory, null, CancellationToken.None));
        var specifications = SpecBinder.Bind(
            FeatureTexts.Of($"Feature: Traps\n{string.Concat(Cases.Select((c, i) => $"Scenario: {i}\nThen {c.Sentence}\n"))}"),
            new Dictionary<string, BusinessMetric>(StringComparer.Ordinal)
        );
        specifications.Validate(catalog, new HashSet<Layer>());
        var moment = new DateTimeOffset(2026, 12, 1, 6, 0, 0, TimeSpan.Zero);
        await using var store = new DuckStore(StoreId.Warehouse, memory, catalog);
        var collector = new MetricCollector(
            catalog,
            new Dictionary<StoreId, IStore> { [StoreId.Warehouse] = store },
            new EvaluationContext(moment, new DateOnly(2026, 12, 1), RunHistory.Empty)
        );
        results = (await CheckRunner.RunAsync(specifications, collector, null, CancellationToken.None))
            .SelectMany(r => r.Checks)
            .ToDictionary(c => c.Sentence, StringComparer.Ordinal);
    }

    private static IEnumerable<TestCaseData> All() => Cases.Select(c => new TestCaseData(c.Sentence, c.Outcome).SetArgDisplayNames(c.Trap, c.Sentence));

    [TestCaseSource(nameof(All))]
    public void Sentence_is_not_trapped(string sentence, Outcome outcome)
    {
        var result = results[sentence];

        result.Outcome.Should().Be(outcome, "{0}; expected {1}, actual {2}\n{3}", result.Note, result.Expected, result.Actual, result.Sql);
        if (outcome == Outcome.NotJudged)
            result.Note.Should().NotBeNullOrEmpty("the reader needs the reason");
    }
}

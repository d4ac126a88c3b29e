using FluentAssertions;
using NUnit.Framework;
using ShopStream.Features.Steps;
using ShopStream.Pipeline.Source;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;
using ShopStream.Tests.Features;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Elt;

/// <summary>A type has one definition of equality: a sentence has the same verdict in the source and in raw, and values meet across both.</summary>
[TestFixture, Category("Live")]
internal sealed class EqualityAcrossLayersTests
{
    private static readonly (string Name, string Type, string[] Values, int Different)[] Columns =
    [
        ("enumeration", "mood", ["'sad'", "'ok'", "'happy'"], 3),
        ("citext", "citext", ["'a'", "'A'", "'b'"], 3),
        ("interval", "interval", ["'1 mon'", "'30 days'", "'1 mon'"], 2),
        ("jsonb", "jsonb", ["""'{"a": 1.0}'""", """'{"a": 1.00}'""", "'{}'"], 3),
        ("jsonb_order", "jsonb", ["""'{"a": 1, "b": 2}'""", """'{"b": 2, "a": 1}'""", "'{}'"], 2),
        ("json_text", "json", ["""'{"a": 1}'""", """'{"a":1}'""", "'[]'"], 3),
        ("inet", "inet", ["'10.0.0.1'", "'10.0.0.1/32'", "'10.0.0.1/24'"], 2),
        ("cidr", "cidr", ["'10.0.0.0/8'", "'10.0.0.0/16'", "'10.0.0.0/8'"], 2),
        ("padded", "char(5)", ["'a'", "'a  '", "'b'"], 2),
        ("varying", "varchar(5)", ["'a'", "'a '", "'b'"], 3),
        ("whole", "integer[]", ["'{1,2}'", "'{1, 2}'", "'{2,1}'"], 2),
        ("pair", "couple", ["ROW(1, 'a')::couple", "ROW(1, NULL)::couple", "ROW(NULL, NULL)::couple"], 3),
        ("wide", "numeric", ["1.5", "1.50", "2"], 2),
        ("fine", "numeric(38,18)", ["1.000000000000000001", "1", "1.0"], 2),
        ("single", "real", ["0.1", "0.10", "'Infinity'"], 2),
        ("binary", "double precision", ["5", "5.0", "-0.0"], 2),
        ("long", "bigint", ["9223372036854775807", "9223372036854775806", "9007199254740993"], 3),
        ("moment", "timestamp", ["'2025-11-28 10:00'", "'2025-11-28 10:00:00.000000'", "'2025-11-28 10:00:00.000001'"], 2),
        ("instant", "timestamptz", ["'2025-11-28 10:00+00'", "'2025-11-28 12:00+02'", "'2025-11-28 10:00:00.5+00'"], 2),
        ("day", "date", ["'2025-11-28'", "'2025-11-29'", "'0001-01-01'"], 3),
        ("clock", "time", ["'10:00'", "'10:00:00'", "'10:00:00.000001'"], 2),
        ("yes", "boolean", ["true", "false", "true"], 2),
        ("identity", "uuid", ["'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'", "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'", "'00000000-0000-0000-0000-000000000000'"], 2),
        ("bytes", "bytea", [@"'\x01'", @"'\x0100'", @"'\x01'"], 2),
        ("span", "int4range", ["'[1,3)'", "'[1,2]'", "'empty'"], 2),
        ("price", "money", ["'1.50'", "'1.5'", "'2'"], 2),
        ("mark", "text", ["'e\u0301'", "'é'", "'É'"], 3),
        ("limited", "positive", ["1.50", "1.5", "2"], 2),
    ];

    private TestDatabase database = null!;
    private Landing landing = null!;
    private Dictionary<string, ScenarioResult> results = null!;

    [OneTimeSetUp]
    public async Task CheckAsync()
    {
        database = await TestPostgres.NewDatabaseAsync();
        landing = new Landing();
        await database.ExecuteAsync(
            $"""
            CREATE EXTENSION IF NOT EXISTS citext;
            CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
            CREATE TYPE couple AS (a int, b text);
            CREATE DOMAIN positive AS numeric(10,2) CHECK (VALUE > 0);
            {string.Concat(
                Columns.Select(c =>
                    $"CREATE TABLE t_{c.Name} (id int PRIMARY KEY, v {c.Type}, n numeric(10,2)); "
 + $"INSERT INTO t_{c.Name} VALUES {string.Join(", ", c.Values.Select((v, i) => $"({i + 1}, {v}, {i + 1})"))};\n"
                )
            )}
            """
        );
        var address = Landing.Source(database.ConnectionString, [.. Columns.Select(c => $"t_{c.Name}")]);
        var manifest = await landing.ExtractAsync(address);
        await landing.LoadAsync(manifest);

        await using var snapshot = await SourceSnapshot.TakeAsync(address, 2, shared: true, CancellationToken.None);
        using var warehouse = landing.OpenWarehouse(readOnly: true);
        var catalog = new Catalog([.. snapshot.Catalog.Tables, .. await WarehouseCatalog.ReadAsync(warehouse, null, CancellationToken.None)]);
        await using var source = snapshot.ToStore();
        await using var raw = new DuckStore(StoreId.Warehouse, warehouse, catalog);
        var specifications = SpecBinder
            .Bind(
                FeatureTexts.Of($"Feature: Equality\n{string.Concat(Columns.Select(c => Scenarios(c.Name, c.Different)))}"),
                new Dictionary<string, BusinessMetric>(StringComparer.Ordinal)
            )
            .ForRun(Landing.Date);
        specifications.Validate(catalog, new HashSet<Layer>());
        var collector = new MetricCollector(catalog, new Dictionary<StoreId, IStore> { [StoreId.Source] = source, [StoreId.Warehouse] = raw });
        results = (await CheckRunner.RunAsync(specifications, collector, null, CancellationToken.None)).ToDictionary(r => r.Name, StringComparer.Ordinal);
    }

    [OneTimeTearDown]
    public async Task EndAsync()
    {
        landing?.Dispose();
        if (database is not null)
            await database.DisposeAsync();
    }

    private static IEnumerable<TestCaseData> Cases() =>
        from column in Columns
        from scenario in new[] { "source", "raw", "source in raw", "raw in source", "by group" }
        select new TestCaseData($"{column.Name}: {scenario}").SetArgDisplayNames($"{column.Type}, {scenario}");

    [TestCaseSource(nameof(Cases))]
    public void Values_are_equal_in_every_layer_or_in_none(string scenario)
    {
        var result = results[scenario];

        result
            .Outcome.Should()
            .Be(
                Outcome.Passed,
                string.Join("\n", result.Checks.Select(c => $"{c.Sentence}: {c.Expected}, {c.Actual} {c.Note} {string.Join("; ", c.Keys)}\n{c.Sql}"))
            );
    }

    private static string Scenarios(string name, int different) =>
        $"""

            Scenario: {name}: source
              Then v in source t_{name} has exactly {different} different values
            Scenario: {name}: raw
              Then v in raw t_{name} has exactly {different} different values
            Scenario: {name}: source in raw
              Then every v in source t_{name} exists as v in raw t_{name}
            Scenario: {name}: raw in source
              Then every v in raw t_{name} exists as v in source t_{name}
            Scenario: {name}: by group
              Then source t_{name} reconciles with raw t_{name}:
                | what   | source t_{name} | raw t_{name} | tolerance |
                | key    | v               | v            |           |
                | amount | n               | n            | exactly   |

            """;
}

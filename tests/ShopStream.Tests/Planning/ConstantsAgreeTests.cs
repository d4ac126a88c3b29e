using System.Globalization;
using System.Numerics;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Source;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Planning;

/// <summary>
/// Constants at, just below and just above the values of every type, in every spelling and sentence: PostgreSQL and DuckDB select the same
/// rows as <see cref="NaiveComparison"/>.
/// </summary>
[Category("Live")]
public sealed class ConstantsAgreeTests
{
    private const string Largest = "99999999999999999999999999999999999999";

    /// <summary>A type, its name in DuckDB (null for none), how its values compare, and values in a form that both engines read.</summary>
    private sealed record Subject(string Type, string? Duck, string Kind, params string[] Values)
    {
        public string? Postgres { get; init; } = Type;

        public string[] Constants { get; init; } = [];

        public string Table =>
            "t_"
            + string.Concat(
                    (Postgres ?? Type).Replace("[]", "s", StringComparison.Ordinal).Replace(',', '_').Where(c => char.IsAsciiLetterOrDigit(c) || c == '_')
                )
                .ToLowerInvariant();
    }

    private static readonly Subject[] Subjects =
    [
        new("smallint", "SMALLINT", "number", "-32768", "-1", "0", "1", "2", "32767"),
        new("int", "INTEGER", "number", "-2147483648", "1", "2", "15", "2147483647"),
        new("bigint", "BIGINT", "number", "-9223372036854775808", "9007199254740992", "9007199254740993", "9223372036854775807"),
        new("numeric(10,2)", "DECIMAL(10,2)", "number", "-99999999.99", "-0.01", "0.00", "0.01", "1.50", "99999999.99"),
        new("numeric(18,4)", "DECIMAL(18,4)", "number", "0.0049", "0.0050", "12345678901234.5678"),
        new("numeric(38,10)", "DECIMAL(38,10)", "number", "-9999999999999999999999999999.9999999999", "0.0000000001", "12345678901234567890.1234567891"),
        new("numeric(38,0)", "DECIMAL(38,0)", "number", "-" + Largest, "0", Largest),
        new("numeric(38,38)", "DECIMAL(38,38)", "number", "0." + Largest, "0.00000000000000000000000000000000000001", "-0.5"),
        new("numeric(5,5)", "DECIMAL(5,5)", "number", "0.99999", "0.00001", "-0.10000"),
        new("hugeint", "HUGEINT", "number", "-170141183460469231731687303715884105728", "0", "170141183460469231731687303715884105727") { Postgres = null },
        new("uhugeint", "UHUGEINT", "number", "0", "340282366920938463463374607431768211455") { Postgres = null },
        new("ubigint", "UBIGINT", "number", "0", "9223372036854775808", "18446744073709551615") { Postgres = null },
        new("utinyint", "UTINYINT", "number", "0", "255") { Postgres = null },
        new("real", "FLOAT", "real", "0.1", "-0.1", "16777216", "0", "NaN", "Infinity", "-Infinity")
        {
            Constants = ["0.1", "1e-1", "0.10000001", "16777217", "NaN", "Infinity", "-Infinity", "-0", "3.4e38"],
        },
        new("double precision", "DOUBLE", "double", "0.1", "0.30000000000000004", "9007199254740993", "NaN", "Infinity")
        {
            Constants = ["0.1", "+.1", "0.3", "9007199254740993", "1e308", "nan", "-Infinity"],
        },
        new("boolean", "BOOLEAN", "boolean", "true", "false") { Constants = ["true", "false"] },
        new("date", "DATE", "moment", "2025-11-28", "2025-11-29", "0001-01-01", "9999-12-31", "infinity", "-infinity")
        {
            Constants =
            [
                "2025-11-28",
                "2025-11-28 12:00",
                "2025-11-28T23:59:59.999999",
                "2025-11-28 00:00:00",
                "2024-02-29",
                "9999-12-31 12:00",
                "infinity",
                "-infinity",
            ],
        },
        new("timestamp", "TIMESTAMP", "moment", "2025-11-28 12:00:00", "2025-11-28 12:00:00.000001", "2025-11-28 00:00:00", "infinity")
        {
            Constants = ["2025-11-28", "2025-11-28 12:00", "2025-11-28T12:00:00.000001", "2025-11-28 12:00:00.5", "infinity", "-infinity"],
        },
        new("timestamp(3)", "TIMESTAMP_MS", "moment", "2025-11-28 12:00:00", "2025-11-28 12:00:00.001")
        {
            Constants = ["2025-11-28 12:00", "2025-11-28 12:00:00.000999"],
        },
        new("timestamptz", "TIMESTAMPTZ", "moment", "2025-11-28 12:00:00+00:00", "2025-11-28 12:00:00.000001+00:00")
        {
            Constants = ["2025-11-28 12:00", "2025-11-28 13:00:00+01:00", "2025-11-28T12:00:00Z", "2025-11-28T06:30:00.000001-05:30", "2025-11-29"],
        },
        new("time", "TIME", "time", "00:00:00", "12:30:00", "23:59:59.999999") { Constants = ["00:00", "12:30", "12:30:00.000001", "23:59:59"] },
        new("text", "VARCHAR", "text", "", "1.5", "1.50", "2", "2.0", "a", "A", "a ", "é", "e\u0301", "true", "null", "Ω")
        {
            Constants = ["1.5", "2", "a", "A", "null", "true", "é", "Z", "1e3"],
        },
        new("varchar(5)", "VARCHAR", "text", "01", "1", "10", "B") { Constants = ["1", "01", "10", "b"] },
        new("char(5)", "VARCHAR", "text", "a", "B", "1.5") { Constants = ["a", "B", "1.5", "1.50"] },
        new("mood", "VARCHAR", "text", "sad", "1", "1.0") { Constants = ["sad", "Sad", "1", "ok"] },
        new("citext", "VARCHAR", "text", "a", "A", "1.5") { Constants = ["a", "A", "1.5", "1.50"] },
        new("blind", "VARCHAR", "text", "a", "A") { Postgres = "text COLLATE blind", Constants = ["a", "A"] },
        new("uuid", "UUID", "text", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")
        {
            Constants = ["a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "00000000-0000-0000-0000-000000000000"],
        },
        new("inet", "VARCHAR", "text", "10.0.0.1", "10.0.0.0/8") { Constants = ["10.0.0.1", "10.0.0.1/32", "10.0.0.0/8"] },
        new("interval", "VARCHAR", "text", "1 mon", "30 days") { Constants = ["1 mon", "30 days"] },
        .. Written("timetz", "10:00:00+00", "10:00:00+01"),
        .. Written("bit(3)", "101", "010"),
        .. Written("varbit", "1", "01"),
        .. Written("xml", "<a/>", "<a></a>"),
        .. Written("int4range", "[1,3)", "empty"),
        .. Written("macaddr", "08:00:2b:01:02:03"),
        .. Written("name", "a", "A"),
        .. Written("\"char\"", "a", "1"),
        .. Written("pair", "(1,a)", "(2,)"),
        .. Written("bytea", @"\x00ff", @"\x"),
        .. Written("oid", "1", "10"),
        .. Written("point", "(1,2)"),
        .. Written("tsvector", "'a' 'b'"),
        .. Written("pg_lsn", "0/16B3748"),
        .. Written("cidr", "10.0.0.0/8"),
        .. Written("numrange", "[1.0,2.50)"),
        .. Written("bpchar", "a", "B"),
        new("int[]", "VARCHAR", "text", "{1,2}", "{}") { Constants = ["{}"] },
        new("amount", "DECIMAL(10,2)", "number", "10.00", "2.50"),
    ];

    // Types that the warehouse does not have: compared by the text that PostgreSQL writes.
    private static Subject[] Written(string type, params string[] values) => [new(type, "VARCHAR", "text", values) { Constants = [.. values, "1", "x"] }];

    private TestDatabase database = null!;
    private DuckDatabase memory = null!;
    private Catalog duck = null!;

    [OneTimeSetUp]
    public async Task Create_a_table_for_every_type()
    {
        database = await TestPostgres.NewDatabaseAsync();
        memory = DuckDatabase.InMemory(
            "a test",
            new DuckSettings("500MB", Path.Combine(Path.GetTempPath(), "shopstream-test-duck"), TimeSpan.FromMinutes(1)) { Threads = 1 }
        );
        await database.ExecuteAsync(
            """
            CREATE EXTENSION citext;
            CREATE TYPE mood AS ENUM ('sad', '1', '1.0');
            CREATE TYPE pair AS (n int, t text);
            CREATE DOMAIN price AS numeric(10,2) CHECK (VALUE > 0);
            CREATE DOMAIN amount AS price;
            CREATE COLLATION blind (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
            """ + string.Concat(Subjects.Where(s => s.Postgres is not null).Select(s => Script(s, s.Postgres!)))
        );
        await memory.ExecuteAsync("CREATE SCHEMA raw; " + string.Concat(Subjects.Select(s => Script(s, s.Duck!, "raw."))), CancellationToken.None);
        duck = new Catalog(await WarehouseCatalog.ReadAsync(memory, null, CancellationToken.None));
    }

    [OneTimeTearDown]
    public async Task Drop()
    {
        memory?.Dispose();
        if (database is not null)
            await database.DisposeAsync();
    }

    private static IEnumerable<TestCaseData> All() => Subjects.Select(s => new TestCaseData(s).SetArgDisplayNames(s.Postgres ?? s.Type));

    [TestCaseSource(nameof(All))]
    public async Task Engines_select_the_rows_that_a_naive_evaluation_selects(object tried)
    {
        var subject = (Subject)tried;
        var conditions = Conditions(subject, new Random(20260115));
        conditions.Should().HaveCountGreaterThan(2);
        var expected = conditions
            .Select(c => (c.Text, Rows: subject.Values.Count(v => c.Holds(v))))
            .SelectMany(c => new[] { c, ($"not ({c.Text})", subject.Values.Length - c.Rows) })
            .ToList();

        (await DuckAsync(subject, conditions)).Should().Equal(expected, "DuckDB");
        if (subject.Postgres is not null)
            (await PostgresAsync(subject, conditions)).Should().Equal(expected, "PostgreSQL");
    }

    /// <summary>Decimals of a random size, with random values and the extremes of the type.</summary>
    [Test]
    public async Task Engines_agree_on_random_decimals()
    {
        var random = new Random(Lane.Pick(usual: 7, nightly: Environment.TickCount));
        var subjects = Enumerable
            .Range(1, Lane.Pick(usual: 12, nightly: 400))
            .Select(_ => RandomDecimal(random))
            .DistinctBy(s => s.Type, StringComparer.Ordinal)
            .Where(s => !Subjects.Any(o => string.Equals(o.Type, s.Type, StringComparison.Ordinal)))
            .ToList();
        await database.ExecuteAsync(string.Concat(subjects.Select(s => Script(s, s.Postgres!))));
        await memory.ExecuteAsync(string.Concat(subjects.Select(s => Script(s, s.Duck!, "raw."))), CancellationToken.None);
        duck = new Catalog(await WarehouseCatalog.ReadAsync(memory, null, CancellationToken.None));
        foreach (var subject in subjects)
            await Engines_select_the_rows_that_a_naive_evaluation_selects(subject);
    }

    private static Subject RandomDecimal(Random random)
    {
        var size = random.Next(1, 39);
        var scale = random.Next(0, size + 1);
        string Value(int digits) => Shift(string.Concat(Enumerable.Range(0, digits).Select(_ => (char)('0' + random.Next(10)))), scale);
        string[] values =
        [
            Shift(new string('9', size), scale),
            "-" + Shift(new string('9', size), scale),
            Shift("1", scale),
            "0",
            .. Enumerable.Range(0, 4).Select(_ => (random.Next(2) == 0 ? "-" : "") + Value(random.Next(1, size + 1))),
        ];
        var type = string.Create(CultureInfo.InvariantCulture, $"numeric({size},{scale})");
        return new Subject(type, type.Replace("numeric", "DECIMAL", StringComparison.Ordinal), "number", values);
    }

    private static string Shift(string digits, int scale)
    {
        var padded = digits.PadLeft(scale + 1, '0');
        return scale == 0 ? padded : $"{padded[..^scale]}.{padded[^scale..]}";
    }

    private async Task<IEnumerable<(string, int)>> DuckAsync(Subject subject, IReadOnlyList<Tried> conditions)
    {
        var metrics = Metrics(Layer.Raw, subject, conditions);
        duck.Mismatches(metrics.SelectMany(m => m.Uses), new HashSet<Layer>()).Should().BeEmpty();
        return Counts(conditions, metrics, await memory.ReadAsync(metrics[0].Plan(metrics, new SqlText(Dialect.DuckDb, duck)).Sql, CancellationToken.None));
    }

    private async Task<IEnumerable<(string, int)>> PostgresAsync(Subject subject, IReadOnlyList<Tried> conditions)
    {
        var metrics = Metrics(Layer.Source, subject, conditions);
        await using var snapshot = await SourceSnapshot.TakeAsync(
            new SourceAddress(database.ConnectionString, "public", [], TimeSpan.FromMinutes(1)),
            1,
            shared: true,
            CancellationToken.None
        );
        snapshot.Catalog.Mismatches(metrics.SelectMany(m => m.Uses), new HashSet<Layer>()).Should().BeEmpty();
        await using var store = snapshot.ToStore();
        var measurement = await store.MeasureAsync(new PlannedQuery(StoreId.Source, metrics[0].Plan(metrics, store.Sql).Sql, []), CancellationToken.None);
        measurement.Missing.Should().BeNull();
        return Counts(conditions, metrics, measurement);
    }

    private static List<AggregateMetric> Metrics(Layer layer, Subject subject, IReadOnlyList<Tried> conditions)
    {
        var rows = new Relation(new Dataset(layer, subject.Table));
        return
        [
            .. conditions
                .Select(c => ConditionText.Parse(c.Text))
                .SelectMany(c => new[] { c, new Not(c) })
                .Select(c => new AggregateMetric(rows, new CountWhere(c))),
        ];
    }

    private static IEnumerable<(string, int)> Counts(IReadOnlyList<Tried> conditions, List<AggregateMetric> metrics, Measurement measurement) =>
        conditions
            .SelectMany(c => new[] { c.Text, $"not ({c.Text})" })
            // A null is none of the values: only "is not one of" selects it.
            .Select((text, i) => (text, (int)measurement.Number(i) - (((CountWhere)metrics[i].Aggregate).Condition is OrNull ? 1 : 0)));

    private static string Script(Subject subject, string type, string schema = "") =>
        $"CREATE TABLE {schema}{subject.Table} (v {type}); "
        + $"INSERT INTO {schema}{subject.Table} VALUES (NULL), {string.Join(", ", subject.Values.Select(v => $"({Sql.Literal(v)})"))};\n";

    private sealed record Tried(string Text, Func<string, bool> Holds);

    private static List<Tried> Conditions(Subject subject, Random random)
    {
        var constants =
            subject.Constants.Length > 0
                ? subject.Constants
                : [.. subject.Values.SelectMany(Around).Concat(["0", "1e30", "-1e40", "1e-45"]).Select(c => Spell(c, random)).Distinct(StringComparer.Ordinal)];
        var ordered = subject.Kind is not ("text" or "boolean");
        var all = constants
            .SelectMany(c => Of(subject.Kind, c, constants[random.Next(constants.Length)], ordered))
            .DistinctBy(c => c.Text, StringComparer.Ordinal)
            .ToList();
        if (subject.Type is "text" or "blind")
            all.AddRange(Of(subject.Kind, "Z", "z", ordered: true).Concat(Of(subject.Kind, "a", "é", ordered: true)));
        return [.. all.DistinctBy(c => c.Text, StringComparer.Ordinal).OrderBy(_ => random.Next()).Take(Lane.Pick(usual: 60, nightly: 1000))];
    }

    private static IEnumerable<Tried> Of(string kind, string one, string other, bool ordered)
    {
        int To(string value, string constant) => NaiveComparison.Compare(kind, value, constant);
        string Quoted(string text) => text.Length > 0 && text is not "null" && !text.Any(c => c is ',' or ' ') ? text : $"\"{text}\"";
        var (a, b) = (Quoted(one), Quoted(other));
        yield return new($"v is {a}", v => To(v, one) == 0);
        yield return new($"v is one of {a}, {b}", v => To(v, one) == 0 || To(v, other) == 0);
        yield return new($"v is not one of {a}, {b}", v => To(v, one) != 0 && To(v, other) != 0);
        if (!ordered)
            yield break;
        yield return new($"v is at least {a}", v => To(v, one) >= 0);
        yield return new($"v is at most {a}", v => To(v, one) <= 0);
        yield return new($"v is above {a}", v => To(v, one) > 0);
        yield return new($"v is below {a}", v => To(v, one) < 0);
        var (low, high, from, to) = To(one, other) <= 0 ? (a, b, one, other) : (b, a, other, one);
        yield return new($"v is between {low} and {high}", v => To(v, from) >= 0 && To(v, to) <= 0);
    }

    // The value, and values next to it, closer than the type's scale.
    private static IEnumerable<string> Around(string value)
    {
        var places = value.Contains('.', StringComparison.Ordinal) ? value.Length - value.IndexOf('.', StringComparison.Ordinal) - 1 : 0;
        var digits = BigInteger.Parse(value.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        foreach (
            var (number, scale) in new[]
            {
                (digits, places),
                (digits + 1, places),
                (digits - 1, places),
                ((digits * 10) + 1, places + 1),
                ((digits * 10) - 1, places + 1),
                ((digits * 10) + 5, places + 1),
            }
        )
            yield return string.Create(CultureInfo.InvariantCulture, $"{number}e-{scale}");
    }

    private static string Spell(string scientific, Random random)
    {
        var (digits, exponent) = (
            scientific.Split('e')[0],
            scientific.Contains('e', StringComparison.Ordinal) ? int.Parse(scientific.Split('e')[1], CultureInfo.InvariantCulture) : 0
        );
        if (random.Next(4) == 0 || exponent > 0)
            return scientific;
        var sign =
            digits.StartsWith('-') ? "-"
            : random.Next(4) == 0 ? "+"
            : "";
        var padded = digits.TrimStart('-').PadLeft(1 - exponent, '0');
        var (whole, fraction) = (padded[..^-exponent], padded[^-exponent..]);
        if (whole is "0" && fraction.Length > 0 && random.Next(3) == 0)
            whole = "";
        return fraction.Length == 0
            ? random.Next(3) switch
            {
                0 => $"{sign}{whole}.",
                1 => $"{sign}{whole}.00",
                _ => $"{sign}{whole}",
            }
            : $"{sign}{whole}.{fraction}{(random.Next(3) == 0 ? "0" : "")}";
    }
}

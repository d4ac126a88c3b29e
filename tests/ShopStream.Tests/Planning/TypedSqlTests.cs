using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;
using Snapshooter.NUnit;

namespace ShopStream.Tests.Planning;

/// <summary>The SQL of a column depends on its type: how it is compared, grouped, ordered, hashed, read, and how its constants are written.</summary>
[TestFixture, Category("Fast")]
internal sealed class TypedSqlTests
{
    private static readonly (string Type, string Low, string High)[] Types =
    [
        ("int", "-5", "2147483648"),
        ("smallint", "1", "40000"),
        ("bigint", "0", "9223372036854775807"),
        ("utinyint", "-1", "255"),
        ("hugeint", "1.0", "1e3"),
        ("decimal(12,2)", "0.005", "99999999999.99"),
        ("decimal(4,4)", "0.1", "1"),
        ("numeric", "1", "123456789012345678901234567890.5"),
        ("real", "0.1", "1e10"),
        ("double", "-0.25", "1e300"),
        ("text", "a", "it's"),
        ("varchar(20)", "A", "z"),
        ("char(3)", "DE", "FR"),
        ("citext", "a", "B"),
        ("uuid", "a", "b"),
        ("timestamp", "2026-01-01", "2026-01-02 10:00:00.5"),
        ("timestamptz", "2026-01-01 00:00:00Z", "infinity"),
        ("date", "2026-01-01", "-infinity"),
        ("timestamp_ns", "2026-01-01", "2026-01-02"),
        ("time", "10:00", "23:59:59.5"),
        ("boolean", "true", "false"),
        ("json", "{\"a\": 1}", "[]"),
        ("jsonb", "1", "null"),
    ];

    private static readonly Dataset Table = new(Layer.Raw, "things");
    private static readonly Relation Things = new(Table);

    private static readonly Catalog Catalog = new([Info(Table)]);

    private static IEnumerable<TestCaseData> Dialects()
    {
        yield return new TestCaseData(Dialect.PostgreSql("shop"), "postgresql").SetArgDisplayNames("PostgreSQL");
        yield return new TestCaseData(Dialect.DuckDb, "duckdb").SetArgDisplayNames("DuckDB");
        yield return new TestCaseData(Dialect.Snowflake, "snowflake").SetArgDisplayNames("Snowflake");
    }

    [TestCaseSource(nameof(Dialects))]
    public void SQL_of_every_type_matches_the_golden_file(Dialect dialect, string name)
    {
        var sql = new SqlText(dialect, Catalog);

        var lines = Types.SelectMany((t, i) => Of(sql, $"c{i}", t).Select(part => $"{part.Name}: {part.Sql.ReplaceLineEndings(" ")}").Prepend($"\n{t.Type}"));
        Snapshot.Match(string.Join('\n', lines).TrimStart() + "\n", $"typed-sql-{name}");
    }

    private static IEnumerable<(string Name, string Sql)> Of(SqlText sql, string column, (string Type, string Low, string High) type)
    {
        yield return ("key", sql.Key(Things, new GroupKey(column)));
        yield return ("text", sql.Text(Things, column));
        yield return ("distinct", new CountDistinct(column).ToSql(sql, Things, []));
        yield return ("digest of a key", sql.Digest([("key", sql.DigestType(Things, new GroupKey(column)))]));
        Condition[] conditions =
        [
            new IsNull(column),
            new IsOneOf(column, [type.Low, type.High]),
            new Not(new IsOneOf(column, [type.Low])),
            new IsBetween(column, type.Low, type.High),
            new Compares(column, Comparison.Equal, type.High),
            new Compares(column, Comparison.AtLeast, type.Low),
            new Compares(column, Comparison.Below, type.High),
            new IsSameAs(column, Formula.Parse($"{column} + 1")),
            new IsSameAs(column, Formula.Parse("c0")),
            new IsMatch(column, @"\d+"),
            new IsInBuckets([column], 16, [3, 5]),
        ];
        foreach (var condition in conditions)
            yield return ($"{condition}", Try(() => sql.Holds(Things, condition)));
        var cell = new RowCell(column, type.Type);
        yield return ("read", sql.Rows(new RowReading(Things, [cell], [])).Split('\n')[0]);
        foreach (var key in KeysOf(type))
            yield return (
                $"read {key ?? "null"}",
                sql.Rows(
                        new RowReading(Things, [cell], [])
                        {
                            OnlyKeys =
                            [
                                [key],
                            ],
                        }
                    )
                    .Split("WHERE ")[1]
            );
    }

    // As a comparison of rows writes them.
    private static string?[] KeysOf((string Type, string Low, string High) type) =>
        ColumnType.Parse(type.Type).Kind switch
        {
            ValueKind.Moment =>
            [
                "2026-01-01 00:00:00",
                "2026-01-01 10:00:00.5",
                "0044-03-15 12:00:00 BC",
                "12026-01-01 00:00:00",
                "infinity",
                "-infinity",
                null,
            ],
            ValueKind.Time => ["10:00:00", "24:00:00", null],
            _ => [type.Low, null],
        };

    // A constant that is not a value of the type is refused before SQL is written.
    private static string Try(Func<string> render)
    {
        try
        {
            return render();
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    private static TableInfo Info(Dataset dataset) => new(dataset, [.. Types.Select((t, i) => new ColumnInfo($"c{i}", t.Type, true))], ["c0"]);
}

using System.Globalization;
using DuckDB.NET.Data;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Mutations;
using ShopStream.Pipeline.Mutations.Kinds;
using ShopStream.Quality.Data;

namespace ShopStream.Tests.MutationTesting;

/// <summary>Every mutation changes a table as described, and nothing else.</summary>
[TestFixture, Category("Slow")]
internal sealed class DataMutationsTests
{
    // The selected row is the third of those that the mutation applies to; there is only one with a NULL.
    private const int Nth = 3;

    private static readonly string[] Good =
    [
        "1|10|card|Zoé|12.50|3|0.2500|2026-03-04|2026-03-04 10:00:00|true|{\"a\": \"b\"}",
        "2|11|card||-3.10|1|0.1000|2026-03-04|2026-03-04 23:30:00|false|{\"a\": \"b\"}",
        "3|12|paypal|Anne-Lou|7.00|2|0.5000|2026-03-05|2026-03-05 08:15:00|true|{\"a\": \"b\"}",
        "4|10|paypal|Jürgen|8.25|5|0.7500|2026-03-05|2026-03-05 12:00:00|false|{\"a\": \"b\"}",
        "5|13|card|Ines|1.99|4|0.3000|2026-03-06|2026-03-06 09:00:00|true|{\"a\": \"b\"}",
    ];

    private static readonly MutationTable Table = MutationTable.Of(
        new TableInfo(
            new Dataset(Layer.Raw, "t"),
            [
                new("id", "int", false),
                new("user_id", "int", true),
                new("method", "varchar(20)", true),
                new("name", "text", true),
                new("amount", "decimal(10,2)", true),
                new("quantity", "int", true),
                new("rate", "decimal(9,4)", true),
                new("day", "date", true),
                new("seen", "timestamp", true),
                new("active", "boolean", true),
                new("data", "jsonb", true),
            ],
            ["id"]
        )
    );

    // Class, column and changed rows: − before, + after.
    private static readonly TestCaseData[] Cases =
    [
        Case("row lost", null, "−3"),
        Case("row twice", null, "+3|12|paypal|Anne-Lou|7.00|2|0.5000|2026-03-05|2026-03-05 08:15:00|true|{\"a\": \"b\"}"),
        Case("row twice with a new key", null, "+6|12|paypal|Anne-Lou|7.00|2|0.5000|2026-03-05|2026-03-05 08:15:00|true|{\"a\": \"b\"}"),
        Case("null", "amount", "3 amount "),
        Case("empty for null", "name", "2 name ''"),
        Case("trailing blank", "method", "3 method paypal "),
        Case("other case", "method", "3 method PAYPAL"),
        Case("unknown code", "method", "3 method zz"),
        Case("another known code", "method", "3 method card"),
        // The third of the rows that have a name, and the first one.
        Case("values exchanged", "name", "4 name Zoé", "1 name Jürgen"),
        Case("values exchanged", "amount", "3 amount 12.50", "1 amount 7.00"),
        Case("values exchanged", "quantity", "3 quantity 3", "1 quantity 2"),
        Case("invisible character", "name", "4 name J\u200Bürgen"),
        Case("invisible character", "method", "3 method p\u200Baypal"),
        // Only two names have an accent.
        Case("other Unicode form", "name", "1 name Zoe\u0301"),
        Case("JSON value changed", "data", "3 data {\"a\": \"xb\"}"),
        Case("JSON written otherwise", "data", [.. "12345".Select(id => $"{id} data {{ \"a\": \"b\"}}")]),
        Case("a day scaled", "amount", "3 amount 14.00", "4 amount 16.50"),
        Case("a day scaled", "quantity", "3 quantity 4", "4 quantity 10"),
        // Two rows are of a day between two others.
        Case("middle day lost", null, "−3", "−4"),
        Case("zero group added", null, "+6|12|paypal|Anne-Lou|0.00|0|0.0000|2026-03-05|2026-03-05 08:15:00|true|{\"a\": \"b\"}"),
        Case("null group added", null, "+|12|paypal|Anne-Lou|0.00|0|0.0000|2026-03-05|2026-03-05 08:15:00|true|{\"a\": \"b\"}"),
        Case(
            "group split",
            null,
            "3 amount 3.50",
            "3 quantity 1",
            "3 rate 0.2500",
            "+3|12|paypal|Anne-Lou|3.50|1|0.2500|2026-03-05|2026-03-05 08:15:00|true|{\"a\": \"b\"}"
        ),
        Case("rows in another order", null),
        Case("wider numbers", "amount", "1 amount 12.5000", "2 amount -3.1000", "3 amount 7.0000", "4 amount 8.2500", "5 amount 1.9900"),
        Case("encoding broken", "name", "1 name ZoÃ©", "4 name JÃ¼rgen"),
        Case("a cent moved", "amount", "3 amount 6.99", "1 amount 12.51"),
        Case("one cent more", "amount", "3 amount 7.01"),
        Case("one cent less", "amount", "3 amount 6.99"),
        Case("a little more", "rate", "3 rate 0.5001"),
        Case("sign flipped", "amount", "3 amount -7.00"),
        Case("× 100", "amount", "3 amount 700.00"),
        Case("÷ 100", "amount", "3 amount 0.07"),
        // The third row whose amount has cents.
        Case("rounded to whole units", "amount", "4 amount 8.00"),
        Case("decimal comma", "amount", "1 amount 1250.00", "2 amount -310.00", "3 amount 700.00", "4 amount 825.00", "5 amount 199.00"),
        Case("orphan", "user_id", "3 user_id 1000016"),
        Case("key of another", "user_id", "3 user_id 13"),
        Case("keys exchanged", "user_id", "3 user_id 10", "1 user_id 12"),
        Case("one more", "quantity", "3 quantity 3"),
        Case("one less", "quantity", "3 quantity 1"),
        Case("a day later", "day", "3 day 2026-03-06"),
        Case("a day later", "seen", "3 seen 2026-03-06 08:15:00"),
        Case("day and month swapped", "day", "3 day 2026-05-03"),
        Case("an hour later", "seen", "3 seen 2026-03-05 09:15:00"),
        Case(
            "another time zone",
            "seen",
            "1 seen 2026-03-04 12:00:00",
            "2 seen 2026-03-05 01:30:00",
            "3 seen 2026-03-05 10:15:00",
            "4 seen 2026-03-05 14:00:00",
            "5 seen 2026-03-06 11:00:00"
        ),
        Case("flag flipped", "active", "3 active false"),
        Case(
            "columns swapped",
            "method",
            "1 method Zoé",
            "1 name card",
            "2 method ",
            "2 name card",
            "3 method Anne-Lou",
            "3 name paypal",
            "4 method Jürgen",
            "4 name paypal",
            "5 method Ines",
            "5 name card"
        ),
        Case("partition missing", null, "−5"),
        Case("partition loaded again", null, "+5|13|card|Ines|1.99|4|0.3000|2026-03-06|2026-03-06 09:00:00|true|{\"a\": \"b\"}"),
        Case("yesterday's file", null, "−5"),
        Case("file cut short", null),
        Case("a value for null", "name", "2 name Anne-Lou"),
        Case("column emptied", "quantity", [.. "12345".Select(id => $"{id} quantity ")]),
        // The third of those that have a name has that of the row before.
        Case("value repeated", "name", "4 name Anne-Lou"),
        Case("value repeated", "id", "3 id 2"),
        Case("swapped in a row", "method", "4 method Jürgen", "4 name paypal"),
        Case("copied from beside", "method", "4 method Jürgen"),
        Case("blanks only", "method", "3 method   "),
        Case("stand-in", "name", "4 name N/A"),
        Case("text cut short", "method", "3 method paypa"),
        Case("punctuation lost", "name", "3 name AnneLou"),
        Case("JSON keys renamed", "data", "3 data {\"ax\": \"b\"}"),
        Case("code lost", "method", "3 method card", "4 method card"),
        // The third row has the code of the first.
        Case("code spread", "method", "3 method card"),
        Case("one value everywhere", "quantity", "1 quantity 2", "2 quantity 2", "4 quantity 2", "5 quantity 2"),
        Case("shifted by a row", "quantity", "1 quantity 1", "2 quantity 2", "3 quantity 5", "4 quantity 4", "5 quantity 3"),
        Case("a tenth more", "amount", "1 amount 13.75", "2 amount -3.41", "3 amount 7.70", "4 amount 9.08", "5 amount 2.19"),
        Case("own key", "user_id", "3 user_id 3"),
        Case("a century later", "day", "3 day 2126-03-06"),
        Case("day thinned", null, "−4"),
        Case("column added", null),
        Case("numbers as text", "amount"),
    ];

    // Mutations of which there are fewer than three rows.
    private static readonly string[] OfTheFirst =
    [
        "empty for null",
        "a value for null",
        "other Unicode form",
        "punctuation lost",
        "middle day lost",
        "day thinned",
        "code spread",
    ];

    [TestCaseSource(nameof(Cases))]
    public void Mutation_changes_what_it_describes(string fault, string? column, string[] changes)
    {
        var layers = new[] { Layer.Raw, Layer.Mart, Layer.Lake };
        var (scope, planted) = layers
            .Select(In)
            .SelectMany(t => AllMutations.Of(t).Select(m => (Scope: t, Mutation: m)))
            .First(m =>
                string.Equals(m.Mutation.Class, fault, StringComparison.Ordinal) && string.Equals(m.Mutation.Column?.Name, column, StringComparison.Ordinal)
            );

        var rows = Rows(MutantSampler.SampleSql(scope, planted.Where, OfTheFirst.Contains(fault, StringComparer.Ordinal) ? 1 : Nth, planted.Select));

        rows.Order(StringComparer.Ordinal).Should().Equal(Expected(changes).Order(StringComparer.Ordinal));
    }

    [Test]
    public void Every_mutation_class_has_a_test()
    {
        // Symmetric to a class that has a test.
        AllMutations.Names.Should().BeSubsetOf([.. Cases.Select(c => (string)c.Arguments[0]!), "a little less"]);
    }

    [Test]
    public void Mutations_keep_the_columns_and_types_of_a_table()
    {
        using var connection = Open();
        foreach (var scope in new[] { Layer.Lake, Layer.Raw, Layer.Mart }.Select(In))
        {
            foreach (var fault in AllMutations.Of(scope).Where(f => f.Class is not "wider numbers" && f.Columns is null))
                Described(connection, MutantSampler.SampleSql(scope, fault.Where, 1, fault.Select))
                    .Should()
                    .Equal(Described(connection, "SELECT * FROM raw.t"), "{0} of {1}", fault.Class, fault.Column);
        }
    }

    [TestCase(Layer.Source, "row lost", null, false, Description = "the source is the reference")]
    [TestCase(Layer.Source, "values exchanged", "amount", true)]
    [TestCase(Layer.Source, "values exchanged", "name", false, Description = "a name is whatever the source says")]
    [TestCase(Layer.Lake, "middle day lost", null, true)]
    [TestCase(Layer.Lake, "another known code", "method", false, Description = "single cells of a file do not change")]
    [TestCase(Layer.Raw, "zero group added", null, false, Description = "only a mart has groups")]
    [TestCase(Layer.Core, "a day scaled", "amount", true)]
    [TestCase(Layer.Raw, "column added", null, true)]
    [TestCase(Layer.Core, "column added", null, false, Description = "a model says which columns it builds")]
    [TestCase(Layer.Raw, "code lost", "name", false, Description = "a name is not a code")]
    [TestCase(Layer.Raw, "own key", "id", false, Description = "the key is its own")]
    [TestCase(Layer.Source, "column emptied", "amount", false, Description = "the source is the reference")]
    public void Mutation_is_planted_only_where_it_can_happen(Layer layer, string fault, string? column, bool happens) =>
        AllMutations
            .Of(In(layer))
            .Any(m => string.Equals(m.Class, fault, StringComparison.Ordinal) && string.Equals(m.Column?.Name, column, StringComparison.Ordinal))
            .Should()
            .Be(happens);

    [Test]
    public void Only_mutations_that_keep_all_values_are_equal_by_value() =>
        new[] { Layer.Raw, Layer.Mart }
            .SelectMany(l => AllMutations.Of(In(l)))
            .Where(m => m.IsEqualByValue)
            .Select(m => m.Class)
            .Distinct(StringComparer.Ordinal)
            .Should()
            .BeEquivalentTo("rows in another order", "wider numbers", "JSON written otherwise");

    private static MutationScope In(Layer layer) => new(Table with { Dataset = Table.Dataset with { Layer = layer } }, MutationDialect.DuckDb, Distinct());

    private static TestCaseData Case(string fault, string? column, params string[] changes) =>
        new TestCaseData(fault, column, changes).SetArgDisplayNames(fault, column ?? "rows");

    private static Dictionary<string, long> Distinct() => Table.Columns.ToDictionary(c => c.Name, c => c.Name is "name" ? 13L : 4L, StringComparer.Ordinal);

    private static List<string> Expected(string[] changes)
    {
        var rows = Good.ToDictionary(r => r[..1], r => r.Split('|'), StringComparer.Ordinal);
        var more = new List<string>();
        foreach (var change in changes)
        {
            if (change[0] == '−')
                rows.Remove(change[1..]);
            else if (change[0] == '+')
                more.Add(change[1..]);
            else
            {
                var parts = change.Split(' ', 3);
                rows[parts[0]][Table.Columns.Index().First(c => string.Equals(c.Item.Name, parts[1], StringComparison.Ordinal)).Index] = parts[2];
            }
        }
        return [.. rows.Values.Select(r => string.Join('|', r)).Concat(more)];
    }

    private static List<string> Rows(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        // Distinguishes the empty string from NULL.
        var columns = Table.Columns.Select(c => $"COALESCE(CASE WHEN CAST({c.Name} AS VARCHAR) = '' THEN '''''' ELSE CAST({c.Name} AS VARCHAR) END, '')");
        command.CommandText = $"SELECT {string.Join(", ", columns)} FROM ({sql}) AS planted";
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)));
        return rows;
    }

    private static List<string> Described(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"DESCRIBE {sql}";
        using var reader = command.ExecuteReader();
        var columns = new List<string>();
        while (reader.Read())
            columns.Add($"{reader.GetString(0)} {reader.GetString(1)}");
        return columns;
    }

    private static DuckDBConnection Open()
    {
        var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            CREATE SCHEMA lake;
            CREATE SCHEMA raw;
            CREATE SCHEMA marts;
            CREATE TABLE raw.t (id INTEGER, user_id INTEGER, method VARCHAR, name VARCHAR, amount DECIMAL(10, 2),
                quantity INTEGER, rate DECIMAL(9, 4), day DATE, seen TIMESTAMP, active BOOLEAN, data JSON);
            INSERT INTO raw.t VALUES {string.Join(
                ", ",
                Good.Select(r => $"({string.Join(", ", r.Split('|').Select(c => c.Length == 0 ? "NULL" : $"'{c}'"))})")
            )};
            CREATE VIEW lake.t AS SELECT * FROM raw.t;
            CREATE VIEW marts.t AS SELECT * FROM raw.t
            """
        );
        command.ExecuteNonQuery();
        return connection;
    }
}

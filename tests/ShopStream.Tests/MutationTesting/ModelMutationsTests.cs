using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Mutations;
using ShopStream.Pipeline.Mutations.Kinds;
using ShopStream.Quality.Data;

namespace ShopStream.Tests.MutationTesting;

/// <summary>Mutants of models change one place of the SQL and describe it.</summary>
[TestFixture, Category("Fast")]
internal sealed class ModelMutationsTests
{
    private const string Sql = """
        WITH sold AS (
            SELECT o.country, o.day, COUNT(DISTINCT o.user_id) AS users, SUM(i.line_total) AS total -- a comment, with a comma
            FROM "staging"."stg_orders" AS o
            LEFT JOIN "staging"."stg_items" AS i ON i.order_id = o.id
            WHERE o.status NOT IN ('cancelled', 'refunded') AND o.user_id IS NOT NULL
            GROUP BY o.country, o.day
        )
        SELECT country, CAST(day AS DATE) AS sale_day, users, COALESCE(total, 0) AS total, CASE WHEN total >= 100 THEN 'big' ELSE 'small' END AS size
        FROM sold
        ORDER BY total DESC
        """;

    [TestCase("join changed", "JOIN \"staging\".\"stg_items\" AS i ON", "LEFT JOIN")]
    [TestCase("fan-out join", "LEFT JOIN (SELECT * FROM \"staging\".\"stg_items\" UNION ALL SELECT * FROM \"staging\".\"stg_items\") AS i ON", null)]
    [TestCase("sum and count exchanged", "COUNT(i.line_total) AS total", "SUM(i.line_total)")]
    [TestCase("sum and count exchanged", "SUM(DISTINCT o.user_id) AS users", "COUNT(DISTINCT")]
    [TestCase("distinct lost", "COUNT(o.user_id) AS users", "DISTINCT")]
    [TestCase("filter lost", "WHERE TRUE\n", "user_id IS NOT NULL")]
    [TestCase("filter lost", "WHERE o.user_id IS NOT NULL\n", "cancelled")]
    [TestCase("filter lost", "WHERE o.status NOT IN ('cancelled', 'refunded')\n", "user_id IS NOT NULL")]
    [TestCase("filter negated", "WHERE NOT (o.status NOT IN ('cancelled', 'refunded') AND o.user_id IS NOT NULL)\n", null)]
    [TestCase("code counted wrongly", "NOT IN ('refunded')", "'cancelled'")]
    [TestCase("code counted wrongly", "NOT IN ('cancelled')", "'refunded'")]
    [TestCase("default lost", "(total) AS total", "COALESCE")]
    [TestCase("bound moved", "total > 100", "total >= 100")]
    [TestCase("order reversed", "ORDER BY total ASC", "DESC")]
    [TestCase("wrong day", "(CAST(day AS DATE) + 1) AS sale_day", null)]
    [TestCase("grain too coarse", "SELECT MIN(o.country) AS country, o.day,", "GROUP BY o.country")]
    [TestCase("grain too coarse", "GROUP BY o.country\n", "o.country, o.day\n")]
    [TestCase("grain too fine", "GROUP BY o.country, o.day, o.user_id\n", null)]
    [TestCase("filter added", "SELECT * FROM built WHERE users IS NULL OR users > (SELECT MIN(users) FROM built)", null)]
    [TestCase("filter added", "SELECT * FROM built WHERE sale_day IS NULL OR sale_day > (SELECT MIN(sale_day) FROM built)", null)]
    [TestCase("filter added", "SELECT * FROM built WHERE size IS NOT NULL", null)]
    public void Mutant_changes_a_single_place(string mutant, string now, string? gone)
    {
        Mutants()
            .Where(m => string.Equals(m.Class, mutant, StringComparison.Ordinal))
            .Should()
            .Contain(m => m.Sql.Contains(now, StringComparison.Ordinal) && (gone == null || !m.Sql.Contains(gone, StringComparison.Ordinal)));
    }

    [Test]
    public void Columns_of_the_same_type_are_swapped()
    {
        // Only users and total are adjacent and of the same type: once in sold, once in the last SELECT.
        Mutants()
            .Where(m => m.Class is "columns exchanged")
            .Select(m => m.Sql)
            .Should()
            .SatisfyRespectively(
                inner => inner.Should().Contain("SUM(i.line_total) AS users, COUNT(DISTINCT o.user_id) AS total"),
                outer => outer.Should().Contain("COALESCE(total, 0) AS users, users AS total")
            );
    }

    [Test]
    public void Every_mutant_changes_the_model_and_has_a_description()
    {
        var mutants = Mutants();
        mutants.Should().OnlyContain(m => m.Text.Length > 10);
        mutants.Select(m => m.Sql).Should().OnlyHaveUniqueItems();
        mutants.Should().NotContain(m => m.Sql.Contains("--", StringComparison.Ordinal), "a comment could hide the change");
    }

    [Test]
    public void Model_without_mutable_parts_has_no_mutants() => Mutants("SELECT 1 AS one", built: false).Should().BeEmpty();

    private static List<ModelMutation> Mutants(string sql = Sql, bool built = true) =>
        [
            .. ModelMutations.Of(
                new Model
                {
                    Name = "m",
                    Layer = Layer.Mart,
                    File = "marts/m.sql",
                    Materialization = Materialization.Table,
                    Key = [],
                    Refs = [],
                    Sources = [],
                    Sql = sql,
                    Sha256 = "",
                },
                !built
                    ? null
                    : MutationTable.Of(
                        new TableInfo(
                            new Dataset(Layer.Mart, "m"),
                            [
                                new("country", "text", true),
                                new("sale_day", "date", true),
                                new("users", "bigint", true),
                                new("total", "bigint", true),
                                new("size", "text", true),
                            ],
                            []
                        )
                    )
            ),
        ];
}

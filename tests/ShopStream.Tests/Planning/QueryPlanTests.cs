using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;

namespace ShopStream.Tests.Planning;

[Category("Fast")]
public sealed class QueryPlanTests
{
    private static readonly SqlText Sql = new(Dialect.DuckDb);
    private static readonly Relation Orders = new(new Dataset(Layer.Raw, "orders"));
    private static readonly Relation Paid = Orders.Where(new IsOneOf("status", ["paid"]));

    [Test]
    public void Figures_of_one_table_share_a_query_whatever_their_filters()
    {
        var plan = Plan(new Figure(Orders, new CountRows()), new Figure(Paid, new CountRows()), new Figure(Orders, new SumOf("amount")), new Figure(Orders, new CountRows()));
        plan.Select(q => q.Slots.Count).Should().Equal(3);
        plan[0].Sql.Should().Contain("COUNT(CASE WHEN \"orders\".\"status\" IN ('paid') THEN 1 END)").And.NotContain("WHERE \"");
    }

    [Test]
    public void A_filter_that_all_share_stays_a_filter()
    {
        var plan = Plan(new Figure(Paid, new CountRows()), new Figure(Paid.Where(new IsNull("email")), new SumOf("amount")));
        plan.Should().ContainSingle().Which.Sql.Should().EndWith("WHERE \"orders\".\"status\" IN ('paid')").And.Contain("CASE WHEN \"orders\".\"email\" IS NULL THEN \"orders\".\"amount\" END");
    }

    [Test]
    public void A_lookup_keeps_figures_apart() =>
        Plan(new Figure(Orders, new CountRows()), new Figure(new Relation(Orders.Dataset, null, [new Lookup("users", "user_id", "id")]), new CountRows())).Should().HaveCount(2);

    [Test]
    public void Groups_share_a_query_where_they_share_rows_and_keys()
    {
        GroupKey[] day = [new("created_at", ByDay: true)];
        var plan = Plan(
            new Groups(Orders, day, [new CountRows(), new SumOf("amount")]),
            new Groups(Orders, day, [new SumOf("amount"), new MaxOf("amount")]),
            new Groups(Orders, [new GroupKey("created_at")], [new CountRows()]));
        plan.Select(q => q.Slots.Count).Should().Equal(2, 1);
        plan[0].Slots.Select(s => s.Columns).Should().BeEquivalentTo(new int[][] { [0, 1, 2], [0, 2, 3] }, o => o.WithStrictOrdering());
    }

    [Test]
    public void Each_question_gets_its_own_columns_of_a_shared_answer()
    {
        var (min, max) = (new Figure(Orders, new MinOf("id")), new Figure(Orders, new MaxOf("id")));
        var whole = new Answer(["min", "max"], [["1", "9"]]) { Note = "asked live", Seconds = 2 };
        var parts = Plan(min, max)[0].Split(whole).ToDictionary(p => p.Question.Key, p => p.Answer, StringComparer.Ordinal);
        parts[min.Key].Rows.Should().BeEquivalentTo(new[] { new[] { "1" } });
        parts[max.Key].Rows.Should().BeEquivalentTo(new[] { new[] { "9" } });
        parts[max.Key].Columns.Should().Equal("max");
        parts[max.Key].Should().BeEquivalentTo(new { Note = "asked live", Seconds = 2d });
    }

    [Test]
    public void A_shared_query_without_an_answer_leaves_all_its_questions_without()
    {
        var why = new Unanswered("gone", UnansweredKind.Unavailable);
        Plan(new Figure(Orders, new MinOf("id")), new Figure(Orders, new MaxOf("id")))[0].Split(Answer.None(why)).Should().OnlyContain(p => p.Answer.Missing == why);
    }

    [Test]
    public void Shapes_need_no_query_and_a_manifest_no_SQL()
    {
        var plan = Plan(new Shape(Orders.Dataset), new ManifestDifferences(new Dataset(Layer.Lake, "orders")));
        plan.Should().ContainSingle().Which.Sql.Should().BeEmpty();
    }

    [Test]
    public void Queries_stand_in_the_order_in_which_they_were_asked() =>
        Plan(new Repeats(Orders, ["id"]), new Figure(Paid, new CountRows()), new Figure(Orders, new CountRows())).Select(q => q.Slots[0].Question.Key)
            .Should().Equal("repeats of id in raw orders", "count of raw orders where status is one of paid");

    private static IReadOnlyList<PlannedQuery> Plan(params Question[] questions) => QueryPlan.For(questions, _ => Sql);
}

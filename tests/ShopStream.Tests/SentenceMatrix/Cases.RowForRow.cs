using ShopStream.Quality.Results;

namespace ShopStream.Tests.SentenceMatrix;

internal static partial class Cases
{
    private const string FourColumns = "id INT, v VARCHAR(40), w INT, x DECIMAL(10, 2)";

    private static IEnumerable<SentenceCases> RowForRow() =>
        [
            new SentenceCases(
                Sides.Two,
                FourColumns,
                "{a} matches {b} row for row on id",
                "{a} matches {b} row for row on id, stopping after 100 differences",
                "{a} matches {b} row for row on id comparing v",
                "{a} matches {b} row for row on id comparing v and w",
                "{a} matches {b} row for row:\n| what | {a} | {b} |\n| key | id | id |\n| column | v | v |\n| column | w | w |",
                "{a} matches {b} row for row, stopping after 100 differences:\n| what | {a} | {b} |\n| key | id | id |\n| column | v | v |"
            )
                .Passes("(1, 'a', 1, 1.5), (2, 'b', 2, 2)", "(2, 'b', 2, 2.00), (1, 'a', 1, 1.50)")
                .FailsByOne("(1, 'a', 1, 1), (2, 'b', 2, 2)", "1 row", "id=2: missing", "(1, 'a', 1, 1)", "id=2: extra")
                .Empty(Outcome.NotJudged)
                .Nulls(
                    "a null is not the empty text",
                    Failed("1 row", "id=1: v expected null, found ''", "id=1: v expected '', found null"),
                    "(1, NULL, 1, 1)",
                    "(1, '', 1, 1)"
                )
                .Nulls(
                    "a null in a key is a key of its own",
                    Failed("1 row", "id=null: missing", "id=null: extra"),
                    "(NULL, 'a', 1, 1), (1, 'b', 1, 1)",
                    "(1, 'b', 1, 1)"
                )
                .Nulls("two nulls are the same", Passed, "(1, NULL, NULL, NULL)", "(1, NULL, NULL, NULL)")
                .AndSentence(
                    "one row with another value",
                    Failed("1 row", "id=1: v expected a, found a ", "id=1: v expected a , found a"),
                    "(1, 'a', 1, 1), (2, 'b', 2, 2)",
                    "(1, 'a ', 1, 1), (2, 'b', 2, 2)"
                )
                .AndSentence(
                    "twice instead of once",
                    Failed("1 row", "id=1: more than once", "id=1: less often than expected"),
                    "(1, 'a', 1, 1)",
                    "(1, 'a', 1, 1), (1, 'a', 1, 1)"
                )
                .AndSentence("as often on both sides", Passed, "(1, 'a', 1, 1), (1, 'a', 1, 1)", "(1, 'a', 1, 1), (1, 'a', 1, 1)")
                .AndSentence("one side is empty", Failed("1 row", "id=1: missing", "id=1: extra"), "(1, 'a', 1, 1)"),
            new SentenceCases(
                Sides.Two,
                FourColumns,
                "{a} matches {b} row for row on id and v",
                "{a} matches {b} row for row on id and v, stopping after 100 differences",
                "{a} matches {b} row for row on id and v comparing w",
                "{a} matches {b} row for row on id and v comparing w and x"
            )
                .Passes("(1, 'a', 1, 1), (1, 'b', 2, 2)", "(1, 'b', 2, 2), (1, 'a', 1, 1)")
                .FailsByOne("(1, 'a', 1, 1), (1, 'b, c', 2, 2)", "1 row", "id=1, v=b, c: missing", "(1, 'a', 1, 1)", "id=1, v=b, c: extra")
                .Empty(Outcome.NotJudged)
                .Nulls(
                    "a null in a key is a key of its own",
                    Failed("1 row", "id=1, v=null: missing", "id=1, v=null: extra"),
                    "(1, NULL, 1, 1), (1, '', 1, 1)",
                    "(1, '', 1, 1)"
                ),
        ];
}

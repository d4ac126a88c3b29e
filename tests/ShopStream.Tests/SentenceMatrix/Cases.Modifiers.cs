using ShopStream.Quality.Results;

namespace ShopStream.Tests.SentenceMatrix;

internal static partial class Cases
{
    private static IEnumerable<SentenceCases> Modifiers() =>
        [
            new SentenceCases(Sides.One, Grouped, "k in {a} is one of x, \"y, where z\", where n is above 1")
                .AndSentence("only rows that meet the condition", Passed, "(1, 'b', 1.00), (2, 'x', 2.00), (3, 'y, where z', 2.00)")
                .AndSentence("one does not", Failed("+1 row", "id=2, k=b"), "(1, 'b', 1.00), (2, 'b', 2.00)")
                .AndSentence("no row meets the condition", NotJudged, "(1, 'b', 1.00)"),
            new SentenceCases(Sides.One, Grouped, "k in {a} matches [a-z], where n is between 1 and 2, where id is above 1").AndSentence(
                "two conditions",
                Failed("+1 row", "id=3, k=B"),
                "(1, 'A', 1.00), (2, 'A', 3.00), (3, 'B', 2.00)"
            ),
            new SentenceCases(Sides.One, Texts, "v in {a} is none of x, y, except in at most 1 row")
                .AndSentence("a number met exactly", Passed, "(1, 'x'), (2, 'z')")
                .AndSentence("one more", Failed("+1 row", "id=1, v=x & id=2, v=y"), "(1, 'x'), (2, 'y')"),
            new SentenceCases(Sides.One, Texts, "v in {a} is one of x, y, in at least 50 % of rows")
                .AndSentence("a share met exactly", Passed, "(1, 'x'), (2, 'z'), (3, NULL)")
                .AndSentence("less", Failed("−1 value", "id=1, v=a & id=2, v=b"), "(1, 'a'), (2, 'b')"),
            new SentenceCases(Sides.One, Texts, "v in {a} is one of x, y, nulls included")
                .AndSentence("a null is not one of them", Failed("+1 row", "id=2, v=null"), "(1, 'x'), (2, NULL)")
                .AndSentence("without one", Passed, "(1, 'x')"),
            new SentenceCases(Sides.One, Grouped, "n in {a} is at least 1, in at least 50 % of rows, for each k")
                .AndSentence("every group", Passed, "(1, 'a', 1.00), (2, 'a', 0.00), (3, 'b', 1.00), (4, 'c', NULL)")
                .AndSentence("one group", Failed("+1 group", "k=b: 2 rows of 3"), "(1, 'a', 1.00), (2, 'b', 0.00), (3, 'b', 0.00), (4, 'b', 1.00)")
                .AndSentence("null is a group", Failed("+1 group", "k=null: 1 row of 1"), "(1, NULL, 0.00), (2, 'b', 1.00)")
                .AndSentence("nothing but nulls", NotJudged, "(1, 'a', NULL)"),
            new SentenceCases(Sides.One, Grouped, "n is never null in {a}, for each k, where id is above 1")
                .AndSentence("one group", Failed("+1 group", "k=b: 1 row of 2"), "(1, 'a', NULL), (2, 'b', NULL), (3, 'b', 1.00)")
                .AndSentence("no group", Passed, "(1, 'a', NULL), (2, 'b', 1.00)"),
            .. TablesWithModifiers(),
            new SentenceCases(Sides.One, Pairs, "n and m differ in every row of {a}")
                .Passes("(1, 1, 2)")
                .FailsByOne("(1, 1, 2), (2, 2, 2)", "+1 row", "id=2, n=2, m=2")
                .Empty(Outcome.NotJudged)
                .Nulls("a row with a null is not judged", Passed, "(1, 1, NULL), (2, 1, 2)"),
            new SentenceCases(Sides.One, Texts, "v in {a} is like a%, _\\%")
                .AndSentence("any text, and one character", Passed, "(1, 'a'), (2, 'ab\n'), (3, 'x%')")
                .AndSentence("a percent sign is one", Failed("+1 row", "id=1, v=xy"), "(1, 'xy')"),
            new SentenceCases(Sides.One, Texts, "v in {a} is not like %.5").AndSentence(
                "a dot is a dot",
                Failed("+1 row", "id=2, v=1.5"),
                "(1, '1x5'), (2, '1.5')"
            ),
            new SentenceCases(Sides.One, Texts, "v in {a} is a date written dd.MM.yyyy")
                .AndSentence("leap years of the calendar", Passed, "(1, '29.02.2000'), (2, '29.02.2024'), (3, '31.12.1999')")
                .AndSentence(
                    "days that are not in it",
                    Failed("+3 rows", "id=1, v=29.02.1900 & id=2, v=31.04.2025 & id=3, v=1.1.2025"),
                    "(1, '29.02.1900'), (2, '31.04.2025'), (3, '1.1.2025')"
                ),
        ];

    private static IEnumerable<SentenceCases> TablesWithModifiers() =>
        [
            new SentenceCases(Sides.One, Grouped, "{a} has exactly 1 row, where n is above 1", "{a} has at most 1 row, where n is above 1")
                .AndSentence("one meets the condition", Passed, "(1, 'a', 2.00), (2, 'a', 1.00)")
                .AndSentence("two do", Failed("+1 row"), "(1, 'a', 2.00), (2, 'a', 3.00)"),
            new SentenceCases(Sides.One, Grouped, "{a} is not empty, where n is above 1").AndSentence("no row does", Failed("−1 row"), "(1, 'a', 1.00)"),
            new SentenceCases(Sides.One, Grouped, "{a} has at least 2 rows, for each k")
                .AndSentence("one group has not", Failed("+1 group", "k=b: 1 row"), "(1, 'a', 1.00), (2, 'a', 1.00), (3, 'b', 1.00)")
                .AndSentence("all have", Passed, "(1, 'a', 1.00), (2, 'a', 1.00)")
                .AndSentence("no group", NotJudged, ""),
            new SentenceCases(Sides.Two, Grouped, "{a} has as many rows as {b}, where n is above 1")
                .AndSentence("those that meet the condition", Passed, "(1, 'a', 2.00), (2, 'a', 0.00)", "(1, 'a', 2.00)")
                .AndSentence("none meets it", NotJudged, "(1, 'a', 1.00)", "(1, 'a', 1.00)"),
            new SentenceCases(Sides.Two, Grouped, "{a} has as many rows as {b}, for each k")
                .AndSentence("in every group", Passed, "(1, 'a', 2.00), (2, NULL, 0.00)", "(1, NULL, 2.00), (2, 'a', 0.00)")
                .AndSentence(
                    "one more and one less in groups",
                    Failed(
                        "2 groups",
                        "k=a: expected 2 rows, found 1 (−1 row) & k=b: expected 0 rows, found 1 (+1 row)",
                        "k=a: expected 1 row, found 2 (+1 row) & k=b: expected 1 row, found 0 (−1 row)"
                    ),
                    "(1, 'a', 1.00), (2, 'a', 1.00)",
                    "(1, 'a', 1.00), (2, 'b', 1.00)"
                )
                .AndSentence("neither has one", NotJudged, ""),
            new SentenceCases(Sides.Directed, "id INT PRIMARY KEY, p INT", "every p in {a} exists as id in {b}, except in at most 1 row").AndSentence(
                "a number met exactly",
                Passed,
                "(1, 1), (2, 9)",
                "(1, 1)"
            ),
            new SentenceCases(Sides.Two, "id INT PRIMARY KEY, n INT", "{a} matches {b} row for row on id, where n is above 1")
                .AndSentence("rows that do not meet it differ", Passed, "(1, 1), (2, 2)", "(1, 0), (2, 2)")
                .AndSentence("none meets it", NotJudged, "(1, 1)", "(1, 1)"),
            new SentenceCases(
                Sides.Two,
                "id INT PRIMARY KEY, n INT",
                "{a} matches {b} row for row on id, except in at most 1 row",
                "{a} matches {b} row for row on id, in at least 50 % of rows",
                "{a} matches {b} row for row on id comparing n, except in at most 1 row"
            ).AndSentence("one of two rows differs", Passed, "(1, 1), (2, 2)", "(1, 1), (2, 3)"),
            new SentenceCases(Sides.Two, "id INT PRIMARY KEY, n INT", "{a} matches {b} row for row on id, except in at most 2 rows").AndSentence(
                "one too many",
                Failed(
                    "1 row",
                    "id=1: n expected 1, found 5 & id=2: n expected 2, found 5 & id=3: n expected 3, found 5",
                    "id=1: n expected 5, found 1 & id=2: n expected 5, found 2 & id=3: n expected 5, found 3"
                ),
                "(1, 1), (2, 2), (3, 3)",
                "(1, 5), (2, 5), (3, 5)"
            ),
        ];
}

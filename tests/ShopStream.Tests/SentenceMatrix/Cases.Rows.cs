using ShopStream.Quality.Results;

namespace ShopStream.Tests.SentenceMatrix;

internal static partial class Cases
{
    private const string Numbers = "id INT PRIMARY KEY, n INT";
    private const string Texts = "id INT PRIMARY KEY, v VARCHAR(40)";

    private static IEnumerable<SentenceCases> Context() =>
        [
            new SentenceCases(
                Sides.One,
                Numbers,
                "Given the latest run\nThen n is never null in {a}",
                "Given the run of 2026-01-01\nThen n is never null in {a}"
            )
                .Passes("(1, 5)")
                .FailsByOne("(1, 5), (2, NULL)", "+1 row", "id=2, n=null")
                .Empty(Outcome.NotJudged)
                .Nulls("one is null", Failed("+1 row", "id=1, n=null"), "(1, NULL)"),
            new SentenceCases(Sides.One, Numbers, "Given the run of 2025-12-31\nThen n is never null in {a}").AndSentence(
                "a run of another date is not judged",
                NotJudged,
                "(1, NULL)"
            ),
            new SentenceCases(
                Sides.One,
                "id INT PRIMARY KEY, v VARCHAR(20), n INT",
                "Given only rows of {a} where v is one of paid, \"on hold\"\nThen n in {a} is never negative"
            )
                .Passes("(1, 'paid', 1), (2, 'lost', -1)")
                .FailsByOne("(1, 'paid', 1), (2, 'on hold', -1), (3, 'lost', -1)", "+1 row", "id=2, n=-1")
                .Empty(Outcome.NotJudged)
                .Nulls("a row without a value is none of them", Passed, "(1, 'paid', 1), (2, NULL, -1)")
                .AndSentence("no row is chosen", NotJudged, "(1, 'lost', -1)"),
            new SentenceCases(
                Sides.One,
                "id INT PRIMARY KEY, v VARCHAR(20), n INT",
                "Given only rows of {a} where v is not one of paid\nThen n in {a} is never negative"
            ).Nulls("a row without a value is not one of them", Failed("+1 row", "id=2, n=-1"), "(1, 'paid', -1), (2, NULL, -1)"),
        ];

    private static IEnumerable<SentenceCases> RowCounts() =>
        [
            new SentenceCases(Sides.Two, Numbers, "{a} has as many rows as {b}")
                .Passes("(1, 1), (2, 2)", "(3, 1), (4, 2)")
                .FailsByOne("(1, 1)", "+1 row", null, "(1, 1), (2, 1)")
                .Empty(Outcome.NotJudged)
                .Nulls("rows count, whatever is in them", Passed, "(1, NULL)", "(1, 1)")
                .AndSentence("one side is empty", Failed("+1 row"), "", "(1, 1)"),
            new SentenceCases(Sides.Two, Numbers, "these layers have the same number of rows:\n| dataset |\n| {a} |\n| {b} |") { FirstIsExpected = true }
                .Passes("(1, 1), (2, 2)", "(3, 1), (4, 2)")
                .FailsByOne("(1, 1)", "+1 row", null, "(1, 1), (2, 1)")
                .Empty(Outcome.NotJudged)
                .Nulls("rows count, whatever is in them", Passed, "(1, NULL)", "(1, 1)")
                .AndSentence("one side is empty", Failed("+1 row"), "", "(1, 1)"),
            new SentenceCases(Sides.One, Numbers, "{a} has exactly 2 rows")
                .Passes("(1, 1), (2, 2)")
                .FailsByOne("(1, 1)", "−1 row", null)
                .Empty(Outcome.Failed, "−2 rows")
                .Nulls("rows count", Passed, "(1, NULL), (2, NULL)")
                .AndSentence("one too many", Failed("+1 row"), "(1, 1), (2, 1), (3, 1)"),
            new SentenceCases(Sides.One, Numbers, "{a} has exactly 0 rows", "{a} has at most 0 rows")
                .Empty(Outcome.Passed)
                .AndSentence("one too many", Failed("+1 row"), "(1, 1)"),
            new SentenceCases(Sides.One, Numbers, "{a} has at least 2 rows")
                .Passes("(1, 1), (2, 2)")
                .FailsByOne("(1, 1)", "−1 row", null)
                .Empty(Outcome.Failed, "−2 rows")
                .Nulls("rows count", Passed, "(1, NULL), (2, NULL)"),
            new SentenceCases(Sides.One, Numbers, "{a} has at most 2 rows")
                .Passes("(1, 1), (2, 2)")
                .FailsByOne("(1, 1), (2, 1), (3, 1)", "+1 row", null)
                .Empty(Outcome.NotJudged)
                .Nulls("rows count", Failed("+1 row"), "(1, NULL), (2, NULL), (3, NULL)"),
            new SentenceCases(Sides.One, Numbers, "{a} is not empty")
                .Passes("(1, 1)")
                .FailsByOne("", "−1 row", null)
                .Empty(Outcome.Failed, "−1 row")
                .Nulls("a row of nulls is a row", Passed, "(1, NULL)"),
        ];

    private static IEnumerable<SentenceCases> Uniqueness() =>
        [
            new SentenceCases(Sides.One, Texts, "no v appears more than once in {a}")
                .Passes("(1, 'a'), (2, 'A'), (3, 'a '), (4, '')")
                .FailsByOne("(1, 'a'), (2, 'a'), (3, 'b')", "1 surplus row", "v=a × 2")
                .Empty(Outcome.NotJudged)
                .Nulls("nulls are no value twice", Passed, "(1, NULL), (2, NULL), (3, 'a')")
                .Nulls("nothing but nulls", NotJudged, "(1, NULL), (2, NULL)")
                .AndSentence(
                    "three times is two too many",
                    Failed("2 surplus rows", "v=it's, \"ü\" × 3"),
                    "(1, 'it''s, \"ü\"'), (2, 'it''s, \"ü\"'), (3, 'it''s, \"ü\"')"
                )
                .AndSentence("the empty text is a value", Failed("1 surplus row", "v= × 2"), "(1, ''), (2, ''), (3, NULL)"),
            new SentenceCases(Sides.One, "id INT PRIMARY KEY, v VARCHAR(10), w INT", "no v and w together appear more than once in {a}")
                .Passes("(1, 'a', 1), (2, 'a', 2), (3, 'b', 1)")
                .FailsByOne("(1, 'a', 1), (2, 'a', 1)", "1 surplus row", "v=a, w=1 × 2")
                .Empty(Outcome.NotJudged)
                .Nulls("a pair with a null is no pair", Passed, "(1, 'a', NULL), (2, 'a', NULL), (3, 'a', 1)")
                .Nulls("one column holds nothing but nulls", NotJudged, "(1, 'a', NULL), (2, 'a', NULL)")
                .AndSentence("values do not run together", Passed, "(1, 'a1', 1), (2, 'a', 11)"),
            new SentenceCases(Sides.One, "id INT PRIMARY KEY, \"select\" INT, \"Group\" INT", "no select appears more than once in {a}").AndSentence(
                "a reserved word",
                Failed("1 surplus row", "select=7 × 2"),
                "(1, 7, 1), (2, 7, 2)"
            ),
            new SentenceCases(
                Sides.One,
                "id INT PRIMARY KEY, \"select\" INT, \"Group\" INT",
                "no select and Group together appear more than once in {a}"
            ).AndSentence("a reserved word in upper case", Failed("1 surplus row", "select=7, Group=1 × 2"), "(1, 7, 1), (2, 7, 1)"),
            new SentenceCases(Sides.One, "id INT PRIMARY KEY, n INT", "no n and id together appear more than once in {a}").AndSentence(
                "a column named as the count would be",
                Passed,
                "(1, 1), (2, 1)"
            ),
            new SentenceCases(Sides.One, "id INT PRIMARY KEY, n INT, m INT", "no n and m together appear more than once in {a}").AndSentence(
                "a column named n is not the number of rows",
                Failed("1 surplus row", "n=7, m=1 × 2"),
                "(1, 7, 1), (2, 7, 1), (3, 9, 1)"
            ),
        ];

    private static IEnumerable<SentenceCases> Completeness() =>
        [
            new SentenceCases(Sides.One, Texts, "v is never null in {a}")
                .Passes("(1, 'a'), (2, '')")
                .FailsByOne("(1, 'a'), (2, NULL)", "+1 row", "id=2, v=null")
                .Empty(Outcome.NotJudged)
                .Nulls("nothing but nulls", Failed("+2 rows", "id=1, v=null & id=2, v=null"), "(1, NULL), (2, NULL)")
                .AndSentence("the text null is a text", Passed, "(1, 'null'), (2, 'NULL')"),
        ];

    private static IEnumerable<SentenceCases> References() =>
        [
            new SentenceCases(Sides.Directed, "id INT PRIMARY KEY, p INT", "every p in {a} exists as id in {b}")
                .Passes("(1, 1), (2, 1)", "(1, NULL), (2, NULL)")
                .Empty(Outcome.NotJudged)
                .Nulls("a null points nowhere", Passed, "(1, 1), (2, NULL)", "(1, NULL)")
                .Nulls("nothing but nulls", NotJudged, "(1, NULL), (2, NULL)", "(1, NULL)")
                .AndSentence(
                    "one points to nothing",
                    Orphan("id=2, p=9", "p=9"),
                    "(1, 1), (2, 9), (3, NULL)",
                    "(1, NULL), (2, NULL)",
                    situation: CaseKind.FailsByOne
                )
                .AndSentence("what is pointed to is empty", Orphan("id=1, p=1", "p=1"), "(1, 1)")
                .AndSentence("nothing points to a row that is empty", NotJudged, "", "(1, NULL)"),
            new SentenceCases(Sides.Directed, "id INT PRIMARY KEY, p INT", "every id in {b} exists as p in {a}")
                .AndSentence("the other way round is another claim", Orphan("id=2", "id=2"), "(1, 1), (2, 1), (3, NULL)", "(1, NULL), (2, NULL)")
                .AndSentence("a null is nobody's parent", Orphan("id=2", "id=2"), "(1, 1), (2, NULL)", "(1, NULL), (2, NULL)"),
            new SentenceCases(Sides.Directed, Texts, "every v in {a} exists as v in {b}")
                .AndSentence(
                    "quotes, commas, blanks and signs beyond ASCII",
                    Passed,
                    "(1, 'it''s'), (2, 'a, \"b\"'), (3, ''), (4, 'ü€😀'), (5, 'z ')",
                    "(1, 'z '), (2, 'ü€😀'), (3, ''), (4, 'a, \"b\"'), (5, 'it''s')"
                )
                .AndSentence("case tells texts apart", Orphan("id=1, v=A", "v=A"), "(1, 'A')", "(1, 'a')")
                .AndSentence("the empty text is no null", Orphan("id=2, v=", "v="), "(1, 'a'), (2, '')", "(1, 'a'), (2, NULL)"),
        ];

    private static Expectation Orphan(string key, string across) => Failed("+1 row", key) with { DifferenceAcross = "+1 value", KeyAcross = across };
}

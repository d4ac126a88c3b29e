using ShopStream.Quality.Results;

namespace ShopStream.Tests.SentenceMatrix;

internal static partial class Cases
{
    private const string Pairs = "id INT PRIMARY KEY, n INT, m INT";

    private static IEnumerable<SentenceCases> Predicates() => [.. TextPredicates(), .. PlainPredicates(), .. PairPredicates(), .. Sets()];

    private static IEnumerable<SentenceCases> TextPredicates() =>
        [
            new SentenceCases(Sides.One, Texts, "v in {a} is never blank", "v in {a} is not blank")
                .Passes("(1, 'a'), (2, ' b ')")
                .FailsByOne("(1, 'a'), (2, '')", "+1 row", "id=2, v=")
                .Empty(Outcome.NotJudged)
                .Nulls("a null is blank", Failed("+1 row", "id=2, v=null"), "(1, 'a'), (2, NULL)")
                .AndSentence("blanks only", Failed("+1 row", "id=1, v=  "), "(1, '  ')"),
            new SentenceCases(Sides.One, Texts, "v in {a} is none of test, \"un, known\"")
                .AndSentence("others", Passed, "(1, 'tests'), (2, NULL)")
                .AndSentence("one of them", Failed("+1 row", "id=2, v=un, known"), "(1, 'a'), (2, 'un, known'), (3, NULL)")
                .AndSentence("nothing but nulls", NotJudged, "(1, NULL)"),
            new SentenceCases(Sides.One, Texts, "v in {a} has exactly 3 characters", "v in {a} has between 3 and 3 characters")
                .AndSentence("characters, not bytes", Passed, "(1, 'abc'), (2, 'äöü'), (3, NULL)")
                .AndSentence("blanks count", Failed("+1 row", "id=1, v=abc "), "(1, 'abc '), (2, 'abc')"),
            new SentenceCases(Sides.One, Texts, "v in {a} has at least 2 characters").AndSentence("one", Failed("+1 row", "id=2, v=a"), "(1, 'ab'), (2, 'a')"),
            new SentenceCases(Sides.One, Texts, "v in {a} has at most 1 character").AndSentence("two", Failed("+1 row", "id=1, v=ab"), "(1, 'ab'), (2, '')"),
            new SentenceCases(Sides.One, Texts, "v in {a} is in upper case")
                .AndSentence("digits and signs have no case", Passed, "(1, 'ÄB-1'), (2, ''), (3, NULL)")
                .AndSentence("a small letter with an accent", Failed("+1 row", "id=1, v=Aé"), "(1, 'Aé'), (2, 'AÉ')"),
            new SentenceCases(Sides.One, Texts, "v in {a} is in lower case").AndSentence("a capital", Failed("+1 row", "id=2, v=aÉ"), "(1, 'aé'), (2, 'aÉ')"),
            new SentenceCases(Sides.One, Texts, "v in {a} never matches te?st.*", "v in {a} does not match te?st.*")
                .AndSentence("the whole value counts", Passed, "(1, 'a test')")
                .AndSentence("it does", Failed("+1 row", "id=1, v=tst1"), "(1, 'tst1'), (2, 'x'), (3, NULL)"),
            new SentenceCases(Sides.One, Texts, "v in {a} is a valid email address")
                .AndSentence("it is", Passed, "(1, 'a.b+c@example.co.uk'), (2, NULL)")
                .AndSentence("no domain", Failed("+1 row", "id=1, v=a@b"), "(1, 'a@b')"),
            new SentenceCases(Sides.One, Texts, "at least 50 % of v in {a} is in upper case", "at least 50 % of v in {a} has exactly 1 character")
                .Passes("(1, 'A'), (2, 'ab')")
                .FailsByOne("(1, 'ab'), (2, 'cd')", "−1 value", "id=1, v=ab & id=2, v=cd")
                .Empty(Outcome.NotJudged)
                .Nulls("a null is no value", Passed, "(1, 'A'), (2, NULL)"),
            new SentenceCases(Sides.One, Texts, "at least 50 % of v in {a} is not blank").AndSentence(
                "nulls are judged",
                Failed("−1 row", "id=2, v=null & id=3, v= "),
                "(1, 'a'), (2, NULL), (3, ' ')"
            ),
        ];

    private static IEnumerable<SentenceCases> PlainPredicates() =>
        [
            new SentenceCases(Sides.One, Numbers, "n in {a} is always null")
                .AndSentence("all", Passed, "(1, NULL)")
                .AndSentence("one is not", Failed("+1 row", "id=1, n=0"), "(1, 0), (2, NULL)"),
            new SentenceCases(Sides.One, Cents, "n in {a} is never between 0.9 and 1", "n in {a} is not between 0.9 and 1")
                .AndSentence("beside", Passed, "(1, 0.89), (2, 1.01), (3, NULL)")
                .AndSentence("both bounds are inside", Failed("+2 rows", "id=1, n=0.90 & id=2, n=1.00"), "(1, 0.90), (2, 1.00)"),
            new SentenceCases(Sides.One, Numbers, "n in {a} is exactly 5").AndSentence(
                "another one",
                Failed("+1 row", "id=2, n=6"),
                "(1, 5), (2, 6), (3, NULL)"
            ),
            new SentenceCases(Sides.One, Cents, "n in {a} is above 0").AndSentence("zero is not", Failed("+1 row", "id=2, n=0.00"), "(1, 0.01), (2, 0)"),
            new SentenceCases(Sides.One, Days, "d in {a} is below 2026-01-02").AndSentence(
                "the day itself is not",
                Failed("+1 row", "id=2, d=2026-01-02"),
                "(1, '2026-01-01'), (2, '2026-01-02')"
            ),
            // The cases are evaluated at noon UTC on 2026-01-01.
            new SentenceCases(Sides.One, "id INT PRIMARY KEY, m TIMESTAMP", "m in {a} is never in the future")
                .Passes("(1, '2026-01-01 12:00:00'), (2, '1999-01-01 00:00:00')")
                .FailsByOne("(1, '2026-01-01 12:00:00'), (2, '2026-01-01 12:00:01')", "+1 row", "id=2, m=2026-01-01 12:00:01")
                .Empty(Outcome.NotJudged)
                .Nulls("a null is no moment", Passed, "(1, '2026-01-01 11:00:00'), (2, NULL)")
                .Nulls("nothing but nulls", NotJudged, "(1, NULL)"),
            new SentenceCases(Sides.One, Days, "d in {a} is never in the future")
                .AndSentence("today is not", Passed, "(1, '2026-01-01')")
                .AndSentence("tomorrow is", Failed("+1 row", "id=1, d=2026-01-02"), "(1, '2026-01-02')"),
        ];

    private static IEnumerable<SentenceCases> PairPredicates() =>
        [
            new SentenceCases(Sides.One, Pairs, "n in {a} is at least as large as m", "n in {a} is at or after m")
                .Passes("(1, 2, 2), (2, 3, 2)")
                .FailsByOne("(1, 2, 2), (2, 1, 2)", "+1 row", "id=2, n=1, m=2")
                .Empty(Outcome.NotJudged)
                .Nulls("a row with a null is not judged", Passed, "(1, 2, 2), (2, NULL, 2), (3, 1, NULL)")
                .Nulls("no row has both", NotJudged, "(1, NULL, 2), (2, 1, NULL)"),
            new SentenceCases(Sides.One, Pairs, "n in {a} is smaller than m").AndSentence("equal", Failed("+1 row", "id=1, n=2, m=2"), "(1, 2, 2), (2, 1, 2)"),
            new SentenceCases(Sides.One, Pairs, "n in {a} is at most as large as m").AndSentence(
                "larger",
                Failed("+1 row", "id=1, n=3, m=2"),
                "(1, 3, 2), (2, 2, 2)"
            ),
            new SentenceCases(Sides.One, Pairs, "n in {a} differs from m").AndSentence(
                "equal",
                Failed("+1 row", "id=1, n=2, m=2"),
                "(1, 2, 2), (2, NULL, NULL), (3, 1, 2)"
            ),
        ];

    private static IEnumerable<SentenceCases> Sets() =>
        [
            new SentenceCases(Sides.One, Texts, "v in {a} takes exactly the values a, b")
                .Passes("(1, 'a'), (2, 'b'), (3, 'a')")
                .FailsByOne("(1, 'a'), (2, 'b'), (3, 'c')", "+1 row", "id=3, v=c")
                .Empty(Outcome.NotJudged)
                .Nulls("a null is no value", Passed, "(1, 'a'), (2, 'b'), (3, NULL)")
                .Nulls("nothing but nulls", NotJudged, "(1, NULL)")
                .AndSentence("one does not occur", Failed("−1 value", "missing: b"), "(1, 'a')")
                .AndSentence("both at once", Failed("+1 row", "missing: b & id=2, v=A"), "(1, 'a'), (2, 'A')"),
            new SentenceCases(Sides.One, Cents, "n in {a} takes at least the values 1.5, 2")
                .Passes("(1, 1.50), (2, 2.00), (3, 9.00)")
                .FailsByOne("(1, 1.50)", "−1 value", "missing: 2")
                .Empty(Outcome.NotJudged)
                .Nulls("a null is no value", Passed, "(1, 1.50), (2, 2.00), (3, NULL)"),
            new SentenceCases(Sides.One, "id INT PRIMARY KEY, t TIMESTAMP", "{a} has rows for every day of t")
                .Passes("(1, '2026-01-01 23:59:59'), (2, '2026-01-02 00:00:00'), (3, '2025-12-31 12:00:00')")
                .FailsByOne("(1, '2026-01-01 00:00:00'), (2, '2026-01-03 00:00:00')", "−1 day", "day of t=2026-01-02")
                .Empty(Outcome.NotJudged)
                .Nulls("a null is no day", Passed, "(1, '2026-01-01 00:00:00'), (2, NULL)")
                .Nulls("nothing but nulls", NotJudged, "(1, NULL)"),
            // 2026-01-03 and 2026-01-04 are a weekend.
            new SentenceCases(Sides.One, Days, "{a} has rows for every day of d, weekends excepted")
                .Passes("(1, '2026-01-02'), (2, '2026-01-05')")
                .FailsByOne("(1, '2026-01-02'), (2, '2026-01-06')", "−1 day", "day of d=2026-01-05")
                .Empty(Outcome.NotJudged)
                .Nulls("a null is no day", Passed, "(1, '2026-01-02'), (2, NULL)"),
            new SentenceCases(Sides.One, Numbers, "n in {a} has the type INT")
                .Passes("(1, 1)")
                .Empty(Outcome.Passed)
                .Nulls("values do not matter", Passed, "(1, NULL)")
                .AndSentence("another type", Failed(null), "(1, 'a')", columnsOfA: "id INT PRIMARY KEY, n VARCHAR(5)", situation: CaseKind.FailsByOne),
            new SentenceCases(Sides.One, Texts, "{a} has exactly the columns v and id", "{a} has exactly the columns id and v in this order")
                .Passes("(1, 'a')")
                .Empty(Outcome.Passed)
                .Nulls("nulls do not matter", Passed, "(1, NULL)")
                .AndSentence(
                    "another one",
                    Failed("−1 column", "missing: v & not expected: n & not expected: m"),
                    "",
                    columnsOfA: Pairs,
                    situation: CaseKind.FailsByOne
                ),
            new SentenceCases(Sides.One, Texts, "{a} has exactly the columns v and id in this order").AndSentence("another order", Failed(null), ""),
            new SentenceCases(Sides.One, Texts, "{a} has at least the columns id and v")
                .Passes("(1, 'a')")
                .Empty(Outcome.Passed)
                .Nulls("values do not matter", Passed, "(1, NULL)")
                .AndSentence("one is missing", Failed("−1 column", "missing: v"), "(1)", columnsOfA: "id INT PRIMARY KEY", situation: CaseKind.FailsByOne),
            new SentenceCases(Sides.One, Numbers, "{a} has none of the columns v and email")
                .Passes("(1, 1)")
                .Empty(Outcome.Passed)
                .Nulls("values do not matter", Passed, "(1, NULL)")
                .AndSentence("one is there", Failed("+1 column", "not expected: v"), "(1, 'a')", columnsOfA: Texts, situation: CaseKind.FailsByOne),
        ];
}

using ShopStream.Quality.Results;

namespace ShopStream.Tests.SentenceMatrix;

internal static partial class Cases
{
    private static IEnumerable<SentenceCases> Shares() =>
        [
            new SentenceCases(Sides.One, Texts, "v in {a} has exactly 2 different values")
                .Passes("(1, 'a'), (2, 'b'), (3, 'b')")
                .FailsByOne("(1, 'a'), (2, 'b'), (3, 'c')", "+1 different value", null)
                .Empty(Outcome.NotJudged)
                .Nulls("a null is no value", Passed, "(1, 'a'), (2, 'b'), (3, NULL)")
                .Nulls("nothing but nulls", NotJudged, "(1, NULL)")
                .AndSentence("a blank, a capital and nothing at all are values", Failed("+2 different values"), "(1, 'a'), (2, 'A'), (3, 'a '), (4, '')"),
            new SentenceCases(Sides.One, Texts, "v in {a} has at least 2 different values")
                .Passes("(1, 'a'), (2, 'b'), (3, 'c')")
                .FailsByOne("(1, 'a'), (2, 'a')", "−1 different value", null)
                .Empty(Outcome.NotJudged)
                .Nulls("a null is no value", Failed("−1 different value"), "(1, 'a'), (2, NULL)")
                .Nulls("nothing but nulls", NotJudged, "(1, NULL)"),
            new SentenceCases(Sides.One, Texts, "v in {a} has at most 2 different values")
                .Passes("(1, 'a'), (2, 'b'), (3, 'b')")
                .FailsByOne("(1, 'a'), (2, 'b'), (3, 'c')", "+1 different value", null)
                .Empty(Outcome.NotJudged)
                .Nulls("a null is no value", Passed, "(1, 'a'), (2, 'b'), (3, NULL)")
                .Nulls("nothing but nulls", NotJudged, "(1, NULL)"),
            new SentenceCases(Sides.One, Texts, "at least 75 % of v in {a} is not null", "at least 66.7 % of v in {a} is not null")
                .Passes("(1, 'a'), (2, 'b'), (3, 'c'), (4, NULL)")
                .FailsByOne("(1, 'a'), (2, 'b'), (3, NULL)", "−1 row", "id=3, v=null")
                .Empty(Outcome.NotJudged)
                .Nulls("they are what is counted", Failed("−1 row", "id=1, v=null"), "(1, NULL)"),
            new SentenceCases(Sides.One, Texts, "at least 75 % of v in {a} is one of a, b")
                .Passes("(1, 'a'), (2, 'b'), (3, 'a'), (4, 'x')")
                .FailsByOne("(1, 'a'), (2, 'b'), (3, 'x')", "−1 value", "id=3, v=x")
                .Empty(Outcome.NotJudged)
                .Nulls("a null is none of the values", Passed, "(1, 'a'), (2, NULL)")
                .Nulls("nothing but nulls", NotJudged, "(1, NULL)"),
            new SentenceCases(Sides.One, Numbers, "at least 75 % of n in {a} is between 1 and 5")
                .Passes("(1, 1), (2, 5), (3, 3), (4, 6)")
                .FailsByOne("(1, 1), (2, 5), (3, 6)", "−1 value", "id=3, n=6")
                .Empty(Outcome.NotJudged)
                .Nulls("a null is none of the values", Passed, "(1, 1), (2, NULL)")
                .Nulls("nothing but nulls", NotJudged, "(1, NULL)"),
            new SentenceCases(Sides.One, Texts, "at least 75 % of v in {a} matches [A-Z]{3}")
                .Passes("(1, 'DEU'), (2, 'FRA'), (3, 'ITA'), (4, 'x')")
                .FailsByOne("(1, 'DEU'), (2, 'FRA'), (3, 'x')", "−1 value", "id=3, v=x")
                .Empty(Outcome.NotJudged)
                .Nulls("a null is none of the values", Passed, "(1, 'DEU'), (2, NULL)")
                .Nulls("nothing but nulls", NotJudged, "(1, NULL)"),
        ];

    // The cases are evaluated at noon UTC on 2026-01-01.
    private static IEnumerable<SentenceCases> Freshness() =>
        [
            new SentenceCases(Sides.One, "id INT PRIMARY KEY, m TIMESTAMP", "the newest m in {a} is at most 26 hours older than the run")
                .Passes("(1, '2025-12-31 10:00:00'), (2, '2020-01-01 00:00:00')")
                .FailsByOne("(1, '2025-12-31 09:59:00')", "+1 min 0 s", null)
                .Empty(Outcome.NotJudged)
                .Nulls("a null is no moment", Passed, "(1, '2026-01-01 11:00:00'), (2, NULL)")
                .Nulls("nothing but nulls", NotJudged, "(1, NULL)")
                .AndSentence("what is to come is not old", Passed, "(1, '2026-01-02 12:00:00')"),
            new SentenceCases(Sides.One, "id INT PRIMARY KEY, m DATE", "the newest m in {a} is at most 1 day older than the run").AndSentence(
                "a day counts from its start",
                Failed("+12 h 0 min"),
                "(1, '2025-12-31')"
            ),
        ];
}

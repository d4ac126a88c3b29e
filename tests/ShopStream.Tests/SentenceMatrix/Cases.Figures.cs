using ShopStream.Quality.Results;

namespace ShopStream.Tests.SentenceMatrix;

internal static partial class Cases
{
    private const string Grouped = "id INT PRIMARY KEY, k VARCHAR(20), n DECIMAL(12, 2)";

    private static IEnumerable<SentenceCases> Figures() => [.. NumberFigures(), .. ValueFigures(), .. GroupFigures(), .. ComparedFigures()];

    private static IEnumerable<SentenceCases> NumberFigures() =>
        [
            new SentenceCases(Sides.One, Amounts, "the average n in {a} is between 2 and 3")
                .Passes("(1, 2.00), (2, 2.00), (3, 3.00)")
                .FailsByOne("(1, 3.00), (2, 3.00), (3, 3.01)", "+0.003", null)
                .Empty(Outcome.NotJudged)
                .Nulls("a null is no value", Passed, "(1, 2.00), (2, NULL)")
                .Nulls("nothing but nulls", NotJudged, "(1, NULL)")
                .AndSentence("a limit met exactly", Passed, "(1, 1.00), (2, 3.00)")
                .AndSentence("amounts beyond what a float holds", Failed("+9,999,999,996.99"), "(1, 9999999999.99), (2, 9999999999.99)"),
            new SentenceCases(Sides.One, Amounts, "the average n in {a} is exactly 0.1")
                .AndSentence("a third is not 0.33", Failed("+0.23"), "(1, 0.00), (2, 0.00), (3, 1.00)")
                .AndSentence("a tenth is 0.1", Passed, "(1, 0.05), (2, 0.15)"),
            new SentenceCases(Sides.One, Amounts, "the sum of n in {a} is at most 2.50")
                .AndSentence("met exactly", Passed, "(1, 1.00), (2, 1.50)")
                .AndSentence("a cent more", Failed("+0.01"), "(1, 1.00), (2, 1.51)")
                .AndSentence("nothing but nulls", NotJudged, "(1, NULL)"),
            new SentenceCases(Sides.One, Amounts, "the number of rows in {a} is exactly 2", "the number of rows in {a} is between 2 and 2")
                .AndSentence("two", Passed, "(1, 1.00), (2, NULL)")
                .AndSentence("one", Failed("−1 row"), "(1, 1.00)")
                .AndSentence("none", Failed("−2 rows"), ""),
            new SentenceCases(Sides.One, Amounts, "the number of rows in {a} is at most 1, where n is at least 2")
                .Passes("(1, 1.00), (2, 1.00), (3, 2.00)")
                .FailsByOne("(1, 2.00), (2, 2.00)", "+1 row", null)
                .Empty(Outcome.Passed)
                .Nulls("a null does not meet the condition", Passed, "(1, 2.00), (2, NULL)"),
            new SentenceCases(Sides.One, Texts, "the number of different v in {a} is above 1")
                .AndSentence("two", Passed, "(1, 'a'), (2, 'b')")
                .AndSentence("one is not above one", Failed("+0 different values"), "(1, 'a'), (2, 'a')")
                .AndSentence("nothing but nulls", NotJudged, "(1, NULL)"),
            new SentenceCases(Sides.One, Texts, "the share of different v in {a} is at least 66.6 %")
                .AndSentence("two of three", Passed, "(1, 'a'), (2, 'b'), (3, 'b')")
                .AndSentence("two of four", Failed("−16.6 percentage points"), "(1, 'a'), (2, 'b'), (3, 'b'), (4, 'b')")
                .AndSentence("nulls are no values", Passed, "(1, 'a'), (2, NULL), (3, NULL)"),
            new SentenceCases(Sides.One, Texts, "the share of rows in {a} where v is x is at most 50 %")
                .Passes("(1, 'x'), (2, 'y')")
                .FailsByOne("(1, 'x'), (2, 'x'), (3, 'y')", "+16.67 percentage points", null)
                .Empty(Outcome.NotJudged)
                .Nulls("a row with a null is a row", Passed, "(1, 'x'), (2, NULL)")
                .AndSentence("all of them", Failed("+50 percentage points"), "(1, 'x')"),
            new SentenceCases(Sides.One, Numbers, "the standard deviation of n in {a} is between 1 and 2")
                .AndSentence("of a sample", Passed, "(1, 1), (2, 3)")
                .AndSentence("none", Failed("−1.00"), "(1, 3), (2, 3)")
                .AndSentence("one value has none", NotJudged, "(1, 3), (2, NULL)"),
        ];

    private static IEnumerable<SentenceCases> ValueFigures() =>
        [
            new SentenceCases(Sides.One, Amounts, "the smallest n in {a} is at least 0.01")
                .AndSentence("met exactly", Passed, "(1, 0.01), (2, 5.00)")
                .AndSentence("names the rows below", Failed("−0.01", "id=2, n=0.00"), "(1, 0.01), (2, 0.00), (3, NULL)"),
            new SentenceCases(Sides.One, Amounts, "the largest n in {a} is below 5").AndSentence(
                "is not",
                Failed("+0.00", "id=2, n=5.00"),
                "(1, 0.01), (2, 5.00)"
            ),
            new SentenceCases(Sides.One, "id INT PRIMARY KEY, d DATE", "the largest d in {a} is at most 2025-12-31")
                .AndSentence("the last day", Passed, "(1, '2025-12-31'), (2, '2020-01-01')")
                .AndSentence("a day later", Failed("+24 h 0 min", "id=1, d=2026-01-01"), "(1, '2026-01-01')"),
            new SentenceCases(Sides.One, "id INT PRIMARY KEY, t TIMESTAMP", "the smallest t in {a} is between 2025-01-01 and \"2025-01-01 12:00:00\"")
                .AndSentence("noon", Passed, "(1, '2025-01-01 12:00:00')")
                .AndSentence("a second before midnight", Failed("−1 s", "id=1, t=2024-12-31 23:59:59"), "(1, '2024-12-31 23:59:59')"),
            new SentenceCases(Sides.One, Numbers, "the median n in {a} is exactly 2")
                .AndSentence("of an odd number", Passed, "(1, 1), (2, 2), (3, 9)")
                .AndSentence("of an even number it is the lower one", Passed, "(1, 1), (2, 2), (3, 3), (4, 9)")
                .AndSentence("another one", Failed("+1.00"), "(1, 1), (2, 3), (3, 9)")
                .AndSentence("nulls have no place", Passed, "(1, 2), (2, NULL), (3, NULL), (4, NULL)"),
            new SentenceCases(Sides.One, Numbers, "the 7 % quantile of n in {a} is exactly 7", "the 7% quantile of n in {a} is exactly 7").AndSentence(
                "seven of a hundred values do not exceed it, whatever 0.07 × 100 is",
                Passed,
                string.Join(", ", Enumerable.Range(1, 100).Select(i => $"({i}, {i})"))
            ),
        ];

    private static IEnumerable<SentenceCases> GroupFigures() =>
        [
            new SentenceCases(Sides.One, Grouped, "the average n in {a} is at least 2, for each k")
                .Passes("(1, 'a', 1.00), (2, 'a', 3.00), (3, 'b', 2.00)")
                .FailsByOne("(1, 'a', 2.00), (2, 'b', 1.99)", "+1 group", "k=b: 1.99")
                .Empty(Outcome.NotJudged)
                .Nulls("null is a group", Failed("+1 group", "k=null: 1.00"), "(1, 'a', 2.00), (2, NULL, 1.00)")
                .Nulls("a group of nulls has no value", Failed("+1 group", "k=b: no value"), "(1, 'a', 2.00), (2, 'b', NULL)"),
            new SentenceCases(Sides.One, Grouped, "the share of rows in {a} where n is above 1 is at least 50 %, for each k")
                .Passes("(1, 'a', 1.00), (2, 'a', 3.00), (3, 'b', 2.00)")
                .FailsByOne("(1, 'a', 2.00), (2, 'b', 1.00)", "+1 group", "k=b: 0 %")
                .Empty(Outcome.NotJudged)
                .Nulls("a null does not meet the condition", Failed("+1 group", "k=a: 0 %"), "(1, 'a', NULL)"),
            new SentenceCases(Sides.One, Grouped, "the number of rows in {a} is at least 2, for each k, where n is above 0")
                .Passes("(1, 'a', 1.00), (2, 'a', 3.00)")
                .FailsByOne("(1, 'a', 1.00), (2, 'a', 3.00), (3, 'b', 1.00), (4, 'b', 0.00)", "+1 group", "k=b: 1 row")
                .Empty(Outcome.NotJudged)
                .Nulls("a null does not meet the condition", Failed("+1 group", "k=a: 1 row"), "(1, 'a', 1.00), (2, 'a', NULL)"),
        ];

    private static IEnumerable<SentenceCases> ComparedFigures() =>
        [
            new SentenceCases(Sides.Two, Amounts, "the number of different n in {a} equals the number of different n in {b}")
                .AndSentence("as many", Passed, "(1, 1.00), (2, 2.00)", "(1, 5.00), (2, 6.00), (3, 6.00)")
                .AndSentence("one more", Failed("+1 different value"), "(1, 1.00)", "(1, 5.00), (2, 6.00)")
                .AndSentence("one side is empty", NotJudged, "", "(1, 5.00)"),
            new SentenceCases(Sides.Two, Amounts, "the average n in {a} equals the average n in {b} within 1 %")
                .AndSentence("within", Passed, "(1, 100.00)", "(1, 100.00), (2, 101.00)")
                .AndSentence("beyond", Failed("+2.00"), "(1, 100.00)", "(1, 101.00), (2, 103.00)"),
            new SentenceCases(Sides.One, Amounts, "the number of rows in {a} is 2 to 3 times the number of different n in {a}")
                .Passes("(1, 1.00), (2, 1.00)")
                .FailsByOne("(1, 1.00)", "−1 row", null)
                .Empty(Outcome.NotJudged)
                .Nulls("nothing but nulls", NotJudged, "(1, NULL)"),
        ];
}

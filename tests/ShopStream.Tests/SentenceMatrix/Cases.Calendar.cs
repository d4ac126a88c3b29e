using ShopStream.Quality.Results;

namespace ShopStream.Tests.SentenceMatrix;

internal static partial class Cases
{
    private const string Moments = "id INT PRIMARY KEY, k VARCHAR(20), t TIMESTAMP";

    private static IEnumerable<SentenceCases> Calendar() => [.. Periodic(), .. Compared()];

    private static IEnumerable<SentenceCases> Periodic() =>
        [
            new SentenceCases(Sides.One, Moments, "{a} has rows for every hour of t")
                .Passes("(1, 'a', '2025-12-31 23:59:59'), (2, 'a', '2026-01-01 00:00:00'), (3, 'a', '2026-01-01 01:30:00')")
                .FailsByOne("(1, 'a', '2025-12-31 22:59:59'), (2, 'a', '2026-01-01 00:00:00')", "−1 hour", "hour of t=2025-12-31 23:00")
                .Empty(Outcome.NotJudged)
                .Nulls("nothing but nulls", NotJudged, "(1, 'a', NULL)")
                .AndSentence(
                    "no hour is missing where clocks are set forward in other time zones",
                    Passed,
                    "(1, 'a', '2026-03-29 01:00:00'), (2, 'a', '2026-03-29 02:00:00'), (3, 'a', '2026-03-29 03:00:00')"
                ),
            new SentenceCases(Sides.One, Moments, "{a} has rows for every week of t")
                .AndSentence(
                    "weeks begin on Monday",
                    Passed,
                    "(1, 'a', '2025-12-28 00:00:00'), (2, 'a', '2025-12-29 00:00:00'), (3, 'a', '2026-01-05 00:00:00')"
                )
                .AndSentence("one is missing", Failed("−1 week", "week of t=2025-12-29"), "(1, 'a', '2025-12-28 00:00:00'), (2, 'a', '2026-01-05 00:00:00')"),
            new SentenceCases(Sides.One, Moments, "{a} has rows for every month of t, for each k, where id is above 0")
                .AndSentence(
                    "of each group",
                    Failed("−1 month", "k=b, month of t=2025-11"),
                    "(1, 'a', '2025-01-01 00:00:00'), (2, 'b', '2025-10-01 00:00:00'), (3, 'b', '2025-12-01 00:00:00'), (4, NULL, '2024-01-01 00:00:00')"
                )
                .AndSentence("none is missing", Passed, "(1, 'a', '2025-01-31 00:00:00'), (2, 'a', '2025-02-28 00:00:00'), (0, 'a', '2020-01-01 00:00:00')"),
            // The cases are evaluated at noon UTC on 2026-01-01, so that this day is not over.
            new SentenceCases(Sides.One, Moments, "no day of t in {a} has fewer than 50 % of the median rows")
                .Passes("(1, 'a', '2025-12-01 00:00:00'), (2, 'a', '2025-12-02 00:00:00'), (3, 'a', '2025-12-03 00:00:00'), (4, 'a', '2025-12-03 01:00:00')")
                .FailsByOne(
                    "(1, 'a', '2025-12-01 00:00:00'), "
                        + string.Join(
                            ", ",
                            Enumerable.Range(10, 3).SelectMany(i => new[] { 2, 3 }.Select(d => $"({(i * 10) + d}, 'a', '2025-12-0{d} 00:00:00')"))
                        ),
                    "+1 day",
                    "day of t=2025-12-01: 1 row, the median is 3"
                )
                .Empty(Outcome.NotJudged)
                .Nulls("nothing but nulls", NotJudged, "(1, 'a', NULL)")
                .AndSentence("too few days", NotJudged, "(1, 'a', '2025-12-01 00:00:00'), (2, 'a', '2026-01-01 00:00:00')"),
            new SentenceCases(Sides.One, Moments, "the newest t in {a} is at most 1 day older than the run, for each k")
                .AndSentence("one group", Failed("+1 group", "k=b: 2025-12-31 11:59:59"), "(1, 'a', '2025-12-31 12:00:00'), (2, 'b', '2025-12-31 11:59:59')")
                .AndSentence("a group without a value", Failed("+1 group", "k=null: no value"), "(1, 'a', '2026-01-01 00:00:00'), (2, NULL, NULL)")
                .AndSentence("all", Passed, "(1, 'a', '2025-12-31 12:00:00'), (2, 'a', '2020-12-31 11:59:59')"),
        ];

    private static IEnumerable<SentenceCases> Compared() =>
        [
            new SentenceCases(
                Sides.One,
                Pairs,
                "the population stability index of n in {a} against m in {a} is at most 0.1",
                "the Jensen-Shannon distance of n in {a} against m in {a} is at most 0.1",
                "the Kullback-Leibler divergence of n in {a} against m in {a} is at most 0.1",
                "the Kolmogorov-Smirnov distance of n in {a} against m in {a} is at most 0.1"
            )
                .Passes("(1, 1, 2), (2, 2, 1)")
                .Empty(Outcome.NotJudged)
                .Nulls("one side has nothing but nulls", NotJudged, "(1, 1, NULL)")
                .Nulls("nulls are not a value", Passed, "(1, 1, 2), (2, 2, 1), (3, NULL, NULL)"),
            // Of 8 rows a side, chance alone reaches a Kolmogorov-Smirnov distance of 0.97 in one of 1,000 runs.
            new SentenceCases(Sides.One, Pairs, "n in {a} has not drifted from m in {a}", "n in {a} has drifted moderately at most from m in {a}")
                .Passes("(1, 1, 2), (2, 2, 1)")
                .FailsByOne(
                    "(1, 1, 11), (2, 2, 12), (3, 3, 13), (4, 4, 14), (5, 5, 15), (6, 6, 16), (7, 7, 17), (8, 8, 18)",
                    "+0.03",
                    "n up to 8: 100 %, there 0 %"
                )
                .Empty(Outcome.NotJudged)
                .Nulls("one side has nothing but nulls", NotJudged, "(1, 1, NULL)"),
            // (3/4 − 1/4) · ln 3 + (1/4 − 3/4) · ln (1/3).
            new SentenceCases(Sides.One, Pairs, "the population stability index of n in {a} against m in {a} is exactly 0").FailsByOne(
                "(1, 1, 1), (2, 1, 2), (3, 1, 2), (4, 2, 2)",
                "+1.10",
                "n=1: 75 %, there 25 % & n=2: 25 %, there 75 %"
            ),
            new SentenceCases(Sides.One, Pairs, "the Kolmogorov-Smirnov distance of n in {a} against m in {a} is exactly 0.5").AndSentence(
                "the largest difference of the shares up to a number",
                Passed,
                "(1, 1, 1), (2, 1, 2), (3, 1, 10), (4, 2, 10)"
            ),
            new SentenceCases(Sides.One, Pairs, "the Jensen-Shannon distance of n in {a} against m in {a} is exactly 1").AndSentence(
                "nothing in common",
                Passed,
                "(1, 1, 2), (2, 1, 3)"
            ),
        ];
}

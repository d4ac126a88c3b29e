using ShopStream.Quality.Results;

namespace ShopStream.Tests.SentenceMatrix;

/// <summary>Relative conditions, in a run of 2026-01-01 that is over: its end is 2026-01-02.</summary>
internal static partial class Cases
{
    private const string Times = "id INT PRIMARY KEY, n INT, day DATE, t TIMESTAMP, zoned TIMESTAMPTZ";

    private static IEnumerable<SentenceCases> LastPeriods() =>
        [
            new SentenceCases(Sides.One, Times, "n in {a} is at least 1, where t is within the last 7 days")
                .AndSentence("its first moment is in it", Failed("+1 row", "id=1, n=0"), Row(1, 0, "2025-12-26 00:00:00"))
                .AndSentence("the moment before is not", NotJudged, Row(1, 0, "2025-12-25 23:59:59.999999"))
                .AndSentence("its last moment is in it", Failed("+1 row", "id=1, n=0"), Row(1, 0, "2026-01-01 23:59:59.999999"))
                .AndSentence("the future is not", Passed, $"{Row(1, 0, "2026-01-02 00:00:00")}, {Row(2, 1, "2026-01-01 00:00:00")}")
                .AndSentence("null is not", NotJudged, "(1, 0, NULL, NULL, NULL)"),
            new SentenceCases(Sides.One, Times, "n in {a} is at least 1, where zoned is within the last 7 days")
                .AndSentence("its first moment in UTC", Failed("+1 row", "id=1, n=0"), "(1, 0, NULL, NULL, '2025-12-26 01:00:00+01')")
                .AndSentence("the moment before", NotJudged, "(1, 0, NULL, NULL, '2025-12-26 00:59:59+01')"),
            new SentenceCases(Sides.One, Times, "n in {a} is at least 1, where day is within the last 1 week")
                .AndSentence("the first day", Failed("+1 row", "id=1, n=0"), "(1, 0, '2025-12-26', NULL, NULL)")
                .AndSentence("the days around", NotJudged, "(1, 0, '2025-12-25', NULL, NULL), (2, 0, '2026-01-02', NULL, NULL)"),
            new SentenceCases(Sides.One, Times, "n in {a} is at least 1, where t is within the last 1 month")
                .AndSentence("the same day a month before is over", NotJudged, Row(1, 0, "2025-12-01 23:59:59"))
                .AndSentence("the day after it", Failed("+1 row", "id=1, n=0"), Row(1, 0, "2025-12-02 00:00:00")),
            new SentenceCases(Sides.One, Times, "n in {a} is at least 1, where t is within the last 36 hours, where day is within the last 2 days")
                .AndSentence("its first moment", Failed("+1 row", "id=1, n=0"), Row(1, 0, "2025-12-31 12:00:00"))
                .AndSentence("the moment before", NotJudged, Row(1, 0, "2025-12-31 11:59:59")),
            new SentenceCases(
                Sides.One,
                Times,
                "Given only rows of {a} where t is within the last 7 days\nThen the share of rows in {a} where n is 1 is at least 50 %"
            )
                .AndSentence("of the last days alone", Passed, $"{Row(1, 0, "2025-12-20 00:00:00")}, {Row(2, 1, "2026-01-01 00:00:00")}")
                .AndSentence("by day", NotJudged, Row(1, 0, "2025-12-20 00:00:00")),
        ];

    private static string Row(int id, int n, string at) => $"({id}, {n}, '{at[..10]}', '{at}', NULL)";
}

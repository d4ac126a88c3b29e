using System.Globalization;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.SentenceMatrix;

/// <summary>Days that are usual, in a run at noon of 2026-01-01: the last day that is over is 2025-12-31, and the table begins 122 days before.</summary>
internal static partial class Cases
{
    private const string Dated = "id INT PRIMARY KEY, k VARCHAR(9), n DECIMAL(9,2), t TIMESTAMP";

    private static IEnumerable<SentenceCases> UsualDays() =>
        [
            new SentenceCases(Sides.One, Dated, "the rows of {a} by day of t are usual", "the number of rows in {a} by day of t is usual")
                .Passes(DatedRows(lastDay: 3))
                .FailsByOne(DatedRows(lastDay: 2), "−1 row (−33.3 %)", null)
                .Empty(Outcome.NotJudged)
                .Nulls("rows without a day are of no day", Passed, $"(0, 'a', 1.00, NULL), {DatedRows(lastDay: 3)}")
                .AndSentence("a day without a row has none", Failed("−3 rows (−100.0 %)"), DatedRows(lastDay: 0))
                .AndSentence("more than usual", Failed("+1 row (+33.3 %)"), DatedRows(lastDay: 4))
                .AndSentence("the day of the run is not over", Passed, $"{DatedRows(lastDay: 3)}, (5000, 'a', 1.00, '2026-01-01 08:00:00')")
                .AndSentence("too few days", NotJudged, DatedRows(lastDay: 3, days: 55))
                .AndSentence("of the future", NotJudged, "(1, 'a', 1.00, '2027-01-01 00:00:00')"),
            new SentenceCases(Sides.One, Dated, "the sum of n in {a} by day of t is usual, for each k")
                .Passes(DatedRows(lastDay: 3))
                .FailsByOne(DatedRows(lastDay: 2), "+1 group", "k=a: 2.00, usual are 3.00 to 3.00")
                .Empty(Outcome.NotJudged)
                .Nulls("nothing but nulls", NotJudged, "(1, 'a', NULL, '2025-12-31 00:00:00')")
                .AndSentence("a new group is not judged", Passed, $"{DatedRows(lastDay: 3)}, (5000, 'new', 9.00, '2025-12-31 08:00:00')"),
            new SentenceCases(Sides.One, Dated, "the average n in {a} by day of t is usual")
                .Passes(DatedRows(lastDay: 1))
                .AndSentence("another value", Failed("+8.00 (+800.0 %)"), $"{DatedRows(lastDay: 0)}, (5000, 'a', 9.00, '2025-12-31 08:00:00')")
                .AndSentence("a day without a value", NotJudged, DatedRows(lastDay: 0)),
            new SentenceCases(Sides.One, $"{Dated}, status VARCHAR(9) DEFAULT 'paid'", "revenue in {a} by day is usual") { Rule = "n where rule; day: t" }
                .Passes(DatedRows(lastDay: 3, more: ", 'paid'"))
                .FailsByOne(DatedRows(lastDay: 2, more: ", 'paid'"), "−1.00 (−33.3 %)", null)
                .Empty(Outcome.NotJudged)
                .Nulls("rows that do not count", NotJudged, DatedRows(lastDay: 3, more: ", NULL")),
        ];

    // Three rows a day, and others on the last one.
    private static string DatedRows(int lastDay, int days = 121, string more = "") =>
        string.Join(
            ", ",
            Enumerable
                .Range(0, days + 1)
                .SelectMany(back =>
                    Enumerable.Range(1, back == 0 ? lastDay : 3).Select(i => (Id: (back * 10) + i, Day: new DateOnly(2025, 12, 31).AddDays(-back)))
                )
                .Select(r => string.Create(CultureInfo.InvariantCulture, $"({r.Id}, 'a', 1.00, '{r.Day:yyyy-MM-dd} 12:00:00'{more})"))
        );
}

using ShopStream.Quality.Results;

namespace ShopStream.Tests.SentenceMatrix;

internal static partial class Cases
{
    private const string Ordered = "id INT PRIMARY KEY, k VARCHAR(20), n INT, d DATE";

    private const string Periods = "id INT PRIMARY KEY, k VARCHAR(20), f DATE, t DATE";

    private static IEnumerable<SentenceCases> RowSets() => [.. OrderedRows(), .. Gaps(), .. PeriodRows(), .. Keys(), .. Spellings()];

    private static IEnumerable<SentenceCases> OrderedRows() =>
        [
            new SentenceCases(Sides.One, Ordered, "n in {a} increases with d")
                .Passes("(2, 'a', 2, '2026-01-02'), (1, 'a', 1, '2026-01-01')")
                .FailsByOne("(1, 'a', 2, '2026-01-01'), (2, 'a', 2, '2026-01-02')", "+1 row", "id=2, d=2026-01-02, n=2, \"the value before\"=2")
                .Empty(Outcome.NotJudged)
                .Nulls("a row with a null has no place", Passed, "(1, 'a', 1, '2026-01-01'), (2, 'a', NULL, '2026-01-02'), (3, 'a', 0, NULL)")
                .Nulls("no row has both", NotJudged, "(1, 'a', 1, NULL), (2, 'a', NULL, '2026-01-02')")
                .AndSentence("one row", Passed, "(1, 'a', 1, '2026-01-01')"),
            new SentenceCases(Sides.One, Ordered, "n in {a} never decreases with d")
                .Passes("(1, 'a', 2, '2026-01-01'), (2, 'a', 2, '2026-01-02'), (3, 'a', 1, '2026-01-01')")
                .FailsByOne("(1, 'a', 2, '2026-01-01'), (2, 'a', 1, '2026-01-02')", "+1 row", "id=2, d=2026-01-02, n=1, \"the value before\"=2")
                .Empty(Outcome.NotJudged)
                .Nulls("nothing but nulls", NotJudged, "(1, 'a', NULL, '2026-01-01')"),
            new SentenceCases(Sides.One, Ordered, "n in {a} decreases with d, for each k")
                .Passes("(1, 'a', 2, '2026-01-01'), (2, 'a', 1, '2026-01-02'), (3, 'b', 9, '2026-01-02')")
                .FailsByOne("(1, 'a', 2, '2026-01-01'), (2, 'a', 2, '2026-01-02')", "+1 row", "id=2, k=a, d=2026-01-02, n=2, \"the value before\"=2")
                .Empty(Outcome.NotJudged)
                .Nulls(
                    "null is a group",
                    Failed("+1 row", "id=2, k=null, d=2026-01-02, n=3, \"the value before\"=2"),
                    "(1, NULL, 2, '2026-01-01'), (2, NULL, 3, '2026-01-02')"
                ),
            new SentenceCases(Sides.One, Ordered, "n in {a} never increases with d, except in at most 1 row")
                .Passes("(1, 'a', 2, '2026-01-01'), (2, 'a', 3, '2026-01-02'), (3, 'a', 3, '2026-01-03')")
                .FailsByOne(
                    "(1, 'a', 2, '2026-01-01'), (2, 'a', 3, '2026-01-02'), (3, 'a', 4, '2026-01-03')",
                    "+1 row",
                    "id=2, d=2026-01-02, n=3, \"the value before\"=2 & id=3, d=2026-01-03, n=4, \"the value before\"=3"
                )
                .Empty(Outcome.NotJudged)
                .Nulls("nothing but nulls", NotJudged, "(1, 'a', NULL, NULL)"),
        ];

    private static IEnumerable<SentenceCases> Gaps() =>
        [
            new SentenceCases(Sides.One, Ordered, "n in {a} has no gaps", "n in {a} has no gaps, for each d")
                .Passes("(1, 'a', 7, '2026-01-01'), (2, 'a', 5, '2026-01-01'), (3, 'a', 6, '2026-01-01'), (4, 'a', 6, '2026-01-01')")
                .Empty(Outcome.NotJudged)
                .Nulls("a null is not a number", Passed, "(1, 'a', 5, '2026-01-01'), (2, 'a', NULL, '2026-01-01')")
                .Nulls("nothing but nulls", NotJudged, "(1, 'a', NULL, '2026-01-01')"),
            new SentenceCases(Sides.One, Ordered, "n in {a} has no gaps").FailsByOne(
                "(1, 'a', 5, '2026-01-01'), (2, 'b', 8, '2026-01-01')",
                "+1 gap",
                "n=5, \"the next one\"=8"
            ),
            new SentenceCases(Sides.One, Ordered, "n in {a} has no gaps, for each k")
                .AndSentence("every group has its own", Passed, "(1, 'a', 5, NULL), (2, 'b', 8, NULL), (3, 'b', 9, NULL)")
                .AndSentence("names the group", Failed("+1 gap", "k=b, n=8, \"the next one\"=10"), "(1, 'a', 5, NULL), (2, 'b', 8, NULL), (3, 'b', 10, NULL)"),
            new SentenceCases(Sides.One, Cents, "n in {a} has no gaps in steps of 0.5")
                .Passes("(1, 1.00), (2, 1.50), (3, 2.00), (4, 2.00)")
                .FailsByOne("(1, 1.00), (2, 1.25)", "+1 gap", "n=1.00, \"the next one\"=1.25")
                .Empty(Outcome.NotJudged)
                .Nulls("nothing but nulls", NotJudged, "(1, NULL)"),
        ];

    private static IEnumerable<SentenceCases> PeriodRows() =>
        [
            new SentenceCases(Sides.One, Periods, "no periods from f to t in {a} overlap, for each k")
                .Passes("(1, 'a', '2026-01-01', '2026-02-01'), (2, 'a', '2026-02-01', NULL), (3, 'b', '2026-01-15', '2026-01-16')")
                .FailsByOne(
                    "(1, 'a', '2026-01-01', '2026-02-02'), (2, 'a', '2026-02-01', NULL)",
                    "+1 overlap",
                    "id=2, k=a, f=2026-02-01, t=null, \"the end before\"=2026-02-02"
                )
                .Empty(Outcome.NotJudged)
                .Nulls("nothing begins", NotJudged, "(1, 'a', NULL, '2026-01-01')")
                .Nulls(
                    "what has no end never ends",
                    Failed("+1 overlap", "id=2, k=a, f=2026-03-01, t=2026-04-01, \"the end before\"=null"),
                    "(1, 'a', '2026-01-01', NULL), (2, 'a', '2026-03-01', '2026-04-01')"
                )
                .AndSentence(
                    "one period around two others",
                    Failed(
                        "+2 overlaps",
                        "id=2, k=a, f=2026-02-01, t=2026-02-02, \"the end before\"=2026-12-31 & "
                            + "id=3, k=a, f=2026-03-01, t=2026-03-02, \"the end before\"=2026-12-31"
                    ),
                    "(1, 'a', '2026-01-01', '2026-12-31'), (2, 'a', '2026-02-01', '2026-02-02'), (3, 'a', '2026-03-01', '2026-03-02')"
                ),
            new SentenceCases(Sides.One, Periods, "the periods from f to t in {a} have no gaps, for each k")
                .Passes("(1, 'a', '2026-01-01', '2026-02-01'), (2, 'a', '2026-02-01', NULL), (3, 'b', '2026-05-15', '2026-05-16')")
                .FailsByOne(
                    "(1, 'a', '2026-01-01', '2026-02-01'), (2, 'a', '2026-02-02', NULL)",
                    "+1 gap",
                    "id=2, k=a, f=2026-02-02, t=null, \"the end before\"=2026-02-01"
                )
                .Empty(Outcome.NotJudged)
                .Nulls("what has no end has no gap behind it", Passed, "(1, 'a', '2026-01-01', NULL), (2, 'a', '2026-03-01', '2026-04-01')")
                .AndSentence(
                    "a long period bridges what follows a short one",
                    Passed,
                    "(1, 'a', '2026-01-01', '2026-12-31'), (2, 'a', '2026-02-01', '2026-02-02'), (3, 'a', '2026-03-01', '2026-03-02')"
                ),
        ];

    private static IEnumerable<SentenceCases> Keys() =>
        [
            new SentenceCases(Sides.One, Pairs, "every n and m together in {a} exist as m and n in {a}")
                .Passes("(1, 1, 2), (2, 2, 1)")
                .FailsByOne("(1, 1, 2), (2, 2, 1), (3, 3, 1)", "+1 row", "id=3, n=3, m=1")
                .Empty(Outcome.NotJudged)
                .Nulls("part of a key is not judged", Passed, "(1, 1, 2), (2, 2, 1), (3, NULL, 1)")
                .Nulls("no row has the key", NotJudged, "(1, NULL, 2), (2, 2, NULL)"),
            new SentenceCases(Sides.One, Pairs, "no n in {a} exists as m in {a}")
                .Passes("(1, 1, 2), (2, 3, 4)")
                .FailsByOne("(1, 1, 2), (2, 2, 4)", "+1 row", "id=2, n=2")
                .Empty(Outcome.NotJudged)
                .Nulls("a null is not a key", Passed, "(1, NULL, NULL), (2, 1, 2)"),
            new SentenceCases(Sides.One, Pairs, "every n in {a} appears exactly once as m in {a}, where id is above 1")
                .Passes("(1, 9, 2), (2, 2, 3), (3, 3, NULL)")
                .FailsByOne("(1, 9, 2), (2, 2, 2), (3, NULL, 1)", "+1 row", "id=2, n=2, times=2")
                .Empty(Outcome.NotJudged)
                .Nulls("nothing but nulls", NotJudged, "(2, NULL, 2)")
                .AndSentence("never is not once", Failed("+1 row", "id=2, n=2, times=0"), "(2, 2, 3)"),
            new SentenceCases(Sides.One, Pairs, "every n in {a} appears between 0 and 1 times as m in {a}", "every n in {a} appears at most once as m in {a}")
                .AndSentence("never", Passed, "(1, 1, 2)")
                .AndSentence("twice", Failed("+1 row", "id=1, n=1, times=2"), "(1, 1, 1), (2, 3, 1)"),
            new SentenceCases(Sides.One, Pairs, "every n in {a} appears as often as m in {a}")
                .Passes("(1, 1, 2), (2, 2, 1), (3, 2, 2)")
                .FailsByOne("(1, 1, 1), (2, 1, NULL)", "+1 value", "n=1, \"times here\"=2, \"times there\"=1")
                .Empty(Outcome.NotJudged)
                .Nulls("nothing but nulls", NotJudged, "(1, NULL, 1)"),
            new SentenceCases(Sides.One, Pairs, "no n in {a} leads back to its own id")
                .Passes("(1, NULL, 0), (2, 1, 0), (3, 2, 0), (4, 99, 0)")
                .FailsByOne("(1, NULL, 0), (2, 2, 0)", "+1 row", "id=2, n=2")
                .Empty(Outcome.NotJudged)
                .Nulls("no parent is a root", Passed, "(1, NULL, 0)")
                .AndSentence(
                    "a cycle and what is below it",
                    Failed("+3 rows", "id=1, n=2 & id=2, n=1 & id=3, n=1"),
                    "(1, 2, 0), (2, 1, 0), (3, 1, 0), (4, NULL, 0)"
                ),
        ];

    private static IEnumerable<SentenceCases> Spellings() =>
        [
            new SentenceCases(Sides.One, Texts, "no v in {a} is spelled in more than one case")
                .Passes("(1, 'a'), (2, 'B'), (3, 'B')")
                .FailsByOne("(1, 'É'), (2, 'é'), (3, 'c')", "+1 value", "v=é, spellings=2")
                .Empty(Outcome.NotJudged)
                .Nulls("nothing but nulls", NotJudged, "(1, NULL)"),
            new SentenceCases(Sides.One, Texts, "the most common v in {a} is one of a, b")
                .Passes("(1, 'a'), (2, 'a'), (3, 'c')")
                .FailsByOne("(1, 'a'), (2, 'c'), (3, 'c')", "+1 value", "v=c, times=2")
                .Empty(Outcome.NotJudged)
                .Nulls("nulls are not common", Passed, "(1, 'a'), (2, NULL), (3, NULL)")
                .AndSentence("all of a tie", Failed("+1 value", "v=c, times=1"), "(1, 'a'), (2, 'c')"),
        ];
}

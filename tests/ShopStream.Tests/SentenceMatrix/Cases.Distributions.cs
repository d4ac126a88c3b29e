using ShopStream.Quality.Results;

namespace ShopStream.Tests.SentenceMatrix;

internal static partial class Cases
{
    private static IEnumerable<SentenceCases> Distributions() => [.. ValueFrequencies(), .. Outliers(), .. Ages(), .. QueryResults()];

    private static IEnumerable<SentenceCases> ValueFrequencies() =>
        [
            new SentenceCases(Sides.One, Grouped, "the number of values of n in {a} is at least 1, for each k")
                .AndSentence("a group without one", Failed("+1 group", "k=b: 0 values"), "(1, 'a', 1.00), (2, 'b', NULL)")
                .AndSentence("every group has one", Passed, "(1, 'a', 1.00), (2, 'b', 0.00), (3, 'b', NULL)"),
            new SentenceCases(Sides.One, Texts, "the number of values of v in {a} is above 0")
                .AndSentence("nothing but nulls", Failed("+0 values"), "(1, NULL)")
                .AndSentence("empty", NotJudged, ""),
            new SentenceCases(Sides.One, Texts, "the share of v that appears once in {a} is at least 50 %")
                .AndSentence("one of two values", Failed("−16.67 percentage points"), "(1, 'a'), (2, 'b'), (3, 'b')")
                .AndSentence("all", Passed, "(1, 'a'), (2, 'b'), (3, NULL)"),
            new SentenceCases(Sides.One, Texts, "the entropy of v in {a} is between 0.693147 and 0.693148")
                .AndSentence("two values equally often", Passed, "(1, 'a'), (2, 'b'), (3, NULL)")
                .AndSentence("one value", Failed("−0.69"), "(1, 'a'), (2, 'a')")
                .AndSentence("nothing but nulls", NotJudged, "(1, NULL)"),
            new SentenceCases(Sides.One, Texts, "the entropy of v in {a} is exactly 0").AndSentence("one value", Passed, "(1, 'a'), (2, 'a'), (3, 'a')"),
            new SentenceCases(Sides.One, Pairs, "the correlation of n and m in {a} is exactly -1")
                .AndSentence("the other way round", Passed, "(1, 1, 30), (2, 2, 20), (3, 3, 10), (4, NULL, 5), (5, 9, NULL)")
                .AndSentence("the same way", Failed("+2.00"), "(1, 1, 10), (2, 2, 20)")
                .AndSentence("one value has none", NotJudged, "(1, 1, 10), (2, 1, 20)"),
            new SentenceCases(Sides.One, Pairs, "the mutual information of n and m in {a} is exactly 0")
                .AndSentence("independent", Passed, "(1, 1, 1), (2, 1, 2), (3, 2, 1), (4, 2, 2), (5, 7, NULL), (6, NULL, 7)")
                .AndSentence("one tells the other", Failed("+0.69"), "(1, 1, 1), (2, 2, 2)"),
            new SentenceCases(Sides.One, Texts, "the number of columns in {a} is exactly 2")
                .AndSentence("id and v", Passed, "")
                .AndSentence("one more", Failed("+1 column"), "", columnsOfA: Pairs),
            new SentenceCases(Sides.One, Pairs, "the largest n in {a} is at most the smallest m in {a}")
                .Passes("(1, 1, 3), (2, 3, 4)")
                .FailsByOne("(1, 1, 3), (2, 4, 4)", "+1.00", null)
                .Empty(Outcome.NotJudged)
                .Nulls("nothing but nulls", NotJudged, "(1, NULL, 1)"),
            new SentenceCases(Sides.One, Amounts, "the number of rows in {a} is below the sum of n in {a}")
                .AndSentence("met", Passed, "(1, 1.01)")
                .AndSentence("equal is not below", Failed("+0 rows"), "(1, 1.00)"),
        ];

    private static IEnumerable<SentenceCases> Outliers() =>
        [
            new SentenceCases(Sides.One, Cents, "n in {a} has no outliers beyond 1.5 interquartile ranges", "n in {a} has no outliers beyond 3 MADs")
                .Passes("(1, 1), (2, 2), (3, 3), (4, 4), (5, NULL)")
                .FailsByOne("(1, 1), (2, 2), (3, 3), (4, 4), (5, 99)", "+1 row", "id=5, n=99.00")
                .Empty(Outcome.NotJudged)
                .Nulls("nothing but nulls", NotJudged, "(1, NULL)")
                .AndSentence("too few values", NotJudged, "(1, 1), (2, 99), (3, 1)"),
            new SentenceCases(Sides.One, Cents, "n in {a} has no outliers beyond 1 standard deviation")
                .AndSentence("both ends", Failed("+2 rows", "id=1, n=0.00 & id=4, n=6.00"), "(1, 0), (2, 3), (3, 3), (4, 6)")
                .AndSentence("all the same", Passed, "(1, 3), (2, 3), (3, 3), (4, 3)"),
        ];

    // The cases are evaluated at noon UTC on 2026-01-01.
    private static IEnumerable<SentenceCases> Ages() =>
        [
            new SentenceCases(Sides.One, "id INT PRIMARY KEY, m TIMESTAMP", "m in {a} is at most 1 day older than the run")
                .Passes("(1, '2025-12-31 12:00:00'), (2, '2026-05-01 00:00:00')")
                .FailsByOne("(1, '2025-12-31 12:00:00'), (2, '2025-12-31 11:59:59')", "+1 row", "id=2, m=2025-12-31 11:59:59")
                .Empty(Outcome.NotJudged)
                .Nulls("nothing but nulls", NotJudged, "(1, NULL)"),
            new SentenceCases(Sides.One, "id INT PRIMARY KEY, m TIMESTAMP", "m in {a} is at least 24 hours older than the run, where id is above 0")
                .Passes("(1, '2025-12-31 12:00:00'), (0, '2026-01-01 00:00:00')")
                .FailsByOne("(1, '2025-12-31 12:00:00'), (2, '2025-12-31 12:00:01')", "+1 row", "id=2, m=2025-12-31 12:00:01")
                .Empty(Outcome.NotJudged)
                .Nulls("nothing but nulls", NotJudged, "(1, NULL)"),
            new SentenceCases(Sides.One, "id INT PRIMARY KEY, f TIMESTAMP, t DATE", "t in {a} is at most 2 days after f")
                .AndSentence(
                    "met exactly, or before",
                    Passed,
                    "(1, '2026-01-01 00:00:00', '2026-01-03'), (2, '2026-01-05 00:00:00', '2026-01-01'), (3, NULL, '2026-01-01')"
                )
                .AndSentence("a day more", Failed("+1 row", "id=1, t=2026-01-04, f=2026-01-01 12:00:00"), "(1, '2026-01-01 12:00:00', '2026-01-04')"),
            new SentenceCases(Sides.One, "id INT PRIMARY KEY, f TIMESTAMP, t DATE", "f in {a} is at least 90 minutes before t").AndSentence(
                "a second too late",
                Failed("+1 row", "id=2, f=2026-01-02 22:30:01, t=2026-01-03"),
                "(1, '2026-01-02 22:30:00', '2026-01-03'), (2, '2026-01-02 22:30:01', '2026-01-03')"
            ),
        ];

    private static IEnumerable<SentenceCases> QueryResults() =>
        [
            new SentenceCases(
                Sides.One,
                "id INT PRIMARY KEY, n INT",
                "the result of this query in {a.layer} is between 1 and 2:\n\"\"\"\nSELECT SUM(n) FROM {a.table}\n\"\"\""
            )
                .Passes("(1, 1), (2, 1)")
                .FailsByOne("(1, 1), (2, 2)", "+1.00", null)
                .Empty(Outcome.NotJudged)
                .Nulls("nothing but nulls", NotJudged, "(1, NULL)"),
            new SentenceCases(
                Sides.One,
                "id INT PRIMARY KEY, n INT",
                "the result of this query in {a.layer} is at least 1:\n\"\"\"\nSELECT n FROM {a.table}\n\"\"\""
            ).AndSentence("two rows", new Expectation(Outcome.Error), "(1, 1), (2, 1)"),
            new SentenceCases(Sides.One, Pairs, "n is at least m * 2 in every row of {a}")
                .Passes("(1, 4, 2), (2, 5, 2)")
                .FailsByOne("(1, 4, 2), (2, 3, 2)", "+1 row", "id=2, n=3, m=2")
                .Empty(Outcome.NotJudged)
                .Nulls("a row with a null is not judged", Passed, "(1, 4, 2), (2, NULL, 2)"),
            new SentenceCases(Sides.One, Pairs, "n and m in {a} are one of these combinations:\n  | n | m |\n  | 1 | 2 |\n  | 2 | 1 |")
                .Passes("(1, 1, 2), (2, 2, 1)")
                .FailsByOne("(1, 1, 2), (2, 1, 1)", "+1 row", "id=2, n=1, m=1")
                .Empty(Outcome.NotJudged)
                .Nulls("a row with a null is not judged", Passed, "(1, 1, 2), (2, NULL, 1)"),
            new SentenceCases(Sides.One, Pairs, "at least one of n and m is not null in every row of {a}")
                .Passes("(1, 1, NULL), (2, NULL, 1)")
                .FailsByOne("(1, 1, NULL), (2, NULL, NULL)", "+1 row", "id=2, n=null, m=null")
                .Empty(Outcome.NotJudged)
                .Nulls("nothing but nulls", Failed("+1 row", "id=1, n=null, m=null"), "(1, NULL, NULL)"),
            new SentenceCases(Sides.One, Texts, "v in {a} is valid JSON")
                .AndSentence("of every kind", Passed, "(1, '{}'), (2, '[1]'), (3, 'null'), (4, NULL)")
                .AndSentence("strictly", Failed("+2 rows", "v= & v=[1,]"), "(1, '[1,]'), (2, '')")
                .AndSentence("nothing but nulls", NotJudged, "(1, NULL)"),
            new SentenceCases(
                Sides.One,
                "id INT PRIMARY KEY, v VARCHAR(99)",
                "v in {a} is JSON that meets this schema:\n\"\"\"\n"
                    + "{ \"$id\": \"https://example.com/e\", \"type\": \"object\", \"required\": [\"n\"], "
                    + "\"properties\": { \"n\": { \"$ref\": \"#/$defs/n\" } }, \"$defs\": { \"n\": { \"type\": \"integer\", \"minimum\": 1 } } }\n\"\"\""
            )
                .Passes("(1, '{\"n\":1}'), (2, '{\"n\":2,\"other\":null}')")
                .FailsByOne("(1, '{\"n\":1}'), (2, '{\"n\":0}')", "+1 row", "v={\"n\":0}")
                .Empty(Outcome.NotJudged)
                .Nulls("a null is no value", Passed, "(1, '{\"n\":1}'), (2, NULL)")
                .AndSentence("no JSON", Failed("+2 rows", "v={n:1} & v={}"), "(1, '{}'), (2, '{n:1}')"),
            new SentenceCases(Sides.One, Texts, "v in {a} has the JSON keys a and b")
                .AndSentence("an object with both", Passed, "(1, '{\"b\":null,\"a\":1}')")
                .AndSentence("a list has none", Failed("+1 row", "v=[\"a\",\"b\"]"), "(1, '[\"a\",\"b\"]')"),
            new SentenceCases(Sides.One, Texts, "v in {a} is a valid IBAN, except in at most 1 row")
                .AndSentence("one exception", Passed, "(1, 'GB82WEST12345698765432'), (2, 'GB82WEST12345698765431')")
                .AndSentence("two", Failed("+1 row", "v=GB82 & v=GB83WEST12345698765432"), "(1, 'GB83WEST12345698765432'), (2, 'GB82')")
                .AndSentence("one value in two rows", Failed("+1 row", "v=GB82"), "(1, 'GB82'), (2, 'GB82')"),
            new SentenceCases(Sides.One, Texts, "v in {a} is a valid payment card number, in at least 50 % of rows")
                .AndSentence("met exactly", Passed, "(1, '4111111111111111'), (2, '1'), (3, NULL)")
                .AndSentence("missed", Failed("+1 row", "v=1"), "(1, '4111111111111111'), (2, '1'), (3, '1')"),
            new SentenceCases(Sides.One, Texts, "at least 50 % of v in {a} is valid JSON")
                .AndSentence("met exactly", Passed, "(1, '1'), (2, 'x'), (3, NULL)")
                .AndSentence("missed", Failed("+1 row", "v=x"), "(1, 'x')"),
            new SentenceCases(Sides.One, Texts, "v in {a} is valid JSON, nulls included")
                .AndSentence("with a value", Passed, "(1, '1')")
                .AndSentence("nothing but nulls", Failed("+1 row"), "(1, NULL)"),
        ];
}

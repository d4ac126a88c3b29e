using ShopStream.Quality.Results;

namespace ShopStream.Tests.SentenceMatrix;

/// <summary>Amounts with every digit, and keys compared by the type of their column.</summary>
internal static partial class Cases
{
    private const string Fine = "id INT PRIMARY KEY, n DECIMAL(38, 18)";
    private const string Keyed10 = "id INT PRIMARY KEY, k VARCHAR(20), n DECIMAL(38, 10)";
    private const string RowsById = "n where rule; row order: id; key: k";

    private static IEnumerable<SentenceCases> Digits() =>
        [
            new SentenceCases(Sides.Two, Fine, "the sum of n in {a} equals the sum of n in {b} exactly")
                .AndSentence("the 17th decimal", Failed("+0.00000000000000001 n"), "(1, 12345678901.123456789012345670)", "(1, 12345678901.123456789012345680)")
                .AndSentence(
                    "the 18th decimal of 38 digits",
                    Failed("+0.000000000000000001 n"),
                    "(1, 99999999999999999998.999999999999999998)",
                    "(1, 99999999999999999998.999999999999999999)"
                )
                .AndSentence(
                    "38 digits that are equal",
                    Passed,
                    "(1, 99999999999999999998.999999999999999999)",
                    "(1, 99999999999999999998.999999999999999998), (2, 0.000000000000000001)"
                ),
            new SentenceCases(
                Sides.Two,
                "id INT PRIMARY KEY, n DECIMAL(38, 0)",
                "the sum of n in {a} equals the sum of n in {b}",
                "the sum of n in {a} equals the sum of n in {b} to the cent"
            ).AndSentence("one in 38 digits", Failed("+1.00 n"), "(1, 99999999999999999999999999999999999998)", "(1, 99999999999999999999999999999999999999)"),
            new SentenceCases(Sides.Two, Keyed10 + ", status VARCHAR(10)", "revenue in {a} reconciles with revenue in {b} by key exactly") { Rule = RowsById }
                .AndSentence(
                    "a billionth moved from row to row",
                    Failed("0.00 revenue", SameTotal("k=A", "2.00")),
                    "(1, 'A', 1.0000000000, 'paid'), (2, 'A', 1.0000000000, 'paid')",
                    "(1, 'A', 1.0000000010, 'paid'), (2, 'A', 0.9999999990, 'paid')"
                )
                .AndSentence(
                    "the last of 28 digits moved from row to row",
                    Failed("0.00 revenue", SameTotal("k=A", "900,000,000,000,000,001.00")),
                    "(1, 'A', 900000000000000000.0000000001, 'paid'), (2, 'A', 0.9999999999, 'paid')",
                    "(1, 'A', 900000000000000000.0000000000, 'paid'), (2, 'A', 1.0000000000, 'paid')"
                )
                .AndSentence(
                    "the same amounts with another scale",
                    Passed,
                    "(1, 'A', 1.5000000000, 'paid')",
                    "(1, 'A', 1.50, 'paid')",
                    columnsOfB: "id INT PRIMARY KEY, k VARCHAR(20), n DECIMAL(12, 2), status VARCHAR(10)"
                ),
            new SentenceCases(Sides.Two, "id INT PRIMARY KEY, k VARCHAR(20), n DECIMAL(38, 18)", Keyed("k | k", "exactly")).AndSentence(
                "the 18th decimal beside a column with two",
                Failed(
                    "−0.000000000000000001 amount",
                    "k=A: expected 1.000000000000000001, found 1.00 (−0.000000000000000001)",
                    "k=A: expected 1.00, found 1.000000000000000001 (+0.000000000000000001)"
                ),
                "(1, 'A', 1.000000000000000001)",
                "(1, 'A', 1.00)",
                columnsOfB: "id INT PRIMARY KEY, k VARCHAR(20), n DECIMAL(38, 2)"
            ),
            new SentenceCases(Sides.Two, Orders, Keyed("k | k", "exactly"))
                .AndSentence(
                    "texts that look like one number are two groups",
                    Failed(
                        "0.00 amount",
                        "k=1.1: expected 1.00, found 0.00 (−1.00) & k=1.10: expected 0.00, found 1.00 (+1.00)",
                        "k=1.1: expected 0.00, found 1.00 (+1.00) & k=1.10: expected 1.00, found 0.00 (−1.00)"
                    ),
                    "(1, '', NULL, '1.1', 1.00)",
                    "(1, '', NULL, '1.10', 1.00)"
                )
                .AndSentence(
                    "2 and 2.0 as texts are two groups",
                    Failed(
                        "0.00 amount",
                        "k=2: expected 1.00, found 0.00 (−1.00) & k=2.0: expected 0.00, found 1.00 (+1.00)",
                        "k=2: expected 0.00, found 1.00 (+1.00) & k=2.0: expected 1.00, found 0.00 (−1.00)"
                    ),
                    "(1, '', NULL, '2', 1.00)",
                    "(1, '', NULL, '2.0', 1.00)"
                ),
            new SentenceCases(Sides.Directed, "id INT PRIMARY KEY, v VARCHAR(10)", "every v in {a} exists as v in {b}").AndSentence(
                "a text that looks like another's number",
                new Expectation(Outcome.Failed, "+1 row", "id=1, v=1.10") { DifferenceAcross = "+1 value", KeyAcross = "v=1.10" },
                "(1, '1.10')",
                "(1, '1.1')"
            ),
            new SentenceCases(Sides.Directed, "id INT PRIMARY KEY, v DECIMAL(10, 2)", "every v in {a} exists as v in {b}").AndSentence(
                "a number of another scale",
                Passed,
                "(1, 1.50), (2, 2)",
                "(1, 1.5000), (2, 2.0000)",
                columnsOfB: "id INT PRIMARY KEY, v DECIMAL(18, 4)"
            ),
            new SentenceCases(Sides.Two, "id INT PRIMARY KEY, k DECIMAL(10, 2), n DECIMAL(12, 2)", Keyed("k | k", "exactly"))
                .AndSentence(
                    "decimals without an integer digit",
                    Passed,
                    "(1, 0.50, 2.50), (2, -0.25, 1), (3, 0, 1)",
                    "(1, 0.50, 2.50), (2, -0.25, 1), (3, 0, 1)",
                    columnsOfB: "id INT PRIMARY KEY, k DECIMAL(5, 5), n DECIMAL(12, 2)"
                )
                .AndSentence(
                    "a decimal without a fraction and an integer are one group",
                    Passed,
                    "(1, 1.00, 2.50)",
                    "(1, 1, 2.50)",
                    columnsOfB: "id INT PRIMARY KEY, k INT, n DECIMAL(12, 2)"
                ),
        ];

    // The unit separator once divided keys.
    private static IEnumerable<SentenceCases> Separators() =>
        [
            new SentenceCases(
                Sides.Two,
                "id INT PRIMARY KEY, k VARCHAR(20), l VARCHAR(20), n DECIMAL(12, 2), status VARCHAR(10)",
                "revenue in {a} reconciles with revenue in {b} by key and letter exactly"
            )
            {
                Rule = "n where rule; row order: id; key: k; letter: l",
            }.AndSentence(
                "a separator that moves from one key to the next",
                Failed(
                    "−1.00 revenue",
                    "k=x, l=y[U+001F]z: expected 2.00, found 0.00 (−2.00, −1 row) & k=x[U+001F]y, l=z: expected 0.00, found 1.00 (+1.00, +1 row)",
                    "k=x, l=y[U+001F]z: expected 0.00, found 2.00 (+2.00, +1 row) & k=x[U+001F]y, l=z: expected 1.00, found 0.00 (−1.00, −1 row)"
                ),
                "(1, 'x', 'y\u001fz', 2.00, 'paid')",
                "(1, 'x\u001fy', 'z', 1.00, 'paid')"
            ),
        ];

    private static string SameTotal(string key, string total) =>
        $"{key}: expected {total}, found {total} (0.00): same total, but different amounts in its rows";
}

using ShopStream.Quality.Results;

namespace ShopStream.Tests.SentenceMatrix;

internal static partial class Cases
{
    private const string Amounts = "id INT PRIMARY KEY, n DECIMAL(12, 2)";
    private const string Orders = "id INT PRIMARY KEY, status VARCHAR(10), \"at\" TIMESTAMP, k VARCHAR(20), n DECIMAL(12, 2)";
    private const string OneOrder = "(1, 'paid', '2026-01-01 00:00:00', 'DE', 1.00)";
    private const string Later = "(2, 'paid', '2026-01-02 23:59:59.999999', 'FR', 2.00)";
    private const string Lost = "(3, 'lost', '2026-01-02 12:00:00', 'FR', 9.00)";

    private static IEnumerable<SentenceCases> Sums() =>
        [
            new SentenceCases(
                Sides.Two,
                Amounts,
                "the sum of n in {a} equals the sum of n in {b}",
                "the sum of n in {a} equals the sum of n in {b} exactly",
                "the sum of n in {a} equals the sum of n in {b} to the cent"
            )
                .Passes("(1, 1.00), (2, 2.00)", "(7, 3.00)")
                .FailsByOne("(1, 1.00)", "+0.01 n", null, "(1, 1.01)")
                .Empty(Outcome.NotJudged)
                .Nulls("nulls add nothing", Passed, "(1, 1.00), (2, NULL)", "(1, 1.00)")
                .Nulls("nothing but nulls on both sides", NotJudged, "(1, NULL)", "(1, NULL), (2, NULL)")
                .Nulls("nothing but nulls on one side", Failed("+1.00 n"), "(1, NULL)", "(1, 1.00)")
                .AndSentence("one side is empty", Failed("+1.00 n"), "", "(1, 1.00)")
                .AndSentence("amounts beyond what a float holds", Failed("+0.01 n"), "(1, 9999999999.98)", "(1, 9999999999.99)")
                .AndSentence("decimals of another scale", Passed, "(1, 1.50)", "(1, 1.5000)", columnsOfB: "id INT PRIMARY KEY, n DECIMAL(18, 4)"),
            new SentenceCases(Sides.Two, "id INT PRIMARY KEY, n DECIMAL(18, 4)", "the sum of n in {a} equals the sum of n in {b} to the cent")
                .AndSentence("less than half a cent is no cent", Passed, "(1, 1.0000)", "(1, 1.0049)")
                .AndSentence("half a cent is one", Failed("+0.005 n"), "(1, 1.0000)", "(1, 1.0050)"),
            new SentenceCases(
                Sides.Two,
                Amounts,
                "the sum of n in {a} equals the sum of n in {b} within 1 %",
                "the sum of n in {a} equals the sum of n in {b} within 1.00%"
            )
                .AndSentence("at the edge of what the smaller side allows", Passed, "(1, 100.00)", "(1, 101.00)", situation: CaseKind.Passes)
                .FailsByOne("(1, 100.00)", "+1.02 n", null, "(1, 101.02)")
                .Empty(Outcome.NotJudged)
                .Nulls("nulls add nothing", Passed, "(1, 100.00), (2, NULL)", "(1, 100.50)")
                .AndSentence("of nothing expected no percent is anything", Failed("+0.01 n"), "(1, 0.00)", "(1, 0.01)")
                .AndSentence("nothing on both sides is the same", Passed, "(1, 0.00)", "(1, 1.00), (2, -1.00)")
                .AndSentence("of negative amounts as of others", Passed, "(1, -100.00)", "(1, -101.00)"),
            new SentenceCases(Sides.Two, "id INT PRIMARY KEY, \"Sum\" INT", "the sum of Sum in {a} equals the sum of Sum in {b}").AndSentence(
                "a function's name in upper case",
                Failed("+1.00 Sum"),
                "(1, 1)",
                "(1, 2)"
            ),
        ];

    private static IEnumerable<SentenceCases> Reconciliation() =>
        [
            new SentenceCases(Sides.Two, Orders, "revenue in {a} reconciles with revenue in {b}", "revenue in {a} reconciles with revenue in {b} to the cent")
            {
                Rule = "n where rule; row order: id; day: at; country: k",
            }
                .Passes($"{OneOrder}, {Later}, {Lost}", $"{Later}, {OneOrder}")
                .FailsByOne(
                    OneOrder,
                    "+2.00 revenue",
                    "total: expected 1.00, found 3.00 (+2.00, +1 row)",
                    $"{OneOrder}, {Later}",
                    "total: expected 3.00, found 1.00 (−2.00, −1 row)"
                )
                .Empty(Outcome.NotJudged)
                .Nulls(
                    "a row without an amount is a row, and a state that is null does not count",
                    Passed,
                    "(1, 'paid', NULL, NULL, NULL), (2, 'paid', NULL, NULL, 1), (3, NULL, NULL, NULL, 5)",
                    "(1, 'paid', NULL, NULL, NULL), (2, 'paid', NULL, NULL, 1)"
                )
                .Nulls(
                    "nothing where there was an amount of zero",
                    Failed("0.00 revenue", SameTotal("total")),
                    "(1, 'paid', NULL, NULL, 0)",
                    "(1, 'paid', NULL, NULL, NULL)"
                )
                .AndSentence("no row counts", NotJudged, Lost, Lost)
                .AndSentence(
                    "a cent moved from row to row",
                    Failed("0.00 revenue", "total: expected 3.00, found 3.00 (0.00): same total, but different amounts in its rows"),
                    "(1, 'paid', NULL, NULL, 1.00), (2, 'paid', NULL, NULL, 2.00)",
                    "(1, 'paid', NULL, NULL, 1.01), (2, 'paid', NULL, NULL, 1.99)"
                ),
            new SentenceCases(
                Sides.Two,
                Orders,
                "revenue in {a} reconciles with revenue in {b} by day",
                "revenue in {a} reconciles with revenue in {b} by day to the cent",
                "revenue in {a} reconciles with revenue in {b} by day and country"
            )
            {
                Rule = "n where rule; row order: id; day: at; country: k",
            }
                .Passes($"{OneOrder}, {Later}, {Lost}", $"{Later}, {OneOrder}")
                .Empty(Outcome.NotJudged)
                .Nulls(
                    "groups without a name are one group",
                    Passed,
                    "(1, 'paid', NULL, NULL, 1.00), (2, 'paid', NULL, NULL, 2.00)",
                    "(2, 'paid', NULL, NULL, 2.00), (1, 'paid', NULL, NULL, 1.00)"
                ),
            new SentenceCases(
                Sides.Two,
                Orders,
                "revenue in {a} reconciles with revenue in {b} by day",
                "revenue in {a} reconciles with revenue in {b} by day to the cent"
            )
            {
                Rule = "n where rule; row order: id; day: at; country: k",
            }
                .FailsByOne(
                    OneOrder,
                    "+2.00 revenue",
                    "day of at=2026-01-02: expected 0.00, found 2.00 (+2.00, +1 row)",
                    $"{OneOrder}, {Later}",
                    "day of at=2026-01-02: expected 2.00, found 0.00 (−2.00, −1 row)"
                )
                .Nulls(
                    "a group without a name is named",
                    Failed("+1.00 revenue", "day of at=null: expected 1.00, found 2.00 (+1.00)", "day of at=null: expected 2.00, found 1.00 (−1.00)"),
                    $"{Later}, (1, 'paid', NULL, NULL, 1.00)",
                    $"{Later}, (1, 'paid', NULL, NULL, 2.00)"
                )
                .AndSentence(
                    "a microsecond before midnight is the day before",
                    Failed(
                        "0.00 revenue",
                        "day of at=2026-01-01: expected 1.00, found 0.00 (−1.00, −1 row) & day of at=2026-01-02: expected 0.00, found 1.00 (+1.00, +1 row)",
                        "day of at=2026-01-01: expected 0.00, found 1.00 (+1.00, +1 row) & day of at=2026-01-02: expected 1.00, found 0.00 (−1.00, −1 row)"
                    ),
                    "(1, 'paid', '2026-01-01 23:59:59.999999', 'DE', 1.00)",
                    "(1, 'paid', '2026-01-02 00:00:00', 'DE', 1.00)"
                ),
            new SentenceCases(
                Sides.Two,
                Orders,
                "revenue in {a} reconciles with revenue in {b} by country",
                "revenue in {a} reconciles with revenue in {b} by country within 5 %"
            )
            {
                Rule = "n where rule; row order: id; day: at; country: k",
            }.AndSentence("a group whose rows do not count agrees with a group that does not exist", Passed, $"{OneOrder}, {Lost}", OneOrder),
            new SentenceCases(Sides.Two, Orders, "revenue in {a} reconciles with revenue in {b} by country within 5 %") { Rule = "n where rule; country: k" }
                .AndSentence("and with a group of zero", Passed, $"{OneOrder}, {Lost}", $"{OneOrder}, (3, 'paid', NULL, 'FR', 0.00)")
                .AndSentence(
                    "a group that does not exist does not agree with a group of zero",
                    Failed("0.00 revenue", "k=FR: expected no such group, found 0.00", "k=FR: expected 0.00, found no such group"),
                    OneOrder,
                    $"{OneOrder}, (3, 'paid', NULL, 'FR', 0.00)"
                ),
            new SentenceCases(Sides.Two, Orders, "revenue in {a} reconciles with revenue in {b} by country within 1 %")
            {
                Rule = "n where rule; row order: id; day: at; country: k",
            }.AndSentence(
                "each group by itself",
                Failed("+0.02 revenue", "k=FR: expected 0.00, found 0.02 (+0.02)", "k=FR: expected 0.02, found 0.00 (−0.02)"),
                "(1, 'paid', NULL, 'DE', 100), (2, 'paid', NULL, 'FR', 0.00)",
                "(1, 'paid', NULL, 'DE', 100), (2, 'paid', NULL, 'FR', 0.02)"
            ),
            new SentenceCases(Sides.Two, Orders, Keyed("k | k", "exactly"), Keyed("k | k", "to the cent"))
                .Passes($"{OneOrder}, {Later}", $"(7, 'x', NULL, 'FR', 2.00), (8, 'x', NULL, 'DE', 0.40), (9, 'x', NULL, 'DE', 0.60)")
                .FailsByOne(
                    OneOrder,
                    "+2.00 amount",
                    "k=FR: expected 0.00, found 2.00 (+2.00)",
                    $"{OneOrder}, {Later}",
                    "k=FR: expected 2.00, found 0.00 (−2.00)"
                )
                .Empty(Outcome.NotJudged)
                .Nulls(
                    "a group without a name is a group",
                    Failed("+1.00 amount", "k=null: expected 1.00, found 2.00 (+1.00)", "k=null: expected 2.00, found 1.00 (−1.00)"),
                    $"{Later}, (1, '', NULL, NULL, 1.00)",
                    $"{Later}, (1, '', NULL, NULL, 2.00)"
                )
                .Nulls(
                    "a group without a name and one of the empty name",
                    Failed("+1.00 amount", "k=: expected 0.00, found 1.00 (+1.00)", "k=: expected 1.00, found 0.00 (−1.00)"),
                    "(1, '', NULL, NULL, 1.00)",
                    "(1, '', NULL, NULL, 1.00), (2, '', NULL, '', 1.00)"
                )
                .AndSentence(
                    "a group of zero is not a group that does not exist",
                    Failed("0.00 amount", "k=FR: expected 0.00, found no such group", "k=FR: expected no such group, found 0.00"),
                    "(1, '', NULL, 'DE', 1.00), (2, '', NULL, 'FR', 0.00)",
                    "(1, '', NULL, 'DE', 1.00)"
                )
                .AndSentence(
                    "nor is a group of nulls",
                    Failed("0.00 amount", "k=FR: expected no such group, found 0.00", "k=FR: expected 0.00, found no such group"),
                    "(1, '', NULL, 'DE', 1.00)",
                    "(1, '', NULL, 'DE', 1.00), (2, '', NULL, 'FR', NULL), (3, '', NULL, 'FR', NULL)"
                )
                .AndSentence(
                    "nor a group that cancels out",
                    Failed("0.00 amount", "k=FR: expected 0.00, found no such group", "k=FR: expected no such group, found 0.00"),
                    "(1, '', NULL, 'DE', 1.00), (2, '', NULL, 'FR', 2.00), (3, '', NULL, 'FR', -2.00)",
                    "(1, '', NULL, 'DE', 1.00)"
                )
                .AndSentence(
                    "nor a group of zero without a name",
                    Failed("0.00 amount", "k=null: expected no such group, found 0.00", "k=null: expected 0.00, found no such group"),
                    "(1, '', NULL, 'DE', 1.00)",
                    "(1, '', NULL, 'DE', 1.00), (2, '', NULL, NULL, 0.00)"
                )
                .AndSentence(
                    "groups of zero on both sides agree",
                    Passed,
                    "(1, '', NULL, 'DE', 1.00), (2, '', NULL, 'FR', 0.00)",
                    "(1, '', NULL, 'DE', 1.00), (2, '', NULL, 'FR', NULL)"
                )
                .AndSentence(
                    "all groups are zero on one side and do not exist on the other",
                    Failed("0.00 amount", "k=FR: expected 0.00, found no such group", "k=FR: expected no such group, found 0.00"),
                    "(2, '', NULL, 'FR', 0.00)",
                    ""
                )
                .AndSentence(
                    "quotes, commas and signs beyond ASCII",
                    Failed("+0.01 amount", "k=it's, \"ü€😀\": expected 1.00, found 1.01 (+0.01)", "k=it's, \"ü€😀\": expected 1.01, found 1.00 (−0.01)"),
                    "(1, '', NULL, 'it''s, \"ü€😀\"', 1.00)",
                    "(1, '', NULL, 'it''s, \"ü€😀\"', 1.01)"
                )
                .AndSentence(
                    "case and blanks tell groups apart",
                    Failed(
                        "0.00 amount",
                        "k=DE: expected 0.00, found 1.00 (+1.00) & k=de: expected 1.00, found 0.00 (−1.00)",
                        "k=DE: expected 1.00, found 0.00 (−1.00) & k=de: expected 0.00, found 1.00 (+1.00)"
                    ),
                    "(1, '', NULL, 'de', 1.00)",
                    "(1, '', NULL, 'DE', 1.00)"
                ),
            new SentenceCases(Sides.Two, Orders, Keyed("at by day | at by day", "exactly")).AndSentence(
                "a timestamp and a day",
                Passed,
                "(1, '', '2026-01-01 23:59:59.999999', '', 1.00)",
                "(1, '', '2026-01-01', '', 1.00)",
                columnsOfB: Orders.Replace("TIMESTAMP", "DATE", StringComparison.Ordinal)
            ),
            new SentenceCases(Sides.Two, "id INT PRIMARY KEY, k DECIMAL(10, 2), n DECIMAL(12, 2)", Keyed("k | k", "exactly")).AndSentence(
                "decimals of another scale are one group and one amount",
                Passed,
                "(1, 1.50, 2.50)",
                "(1, 1.5000, 2.500000)",
                columnsOfB: "id INT PRIMARY KEY, k DECIMAL(12, 4), n DECIMAL(18, 6)"
            ),
        ];

    private static string SameTotal(string group) => $"{group}: expected 0.00, found 0.00 (0.00): same total, but different amounts in its rows";

    private static string Keyed(string keys, string tolerance) =>
        $"{{a}} reconciles with {{b}}:\n| what | {{a}} | {{b}} | tolerance |\n| key | {keys} | |\n| amount | n | n | {tolerance} |";
}

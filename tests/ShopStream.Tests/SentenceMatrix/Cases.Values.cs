using ShopStream.Quality.Results;

namespace ShopStream.Tests.SentenceMatrix;

internal static partial class Cases
{
    private static IEnumerable<SentenceCases> Values() =>
        [
            new SentenceCases(Sides.One, Texts, "v in {a} is one of a, \"it's, ok\", für, \"say \"\"so\"\"\", \"\"")
                .Passes("(1, 'a'), (2, 'it''s, ok'), (3, 'für'), (4, 'say \"so\"'), (5, '')")
                .FailsByOne("(1, 'a'), (2, 'A')", "+1 row", "id=2, v=A")
                .Empty(Outcome.NotJudged)
                .Nulls("of a null nothing is claimed", Passed, "(1, 'a'), (2, NULL)")
                .Nulls("nothing but nulls", NotJudged, "(1, NULL)")
                .AndSentence("a blank too many", Failed("+1 row", "id=2, v=a "), "(1, 'a'), (2, 'a ')"),
            new SentenceCases(Sides.One, Numbers, "n in {a} is between 1 and 5")
                .Passes("(1, 1), (2, 5)")
                .FailsByOne("(1, 1), (2, 6)", "+1 row", "id=2, n=6")
                .Empty(Outcome.NotJudged)
                .Nulls("of a null nothing is claimed", Passed, "(1, 1), (2, NULL)")
                .Nulls("nothing but nulls", NotJudged, "(1, NULL)"),
            new SentenceCases(Sides.One, Numbers, "n in {a} is between -1.5 and 1.5").AndSentence(
                "whole numbers and bounds with a fraction",
                Failed("+1 row", "id=3, n=2"),
                "(1, -1), (2, 1), (3, 2)"
            ),
            new SentenceCases(Sides.One, "id INT PRIMARY KEY, \"at\" TIMESTAMP", "at in {a} is between 2026-01-01 and 2026-01-31").AndSentence(
                "a day is its midnight",
                Failed("+1 row", "id=3, at=2026-01-31 00:00:00.000001"),
                "(1, '2026-01-01 00:00:00'), (2, '2026-01-31 00:00:00'), (3, '2026-01-31 00:00:00.000001')"
            ),
            new SentenceCases(Sides.One, "id INT PRIMARY KEY, n DECIMAL(10, 2)", "n in {a} is never negative")
                .Passes("(1, 0), (2, 0.01)")
                .FailsByOne("(1, 0), (2, -0.01)", "+1 row", "id=2, n=-0.01")
                .Empty(Outcome.NotJudged)
                .Nulls("of a null nothing is claimed", Passed, "(1, 0), (2, NULL)")
                .Nulls("nothing but nulls", NotJudged, "(1, NULL)"),
            new SentenceCases(Sides.One, "id INT PRIMARY KEY, n DECIMAL(10, 2)", "n in {a} is at least 0.01", "n in {a} is at least 0.005")
                .Passes("(1, 0.01), (2, 7)")
                .FailsByOne("(1, 0), (2, 0.01)", "+1 row", "id=1, n=0.00")
                .Empty(Outcome.NotJudged)
                .Nulls("of a null nothing is claimed", Passed, "(1, 1), (2, NULL)")
                .Nulls("nothing but nulls", NotJudged, "(1, NULL)"),
            new SentenceCases(Sides.One, Numbers, "n in {a} is at most 1", "n in {a} is at most 1.5")
                .Passes("(1, 1), (2, -7)")
                .FailsByOne("(1, 2), (2, 1)", "+1 row", "id=1, n=2")
                .Empty(Outcome.NotJudged)
                .Nulls("of a null nothing is claimed", Passed, "(1, 1), (2, NULL)")
                .Nulls("nothing but nulls", NotJudged, "(1, NULL)"),
            new SentenceCases(Sides.One, Texts, "v in {a} matches [A-Z]{3}")
                .Passes("(1, 'DEU'), (2, 'FRA')")
                .FailsByOne("(1, 'DEU'), (2, 'FRAU')", "+1 row", "id=2, v=FRAU")
                .Empty(Outcome.NotJudged)
                .Nulls("of a null nothing is claimed", Passed, "(1, 'DEU'), (2, NULL)")
                .Nulls("nothing but nulls", NotJudged, "(1, NULL)")
                .AndSentence("the empty text does not", Failed("+1 row", "id=2, v="), "(1, 'DEU'), (2, '')")
                .AndSentence("a line feed at the end is a sign", Failed("+1 row", "id=2, v=FRA[U+000A]"), "(1, 'DEU'), (2, 'FRA' || CHR(10))"),
            new SentenceCases(Sides.One, Texts, "v in {a} matches a|bc", "v in {a} matches ((a|bc))").AndSentence(
                "alternatives are of the whole value",
                Failed("+1 row", "id=3, v=ac"),
                "(1, 'a'), (2, 'bc'), (3, 'ac')"
            ),
            new SentenceCases(Sides.One, "id INT PRIMARY KEY, t DECIMAL(12, 4), q INT, p DECIMAL(10, 2)", "t equals q * (p - 0.5) in every row of {a}")
                .Passes("(1, 3.0000, 2, 2.00), (2, 0, 0, 9.99)")
                .FailsByOne("(1, 3, 2, 2), (2, 3.0001, 2, 2)", "+1 row", "id=2, t=3.0001, q=2, p=2.00")
                .Empty(Outcome.NotJudged)
                .Nulls("two nulls are the same", Passed, "(1, 3, 2, 2), (2, NULL, NULL, 2)")
                .Nulls("a null is no amount", Failed("+1 row", "id=2, t=null, q=2, p=2.00"), "(1, 3, 2, 2), (2, NULL, 2, 2)"),
            new SentenceCases(Sides.One, "id INT PRIMARY KEY, \"Order\" INT, \"Total\" INT", "Order equals Total + 1 in every row of {a}").AndSentence(
                "reserved words in upper case",
                Failed("+1 row", "id=2, Order=3, Total=3"),
                "(1, 2, 1), (2, 3, 3)"
            ),
        ];

    private static IEnumerable<SentenceCases> Shape() =>
        [
            new SentenceCases(
                Sides.One,
                "id INT NOT NULL, v TEXT, d DECIMAL(10, 2), \"at\" TIMESTAMP",
                "{a} has exactly these columns:\n| name | type | nullable |\n| id | int | no |\n"
                    + "| v | text | yes |\n| d | decimal(10,2) | yes |\n| at | timestamp | yes |"
            )
                .Passes("(1, 'a', 1, '2026-01-01')")
                .Empty(Outcome.Passed)
                .Nulls("rows do not change a table's columns", Passed, "(1, NULL, NULL, NULL)")
                .AndSentence(
                    "one column more",
                    Failed("1 difference", "not expected: w int"),
                    "",
                    situation: CaseKind.FailsByOne,
                    columnsOfA: "id INT NOT NULL, v TEXT, d DECIMAL(10, 2), \"at\" TIMESTAMP, w INT"
                )
                .AndSentence(
                    "a column that may be null and should not",
                    Failed("2 differences", "missing: id int not null & not expected: id int"),
                    "",
                    columnsOfA: "id INT, v TEXT, d DECIMAL(10, 2), \"at\" TIMESTAMP"
                )
                .AndSentence(
                    "another scale",
                    Failed("2 differences", "missing: d decimal(10,2) & not expected: d decimal(10,4)"),
                    "",
                    columnsOfA: "id INT NOT NULL, v TEXT, d DECIMAL(10, 4), \"at\" TIMESTAMP"
                ),
            new SentenceCases(
                Sides.One,
                "id INT NOT NULL, v TEXT, d DECIMAL(10, 2), \"at\" TIMESTAMP, b BOOLEAN",
                "{a} offers dashboards these columns:\n| name | kind |\n| id | whole number |\n"
                    + "| v | text |\n| d | amount |\n| at | timestamp |\n| b | boolean |"
            )
                .Passes("(1, 'a', 1, '2026-01-01', true)")
                .Empty(Outcome.Passed)
                .Nulls("rows do not change a table's columns", Passed, "(1, NULL, NULL, NULL, NULL)")
                .AndSentence(
                    "one column fewer",
                    Failed("1 column not usable", "v is missing: expected text; did you mean b or d?"),
                    "",
                    situation: CaseKind.FailsByOne,
                    columnsOfA: "id INT NOT NULL, d DECIMAL(10, 2), \"at\" TIMESTAMP, b BOOLEAN"
                )
                .AndSentence("one column more", Passed, "", columnsOfA: "id INT NOT NULL, v TEXT, d DECIMAL(10, 2), \"at\" TIMESTAMP, b BOOLEAN, more TEXT")
                .AndSentence(
                    "a day in place of a moment",
                    Failed("1 column not usable", "at is date: expected a timestamp"),
                    "",
                    columnsOfA: "id INT NOT NULL, v TEXT, d DECIMAL(10, 2), \"at\" DATE, b BOOLEAN"
                )
                .AndSentence(
                    "another scale",
                    Failed("1 column not usable", "d is decimal(10,4): expected an amount (an exact decimal with two decimal places)"),
                    "",
                    columnsOfA: "id INT NOT NULL, v TEXT, d DECIMAL(10, 4), \"at\" TIMESTAMP, b BOOLEAN"
                ),
            new SentenceCases(Sides.One, Numbers, "this query finds no rows in {a.layer}:\n\"\"\"\nSELECT id FROM {a.table} WHERE n < 0\n\"\"\"")
                .Passes("(1, 1)")
                .FailsByOne("(1, 1), (2, -1)", "+1 row", "id=2")
                .Empty(Outcome.Passed)
                .Nulls("as SQL has it", Passed, "(1, NULL)"),
        ];
}

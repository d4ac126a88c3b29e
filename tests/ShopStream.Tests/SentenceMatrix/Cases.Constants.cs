using ShopStream.Quality.Results;

namespace ShopStream.Tests.SentenceMatrix;

/// <summary>A constant is compared with all its digits, in every sentence. The type of the column decides what it means.</summary>
internal static partial class Cases
{
    private const string Cents = "id INT PRIMARY KEY, n DECIMAL(10, 2)";
    private const string Days = "id INT PRIMARY KEY, d DATE";

    private static IEnumerable<SentenceCases> Constants() =>
        [
            new SentenceCases(
                Sides.One,
                Numbers,
                "n in {a} is at most 15e-1",
                "n in {a} is at most 1.5",
                "n in {a} is between -1e1 and 1.500",
                "n in {a} is one of 1, 1.5, 2.5"
            ).AndSentence("a whole number above", Failed("+1 row", "id=2, n=2"), "(1, 1), (2, 2)"),
            new SentenceCases(
                Sides.One,
                Numbers,
                "at least 50 % of n in {a} is between 0 and 15e-1",
                "at least 50 % of n in {a} is one of 15e-1, 1"
            ).AndSentence("a whole number above", Failed("−1 value", "id=2, n=2 & id=3, n=3"), "(1, 1), (2, 2), (3, 3)"),
            new SentenceCases(
                Sides.One,
                Numbers,
                "Given only rows of {a} where n is 15e-1\nThen {a} has at least 1 row",
                "Given only rows of {a} where n is above 19e-1\nAnd only rows of {a} where n is below 2\nThen {a} has at least 1 row"
            ).AndSentence("no whole number is between", Failed("−1 row"), "(1, 1), (2, 2)"),
            new SentenceCases(
                Sides.One,
                Numbers,
                "n in {a} is at most 99999999999999999999",
                "n in {a} is at least -1e30",
                "Given only rows of {a} where n is not one of 1e30\nThen n in {a} is between -2147483649 and 2147483648"
            ).AndSentence("beyond the range of the type", Passed, "(1, 2147483647), (2, -2147483648), (3, NULL)"),
            new SentenceCases(
                Sides.One,
                Cents,
                "n in {a} is at most .005",
                "n in {a} is at most 5e-3",
                "n in {a} is between 0 and .005",
                "n in {a} is one of 0, .005, 0.014"
            ).AndSentence("a cent above", Failed("+1 row", "id=2, n=0.01"), "(1, 0), (2, 0.01)"),
            new SentenceCases(
                Sides.One,
                Days,
                "d in {a} is at least \"2025-11-28 12:00\"",
                "d in {a} is between 2025-11-28T00:00:00.000001 and 2025-12-31",
                "d in {a} is one of \"2025-11-28 12:00\", 2025-11-29"
            ).AndSentence("a day is its midnight", Failed("+1 row", "id=1, d=2025-11-28"), "(1, '2025-11-28'), (2, '2025-11-29')"),
            new SentenceCases(
                Sides.One,
                Texts,
                "v in {a} is one of \"1.5\", \"2\"",
                "v in {a} is one of 1.5, 2",
                "v in {a} is one of 1.5, 2, word"
            ).AndSentence("digits are letters", Failed("+2 rows", "id=2, v=1.50 & id=3, v=2.0"), "(1, '1.5'), (2, '1.50'), (3, '2.0'), (4, '2')"),
            new SentenceCases(
                Sides.One,
                Texts,
                "Given only rows of {a} where v is 1.5\nThen {a} has exactly 1 row",
                "Given only rows of {a} where v is not one of 1.50, word\nThen {a} has exactly 1 row"
            ).AndSentence("digits are letters", Passed, "(1, '1.5'), (2, '1.50'), (3, 'word')"),
            new SentenceCases(
                Sides.One,
                "id INT PRIMARY KEY, v CHAR(5)",
                "v in {a} is one of A, B",
                "v in {a} matches [A-Z]",
                "Given only rows of {a} where v is not one of B\nThen v in {a} is one of A"
            ).AndSentence("a char has no padding", Passed, "(1, 'A'), (2, 'B')", situation: CaseKind.Special),
            new SentenceCases(
                Sides.One,
                "id INT PRIMARY KEY, r REAL",
                "r in {a} is at most 0.1",
                "r in {a} is one of 0.1",
                "r in {a} is between 0.1 and 0.1",
                "Given only rows of {a} where r is 1e-1\nThen {a} has exactly 1 row"
            ).AndSentence("the nearest value of the type", Passed, "(1, 0.1)"),
            new SentenceCases(Sides.One, "id INT PRIMARY KEY, r REAL", "r equals 0.1 in every row of {a}").AndSentence(
                "the nearest value of the type",
                Failed("+1 row", "id=2, r=null"),
                "(1, 0.1), (2, NULL)"
            ),
            new SentenceCases(Sides.One, "id INT PRIMARY KEY, n DECIMAL(38, 0)", "n equals 0.5 in every row of {a}").AndSentence(
                "a number that the type cannot have",
                Failed("+2 rows", "id=1, n=99999999999999999999999999999999999999 & id=2, n=1"),
                "(1, 99999999999999999999999999999999999999), (2, 1)"
            ),
            new SentenceCases(Sides.One, "id INT PRIMARY KEY, b BOOLEAN", "b in {a} is one of true").AndSentence(
                "true is not false",
                Failed("+1 row", "id=2, b=false"),
                "(1, true), (2, false), (3, NULL)"
            ),
            new SentenceCases(
                Sides.One,
                Texts,
                @"v in {a} matches \S+",
                @"v in {a} matches [^\s]+",
                @"v in {a} matches [^@\s]*",
                @"v in {a} matches (\w|[^\s])+"
            ).AndSentence(
                "every blank of Unicode is one",
                Failed("+3 rows", "id=2, v=a\u2003b & id=3, v=a\u00A0b & id=4, v=a[U+000B]b"),
                "(1, 'ab'), (2, 'a' || CHR(8195) || 'b'), (3, 'a' || CHR(160) || 'b'), (4, 'a' || CHR(11) || 'b')"
            ),
            new SentenceCases(Sides.One, Texts, @"v in {a} matches a\sb", @"v in {a} matches a[\s]b", @"v in {a} matches a[\s_]{1}b").AndSentence(
                "every blank of Unicode is one",
                Failed("+1 row", "id=3, v=a[U+200B]b"),
                "(1, 'a b'), (2, 'a' || CHR(8195) || 'b'), (3, 'a' || CHR(8203) || 'b')"
            ),
            new SentenceCases(Sides.One, Texts, @"v in {a} matches \d+", @"v in {a} matches [\d]+", @"v in {a} matches \w+").AndSentence(
                "digits and letters are those of ASCII",
                Failed("+1 row", "id=2, v=٣"),
                "(1, '3'), (2, '٣')"
            ),
            new SentenceCases(Sides.One, Texts, "v in {a} is at least Z", "v in {a} is between Z and ü").AndSentence(
                "bounds on text are those of its bytes, in every collation",
                Passed,
                "(1, 'a'), (2, 'é'), (3, 'Z')"
            ),
        ];
}

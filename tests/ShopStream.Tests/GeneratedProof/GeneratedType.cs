namespace ShopStream.Tests.GeneratedProof;

/// <summary>A value of a column.</summary>
/// <param name="Literal">As it is inserted.</param>
/// <param name="Text">As PostgreSQL writes it, or, for types that are compared by value, any spelling of it.</param>
internal sealed record Cell(string Literal, string Text)
{
    public override string ToString() => Literal;
}

/// <summary>A type of PostgreSQL with adversarial values.</summary>
/// <param name="Name">As in CREATE TABLE.</param>
/// <param name="Duck">The type in the warehouse, as in CREATE TABLE.</param>
/// <param name="Meaning">What its values mean.</param>
/// <param name="Cells">Its values.</param>
internal sealed record GeneratedType(string Name, string Duck, Meaning Meaning, IReadOnlyList<Cell> Cells)
{
    /// <summary>Digits of numeric: all, and behind the point; null for other types and numeric without a size.</summary>
    public (int All, int Places)? Digits { get; init; }

    /// <summary>Whether the warehouse has the type, so that a value need not be written by PostgreSQL first.</summary>
    public bool IsOfWarehouse =>
        Meaning != Meaning.Written && Name is not ("citext" or "char(5)" or "jsonb") && !Name.StartsWith("dom_", StringComparison.Ordinal);

    /// <summary>Its values in staging, where a column that arrived as text is a text.</summary>
    public Meaning MeaningOfArrived => Meaning == Meaning.Written ? Meaning.Text : Meaning;

    public override string ToString() => Name;

    /// <summary>Types that the tables need.</summary>
    public static string Script { get; } =
        "CREATE EXTENSION citext; CREATE EXTENSION hstore; CREATE TYPE mood AS ENUM ('sad', 'SAD', '1.0', '1', ' padded', '\u00e9', 'e\u0301'); "
        + "CREATE TYPE pair AS (n int, t text); CREATE DOMAIN dom_amount AS numeric(10,2); "
        + "CREATE DOMAIN dom_code AS varchar(20); CREATE DOMAIN dom_tags AS text[];\n";

    private const string Nines38 = "99999999999999999999999999999999999999";

    public static IReadOnlyList<GeneratedType> All { get; } =
    [
        Number("smallint", "SMALLINT", "-32768", "-1", "0", "1", "2", "32767"),
        Number("integer", "INTEGER", "-2147483648", "-1", "0", "1", "2", "15", "2147483647"),
        Number(
            "bigint",
            "BIGINT",
            "-9223372036854775808",
            "0",
            "1",
            "9007199254740991",
            "9007199254740992",
            "9007199254740993",
            "9223372036854775806",
            "9223372036854775807"
        ),
        Numeric(10, 2, "-99999999.99", "-0.01", "0.00", "0.01", "0.50", "1.50", "2.00", "99999999.99"),
        Numeric(18, 4, "0.0049", "0.0050", "0.0051", "-0.0050", "1.5000", "12345678901234.5678"),
        Numeric(38, 18, "0.000000000000000001", "1.000000000000000001", "1", "-1.000000000000000001", "12345678901234567890.123456789012345678"),
        Numeric(38, 0, Nines38, "-" + Nines38, "0", "1", "99999999999999999999999999999999999998"),
        Numeric(38, 38, "0." + Nines38, "-0." + Nines38, "0", "0.00000000000000000000000000000000000001"),
        Numeric(5, 5, "0.99999", "0.00001", "-0.10000", "0.5"),
        Number("numeric", "DECIMAL(38,12)", "0", "1.5", "1.50", "-0.000000000001", "0.000000000001", "12345678901234567890", "100"),
        Number("dom_amount", "DECIMAL(10,2)", "0.01", "1.5", "-7.25", "0"),
        Texts(
            "real",
            "FLOAT",
            Meaning.Single,
            "0",
            "-0.0",
            "0.1",
            "0.3",
            "5",
            "5.5",
            "1e-45",
            "3.4028235e38",
            "-3.4028235e38",
            "16777216",
            "16777215",
            "1234567",
            "1e15",
            "123456.7",
            "1e-5",
            "NaN",
            "Infinity",
            "-Infinity"
        ),
        Texts(
            "double precision",
            "DOUBLE",
            Meaning.Double,
            "0",
            "-0.0",
            "0.1",
            "0.30000000000000004",
            "0.3",
            "5",
            "5e-324",
            "1.7976931348623157e308",
            "9007199254740992",
            "9007199254740991",
            "1e15",
            "1234567890123456.7",
            "9999999999999998",
            "1e16",
            "123456789012345680",
            "1e22",
            "0.0001",
            "0.00001",
            "NaN",
            "Infinity",
            "-Infinity"
        ),
        Texts(
            "date",
            "DATE",
            Meaning.Moment,
            "2025-11-28",
            "2025-11-29",
            "2025-03-30",
            "2025-10-26",
            "2024-02-29",
            "0001-01-01",
            "1582-10-10",
            "9999-12-31",
            "10000-01-01",
            "infinity",
            "-infinity"
        ),
        Texts(
            "timestamp",
            "TIMESTAMP",
            Meaning.Moment,
            "2025-11-28 12:00:00",
            "2025-11-28 12:00:00.000001",
            "2025-11-28 00:00:00",
            "2025-11-27 23:59:59.999999",
            "2025-03-30 02:30:00",
            "2025-10-26 02:30:00",
            "0001-01-01 00:00:00",
            "9999-12-31 23:59:59.999999",
            "1969-12-31 23:59:59.999999",
            "12000-01-01 00:00:00",
            "infinity",
            "-infinity"
        ),
        Texts("timestamp(3)", "TIMESTAMP", Meaning.Moment, "2025-11-28 12:00:00", "2025-11-28 12:00:00.001", "2025-11-28 12:00:00.01"),
        Texts(
            "timestamptz",
            "TIMESTAMPTZ",
            Meaning.Instant,
            "2025-11-28 12:00:00+00",
            "2025-11-28 13:00:00+01",
            "2025-11-28 12:00:00.000001+00",
            "2025-10-26 02:30:00+01",
            "2025-10-26 02:30:00+02",
            "2025-03-30 02:30:00+00",
            "0001-01-01 00:00:00+00",
            "9999-12-31 23:59:59.999999+00",
            "infinity",
            "-infinity"
        ),
        Texts("time", "TIME", Meaning.Time, "00:00:00", "12:30:00", "12:30:00.000001", "23:59:59.999999", "24:00:00"),
        Texts("boolean", "BOOLEAN", Meaning.Boolean, "true", "false"),
        Texts(
            "uuid",
            "UUID",
            Meaning.Uuid,
            "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
            "00000000-0000-0000-0000-000000000000",
            "ffffffff-ffff-ffff-ffff-ffffffffffff"
        ),
        Texts("text", "VARCHAR", Meaning.Text, Words),
        Texts("varchar(20)", "VARCHAR", Meaning.Text, "01", "1", "10", "2", "B", "b ", "b", "\u00e9", "e\u0301"),
        new(
            "char(5)",
            "VARCHAR",
            Meaning.Text,
            [Same("a"), new("a  ", "a"), Same("b"), Same(" a"), Same(""), Same("\u00e9"), Same("1.5"), Same("1.50"), Same("a\u2003")]
        ),
        Texts("citext", "VARCHAR", Meaning.Text, "a", "A", "\u00e9", "\u00c9", "1.5", "1.50", " a", ""),
        Texts("dom_code", "VARCHAR", Meaning.Text, "a", "A", "01", "1"),
        Texts(
            "json",
            "JSON",
            Meaning.Json,
            """{"a": 1}""",
            """{"a":1}""",
            """{"a": 1.0}""",
            """{"b": 2, "a": 1}""",
            """{"a": 1, "b": 2}""",
            "[]",
            "{}",
            "\"\u00e9\"",
            "\"e\u0301\"",
            "[1, 2]"
        ),
        new(
            "jsonb",
            "JSON",
            Meaning.Json,
            [
                Same("""{"a": 1.0}"""),
                Same("""{"a": 1.00}"""),
                new("""{"a":1.0}""", """{"a": 1.0}"""),
                new("""{"b":2,"a":1}""", """{"a": 1, "b": 2}"""),
                Same("[]"),
                Same("\"\u2003\""),
                Same("9007199254740993"),
                Same("9007199254740992"),
            ]
        ),
        .. Written.All,
    ];

    /// <summary>Text types with the letters of Windows-1252, whose order is not that of Unicode.</summary>
    public static IReadOnlyList<GeneratedType> InWindows1252 { get; } =
    [
        Texts("text", "VARCHAR", Meaning.Text, "a", "A", "z", "\u00e9", "\u00c9", "\u20ac", "\u0178", "\u00a0", "a\u00a0b", "\u201cq\u201d", "\u00df", "", " "),
        Texts("varchar(20)", "VARCHAR", Meaning.Text, "\u20ac", "\u00ff", "\u0152", "\u00e9\u20ac", "Z"),
        new("char(5)", "VARCHAR", Meaning.Text, [Same("\u20ac"), new("\u00e9  ", "\u00e9"), Same("a")]),
        Texts("citext", "VARCHAR", Meaning.Text, "\u00e9", "\u00c9", "\u20ac", "\u0153"),
        new("text[]", "VARCHAR", Meaning.Written, [Same("{\u20ac}"), Same("{\u00e9,\u0153}")]),
        Texts("json", "JSON", Meaning.Json, "\"\u20ac\"", "{\"\u00e9\": 1}"),
    ];

    private static string[] Words =>
        [
            "",
            " ",
            "a",
            "A",
            "a ",
            " a",
            "\u00e9",
            "e\u0301",
            "\u00c9",
            "\u200b",
            "a\u200bb",
            "\u2003",
            "a\u2003b",
            "a\u00a0b",
            "1.5",
            "1.50",
            "2",
            "2.0",
            "null",
            "NULL",
            "true",
            "0",
            "-0",
            "NaN",
            "\"",
            "'",
            ",",
            "a,b",
            "a\nb",
            "a\r\nb",
            "a\tb",
            "\\N",
            "\\",
            "\u03a9",
            "\U0001f600",
            "\ufb01",
            "\u00df",
            "ss",
            "%",
            "_",
            "\u65e5\u672c",
            "x\u001fy",
            "\ufeffa",
            "1e3",
            "\u0663",
            "z\u00fc",
        ];

    public static Cell Same(string text) => new(text, text);

    private static GeneratedType Number(string name, string duck, params string[] values) => Texts(name, duck, Meaning.Number, values);

    private static GeneratedType Numeric(int all, int places, params string[] values) =>
        Number($"numeric({all},{places})", $"DECIMAL({all},{places})", values) with
        {
            Digits = (all, places),
        };

    private static GeneratedType Texts(string name, string duck, Meaning meaning, params string[] values) => new(name, duck, meaning, [.. values.Select(Same)]);

    /// <summary>The type with values of its own size.</summary>
    public static GeneratedType OfDigits(int all, int places, IEnumerable<string> values) => Numeric(all, places, [.. values]);

    /// <summary>A literal of the type in SQL, null included.</summary>
    public string Sql(Cell? cell, bool inWarehouse) =>
        cell is null ? "NULL" : $"CAST({ShopStream.Quality.Dialects.Sql.Literal(inWarehouse ? cell.Text : cell.Literal)} AS {(inWarehouse ? Duck : Name)})";
}

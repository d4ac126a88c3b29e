namespace ShopStream.Tests.GeneratedProof;

/// <summary>Types that the warehouse does not have: each value as it is inserted, and as PostgreSQL writes it.</summary>
internal static class Written
{
    public static IReadOnlyList<GeneratedType> All { get; } =
    [
        Of("mood", "sad", "SAD", "1.0", "1", " padded", "\u00e9", "e\u0301"),
        Of(
            "interval",
            "1 mon",
            "30 days",
            "720:00:00",
            ("12 mons", "1 year"),
            "1 year",
            ("-1 day", "-1 days"),
            ("1.5 days", "1 day 12:00:00"),
            "00:00:00",
            "00:00:00.000001"
        ),
        Of("inet", "10.0.0.1", ("10.0.0.1/32", "10.0.0.1"), "10.0.0.1/24", "10.0.0.0/8", "::1", "::ffff:10.0.0.1"),
        Of("cidr", "10.0.0.0/8", ("10/8", "10.0.0.0/8"), "10.0.0.0/16", "10.0.0.1/32"),
        Of("macaddr", "08:00:2b:01:02:03", ("08002b010203", "08:00:2b:01:02:03"), ("08-00-2B-01-02-04", "08:00:2b:01:02:04")),
        Of("money", ("1.5", "$1.50"), ("1.50", "$1.50"), ("-2", "-$2.00"), ("1234.5", "$1,234.50"), ("0", "$0.00")),
        Of("bit(3)", "101", "010", "000"),
        Of("bit varying", "1", "01", ""),
        Of("bytea", @"\x00ff", @"\x", @"\x00", (@"\xFF", @"\xff")),
        Of("xml", "<a/>", "<a></a>", "<a>\u00e9</a>"),
        Of("int4range", "[1,3)", ("[1,2]", "[1,3)"), "empty", ("(1,2)", "empty"), "[1,)"),
        Of("numrange", "[1.0,2.50)", "[1,2.5)", "(,)"),
        Of("int4multirange", "{[1,3)}", ("{[1,2),[2,3)}", "{[1,3)}"), "{}"),
        Of("int[]", "{1,2}", ("{1, 2}", "{1,2}"), "{}", "{NULL}", "{{1},{2}}", "[0:1]={1,2}"),
        Of("text[]", "{a,b}", """{"a,b"}""", """{"a b"}""", "{NULL}", """{"NULL"}""", """{""}""", "{\u00e9}"),
        Of("numeric[]", "{1.5}", "{1.50}", "{NaN}"),
        Of("mood[]", "{sad,SAD}", "{}"),
        Of("timestamptz[]", ("{2025-11-28 13:00:00+01}", """{"2025-11-28 12:00:00+00"}""")),
        Of("dom_tags", "{x}", "{y}"),
        Of("pair", "(1,a)", "(1,)", "(,)", """(1,"")""", """(1,"a,b")"""),
        Of("pair[]", ("{\"(1,a)\"}", "{\"(1,a)\"}"), "{}"),
        Of("hstore", ("a=>1", "\"a\"=>\"1\""), ("a=>NULL", "\"a\"=>NULL"), ""),
        Of("time with time zone", ("10:00:00+00", "10:00:00+00"), ("10:00:00+01", "10:00:00+01"), "24:00:00+00"),
        Of("name", "a", "A", ""),
        Of("\"char\"", "a", "1"),
        Of("oid", "1", "10", "4294967295"),
        Of("point", "(1,2)", ("(1.0,2)", "(1,2)"), "(0.1,1e+300)"),
        Of("box", "(1,1),(0,0)", ("(0,0),(1,1)", "(1,1),(0,0)")),
        Of("tsvector", ("b a", "'a' 'b'"), "'a' 'b'", "'a':1"),
        Of("pg_lsn", "0/16B3748", "0/0"),
        Of("jsonpath", "$.\"a\"", ("$.a", "$.\"a\"")),
        Of("bpchar", "a", "B"),
    ];

    private static GeneratedType Of(string name, params Literal[] values) =>
        new(name, "VARCHAR", Meaning.Written, [.. values.Select(v => new Cell(v.Inserted, v.Text))]);

    private readonly record struct Literal(string Inserted, string Text)
    {
        public static implicit operator Literal(string text) => new(text, text);

        public static implicit operator Literal((string Inserted, string Text) value) => new(value.Inserted, value.Text);
    }
}

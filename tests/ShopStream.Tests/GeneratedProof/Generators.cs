using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace ShopStream.Tests.GeneratedProof;

/// <summary>A claim about two generated tables.</summary>
internal sealed record ProofCase(Tables Tables, Claim Claim)
{
    /// <summary>The one placement to check it in; null for several.</summary>
    public Placement? Only { get; init; }
}

/// <summary>Generates tables and the claims about them.</summary>
internal static class Generators
{
    private static readonly string?[] Groups = ["x", "y", "X", "x ", "", "x\u001fy", null];

    private static readonly string?[] Amounts =
    [
        "0.0000",
        "1.0000",
        "1.0000",
        "1.5000",
        "-1.5000",
        "0.0049",
        "0.0050",
        "0.0051",
        "0.0100",
        "100.2500",
        "10000000000000.0001",
        null,
    ];

    private static readonly string[] Patterns = [@"\S+", "[a-z]+", @"\d+", @"[^\s]*", @"\w+", ".*", "[A-Z]+", @"(\s|a|b)+", @"\d\.\d+", @"\S*\s\S*", "[^a]*"];

    /// <summary>Claims in groups that share their tables, which is what makes many of them cheap.</summary>
    /// <param name="types">The types that may be generated.</param>
    /// <param name="claims">Claims for each pair of tables.</param>
    public static Gen<IReadOnlyList<ProofCase>> Cases(IReadOnlyList<GeneratedType> types, int claims) =>
        from type in Gen.Frequency(
            (5, Gen.Elements(types.AsEnumerable())),
            (types.Any(t => t.Digits is not null) ? 1 : 0, RandomDecimal()),
            (1, Gen.Elements(Near.Days, Near.Hours, Near.Texts))
        )
        from tables in TablesOf(type)
        from made in Gen.ListOf(ClaimAbout(tables), claims)
        select (IReadOnlyList<ProofCase>)[.. made.Select(c => new ProofCase(tables, c))];

    private static Gen<GeneratedType> RandomDecimal() =>
        from all in Gen.Choose(1, 38)
        from places in Gen.Choose(0, all)
        from numbers in Gen.ListOf(NumberOf(all), 4)
        let largest = BigInteger.Pow(10, all) - 1
        select GeneratedType.OfDigits(
            all,
            places,
            numbers.Concat([0, 1, largest, -largest]).Select(n => Naive.Plain((n, places))).Distinct(StringComparer.Ordinal)
        );

    private static Gen<BigInteger> NumberOf(int most) =>
        from length in Gen.Choose(1, most)
        from digits in Gen.ListOf(Gen.Choose(0, 9), length)
        from sign in Gen.Elements(1, -1)
        select sign * BigInteger.Parse(string.Concat(digits), CultureInfo.InvariantCulture);

    private static Gen<Tables> TablesOf(GeneratedType type) =>
        from palette in Gen.NonEmptyListOf(CellOf(type)).Select(p => p.Take(4).ToList())
        from count in Gen.Frequency((1, Gen.Constant(0)), (12, Gen.Choose(1, 6)))
        from rows in Gen.ListOf(RowOf(palette), count)
        let a = rows.Select((r, i) => r with { Id = i + 1 }).ToList()
        from b in Gen.Frequency((3, Gen.Constant(a)), (8, ChangeOf(type, palette, a)))
        select new Tables(type, Fitting(type, a), Fitting(type, b));

    // A load refuses a column whose sum has more than 38 digits.
    private static List<Row> Fitting(GeneratedType type, List<Row> rows)
    {
        if (type.Digits is not { } digits)
            return rows;
        var sum = BigInteger.Zero;
        return
        [
            .. rows.Select(r =>
                r.V is { } v
                && (sum += BigInteger.Abs(Naive.Number(v.Text) is var (n, places) ? n * BigInteger.Pow(10, digits.Places - places) : 0))
                    >= BigInteger.Pow(10, 38)
                    ? r with
                    {
                        V = null,
                    }
                    : r
            ),
        ];
    }

    // A value of the type, or its neighbour.
    private static Gen<Cell> CellOf(GeneratedType type) =>
        from cell in Gen.Elements(type.Cells.AsEnumerable())
        from shift in type.Digits is null ? Gen.Constant(0) : Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Elements(-1, 1)))
        select shift == 0 ? cell : Neighbour(type.Digits!.Value, cell, shift);

    private static Cell Neighbour((int All, int Places) digits, Cell cell, int shift)
    {
        var (number, places) = Naive.Number(cell.Text);
        number = (number * BigInteger.Pow(10, digits.Places - places)) + shift;
        return BigInteger.Abs(number) < BigInteger.Pow(10, digits.All) ? GeneratedType.Same(Naive.Plain((number, digits.Places))) : cell;
    }

    private static Gen<Row> RowOf(List<Cell> palette) =>
        from v in Gen.Frequency((1, Gen.Constant<Cell?>(null)), (7, Gen.Elements(palette.AsEnumerable<Cell?>())))
        from g in Gen.Elements(Groups)
        from n in Gen.Elements(Amounts)
        select new Row(0, v, g, n);

    private static Gen<List<Row>> ChangeOf(GeneratedType type, List<Cell> palette, List<Row> a)
    {
        var other = CellOf(type).Select(c => (Cell?)c);
        var value = Gen.Frequency((3, other), (2, Gen.Elements(palette.AsEnumerable<Cell?>())), (1, Gen.Constant<Cell?>(null)));
        if (a.Count == 0)
            return from v in other select new List<Row> { new(1, v, "x", "0.0000") };
        var one = Gen.Choose(0, a.Count - 1);
        return Gen.OneOf(
            // Every value in another spelling, and the rows in another order.
            Gen.Constant(
                a.Select(r => r with { V = r.V is { } cell ? type.Cells.LastOrDefault(c => Equal(type.Meaning, c, cell)) ?? cell : null }).Reverse().ToList()
            ),
            from i in one
            from v in value
            select With(a, i, r => r with { V = v }),
            from i in one
            from g in Gen.Elements(Groups)
            select With(a, i, r => r with { G = g }),
            from i in one
            from delta in Gen.Elements("0.0001", "-0.0050", "0.0049", "0.0051", "1")
            select With(a, i, r => r with { N = Shifted(r.N, delta) }),
            // An amount moves from one row to another, or two rows exchange their values.
            from i in one
            from j in one
            from delta in Gen.Elements("0.0001", "0.0050", "1")
            select With(With(a, i, r => r with { N = Shifted(r.N, delta) }), j, r => r with { N = Shifted(r.N, "-" + delta) }),
            from i in one
            from j in one
            select With(With(a, i, r => r with { V = a[j].V }), j, r => r with { V = a[i].V }),
            from i in one
            select a.Where((_, k) => k != i).ToList(),
            from i in one
            select a.Append(a[i]).ToList()
        );
    }

    private static bool Equal(Meaning meaning, Cell a, Cell b) =>
        string.Equals(Naive.Identity(meaning, a.Text), Naive.Identity(meaning, b.Text), StringComparison.Ordinal);

    private static List<Row> With(List<Row> rows, int index, Func<Row, Row> change) => [.. rows.Select((r, i) => i == index ? change(r) : r)];

    private static string Shifted(string? amount, string delta) => Naive.Plain(Naive.Add(Naive.Number(amount ?? "0"), Naive.Number(delta)));

    private static Gen<Claim> ClaimAbout(Tables tables)
    {
        var meaning = tables.Type.Meaning;
        var predicate = PredicateOf(tables);
        var different = tables.A.Where(r => r.V is not null).Select(r => Naive.Identity(meaning, r.V!.Text)).Distinct(StringComparer.Ordinal).Count();
        var width = Gen.Elements(Width.All.AsEnumerable());
        return Gen.Frequency(
            (4, from p in predicate.Where(IsOfSentence) select (Claim)new EveryValueHas(p)),
            (
                4,
                from p in predicate.Where(IsOfSentence)
                from g in Gen.Elements<string?>(null, "x")
                from limit in Gen.Elements<(int?, int?)>((null, null), (50, null), (100, null), (null, 1))
                from nulls in Gen.Elements(true, false)
                select (Claim)new EveryValueBut(p, g, limit.Item1, limit.Item2, nulls)
            ),
            (1, from more in Gen.Elements(0, 0, 1) select (Claim)new NumberOfValuesIs(tables.A.Count(r => r.V is not null) + more)),
            (1, from number in NumberNear(tables) from isLargest in Gen.Elements(true, false) select (Claim)new ExtremeIs(isLargest, number)),
            (
                2,
                from p in predicate.Where(p => p.Form is Form.OneOf or Form.Between or Form.Matches or Form.IsNotNull)
                from share in Gen.Elements(50, 60, 100)
                select (Claim)new ShareHas(share, p)
            ),
            (
                4,
                from p in predicate.Where(p => p.Form is not (Form.NeverNegative or Form.NoneOf or Form.Exactly or Form.Outside))
                from more in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
                select (Claim)new RowsWhere(p, more).Counting(meaning, tables.A)
            ),
            (1, from number in NumberNear(tables) select (Claim)new EqualsNumber(number)),
            (1, from both in Gen.Elements(true, false) select (Claim)new IsUnique(both)),
            (
                1,
                from bound in Gen.Elements("exactly", "at least", "at most")
                from shift in Gen.Elements(-1, 0, 0, 1)
                select (Claim)new HasDifferent(bound, Math.Max(0, different + shift))
            ),
            (1, Gen.Constant((Claim)new IsNeverNull())),
            (2, Gen.Constant((Claim)new Exists())),
            (2, from column in Gen.Elements("v", "n") from w in width select (Claim)new SumsAreEqual(column, w)),
            (
                2,
                from value in Gen.Elements(true, true, false)
                from day in Gen.Elements(true, false)
                from letter in Gen.Elements(true, false)
                from w in width
                select (Claim)new GroupsReconcile(value || !letter, day && meaning is (Meaning.Moment or Meaning.Instant), letter, w)
            ),
            (2, from value in Gen.Elements(true, false) from w in width select (Claim)new RowsReconcile(value, w)),
            (3, from form in Gen.Elements<(string, string?)>(("id", null), ("id", "v"), ("v", "n")) select (Claim)new RowsMatchEach(form.Item1, form.Item2)),
            (1, Gen.Constant((Claim)new HasAsManyRows())),
            (3, AmountClaim(tables.A)),
            (2, from p in predicate.Where(IsOfSentence) from percent in Gen.Elements<int?>(null, 50) select (Claim)new EveryValueForEach(p, percent)),
            (2, from strict in Gen.Elements(true, false) from each in Gen.Elements(true, false) select (Claim)new IsInOrder(strict, each)),
            (1, Gen.Constant((Claim)new ExistsNowhere())),
            (1, from p in predicate.Where(p => p.Form is Form.OneOf) select (Claim)new MostCommonIs(p)),
            (
                tables.Type == Near.Days || tables.Type == Near.Hours ? 8 : 0,
                from unit in Gen.Elements("hour", "day", "month")
                from weekends in Gen.Elements(true, false)
                select (Claim)new HasEvery(unit, weekends && unit is "day")
            ),
            (
                tables.Type == Near.Texts ? 8 : 0,
                from format in Gen.Elements(Near.Formats.AsEnumerable())
                from percent in Gen.Elements<int?>(null, 50)
                select (Claim)new HasFormat(format, percent)
            )
        );
    }

    // At a figure of the amounts, and near it.
    private static Gen<Claim> AmountClaim(IReadOnlyList<Row> rows)
    {
        var amounts = rows.Select(r => r.N).OfType<string>().Select(n => decimal.Parse(n, CultureInfo.InvariantCulture)).ToList();
        var limits = amounts.Append(0).Append(amounts.Sum()).Append(amounts.Count == 0 ? 0 : decimal.Round(amounts.Average(), 4)).Distinct();
        return from kind in Gen.Elements("average", "average", "sum", "median", "95")
            from words in Gen.Elements(LimitWords.All.AsEnumerable())
            from limit in Gen.Elements(limits)
            from shift in Gen.Elements(0m, 0m, 0.0001m, -0.0001m)
            from each in Gen.Elements(true, false)
            select (Claim)new AmountIs(kind, words, limit + shift, each);
    }

    private static bool IsOfSentence(Predicate predicate) =>
        predicate.Form
            is Form.OneOf
                or Form.NoneOf
                or Form.Exactly
                or Form.Between
                or Form.Outside
                or Form.AtLeast
                or Form.AtMost
                or Form.NeverNegative
                or Form.Matches;

    // A formula has numbers without a sign and of at most 28 digits.
    private static Gen<Spelled> NumberNear(Tables tables)
    {
        var numbers = tables
            .A.Select(r => r.V?.Text)
            .OfType<string>()
            .Where(t => tables.Type.Meaning == Meaning.Number && t.Length <= 28)
            .Select(t => t.TrimStart('-'))
            .Append("0.1")
            .Append("5")
            .Append("1.50");
        return Gen.Elements(numbers).Select(t => new Spelled(t, t));
    }

    private static Gen<Predicate> PredicateOf(Tables tables)
    {
        var constant = SpellingGenerators.Constant(tables.Type, [.. tables.A.Select(r => r.V).OfType<Cell>().Concat(tables.Type.Cells)]);
        var pattern = Gen.Elements(Patterns).Select(p => new Predicate(Form.Matches, new Spelled(p, p)));
        var simple =
            from form in Gen.Elements(Form.Is, Form.Exactly, Form.AtLeast, Form.AtMost, Form.Above, Form.Below)
            from c in constant
            select new Predicate(form, c);
        var list =
            from form in Gen.Elements(Form.OneOf, Form.OneOf, Form.NotOneOf, Form.NoneOf)
            from count in Gen.Choose(1, 3)
            from c in Gen.ListOf(constant, count)
            select new Predicate(form, [.. c]);
        var between =
            from low in constant
            from high in constant
            from form in Gen.Elements(Form.Between, Form.Between, Form.Outside)
            select Ordered(form, tables.Type.Meaning, low, high);
        var nulls = Gen.Elements(Form.IsNull, Form.IsNotNull, Form.NeverNegative).Select(f => new Predicate(f));
        return Gen.Frequency((4, simple), (4, list), (3, between), (tables.Type.Meaning is Meaning.Text or Meaning.Written ? 3 : 1, pattern), (1, nulls));
    }

    // Bounds in the wrong order are an error of the author, whatever the type.
    private static Predicate Ordered(Form form, Meaning meaning, Spelled low, Spelled high) =>
        new Predicate(form, low, high) is var written && low.Text is not null && high.Text is not null && meaning.IsOrdered() && written.IsRefused(meaning)
            ? new(form, high, low)
            : written;
}

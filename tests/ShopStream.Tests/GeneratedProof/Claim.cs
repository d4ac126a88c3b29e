using System.Globalization;
using System.Numerics;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.GeneratedProof;

/// <summary>A row of a generated table.</summary>
/// <param name="Id">Identifies the row on both sides.</param>
/// <param name="V">A value of the generated type.</param>
/// <param name="G">A short text.</param>
/// <param name="N">An amount, numeric(18,4).</param>
internal sealed record Row(int Id, Cell? V, string? G, string? N);

/// <summary>Two tables of one type; b is a, with one change or none.</summary>
internal sealed record Tables(GeneratedType Type, IReadOnlyList<Row> A, IReadOnlyList<Row> B);

/// <summary>What a sentence is expected to result in: a verdict, or the refusal to bind it.</summary>
internal enum Expected
{
    Passed,
    Failed,
    NotJudged,
    Refused,
}

/// <summary>A sentence about generated tables, and what it means.</summary>
internal abstract record Claim
{
    /// <summary>Whether it is about both tables.</summary>
    public virtual bool IsOfTwo => false;

    /// <summary>Whether both tables have to be in one layer.</summary>
    public virtual bool IsOfOneLayer => false;

    /// <summary>Whether it needs the metric definition: n by group or value, rows by id.</summary>
    public virtual bool NeedsRule => false;

    /// <summary>The steps, with {a} and {b} for the datasets.</summary>
    public abstract string English(Meaning meaning);

    /// <summary>The steps in French.</summary>
    public abstract string French(Meaning meaning);

    /// <summary>The verdict of a naive evaluation.</summary>
    /// <param name="meaning">Meaning of v in the layer of a.</param>
    /// <param name="a">Rows of a.</param>
    /// <param name="b">Rows of b.</param>
    public abstract Expected Evaluate(Meaning meaning, IReadOnlyList<Row> a, IReadOnlyList<Row> b);

    /// <summary>Similar claims with less in them.</summary>
    public virtual IEnumerable<Claim> Smaller() => [];

    protected static Expected Verdict(bool holds) => holds ? Expected.Passed : Expected.Failed;

    protected static string? Key(Meaning meaning, Cell? cell) => cell is null ? null : Naive.Identity(meaning, cell.Text);

    protected static string ByName(string? text) => text ?? "\0null";
}

/// <summary>v in {a} is one of …</summary>
internal sealed record EveryValueHas(Predicate Predicate) : Claim
{
    public override string English(Meaning meaning) => $"Then v in {{a}} {Predicate.English(meaning)}";

    public override string French(Meaning meaning) => $"Alors v dans {{a}} {Predicate.French(meaning)}";

    public override Expected Evaluate(Meaning meaning, IReadOnlyList<Row> a, IReadOnlyList<Row> b) =>
        Predicate.IsRefused(meaning) ? Expected.Refused
        : a.All(r => r.V is null) ? Expected.NotJudged
        : Verdict(a.All(r => Predicate.Holds(meaning, r.V) is not false));

    public override IEnumerable<Claim> Smaller() => Predicate.Smaller().Select(p => new EveryValueHas(p));
}

/// <summary>at least 60 % of v in {a} is …</summary>
internal sealed record ShareHas(int Percent, Predicate Predicate) : Claim
{
    public override string English(Meaning meaning) => $"Then at least {Percent} % of v in {{a}} {Predicate.English(meaning)}";

    public override string French(Meaning meaning) => $"Alors au moins {Percent} % des v dans {{a}} {Plural(Predicate.French(meaning))}";

    public override Expected Evaluate(Meaning meaning, IReadOnlyList<Row> a, IReadOnlyList<Row> b)
    {
        if (Predicate.IsRefused(meaning))
            return Expected.Refused;
        var counted = Predicate.Form == Form.IsNotNull ? a.ToList() : a.Where(r => r.V is not null).ToList();
        return counted.Count == 0 ? Expected.NotJudged : Verdict(counted.Count(r => Predicate.Holds(meaning, r.V) is true) * 100 >= Percent * counted.Count);
    }

    public override IEnumerable<Claim> Smaller() => Predicate.Smaller().Select(p => new ShareHas(Percent, p));

    private static string Plural(string words) =>
        words
            .Replace("n'est pas nul", "ne sont pas nuls", StringComparison.Ordinal)
            .Replace("est parmi", "sont parmi", StringComparison.Ordinal)
            .Replace("est compris entre", "sont compris entre", StringComparison.Ordinal)
            .Replace("correspond au", "correspondent au", StringComparison.Ordinal);
}

/// <summary>Given only rows of {a} where v …, {a} has exactly as many rows as there are, or one more.</summary>
internal sealed record RowsWhere(Predicate Predicate, bool OneMore) : Claim
{
    private int? count;

    /// <summary>Sets the number that the sentence names.</summary>
    public RowsWhere Counting(Meaning meaning, IReadOnlyList<Row> a)
    {
        count = (Predicate.IsRefused(meaning) ? 0 : a.Count(r => Predicate.Holds(meaning, r.V) is true)) + (OneMore ? 1 : 0);
        return this;
    }

    public override string English(Meaning meaning) => $"Given only rows of {{a}} where v {Predicate.English(meaning)}\nThen {{a}} has exactly {Count} rows";

    public override string French(Meaning meaning) =>
        $"Étant données les seules lignes de {{a}} où v {Predicate.French(meaning)}\nAlors {{a}} compte exactement {Count} lignes";

    public override Expected Evaluate(Meaning meaning, IReadOnlyList<Row> a, IReadOnlyList<Row> b) =>
        Predicate.IsRefused(meaning) ? Expected.Refused : Verdict(a.Count(r => Predicate.Holds(meaning, r.V) is true) == count);

    public override IEnumerable<Claim> Smaller() => Predicate.Smaller().Select(p => new RowsWhere(p, OneMore) { count = count });

    private string Count => count?.ToString(CultureInfo.InvariantCulture) ?? throw new InvalidOperationException("the rows are not counted yet");
}

/// <summary>v equals a number in every row of {a}; null does not.</summary>
internal sealed record EqualsNumber(Spelled Number) : Claim
{
    public override string English(Meaning meaning) => $"Then v equals {Number.Spelling} in every row of {{a}}";

    public override string French(Meaning meaning) =>
        $"Alors v est égal à {(Number.Spelling.Contains('.', StringComparison.Ordinal) ? Number.French(Meaning.Number) : Number.Spelling)} "
        + $"dans chaque ligne de {{a}}";

    public override Expected Evaluate(Meaning meaning, IReadOnlyList<Row> a, IReadOnlyList<Row> b) =>
        !meaning.IsNumeric() ? Expected.Refused
        : a.Count == 0 ? Expected.NotJudged
        : Verdict(a.All(r => r.V is not null && Naive.Compare(meaning, r.V.Text, Number.Spelling) == 0));
}

/// <summary>no v appears more than once in {a}; no v and g together …</summary>
internal sealed record IsUnique(bool WithGroup) : Claim
{
    public override string English(Meaning meaning) =>
        WithGroup ? "Then no v and g together appear more than once in {a}" : "Then no v appears more than once in {a}";

    public override string French(Meaning meaning) =>
        WithGroup ? "Alors aucune combinaison de v et g n'apparaît plus d'une fois dans {a}" : "Alors aucun v n'apparaît plus d'une fois dans {a}";

    public override Expected Evaluate(Meaning meaning, IReadOnlyList<Row> a, IReadOnlyList<Row> b)
    {
        if (a.All(r => r.V is null) || (WithGroup && a.All(r => r.G is null)))
            return Expected.NotJudged;
        var keys = a.Where(r => r.V is not null && (!WithGroup || r.G is not null)).Select(r => (Key(meaning, r.V), WithGroup ? r.G : "")).ToList();
        return Verdict(keys.Distinct().Count() == keys.Count);
    }
}

/// <summary>v in {a} has exactly, at least or at most a number of different values.</summary>
internal sealed record HasDifferent(string Bound, int Count) : Claim
{
    public override string English(Meaning meaning) => $"Then v in {{a}} has {Bound} {Count} different {(Count == 1 ? "value" : "values")}";

    public override string French(Meaning meaning) =>
        $"Alors v dans {{a}} a {Bound switch { "exactly" => "exactement", "at least" => "au moins", _ => "au plus" }} "
        + $"{Count} {(Count == 1 ? "valeur distincte" : "valeurs distinctes")}";

    public override Expected Evaluate(Meaning meaning, IReadOnlyList<Row> a, IReadOnlyList<Row> b)
    {
        // Without values nothing is judged, so that 0 is a number that the sentence cannot miss or cannot meet.
        if (Count == 0)
            return Expected.Refused;
        if (a.All(r => r.V is null))
            return Expected.NotJudged;
        var found = a.Where(r => r.V is not null).Select(r => Key(meaning, r.V)).Distinct(StringComparer.Ordinal).Count();
        return Verdict(
            Bound switch
            {
                "exactly" => found == Count,
                "at least" => found >= Count,
                _ => found <= Count,
            }
        );
    }
}

/// <summary>v is never null in {a}.</summary>
internal sealed record IsNeverNull : Claim
{
    public override string English(Meaning meaning) => "Then v is never null in {a}";

    public override string French(Meaning meaning) => "Alors v n'est jamais nul dans {a}";

    public override Expected Evaluate(Meaning meaning, IReadOnlyList<Row> a, IReadOnlyList<Row> b) =>
        a.Count == 0 ? Expected.NotJudged : Verdict(a.All(r => r.V is not null));
}

/// <summary>every v in {a} exists as v in {b}.</summary>
internal sealed record Exists : Claim
{
    public override bool IsOfTwo => true;

    public override string English(Meaning meaning) => "Then every v in {a} exists as v in {b}";

    public override string French(Meaning meaning) => "Alors chaque v de {a} existe en tant que v dans {b}";

    public override Expected Evaluate(Meaning meaning, IReadOnlyList<Row> a, IReadOnlyList<Row> b)
    {
        if (a.All(r => r.V is null))
            return Expected.NotJudged;
        var parents = b.Where(r => r.V is not null).Select(r => Key(meaning, r.V)).ToHashSet(StringComparer.Ordinal);
        return Verdict(a.Where(r => r.V is not null).All(r => parents.Contains(Key(meaning, r.V))));
    }
}

/// <summary>The words of a tolerance, and the largest difference it allows.</summary>
internal sealed record Width(string English, string French, string Limit, bool RoundsRows)
{
    public static IReadOnlyList<Width> All { get; } =
    [new("exactly", "exactement", "0", false), new("to the cent", "au centime près", "0.0049999", true), new("within 0.10", "à 0,10 près", "0.10", false)];

    public bool Allows(IEnumerable<string> expected, IEnumerable<string> actual) =>
        Naive.IsWithin(Naive.Subtract(Naive.Sum(actual), Naive.Sum(expected)), Limit);
}

/// <summary>the sum of v or n in {a} equals that in {b}.</summary>
internal sealed record SumsAreEqual(string Column, Width Width) : Claim
{
    public override bool IsOfTwo => true;

    public override string English(Meaning meaning) => $"Then the sum of {Column} in {{a}} equals the sum of {Column} in {{b}} {Width.English}";

    public override string French(Meaning meaning) => $"Alors la somme de {Column} dans {{a}} est égale à la somme de {Column} dans {{b}} {Width.French}";

    public override Expected Evaluate(Meaning meaning, IReadOnlyList<Row> a, IReadOnlyList<Row> b)
    {
        if (Column is "v" && meaning is not Meaning.Number)
            return Expected.Refused;
        var (left, right) = (Amounts(a), Amounts(b));
        return left.Count == 0 && right.Count == 0 ? Expected.NotJudged : Verdict(Width.Allows(right, left));
    }

    private List<string> Amounts(IReadOnlyList<Row> rows) => [.. rows.Select(r => Column is "v" ? r.V?.Text : r.N).OfType<string>()];
}

/// <summary>{a} reconciles with {b}, by v (or its day), by g or by both, in n.</summary>
internal sealed record GroupsReconcile(bool ByValue, bool ByDay, bool ByGroup, Width Width) : Claim
{
    public override bool IsOfTwo => true;

    public override string English(Meaning meaning) =>
        $"Then {{a}} reconciles with {{b}}:\n  | what | {{a}} | {{b}} | tolerance |\n{Keys("key", " by day")}  | amount | n | n | {Width.English} |";

    public override string French(Meaning meaning) =>
        $"Alors {{a}} concorde avec {{b}} :\n  | quoi | {{a}} | {{b}} | tolérance |\n{Keys("clé", " par jour")}  | montant | n | n | {Width.French} |";

    public override Expected Evaluate(Meaning meaning, IReadOnlyList<Row> a, IReadOnlyList<Row> b)
    {
        if (a.Count == 0 && b.Count == 0)
            return Expected.NotJudged;
        var (left, right) = (Groups(meaning, a), Groups(meaning, b));
        return Verdict(left.Keys.ToHashSet().SetEquals(right.Keys) && left.All(g => Width.Allows(right[g.Key], g.Value)));
    }

    private string Keys(string word, string day) =>
        (ByValue ? $"  | {word} | v{(ByDay ? day : "")} | v{(ByDay ? day : "")} | |\n" : "") + (ByGroup ? $"  | {word} | g | g | |\n" : "");

    private Dictionary<(string, string), List<string>> Groups(Meaning meaning, IReadOnlyList<Row> rows) =>
        rows.GroupBy(r => (ByValue ? ByName(ByDay && r.V is not null ? Naive.Day(r.V.Text) : Key(meaning, r.V)) : "", ByGroup ? ByName(r.G) : ""))
            .ToDictionary(g => g.Key, g => g.Select(r => r.N).OfType<string>().ToList());
}

/// <summary>revenue in {a} reconciles with revenue in {b} by value or by letter, row by row of id.</summary>
internal sealed record RowsReconcile(bool ByValue, Width Width) : Claim
{
    public override bool IsOfTwo => true;

    public override bool NeedsRule => true;

    public override string English(Meaning meaning) =>
        $"Then revenue in {{a}} reconciles with revenue in {{b}} by {(ByValue ? "value" : "letter")} {Width.English}";

    public override string French(Meaning meaning) =>
        $"Alors revenue dans {{a}} concorde avec revenue dans {{b}} par {(ByValue ? "value" : "letter")} {Width.French}";

    public override Expected Evaluate(Meaning meaning, IReadOnlyList<Row> a, IReadOnlyList<Row> b)
    {
        if (a.Count == 0 && b.Count == 0)
            return Expected.NotJudged;
        var (left, right) = (Groups(meaning, a), Groups(meaning, b));
        if (!left.Keys.ToHashSet(StringComparer.Ordinal).SetEquals(right.Keys))
            return Expected.Failed;
        return Verdict(
            left.All(g =>
                Width.Allows(Amounts(right[g.Key]), Amounts(g.Value)) && (IsWide || Rows(g.Value).SequenceEqual(Rows(right[g.Key]), StringComparer.Ordinal))
            )
        );
    }

    // A tolerance of a cent or more says nothing about single rows.
    private bool IsWide => Naive.IsWithin((1, 2), Width.Limit);

    private Dictionary<string, List<Row>> Groups(Meaning meaning, IReadOnlyList<Row> rows) =>
        rows.GroupBy(r => ByName(ByValue ? Key(meaning, r.V) : r.G), StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);

    private static IEnumerable<string> Amounts(IEnumerable<Row> rows) => rows.Select(r => r.N).OfType<string>();

    private IEnumerable<string> Rows(IEnumerable<Row> rows) =>
        rows.Select(r => $"{r.Id}: {(r.N is null ? "null" : Width.RoundsRows ? Naive.ToCents(r.N) : Naive.Identity(Meaning.Number, r.N))}")
            .Order(StringComparer.Ordinal);
}

/// <summary>{a} matches {b} row for row, on id or on v.</summary>
internal sealed record RowsMatchEach(string KeyColumn, string? Comparing) : Claim
{
    public override bool IsOfTwo => true;

    public override string English(Meaning meaning) =>
        $"Then {{a}} matches {{b}} row for row on {KeyColumn}{(Comparing is null ? "" : $" comparing {Comparing}")}";

    public override string French(Meaning meaning) =>
        $"Alors {{a}} correspond à {{b}} ligne à ligne sur {KeyColumn}{(Comparing is null ? "" : $" en comparant {Comparing}")}";

    public override Expected Evaluate(Meaning meaning, IReadOnlyList<Row> a, IReadOnlyList<Row> b) =>
        a.Count == 0 && b.Count == 0 ? Expected.NotJudged : Verdict(Rows(meaning, a).SequenceEqual(Rows(meaning, b), StringComparer.Ordinal));

    private IEnumerable<string> Rows(Meaning meaning, IEnumerable<Row> rows) =>
        rows.Select(r =>
                Comparing switch
                {
                    null => $"{r.Id} {ByName(Value(meaning, r.V))} {ByName(r.G)} {Amount(r)}",
                    "v" => $"{r.Id} {ByName(Value(meaning, r.V))}",
                    _ => $"{ByName(Value(meaning, r.V))} {Amount(r)}",
                }
            )
            .Order(StringComparer.Ordinal);

    private static string Amount(Row row) => ByName(row.N is null ? null : Naive.Identity(Meaning.Number, row.N));

    // JSON is compared by value here, and by its text elsewhere.
    private static string? Value(Meaning meaning, Cell? cell) =>
        cell is not null && meaning == Meaning.Json ? NaiveJson.Identity(cell.Text) : Key(meaning, cell);
}

using System.Globalization;

namespace ShopStream.Tests.GeneratedProof;

/// <summary>v in {a} is none of …, where g is x, in at least 50 % of rows, nulls included.</summary>
/// <param name="Predicate">What the values must be.</param>
/// <param name="Group">The text of g that rows must have; null for all rows.</param>
/// <param name="Percent">Share of rows that suffices; null for all.</param>
/// <param name="Exceptions">Rows that may be otherwise; null for none.</param>
/// <param name="NullsIncluded">Whether NULL is judged.</param>
internal sealed record EveryValueBut(Predicate Predicate, string? Group, int? Percent, int? Exceptions, bool NullsIncluded) : Claim
{
    public override string English(Meaning meaning) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Then v in {{a}} {Predicate.English(meaning)}{(Group is null ? "" : $", where g is {Group}")}"
                + $"{(Percent is null ? "" : $", in at least {Percent} % of rows")}{(Exceptions is null ? "" : $", except in at most {Exceptions} row")}"
                + $"{(NullsIncluded ? ", nulls included" : "")}"
        );

    public override string French(Meaning meaning) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Alors v dans {{a}} {Predicate.French(meaning)}{(Group is null ? "" : $", où g vaut {Group}")}"
                + $"{(Percent is null ? "" : $", dans au moins {Percent} % des lignes")}{(Exceptions is null ? "" : $", sauf dans au plus {Exceptions} ligne")}"
                + $"{(NullsIncluded ? ", nuls compris" : "")}"
        );

    public override Expected Evaluate(Meaning meaning, IReadOnlyList<Row> a, IReadOnlyList<Row> b)
    {
        if (Predicate.IsRefused(meaning))
            return Expected.Refused;
        var judged = a.Where(r => Group is null || string.Equals(r.G, Group, StringComparison.Ordinal)).Where(r => NullsIncluded || r.V is not null).ToList();
        var others = judged.Count(r => r.V is null || Predicate.Holds(meaning, r.V) is not true);
        return judged.Count == 0 ? Expected.NotJudged
            : Percent is { } percent ? Verdict((judged.Count - others) * 100 >= percent * judged.Count)
            : Verdict(others <= (Exceptions ?? 0));
    }

    public override IEnumerable<Claim> Smaller() =>
        Predicate.Smaller().Select(p => this with { Predicate = p }).Concat(Group is null ? [] : [this with { Group = null }]);
}

/// <summary>the number of values of v in {a} is exactly …</summary>
internal sealed record NumberOfValuesIs(int Count) : Claim
{
    public override string English(Meaning meaning) =>
        string.Create(CultureInfo.InvariantCulture, $"Then the number of values of v in {{a}} is exactly {Count}");

    public override string French(Meaning meaning) =>
        string.Create(CultureInfo.InvariantCulture, $"Alors le nombre de valeurs de v dans {{a}} vaut exactement {Count}");

    public override Expected Evaluate(Meaning meaning, IReadOnlyList<Row> a, IReadOnlyList<Row> b) =>
        a.Count == 0 ? Expected.NotJudged : Verdict(a.Count(r => r.V is not null) == Count);
}

/// <summary>the largest v in {a} is at most …, the smallest is at least …</summary>
internal sealed record ExtremeIs(bool IsLargest, Spelled Limit) : Claim
{
    public override string English(Meaning meaning) =>
        IsLargest ? $"Then the largest v in {{a}} is at most {Limit.Spelling}" : $"Then the smallest v in {{a}} is at least {Limit.Spelling}";

    public override string French(Meaning meaning) =>
        IsLargest
            ? $"Alors la plus grande valeur de v dans {{a}} vaut au plus {Limit.French(Meaning.Number)}"
            : $"Alors la plus petite valeur de v dans {{a}} vaut au moins {Limit.French(Meaning.Number)}";

    public override Expected Evaluate(Meaning meaning, IReadOnlyList<Row> a, IReadOnlyList<Row> b) =>
        !meaning.IsNumeric() ? Expected.Refused
        : a.All(r => r.V is null) ? Expected.NotJudged
        : Verdict(a.Where(r => r.V is not null).All(r => Naive.Compare(meaning, r.V!.Text, Limit.Spelling) is var sign && (IsLargest ? sign <= 0 : sign >= 0)));
}

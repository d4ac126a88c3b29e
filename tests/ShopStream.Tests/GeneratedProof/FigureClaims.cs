using System.Globalization;

namespace ShopStream.Tests.GeneratedProof;

/// <summary>Words of a bound, and whether it holds for the sign of figure − limit.</summary>
internal sealed record LimitWords(string English, string French, Func<int, bool> Holds)
{
    public static IReadOnlyList<LimitWords> All { get; } =
    [
        new("is at least", "vaut au moins", sign => sign >= 0),
        new("is at most", "vaut au plus", sign => sign <= 0),
        new("is exactly", "vaut exactement", sign => sign == 0),
        new("is above", "est supérieur à", sign => sign > 0),
        new("is below", "est inférieur à", sign => sign < 0),
    ];

    public override string ToString() => English;
}

/// <summary>the average n in {a}, its sum or a quantile of it, against a bound; also for each g, where a group without a value does not meet it.</summary>
/// <param name="Kind">average, sum, median or 95.</param>
/// <param name="Words">The bound.</param>
/// <param name="Limit">Its number, with a point.</param>
/// <param name="ForEach">Whether each g is judged by itself.</param>
internal sealed record AmountIs(string Kind, LimitWords Words, decimal Limit, bool ForEach) : Claim
{
    public override string English(Meaning meaning) =>
        $"Then the {(Kind is "95" ? "95 % quantile of" : Kind is "sum" ? "sum of" : Kind)} n in {{a}} "
        + $"{Words.English} {Number('.')}{(ForEach ? ", for each g" : "")}";

    public override string French(Meaning meaning) =>
        $"Alors {Kind switch { "average" => "la moyenne", "sum" => "la somme", "median" => "la médiane", _ => "le quantile à 95 %" }} de n dans {{a}} "
        + $"{Words.French} {Number(',')}{(ForEach ? ", pour chaque g" : "")}";

    public override Expected Evaluate(Meaning meaning, IReadOnlyList<Row> a, IReadOnlyList<Row> b)
    {
        if (!ForEach)
            return Sign(a) is { } sign ? Verdict(Words.Holds(sign)) : Expected.NotJudged;
        return a.Count == 0
            ? Expected.NotJudged
            : Verdict(a.GroupBy(r => ByName(r.G), StringComparer.Ordinal).All(g => Sign([.. g]) is { } sign && Words.Holds(sign)));
    }

    // Multiplied, because an average has no end.
    private int? Sign(IReadOnlyList<Row> rows)
    {
        var amounts = rows.Select(r => r.N).OfType<string>().Select(n => decimal.Parse(n, CultureInfo.InvariantCulture)).Order().ToList();
        if (amounts.Count == 0)
            return null;
        return Kind switch
        {
            "average" => amounts.Sum().CompareTo(Limit * amounts.Count),
            "sum" => amounts.Sum().CompareTo(Limit),
            "median" => amounts[(amounts.Count - 1) / 2].CompareTo(Limit),
            // The smallest value that 19 of 20 do not exceed.
            _ => amounts[((19 * amounts.Count) + 19) / 20 - 1].CompareTo(Limit),
        };
    }

    private string Number(char point) => Limit.ToString(CultureInfo.InvariantCulture).Replace('.', point);
}

/// <summary>v in {a} is …, in at least 50 % of rows, for each g.</summary>
internal sealed record EveryValueForEach(Predicate Predicate, int? Percent) : Claim
{
    public override string English(Meaning meaning) => $"Then v in {{a}} {Predicate.English(meaning)}{Share(", in at least {0} % of rows")}, for each g";

    public override string French(Meaning meaning) =>
        $"Alors v dans {{a}} {Predicate.French(meaning)}{Share(", dans au moins {0} % des lignes")}, pour chaque g";

    public override Expected Evaluate(Meaning meaning, IReadOnlyList<Row> a, IReadOnlyList<Row> b)
    {
        if (Predicate.IsRefused(meaning))
            return Expected.Refused;
        var judged = a.Where(r => r.V is not null).ToList();
        return judged.Count == 0
            ? Expected.NotJudged
            : Verdict(
                judged
                    .GroupBy(r => ByName(r.G), StringComparer.Ordinal)
                    .All(g => g.Count(r => Predicate.Holds(meaning, r.V) is true) * 100 >= (Percent ?? 100) * g.Count())
            );
    }

    public override IEnumerable<Claim> Smaller() => Predicate.Smaller().Select(p => this with { Predicate = p });

    private string Share(string words) =>
        Percent is { } percent ? words.Replace("{0}", percent.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal) : "";
}

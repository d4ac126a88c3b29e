namespace ShopStream.Tests.GeneratedProof;

/// <summary>v in {a} increases, or never decreases, with n, also for each g. Rows of one n are taken in the order of v.</summary>
internal sealed record IsInOrder(bool IsStrict, bool ForEach) : Claim
{
    public override string English(Meaning meaning) =>
        $"Then v in {{a}} {(IsStrict ? "increases" : "never decreases")} with n{(ForEach ? ", for each g" : "")}";

    public override string French(Meaning meaning) =>
        $"Alors v dans {{a}} {(IsStrict ? "augmente" : "ne diminue jamais")} avec n{(ForEach ? ", pour chaque g" : "")}";

    public override Expected Evaluate(Meaning meaning, IReadOnlyList<Row> a, IReadOnlyList<Row> b)
    {
        if (!meaning.IsOrdered())
            return Expected.Refused;
        var judged = a.Where(r => r.V is not null && r.N is not null).ToList();
        return judged.Count == 0
            ? Expected.NotJudged
            : Verdict(judged.GroupBy(r => ForEach ? ByName(r.G) : "", StringComparer.Ordinal).All(g => Holds(meaning, [.. g])));
    }

    private bool Holds(Meaning meaning, List<Row> rows)
    {
        rows.Sort((x, y) => Naive.Compare(Meaning.Number, x.N!, y.N!) is var byN and not 0 ? byN : Naive.Compare(meaning, x.V!.Text, y.V!.Text));
        return rows.Zip(rows.Skip(1)).All(p => Naive.Compare(meaning, p.First.V!.Text, p.Second.V!.Text) is var sign && (IsStrict ? sign < 0 : sign <= 0));
    }
}

/// <summary>no v in {a} exists as v in {b}, in one layer.</summary>
internal sealed record ExistsNowhere : Claim
{
    public override bool IsOfTwo => true;

    public override bool IsOfOneLayer => true;

    public override string English(Meaning meaning) => "Then no v in {a} exists as v in {b}";

    public override string French(Meaning meaning) => "Alors aucun v de {a} n'existe en tant que v dans {b}";

    public override Expected Evaluate(Meaning meaning, IReadOnlyList<Row> a, IReadOnlyList<Row> b)
    {
        var known = b.Where(r => r.V is not null).Select(r => Key(meaning, r.V)).ToHashSet(StringComparer.Ordinal);
        var judged = a.Where(r => r.V is not null).ToList();
        return judged.Count == 0 ? Expected.NotJudged : Verdict(!judged.Exists(r => known.Contains(Key(meaning, r.V))));
    }
}

/// <summary>the most common v in {a} is one of …: every value that occurs as often as any other.</summary>
internal sealed record MostCommonIs(Predicate Predicate) : Claim
{
    public override string English(Meaning meaning) => $"Then the most common v in {{a}} {Predicate.English(meaning)}";

    public override string French(Meaning meaning) => $"Alors la valeur la plus fréquente de v dans {{a}} {Predicate.French(meaning)}";

    public override Expected Evaluate(Meaning meaning, IReadOnlyList<Row> a, IReadOnlyList<Row> b)
    {
        if (Predicate.IsRefused(meaning))
            return Expected.Refused;
        var counted = a.Where(r => r.V is not null).GroupBy(r => Key(meaning, r.V), StringComparer.Ordinal).ToList();
        if (counted.Count == 0)
            return Expected.NotJudged;
        var most = counted.Max(g => g.Count());
        return Verdict(counted.Where(g => g.Count() == most).All(g => g.Any(r => Predicate.Holds(meaning, r.V) is true)));
    }

    public override IEnumerable<Claim> Smaller() => Predicate.Smaller().Select(p => new MostCommonIs(p));
}

/// <summary>{a} has rows for every day, hour or month of v, from the first to the last one.</summary>
internal sealed record HasEvery(string Unit, bool ExceptWeekends) : Claim
{
    public override string English(Meaning meaning) => $"Then {{a}} has rows for every {Unit} of v{(ExceptWeekends ? ", weekends excepted" : "")}";

    public override string French(Meaning meaning) =>
        $"Alors {{a}} a des lignes pour chaque {Unit switch { "day" => "jour", "hour" => "heure", _ => "mois" }} de v"
        + (ExceptWeekends ? ", sauf le week-end" : "");

    public override Expected Evaluate(Meaning meaning, IReadOnlyList<Row> a, IReadOnlyList<Row> b)
    {
        var moments = a.Where(r => r.V is not null).Select(r => Near.Parse(r.V!.Text)).ToList();
        if (moments.Count == 0)
            return Expected.NotJudged;
        var present = moments.Select(Beginning).ToHashSet();
        for (var at = present.Min(); at < present.Max(); at = Next(at))
        {
            var excepted = ExceptWeekends && at.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
            if (!(ExceptWeekends && excepted) && !present.Contains(at))
                return Expected.Failed;
        }
        return Expected.Passed;
    }

    private DateTime Beginning(DateTime moment) =>
        Unit switch
        {
            "hour" => moment.Date.AddHours(moment.Hour),
            "day" => moment.Date,
            _ => new DateTime(moment.Year, moment.Month, 1, 0, 0, 0, DateTimeKind.Utc),
        };

    private DateTime Next(DateTime beginning) =>
        Unit switch
        {
            "hour" => beginning.AddHours(1),
            "day" => beginning.AddDays(1),
            _ => beginning.AddMonths(1),
        };
}

/// <summary>{a} has as many rows as {b}.</summary>
internal sealed record HasAsManyRows : Claim
{
    public override bool IsOfTwo => true;

    public override string English(Meaning meaning) => "Then {a} has as many rows as {b}";

    public override string French(Meaning meaning) => "Alors {a} compte autant de lignes que {b}";

    public override Expected Evaluate(Meaning meaning, IReadOnlyList<Row> a, IReadOnlyList<Row> b) =>
        a.Count == 0 && b.Count == 0 ? Expected.NotJudged : Verdict(a.Count == b.Count);
}

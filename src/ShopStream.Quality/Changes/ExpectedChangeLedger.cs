namespace ShopStream.Quality.Changes;

/// <summary>
/// Matches differences with the changes that were expected, exactly: a difference is explained by one line with its whole change, or by one
/// line for every key of it, none missing and none too many.
/// </summary>
internal static class ExpectedChangeLedger
{
    /// <returns>Differences that nothing explains, and the effect of every expected change.</returns>
    public static (IReadOnlyList<ChangeFact> Unexpected, IReadOnlyList<ExpectedChangeResult> Expected) Apply(
        IReadOnlyList<ChangeFact> facts,
        IReadOnlyList<ExpectedChange> expected
    )
    {
        var lines = expected.ToLookup(e => (e.Model, e.Measure));
        var notes = expected.ToDictionary(e => e, e => (string?)$"{e.Model} has no difference in {e.Measure}");
        var open = new List<ChangeFact>();
        foreach (var fact in facts)
        {
            var own = lines[(fact.Model, fact.Measure)].ToList();
            if (own.Count == 0 || !Explains(fact, own, notes))
                open.Add(fact);
        }
        return (open, [.. expected.Select(e => new ExpectedChangeResult(e, notes[e] is null, notes[e]))]);
    }

    private static bool Explains(ChangeFact fact, List<ExpectedChange> lines, Dictionary<ExpectedChange, string?> notes)
    {
        if (lines.Find(l => l.Key.Length == 0) is { } whole)
        {
            var agrees = string.Equals(whole.Change, fact.Change, StringComparison.Ordinal);
            foreach (var line in lines)
                notes[line] =
                    line != whole ? "its whole difference is in another line: expected one line, or one for each key"
                    : agrees ? null
                    : $"the difference is {fact.Change}, not {whole.Change}";
            return agrees && lines.Count == 1;
        }
        foreach (var line in lines)
            notes[line] =
                fact.Divisions.Count == 0
                    ? "its keys are not listed: expected one line without a key, with the whole difference"
                    : $"{line.Key} does not differ";
        foreach (var keys in fact.Divisions)
        {
            var byKey = keys.ToDictionary(k => k.Key, ChangeFacts.Keyed, StringComparer.Ordinal);
            foreach (var line in lines.Where(l => byKey.ContainsKey(l.Key)))
                notes[line] = string.Equals(byKey[line.Key], line.Change, StringComparison.Ordinal)
                    ? null
                    : $"{line.Key} changes by {byKey[line.Key]}, not {line.Change}";
            if (lines.Count == keys.Count && lines.TrueForAll(l => notes[l] is null && byKey.ContainsKey(l.Key)))
                return true;
        }
        return false;
    }
}

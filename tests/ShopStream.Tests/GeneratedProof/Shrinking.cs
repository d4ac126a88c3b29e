namespace ShopStream.Tests.GeneratedProof;

/// <summary>Makes a failing case smaller, until nothing can be left out.</summary>
internal static class Shrinking
{
    private const int MostRounds = 8;

    /// <summary>The smallest case found that still disagrees.</summary>
    /// <param name="found">The case to shrink.</param>
    /// <param name="check">Checks all candidates of a round at once.</param>
    public static async Task<Disagreement> SmallestAsync(Disagreement found, Func<IReadOnlyList<ProofCase>, Task<IReadOnlyList<Disagreement>>> check)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var candidates = Smaller(found.Case).Select(c => c with { Only = found.Placement }).ToList();
            if (candidates.Count == 0)
                return found;
            var failing = await check(candidates);
            if (candidates.Select(c => failing.FirstOrDefault(f => ReferenceEquals(f.Case, c))).FirstOrDefault(f => f is not null) is not { } smaller)
                return found;
            found = smaller;
        }
        return found;
    }

    private static IEnumerable<ProofCase> Smaller(ProofCase found)
    {
        var (type, a, b) = found.Tables;
        ProofCase With(IEnumerable<Row> left, IEnumerable<Row> right) => new(new Tables(type, [.. left], [.. right]), found.Claim);
        if (!found.Claim.IsOfTwo && b.Count > 0)
            yield return With(a, []);
        foreach (var id in a.Concat(b).Select(r => r.Id).Distinct())
            yield return With(a.Where(r => r.Id != id), b.Where(r => r.Id != id));
        for (var i = 0; i < a.Count; i++)
            yield return With(a.Where((_, k) => k != i), b);
        for (var i = 0; i < b.Count; i++)
            yield return With(a, b.Where((_, k) => k != i));
        foreach (var claim in found.Claim.Smaller())
            yield return found with
            {
                Claim = claim,
            };
        foreach (var simpler in new Func<Row, Row>[] { r => r with { V = null }, r => r with { G = "x" }, r => r with { N = "0.0000" } })
        {
            for (var i = 0; i < a.Count; i++)
            {
                if (a[i] != simpler(a[i]))
                    yield return With(a.Select((r, k) => k == i ? simpler(r) : r), b.Select(r => r.Id == a[i].Id ? simpler(r) : r));
            }
        }
    }
}

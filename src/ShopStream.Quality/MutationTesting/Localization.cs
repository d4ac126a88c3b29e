namespace ShopStream.Quality.MutationTesting;

/// <summary>Whether the drill-downs of the reconciliations that caught a mutant explain it as it was planted.</summary>
/// <param name="Reconciliations">Number of failed reconciliations.</param>
/// <param name="RightLayer">Whether all of them name the planted table, or one of the tables if there are several.</param>
/// <param name="RightKey">Whether all of them list rows, add up to their check, and name only keys of rows that were changed.</param>
/// <param name="Problem">What is wrong in the first drill-down that is; null if all are right.</param>
public sealed record Localization(int Reconciliations, bool RightLayer, bool RightKey, string? Problem = null)
{
    /// <summary>Whether table and keys are right.</summary>
    public bool IsRight => RightLayer && RightKey;
}

/// <summary>How often drill-downs explain mutants as they were planted.</summary>
/// <param name="Mutants">Caught mutants for which a reconciliation failed.</param>
/// <param name="RightLayer">Those whose table is right in all drill-downs.</param>
/// <param name="RightKey">Those whose keys are right in all drill-downs.</param>
/// <param name="Percent">Share of those of which both are right, in percent, rounded down to two decimal places.</param>
public sealed record LocalizationScore(int Mutants, int RightLayer, int RightKey, decimal Percent)
{
    /// <summary>Those of which the table or a key is wrong.</summary>
    public int Wrong { get; init; }

    /// <summary>The score of some mutants; null if no reconciliation failed for any of them.</summary>
    public static LocalizationScore? Of(IEnumerable<MutantResult> mutants)
    {
        var all = mutants.Select(m => m.Localization).OfType<Localization>().ToList();
        return all.Count == 0
            ? null
            : new(all.Count, all.Count(l => l.RightLayer), all.Count(l => l.RightKey), Math.Floor(all.Count(l => l.IsRight) * 10_000m / all.Count) / 100)
            {
                Wrong = all.Count(l => !l.IsRight),
            };
    }
}

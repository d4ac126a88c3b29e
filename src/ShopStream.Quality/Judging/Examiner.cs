using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Disclosure;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Reconciliation.Descending;
using ShopStream.Quality.Reconciliation.RowForRow;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Quality.Judging;

/// <summary>Judges specifications by what an <see cref="Asker"/> learns.</summary>
public static class Examiner
{
    /// <summary>Asks all at once, judges, asks for the evidence of what failed, and judges that again; a reconciliation that failed goes down to its keys.</summary>
    /// <param name="specifications">What is claimed.</param>
    /// <param name="asker">Runs the queries.</param>
    /// <param name="descent">Goes down; null where nothing should.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    /// <returns>In the order of the specifications.</returns>
    public static async Task<IReadOnlyList<ScenarioResult>> ExamineAsync(IReadOnlyList<Specification> specifications, Asker asker, Descent? descent, CancellationToken cancellation)
    {
        await AskAsync(specifications, asker, cancellation);
        var ladders = new Dictionary<Claim, LadderResult>(ReferenceEqualityComparer.Instance);
        foreach (var claim in specifications.SelectMany(s => s.Claims))
        {
            if (descent is not null && claim.Check is IReconciliation check && Judge(check, asker).Outcome == Outcome.Failed)
                ladders[claim] = await descent.DescendAsync(check, cancellation);
        }
        return [.. specifications.Select(s => Result(s, asker, ladders))];
    }

    /// <summary>Asks what the specifications want to know, and the evidence of those that fail; judges nothing finally.</summary>
    public static async Task AskAsync(IReadOnlyList<Specification> specifications, Asker asker, CancellationToken cancellation)
    {
        await asker.AskAsync(specifications.Questions(), cancellation);
        var evidence = specifications.SelectMany(s => s.Claims).Where(c => Unanswered(c.Check, asker) is null)
            .SelectMany(c => Judged(c.Check, asker).Evidence).ToList();
        await asker.AskAsync(evidence, cancellation);
    }

    /// <summary>The last step before results are written: where no rows are to be shown none is named. Reconciling items, which name rows, have been applied by then.</summary>
    public static IReadOnlyList<ScenarioResult> Shown(IReadOnlyList<ScenarioResult> results, Discretion discretion) => discretion.Level > SampleLevel.None
        ? results
        : [.. results.Select(s => s with { Checks = [.. s.Checks.Select(c => c.NamesRows ? c with { Keys = [] } : c)] })];

    /// <summary>3 where a store did not answer, else 2 where one refused a query, else by the outcome: 1 failed, 4 not judged, 0.</summary>
    public static int ExitCode(IReadOnlyList<Specification> specifications, IReadOnlyList<ScenarioResult> results, Asker asker)
    {
        var missing = specifications.SelectMany(s => s.Claims).SelectMany(c => c.Check.Ask())
            .Select(q => asker.Answers.Find(q)?.Missing?.Kind).ToHashSet();
        if (missing.Contains(UnansweredKind.Unavailable)) return ExitCodes.Infrastructure;
        return Outcomes.Worst(results.Select(r => r.Outcome)) switch
        {
            Outcome.Error => ExitCodes.Usage,
            Outcome.Failed => ExitCodes.Failed,
            Outcome.NotJudged => ExitCodes.NotJudged,
            _ => ExitCodes.Passed,
        };
    }

    private static ScenarioResult Result(Specification specification, Asker asker, Dictionary<Claim, LadderResult> ladders)
    {
        var checks = specification.Claims.Select(c => Result(specification, c, asker) with { Ladder = ladders.GetValueOrDefault(c) }).ToList();
        return new ScenarioResult
        {
            Feature = specification.Feature,
            Name = specification.Name,
            File = specification.File,
            Line = specification.Line,
            Tags = specification.Tags,
            Language = specification.Language,
            Steps = specification.Steps,
            Outcome = Outcomes.Worst(checks.Select(c => c.Outcome)),
            Seconds = specification.Claims.SelectMany(c => c.Check.Ask()).DistinctBy(q => q.Key, StringComparer.Ordinal).Sum(q => asker.Answers.Find(q)?.Seconds ?? 0),
            Checks = checks,
        };
    }

    private static CheckResult Result(Specification specification, Claim claim, Asker asker)
    {
        var verdict = Judge(claim.Check, asker);
        var questions = claim.Check.Ask().Concat(verdict.Evidence).DistinctBy(q => q.Key, StringComparer.Ordinal).ToList();
        var notes = questions.Select(q => asker.Answers.Find(q)?.Note).Prepend(verdict.Note).Where(n => n is not null).Distinct(StringComparer.Ordinal).ToList();
        return new CheckResult
        {
            Sentence = claim.Sentence,
            Line = claim.Line,
            Outcome = verdict.Outcome == Outcome.Failed ? specification.WhenFailed : verdict.Outcome,
            Expected = verdict.Expected,
            Actual = verdict.Actual,
            Difference = verdict.Difference,
            Note = notes.Count == 0 ? null : string.Join(" ", notes),
            Sql = string.Join("\n\n", questions.Select(asker.SqlOf).Where(s => s.Length > 0)),
            Reads = [.. claim.Reads.Concat(questions.OfType<OwnQuery>().SelectMany(asker.Names)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Keys = [.. verdict.Keys.Select(Visible.Line)],
            NamesRows = questions.Any(q => NamesRows(q, asker.Answers.Discretion)),
        };
    }

    // A group by a key, or by a person, is as good as a row; one by day or country is not.
    private static bool NamesRows(Question question, Discretion discretion)
    {
        return question switch
        {
            GroupDifferences d => d.Right.By.Any(k => Names(d.Right.Relation, k)),
            Groups g => g.By.Any(k => Names(g.Relation, k)),
            Sample { Subject: not GroupDifferences } or MissingValues or RowDifferences => true,
            _ => false,
        };

        bool Names(Relation relation, GroupKey key) => KeyNames.Look(relation.Mention(key.Column).Column!) || discretion.Hides(relation.Mention(key.Column));
    }

    /// <summary>The verdict by what was answered; why there is none where a question has no answer.</summary>
    internal static Verdict Judge(ICheck check, Asker asker)
    {
        if (Unanswered(check, asker) is not { } missing) return Judged(check, asker);
        return new Verdict
        {
            Outcome = missing.Kind == UnansweredKind.NotJudged ? Outcome.NotJudged : Outcome.Error,
            Note = missing.Reason,
        };
    }

    // NaN, or a number beyond 28 digits, spoils one check and not the run.
    private static Verdict Judged(ICheck check, Asker asker)
    {
        try
        {
            return check.Judge(asker.Answers);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return new Verdict { Outcome = Outcome.Error, Note = $"a figure that was measured is no exact number: {e.Message} Exact are numbers of at most 28 digits; floating point is not." };
        }
    }

    private static Unanswered? Unanswered(ICheck check, Asker asker) =>
        check.Ask().Select(q => asker.Answers.Find(q)?.Missing).Where(m => m is not null).OrderByDescending(m => m!.Kind).FirstOrDefault();
}

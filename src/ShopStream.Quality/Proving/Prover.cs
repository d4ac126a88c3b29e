using System.Collections.Concurrent;
using System.Globalization;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Disclosure;
using ShopStream.Quality.History;
using ShopStream.Quality.Judging;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Quality.Proving;

/// <param name="Text">A claim that holds of the data as they are, as a feature says it.</param>
/// <param name="Check">What it means.</param>
public sealed record CandidateSentence(string Text, ICheck Check);

/// <param name="Description">What happened, with the row it happened to, as far as that may be told.</param>
/// <param name="Sentences">Claims that hold of the good data and not with the fault, those nearest to it first; empty where none of them turns red.</param>
public sealed record SurvivorStory(string Description, IReadOnlyList<string> Sentences);

/// <summary>
/// Mutation testing for data: plants one fault after the other in copies, judges all specifications that the fault can reach, and tells which
/// scenario no longer passes. What a fault cannot reach is not asked again.
/// </summary>
/// <param name="specifications">Of the run that is judged.</param>
/// <param name="catalog">The tables of all stores.</param>
/// <param name="standpoint">What the run itself knows.</param>
/// <param name="spill">For rows that memory does not hold.</param>
/// <param name="discretion">What may be told of rows.</param>
public sealed class Prover(IReadOnlyList<Specification> specifications, Catalog catalog, Standpoint standpoint, Func<Stream> spill, Discretion discretion)
{
    private readonly List<(Specification Scenario, Claim Claim)> claims = [.. specifications.SelectMany(s => s.Claims.Select(c => (s, c)))];
    private readonly Dictionary<Claim, Outcome> control = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> notProven = new(StringComparer.Ordinal);
    private Answers good = new();
    private int controls;

    /// <summary>How often all was judged without a fault.</summary>
    public int Controls => controls;

    /// <summary>Claims that cannot be judged in a copy, and why; known after the first control.</summary>
    public IReadOnlyList<string> NotProven => [.. notProven.Order(StringComparer.Ordinal)];

    /// <summary>Judges all without a fault.</summary>
    /// <returns>What is not green, a line each; empty where all is.</returns>
    public async Task<IReadOnlyList<string>> ControlAsync(IProvingGround ground, CancellationToken cancellation)
    {
        var asker = Asker(ground);
        await asker.AskAsync(specifications.Questions(), cancellation);
        var off = new List<string>();
        foreach (var (scenario, claim) in claims)
        {
            var verdict = Examiner.Judge(claim.Check, asker);
            var place = string.Create(CultureInfo.InvariantCulture, $"{scenario.File}:{claim.Line}");
            if (controls == 0) control[claim] = verdict.Outcome;
            switch (verdict.Outcome)
            {
                case Outcome.Failed:
                    off.Add($"{place}: {claim.Sentence}: expected {verdict.Expected}, found {verdict.Actual}");
                    break;
                case Outcome.NotJudged or Outcome.Error:
                    notProven.Add($"{place}: {claim.Sentence}: {verdict.Note}");
                    break;
            }
        }
        if (controls == 0) good = asker.Answers;
        controls++;
        return off;
    }

    /// <summary>Plants every fault, several side by side, each ground one at a time.</summary>
    /// <param name="faults">Those to be planted.</param>
    /// <param name="grounds">At least one; the control was judged in the first.</param>
    /// <param name="done">Hears how many are done.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    /// <returns>In the order of the faults.</returns>
    public Task<IReadOnlyList<FaultResult>> ProveAsync(IReadOnlyList<Fault> faults, IReadOnlyList<IProvingGround> grounds, Action<int> done, CancellationToken cancellation) =>
        EachAsync(faults, grounds, (fault, planted, ground, token) => JudgeAsync(fault, planted, ground, token), done, cancellation);

    /// <summary>Plants survivors again, and looks for sentences that hold of the good data and not with the fault.</summary>
    /// <param name="survivors">Those that nobody caught.</param>
    /// <param name="grounds">At least one.</param>
    /// <param name="sentences">Claims that hold of the good data.</param>
    /// <param name="lastResort">Another claim, tried where none of them turns red.</param>
    /// <param name="done">Hears how many are done.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    /// <returns>In the order of the survivors.</returns>
    public async Task<IReadOnlyList<SurvivorStory>> SuggestAsync(
        IReadOnlyList<Fault> survivors, IReadOnlyList<IProvingGround> grounds, IReadOnlyList<CandidateSentence> sentences, Func<Fault, CandidateSentence?> lastResort, Action<int> done, CancellationToken cancellation)
    {
        // Before anything is planted: a row that is lost could not be told any more.
        var stories = new List<string>();
        foreach (var survivor in survivors) stories.Add(await StoryAsync(survivor, grounds[0], cancellation));
        var red = await EachAsync(survivors, grounds, (fault, planted, ground, token) => SuggestAsync(fault, planted, ground, sentences, lastResort, token), done, cancellation);
        return [.. stories.Zip(red, (story, texts) => new SurvivorStory(story, texts))];
    }

    private static async Task<IReadOnlyList<T>> EachAsync<T>(IReadOnlyList<Fault> faults, IReadOnlyList<IProvingGround> grounds, Func<Fault, Planted, IProvingGround, CancellationToken, Task<T>> judge, Action<int> done, CancellationToken cancellation)
    {
        var results = new T[faults.Count];
        var open = new ConcurrentQueue<int>(Enumerable.Range(0, faults.Count));
        var ended = 0;
        // Where one ground breaks, the others stop.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAll(grounds.Select(ground => Task.Run(() => ByTurnsAsync(ground, stop), CancellationToken.None)));
        return results;

        async Task ByTurnsAsync(IProvingGround ground, CancellationTokenSource all)
        {
            try
            {
                while (!all.IsCancellationRequested && open.TryDequeue(out var i))
                {
                    try
                    {
                        results[i] = await judge(faults[i], await ground.PlantAsync(faults[i], all.Token), ground, all.Token);
                    }
                    finally
                    {
                        await ground.RestoreAsync(CancellationToken.None);
                    }
                    done(Interlocked.Increment(ref ended));
                }
                cancellation.ThrowIfCancellationRequested();
            }
            catch
            {
                await all.CancelAsync();
                throw;
            }
        }
    }

    private async Task<FaultResult> JudgeAsync(Fault fault, Planted planted, IProvingGround ground, CancellationToken cancellation)
    {
        if (planted.Problem is { } problem) return FaultResult.Of(fault, FaultOutcome.Error) with { Problem = problem };
        if (planted.Broken is not null) return FaultResult.Of(fault, FaultOutcome.Caught) with { CaughtBy = ["transform"], Rows = planted.Rows, Amount = planted.Amount };
        if (planted.Reached.Count == 0 && planted.Files.Count == 0) return FaultResult.Of(fault, FaultOutcome.Equivalent);
        var caughtBy = await CaughtByAsync(planted, ground, cancellation);
        return FaultResult.Of(fault, caughtBy.Count > 0 ? FaultOutcome.Caught : FaultOutcome.Survived) with { CaughtBy = caughtBy, Rows = planted.Rows, Amount = planted.Amount };
    }

    private async Task<IReadOnlyList<string>> CaughtByAsync(Planted planted, IProvingGround ground, CancellationToken cancellation)
    {
        var asker = Asker(ground);
        foreach (var question in specifications.Questions().DistinctBy(q => q.Key, StringComparer.Ordinal))
        {
            if (!IsReached(question, planted) && good.Find(question) is { } answer) asker.Answers.Add(question, answer);
        }
        var concerned = claims.Where(c => control[c.Claim] == Outcome.Passed && c.Claim.Check.Ask().Any(q => IsReached(q, planted))).ToList();
        await asker.AskAsync(concerned.SelectMany(c => c.Claim.Check.Ask()), cancellation);
        // That a warehouse does not answer is no fault that was caught.
        if (asker.Answers.All.Values.FirstOrDefault(a => a.Missing is { Kind: UnansweredKind.Unavailable }) is { Missing: { } missing }) throw new InfrastructureException(missing.Reason);
        return
        [
            .. concerned.Where(c => Examiner.Judge(c.Claim.Check, asker).Outcome != Outcome.Passed).Select(c => c.Scenario).Distinct()
                .Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.File}:{s.Line}")).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
    }

    private async Task<IReadOnlyList<string>> SuggestAsync(Fault fault, Planted planted, IProvingGround ground, IReadOnlyList<CandidateSentence> sentences, Func<Fault, CandidateSentence?> lastResort, CancellationToken cancellation)
    {
        var red = await RedAsync(fault, planted, ground, sentences, cancellation);
        return red.Count > 0 || lastResort(fault) is not { } last ? red : await RedAsync(fault, planted, ground, [last], cancellation);
    }

    private async Task<string> StoryAsync(Fault fault, IProvingGround ground, CancellationToken cancellation)
    {
        if (fault.Row is not { } row || discretion.Level == SampleLevel.None) return fault.Description;
        var cells = (await ground.RowOfAsync(fault, cancellation)).Where(c => c.Value is not null).Select(c => $"{c.Column} {discretion.Shown(new Mention(fault.Dataset, c.Column), c.Value)}").ToList();
        return cells.Count == 0 ? fault.Description : fault.Description.Replace(row, $"{row} ({string.Join(", ", cells)})", StringComparison.Ordinal);
    }

    // Nearest to the fault first; they hold of the good data, as all of them do.
    private async Task<IReadOnlyList<string>> RedAsync(Fault fault, Planted planted, IProvingGround ground, IReadOnlyList<CandidateSentence> sentences, CancellationToken cancellation)
    {
        var near = sentences.Where(s => s.Check.Ask().Any(q => IsReached(q, planted))).OrderBy(s => Distance(fault, s.Check)).ToList();
        if (near.Count == 0) return [];
        var asker = Asker(ground);
        await asker.AskAsync(near.SelectMany(s => s.Check.Ask()), cancellation);
        return [.. near.Where(s => Examiner.Judge(s.Check, asker).Outcome == Outcome.Failed).Select(s => s.Text)];
    }

    private static int Distance(Fault fault, ICheck check)
    {
        var mentions = check.Ask().SelectMany(q => q.Mentions).Where(m => m.Dataset == fault.Dataset).ToList();
        return mentions.Count == 0 ? 2 : mentions.Exists(m => string.Equals(m.Column, fault.Column, StringComparison.Ordinal)) ? 0 : 1;
    }

    private Asker Asker(IProvingGround ground) => new(catalog, ground.Stores, standpoint, spill);

    private static bool IsReached(Question question, Planted planted) => question switch
    {
        ManifestDifferences m => planted.Files.Contains(m.Dataset),
        Shape or KnownToTheRun => false,
        OwnQuery own => OwnSql.Words(own.Sql) is var words && planted.Reached.Any(d => d.Store == own.Store && words.Contains(d.Table)),
        _ => question.Mentions.Any(m => planted.Reached.Contains(m.Dataset)),
    };
}

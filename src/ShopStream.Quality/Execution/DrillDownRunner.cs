using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Reconciliation.DrillDown;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Execution;

/// <summary>
/// Drills a failed reconciliation down from the total to groups, orders and lines, and finds the first layer in which each key differs.
/// Compares aggregates first, then only the keys that differ.
/// </summary>
/// <param name="catalog">Existing tables and columns.</param>
/// <param name="businessMetrics">Metric definitions, which provide the row keys of tables.</param>
/// <param name="collector">Collects the metrics.</param>
public sealed class DrillDownRunner(Catalog catalog, IReadOnlyCollection<BusinessMetric> businessMetrics, MetricCollector collector)
{
    private KeyComparer? keys;

    /// <summary>Approximate number of keys in memory at once; default 100,000.</summary>
    internal int KeysPerPart { get; init; } = 100_000;

    /// <summary>Whether other tools move the data: there is no snapshot since which the shop has gone on. Default: false.</summary>
    public bool IsAttached { get; init; }

    private KeyComparer Keys => keys ??= new KeyComparer(collector, KeysPerPart);

    /// <summary>Drills down a reconciliation. If a store fails, the result is partial and has a note.</summary>
    /// <param name="check">Failed reconciliation.</param>
    /// <param name="cancellationToken">Cancels the drill-down.</param>
    /// <param name="arrival">What had arrived of the expected side, whose other keys are named as such; null if all had.</param>
    public Task<DrillDownResult> RunAsync(IReconciliation check, CancellationToken cancellationToken, Arrival? arrival = null) =>
        RunAsync(check, null, arrival, cancellationToken);

    /// <inheritdoc cref="RunAsync(IReconciliation, CancellationToken, Arrival?)"/>
    /// <param name="each">Receives every key that differs; null if only the largest differences are needed.</param>
    internal async Task<DrillDownResult> RunAsync(IReconciliation check, Action<DrilledDifference>? each, Arrival? arrival, CancellationToken cancellationToken)
    {
        var sides = check.Sides;
        // If the check queried the live source, which has changed since the snapshot, the drill-down does so as well.
        var live = check.GetMetrics().Any(m => m.Store == StoreId.Source && collector.Measurements.Find(m)?.Note is not null);
        var path = new LineagePath(catalog, sides, businessMetrics, live);
        var found = new DrillDownFindings(sides.AmountName, path, collector.Measurements.RedactionPolicy) { Each = each };
        try
        {
            return await collector.DamageOfAsync(path.StandIns, cancellationToken) is { } damage
                ? await RunRecordedAsync(check, path, found, damage, cancellationToken)
                : await RunAsync(check, path, found, live && !IsAttached, LateKeys(path, arrival), cancellationToken);
        }
        catch (OverflowException e)
        {
            return found.Incomplete(found.Tally.Net, $"The drill-down is incomplete: {e.Message}, and it adds amounts of at most 28.");
        }
        catch (StoreException e)
        {
            return found.Incomplete(found.Tally.Net, $"The drill-down is incomplete: {e.Reason.Reason}.");
        }
    }

    private async Task<DrillDownResult> RunAsync(
        IReconciliation check,
        LineagePath path,
        DrillDownFindings found,
        bool live,
        IReadOnlySet<string> late,
        CancellationToken cancellationToken
    )
    {
        var (expected, actual) = (path.Expected, path.Actual);
        var ledger = new GroupLedger();
        var amounts = await Keys.NumbersAsync([expected.Total, actual.Total, .. path.Levels.Concat(path.Aggregated).Select(l => l.Total)], cancellationToken);
        var (wanted, difference) = (amounts[0], amounts[1] - amounts[0]);
        found.Steps.Add(new DrillDownLevelResult("total", 1, difference == 0 ? 0 : 1));
        var gaps = path.HasGroupsOfCheck ? await GapsAsync(check, cancellationToken) : [];
        var differing = gaps?.Select(g => g.Group).ToHashSet(StringComparer.Ordinal);
        var compared = await Keys.CompareAsync(
            [expected, actual],
            [],
            g =>
            {
                // The check also counts groups of which no row has an amount, as a product without orders: one without a row is equal to it.
                if (g.Difference is { Net: 0, IsOnOneSide: true } && path.HasGroupsOfCheck && differing?.Contains(g.Difference.Key) == false)
                    return;
                ledger.AddGap(g.Difference);
            },
            cancellationToken
        );
        if (path.Keys.Count > 0)
            found.Steps.Add(new DrillDownLevelResult(string.Join(", ", path.Keys), compared, ledger.Count));
        found.Layers.AddRange(
            path.Levels.Concat(path.Aggregated).Zip(amounts.Skip(2), (level, amount) => new DrillDownLayer($"{level.Dataset}", amount, amount - wanted))
        );
        if (path.Levels.Count < 2 || path.Levels[^1].Dataset != actual.Dataset)
            found.Layers.Add(new DrillDownLayer($"{actual.Dataset}", wanted + difference, difference));
        if (path.Levels.Count >= 2)
            await CompareKeysAsync(path, found, ledger, live, late, cancellationToken);
        await CompareMartGroupsAsync(path, found, ledger, cancellationToken);
        var lines =
            path.Levels.Count < 2
                ? new Dictionary<string, string>(StringComparer.Ordinal)
                : await new DetailRows(Keys, path.Levels).ExplainAsync(found.Tally.Top, found.Steps, cancellationToken);
        var notes = new List<string>();
        if (path.Levels.Count < 2)
            notes.Add("The two sides have no common row key, so the drill-down ends with the groups.");
        var measured = check.Totals(collector.Measurements);
        var unexplained = ledger.Overflows
            ? "more groups differ than are compared"
            : ledger.Unexplained(
                found.Tally.Net,
                measured.Actual - measured.Expected,
                gaps ?? [],
                g => collector.Measurements.RedactionPolicy.Level == SampleLevel.None ? "a group" : found.Describe(g, path.Keys)
            );
        if (found.RowlessGroups > 0)
        {
            var last = path.Levels[^1];
            notes.Add(
                $"No row explains the difference of {Counted.Of(found.RowlessGroups, "group")}: {last.Dataset} does not have "
                    + $"{string.Join(" and ", path.Keys.Where(k => !last.Groups.ContainsKey(k)))}, and {actual.Dataset} has no row key."
            );
        }

        // Compared with each other, two tables of a layer are named by the check itself.
        if (
            found.Tally.FirstDivergentLayer is { } first
            && first.Layer == expected.Dataset.Layer
            && first != expected.Dataset
            && first.Layer != actual.Dataset.Layer
            && !path.IsBuiltFromExpected(first)
        )
            notes.Add($"{expected.Dataset} and {first} contradict each other, and nothing upstream says which one is right.");
        if (unexplained is not null)
            notes.Add($"Not all of the difference is explained: {unexplained}.");
        return found.Result(difference, lines, notes.Count == 0 ? null : string.Join(" ", notes), complete: unexplained is null) with
        {
            Unexplained = unexplained ?? (found.RowlessGroups > 0 ? $"no row explains the difference of {Counted.Of(found.RowlessGroups, "group")}" : null),
        };
    }

    // The groups that differ in the check itself, which may have been measured on other rows than the drill-down reads; null if they are unknown.
    private async Task<IReadOnlyList<GroupGap>?> GapsAsync(IReconciliation check, CancellationToken cancellationToken) =>
        check.GapMetric is not { } metric ? check.Gaps(collector.Measurements, null)
        // The source's own groups are not measured again: only their totals are known.
        : metric.Store == StoreId.Source ? null
        : check.Gaps(collector.Measurements, await Keys.MeasureAsync(metric, cancellationToken));

    // The snapshot's rows are lost: what was recorded of them is compared with the groups of the layers.
    private async Task<DrillDownResult> RunRecordedAsync(
        IReconciliation check,
        LineagePath path,
        DrillDownFindings found,
        string damage,
        CancellationToken cancellationToken
    )
    {
        var (wanted, actual) = check.Totals(collector.Measurements);
        found.Steps.Add(new DrillDownLevelResult("total", 1, actual == wanted ? 0 : 1));
        var levels = path
            .Levels.Skip(1)
            .Where(l => l.Dataset.Layer > Layer.Lake && l.Dataset != path.Actual.Dataset)
            .Select(path.ByGroup)
            .OfType<DrillDownLevel>()
            .Append(path.Actual)
            .ToList();
        var actualLayer = check.Sides.Actual.Relation.Dataset.Layer;
        var readable = actualLayer > Layer.Source;
        var amounts = readable ? await Keys.NumbersAsync([.. levels.Select(l => l.Total)], cancellationToken) : [];
        found.Layers.Add(new DrillDownLayer($"{path.Expected.Dataset}", wanted, 0));
        found.Layers.AddRange(levels.Zip(amounts, (level, amount) => new DrillDownLayer($"{level.Dataset}", amount, amount - wanted)));
        var gaps =
            !path.HasGroupsOfCheck ? [new GroupGap("", wanted, actual)]
            : check.GapMetric is null ? check.Gaps(collector.Measurements, null)
            : [];
        if (gaps.Count > 0 && path.HasGroupsOfCheck)
            found.Steps.Add(new DrillDownLevelResult(string.Join(", ", path.Keys), gaps.Count, gaps.Count));
        var damaged =
            actualLayer > Layer.Lake && path.Expected is { Dataset.Layer: Layer.Source } first
                ? first with
                {
                    Dataset = await FirstDamagedAsync(path.StandIns, cancellationToken),
                }
                : null;
        if (!path.HasGroupsOfCheck)
            (levels, damaged) = ([.. levels.Select(Ungrouped)], damaged is null ? null : Ungrouped(damaged));
        foreach (var group in readable ? await new RecordedDrillDown(Keys).TraceAsync(gaps, levels, damaged, cancellationToken) : [])
            found.Add(path.Keys, group, group.Cause);
        return found.Incomplete(
            actual - wanted,
            $"The snapshot's rows are lost: {damage}. "
                + "The expected amounts are those recorded in the snapshot, and no rows are named. Run again to extract them."
        );
    }

    private async Task<Dataset> FirstDamagedAsync(IEnumerable<Dataset> datasets, CancellationToken cancellationToken)
    {
        foreach (var dataset in datasets)
        {
            if (await collector.DamageOfAsync([dataset], cancellationToken) is not null)
                return dataset;
        }
        throw new InvalidOperationException("no dataset is damaged");
    }

    // Compares the expected side with the last dataset that has row keys, and locates differences in the datasets between.
    private async Task CompareKeysAsync(
        LineagePath path,
        DrillDownFindings found,
        GroupLedger ledger,
        bool live,
        IReadOnlySet<string> late,
        CancellationToken cancellationToken
    )
    {
        long differing = 0;
        // The live source was queried: what differs in an undamaged lake has changed after the snapshot.
        var files = path.Levels.Where(l => l.Dataset.Layer == Layer.Lake).SelectMany(LineagePath.Tables);
        var since = live && await collector.DamageOfAsync(files, cancellationToken) is null;
        var repeated = new List<TracedDifference>();
        var compared = await Keys.CompareAsync(
            path.Levels,
            path.Keys,
            traced =>
            {
                if (traced is not { IsOnlyBetween: true, RepeatedLookup: not null })
                    Add(traced);
                else if (repeated.Count <= CauseTallies.MaxDifferences)
                    repeated.Add(traced);
            },
            cancellationToken
        );
        // Too many are not named: what is left of their groups is.
        foreach (var traced in repeated.Count > CauseTallies.MaxDifferences ? [] : RepeatedInGroups(repeated, ledger).ToList())
            Add(traced);
        found.Steps.Add(new DrillDownLevelResult(path.Grain!, compared, differing));

        void Add(TracedDifference traced)
        {
            differing++;
            ledger.Add(traced);
            found.Add(
                [path.Grain!],
                traced,
                late.Contains(traced.Difference.Key) ? DifferenceCause.SinceLoad(traced.Cause)
                    : since && traced.Dataset.Layer == Layer.Lake ? DifferenceCause.SinceSnapshot(traced.Cause)
                    : traced.Cause
            );
        }
    }

    // Those of the grain, if it is the key of the table.
    private static HashSet<string> LateKeys(LineagePath path, Arrival? arrival) =>
        arrival is { Key: { } key } && path.Levels is [{ Key: [var grain] }, ..] && string.Equals(grain.Column, key, StringComparison.Ordinal)
            ? arrival.LateKeys.Select(k => KeyText.Identity([k])).ToHashSet(StringComparer.Ordinal)
            : [];

    // A row that a looked-up table repeats does not repeat the facts, but may repeat them in the mart, which looks it up as well. It does if this
    // is what the group differs by; otherwise a model in between has removed the repetition.
    private static IEnumerable<TracedDifference> RepeatedInGroups(IReadOnlyList<TracedDifference> repeated, GroupLedger ledger) =>
        repeated
            .Select(d => d with { Effects = GroupEffects.Of(d.Difference), Unplaced = 0 })
            .Where(d => d.Effects.Count == 1)
            .GroupBy(d => d.Effects.Keys.Single(), StringComparer.Ordinal)
            .Where(g => ledger.Rest(g.Key) is var rest && rest != 0 && g.Sum(d => d.Effects[g.Key].Amount) == rest)
            .SelectMany(g => g);

    // Finds differences that first occur in aggregates without row keys, between the facts and the mart.
    private async Task CompareMartGroupsAsync(LineagePath path, DrillDownFindings found, GroupLedger ledger, CancellationToken cancellationToken)
    {
        var from = path.Levels.Count >= 2 ? path.Levels[^1] : null;
        if (from is not null && from.Dataset == path.Actual.Dataset)
            return;
        var groups = new List<TracedDifference>();
        if (from is null && path.Aggregated.Count == 0)
        {
            groups.AddRange(ledger.Gaps.Values.Select(g => new TracedDifference(g, path.Expected, path.Actual, g) { Effects = GroupEffects.Of(g) }));
        }
        else if ((from is null ? path.Expected : path.ByGroup(from)) is { } grouped)
        {
            // A group that exists on one side only is a difference if the check finds it, too: orders without lines have a day, but no facts.
            await Keys.CompareAsync(
                [grouped, .. path.Aggregated, path.Actual],
                [],
                g =>
                {
                    if (g.Difference.Net != 0 || ledger.Gaps.ContainsKey(g.Difference.Key))
                        groups.Add(g with { Effects = GroupEffects.Of(g.Difference) });
                },
                cancellationToken
            );
        }
        else
        {
            var (effects, rests) = await new RowEffects(Keys).FindAsync(ledger.Unplaced, path.LastGrouped, from!, path.Keys, cancellationToken);
            ledger.Place(effects, rests);
            if (ledger.Lost == 0)
                groups.AddRange(ledger.Open.Where(ledger.Gaps.ContainsKey).Select(g => Remainder(path, ledger, g)));
            found.RowlessGroups = groups.Count;
        }
        // If the differences of the groups cancel out, the amount moved from one group to another.
        var moved = path.Keys.Count == 1 && groups.Count(g => g.Difference.Net != 0) > 1 && groups.Sum(g => g.Difference.Net) == 0;
        foreach (var group in groups)
        {
            ledger.Add(group);
            found.Add(path.Keys, group, moved && group.Difference.Net != 0 ? DifferenceCause.Moved(path.Keys[0]) : group.Cause);
        }
    }

    // What is left of a group after all keys that were found upstream: its expected amount includes what they have changed.
    private static TracedDifference Remainder(LineagePath path, GroupLedger ledger, string group)
    {
        var (gap, rest) = (ledger.Gaps[group], ledger.Rest(group));
        var expected =
            gap.Expected.Count == 0 && gap.ActualAmount == rest
                ? []
                : new[] { new Entry([], null, null, 1, gap.ActualAmount - rest, 1, gap.ActualAmount - rest) };
        var difference = new KeyDifference(group, expected, gap.Actual);
        return new TracedDifference(difference, path.Expected, path.Actual, difference)
        {
            Effects = new Dictionary<string, GroupEffect>(StringComparer.Ordinal) { [group] = new(rest, 0) },
        };
    }

    private static DrillDownLevel Ungrouped(DrillDownLevel level) =>
        level with
        {
            Key = [],
            Groups = new Dictionary<string, GroupKey>(StringComparer.Ordinal),
            Status = null,
            Moment = null,
            Row = null,
            Linked = false,
        };
}

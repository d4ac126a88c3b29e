using System.Globalization;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Redaction;

namespace ShopStream.Quality.Reconciliation.DrillDown;

/// <summary>A key whose amounts or rows differ between two datasets.</summary>
/// <param name="Key">Identity of the key; see <see cref="KeyText"/>.</param>
/// <param name="Expected">Entries on the expected side; empty if the key is missing there.</param>
/// <param name="Actual">Entries on the actual side; empty if the key is missing there.</param>
internal sealed record KeyDifference(string Key, IReadOnlyList<Entry> Expected, IReadOnlyList<Entry> Actual)
{
    /// <summary>Expected amount of the rows that count.</summary>
    public decimal ExpectedAmount { get; } = Expected.Sum(e => e.Counted);

    /// <summary>Actual amount of the rows that count.</summary>
    public decimal ActualAmount { get; } = Actual.Sum(e => e.Counted);

    /// <summary>Actual minus expected.</summary>
    public decimal Net => ActualAmount - ExpectedAmount;

    /// <summary>Sum of the absolute differences of the groups.</summary>
    public decimal Gross => ByGroup().Sum(g => Math.Abs(g.Found - g.Wanted));

    /// <summary>
    /// Compares a key in two datasets; null if they agree. Compares the groups that both datasets have, and row counts if rows are the same entity.
    /// </summary>
    /// <param name="key">Identity of the key.</param>
    /// <param name="expected">Expected dataset.</param>
    /// <param name="wanted">Its entries; null if it does not have the key.</param>
    /// <param name="actual">Other dataset.</param>
    /// <param name="found">Its entries; null if it does not have the key.</param>
    /// <param name="groups">Names of the group keys of the reconciliation.</param>
    public static KeyDifference? Of(
        string key,
        DrillDownLevel expected,
        IReadOnlyList<Entry>? wanted,
        DrillDownLevel actual,
        IReadOnlyList<Entry>? found,
        IReadOnlyList<string> groups
    )
    {
        var common = expected.CommonGroups(actual, groups);
        var difference = new KeyDifference(key, Within(expected, wanted ?? [], groups, common), Within(actual, found ?? [], groups, common))
        {
            Groups = common,
            ByRow = expected.HasSameShape(actual),
            Row = expected.HasSameShape(actual) ? actual.Row!.Entity : null,
            IsGroup = expected.IsGroup && actual.IsGroup,
        };
        return difference.IsOnOneSide || difference.ByGroup().Any(g => g.Differs(difference.ByRow)) ? difference : null;
    }

    /// <summary>Names of the group keys that are compared.</summary>
    public IReadOnlyList<string> Groups { get; private init; } = [];

    /// <summary>Whether rows are the same entity on both sides.</summary>
    public bool ByRow { get; private init; }

    /// <summary>The entity of the rows if it is the same on both sides; otherwise null.</summary>
    public string? Row { get; private init; }

    /// <summary>Whether the key is that of a group, so that it has no rows of its own.</summary>
    public bool IsGroup { get; private init; }

    /// <summary>Whether one side counts rows of the group and the other does not have the group, even if its amount is zero.</summary>
    public bool IsOnOneSide =>
        IsGroup
        && Key.Length > 0
        && ((Expected.Count == 0 && Actual.Any(e => e.CountedRows > 0)) || (Actual.Count == 0 && Expected.Any(e => e.CountedRows > 0)));

    /// <summary>Amounts and rows that count, by group.</summary>
    public IReadOnlyList<GroupAmounts> ByGroup() => GroupAmounts.Of(Expected, Actual);

    /// <summary>Cause of the difference: the first that applies.</summary>
    public string Cause()
    {
        var (rows, groups) = (ByRow, Groups);
        var (wantedRows, foundRows) = (Expected.Sum(e => e.Rows), Actual.Sum(e => e.Rows));
        var (wantedAll, foundAll) = (Expected.Sum(e => e.Amount), Actual.Sum(e => e.Amount));
        if (foundRows == 0)
            return DifferenceCause.Missing;
        if (wantedRows == 0)
            return DifferenceCause.Extra;
        if (rows && foundRows > wantedRows)
            return DifferenceCause.MoreThanOnce;
        if (rows && foundRows < wantedRows)
            return DifferenceCause.Missing;
        if (StatusesDiffer && (wantedAll == foundAll || ExpectedAmount == 0 || ActualAmount == 0))
            return DifferenceCause.StatusChanged;
        if (Net == 0 && groups.Count > 0 && ByGroup().Any(g => g.Found != g.Wanted || (rows && g.FoundRows != g.WantedRows && ChangedGroups.Any())))
            return DifferenceCause.Moved(Changed(groups));
        if (Net == 0 && Row is not null && ByGroup().Any(g => g.DigestDiffers))
            return DifferenceCause.Moved(Row);
        if (ExpectedAmount != 0 && ActualAmount == -ExpectedAmount)
            return DifferenceCause.SignFlipped;
        return IsRounded(ExpectedAmount, ActualAmount) ? DifferenceCause.Rounding : DifferenceCause.AmountChanged;
    }

    /// <summary>Details in addition to the amounts: number of rows, status, groups; null if there are none.</summary>
    public string? Detail
    {
        get
        {
            var parts = new List<string>();
            if (Expected.Count > 0 && Actual.Count > 0)
            {
                var (wantedRows, foundRows) = (Expected.Sum(e => e.Rows), Actual.Sum(e => e.Rows));
                if (ByRow && wantedRows != foundRows)
                    parts.Add(string.Create(CultureInfo.InvariantCulture, $"{FigureText.Rows(foundRows)} instead of {wantedRows:#,##0}"));
                if (StatusesDiffer)
                    parts.Add($"status {Statuses(Expected)} → {Statuses(Actual)}");
                var (wantedGroups, foundGroups) = (GroupsOf(Expected), GroupsOf(Actual));
                if (!string.Equals(wantedGroups, foundGroups, StringComparison.Ordinal))
                    parts.Add($"{wantedGroups} → {foundGroups}");
                if (Likeness(ValueDifference.Describe) is { } likeness)
                    parts.Add(likeness);
            }
            return parts.Count == 0 ? null : string.Join(", ", parts);
        }
    }

    /// <summary>How a group key or the status differs where a value of one side looks like one of the other; null if they differ visibly.</summary>
    /// <param name="describe">Describes two values.</param>
    public string? Likeness(Func<string?, string?, string?> describe)
    {
        if (Expected.Count == 0 || Actual.Count == 0)
            return null;
        var values = Groups.Select((_, i) => (Func<Entry, string?>)(e => e.Group[i]));
        if (StatusesDiffer)
            values = values.Prepend(e => e.Status);
        foreach (var value in values)
        {
            var (wanted, found) = (Expected.Select(value).ToHashSet(StringComparer.Ordinal), Actual.Select(value).ToHashSet(StringComparer.Ordinal));
            var pairs = wanted.Except(found, StringComparer.Ordinal).SelectMany(w => found.Except(wanted, StringComparer.Ordinal).Select(f => describe(w, f)));
            if (pairs.FirstOrDefault(d => d is not null) is { } likeness)
                return likeness;
        }
        return null;
    }

    /// <summary>Whether the rows are the same, so that only values from a looked-up table differ.</summary>
    public bool SameRows =>
        ByRow
        && Expected.Sum(e => e.Rows) == Actual.Sum(e => e.Rows)
        && Expected.Sum(e => e.Amount) == Actual.Sum(e => e.Amount)
        && (StatusesDiffer || Groups.Count > 0 || !ByGroup().Any(g => g.DigestDiffers));

    /// <summary>Difference of the earliest timestamps; null if they are equal or one side has none.</summary>
    public TimeSpan? Shift => Moment(Expected) is { } expected && Moment(Actual) is { } actual && actual != expected ? actual - expected : null;

    /// <summary>
    /// Names of the group keys whose values differ. If both sides have the same values, those whose rows have moved from one value to another.
    /// </summary>
    public IReadOnlyList<string> ChangedGroups
    {
        get
        {
            var changed = GroupsThatDiffer(static entries => "");
            return changed.Count > 0
                ? changed
                : GroupsThatDiffer(entries =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{(ByRow ? entries.Sum(e => e.Rows) : 0):0}, {entries.Sum(e => e.Amount):0.############################}"
                    )
                );
        }
    }

    private IReadOnlyList<string> GroupsThatDiffer(Func<IEnumerable<Entry>, string> of)
    {
        IEnumerable<string> Values(IReadOnlyList<Entry> entries, int group) =>
            entries.GroupBy(e => KeyText.Identity([e.Group[group]]), StringComparer.Ordinal).Select(g => $"{g.Key}: {of(g)}").Order(StringComparer.Ordinal);
        return [.. Groups.Where((_, i) => !Values(Expected, i).SequenceEqual(Values(Actual, i), StringComparer.Ordinal))];
    }

    // Names of the group keys whose values differ; all if none does.
    private string Changed(IReadOnlyList<string> groups) => string.Join(" and ", ChangedGroups is { Count: > 0 } changed ? changed : groups);

    /// <summary>Whether both sides have rows, of other statuses.</summary>
    public bool StatusesDiffer =>
        Expected.Count > 0
        && Actual.Count > 0
        && Expected[0].Status is not null
        && Actual[0].Status is not null
        && !string.Equals(Statuses(Expected), Statuses(Actual), StringComparison.Ordinal);

    private static string Statuses(IEnumerable<Entry> entries) =>
        string.Join(" and ", entries.Select(e => e.Status).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private static string GroupsOf(IEnumerable<Entry> entries) =>
        string.Join(
            " and ",
            entries.Select(e => string.Join(", ", e.Group.Select(v => v ?? "null"))).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
        );

    private static IReadOnlyList<Entry> Within(DrillDownLevel level, IReadOnlyList<Entry> entries, IReadOnlyList<string> groups, IReadOnlyList<string> common)
    {
        var known = level.KnownGroups(groups);
        if (known.Count == common.Count)
            return entries;
        var indexes = common.Select(c => known.ToList().IndexOf(c)).ToList();
        return [.. entries.Select(e => e with { Group = [.. indexes.Select(k => e.Group[k])] })];
    }

    private static DateTime? Moment(IReadOnlyList<Entry> entries) =>
        entries.Count > 0
        && DateTime.TryParse(
            entries.Min(e => e.Moment),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var moment
        )
            ? moment
            : null;

    // A difference below one cent, or an amount that was rounded to whole units.
    private static bool IsRounded(decimal wanted, decimal found) =>
        Math.Abs(found - wanted) < 0.01m || (found % 1 == 0 && wanted % 1 != 0 && Math.Abs(found - wanted) < 1);
}

/// <summary>Causes of differences, as written in results.</summary>
internal static class DifferenceCause
{
    public const string Missing = "missing";
    public const string Extra = "extra";
    public const string MoreThanOnce = "more than once";
    public const string AmountChanged = "amount changed";
    public const string SignFlipped = "sign flipped";
    public const string Rounding = "rounding";
    public const string StatusChanged = "status changed";
    public const string ArrivedLate = "arrived late";
    public const string DeletedSince = "deleted since the snapshot";
    public const string NotYetLoaded = "not yet loaded";
    public const string ChangedSinceLoad = "changed since the load";

    /// <summary>The cause of a key that differs between the live source and its snapshot: the shop has gone on since.</summary>
    public static string SinceSnapshot(string cause) =>
        cause switch
        {
            Missing => ArrivedLate,
            Extra or MoreThanOnce => DeletedSince,
            _ => $"{cause} since the snapshot",
        };

    /// <summary>The cause of a key beyond the watermark of another pipeline.</summary>
    public static string SinceLoad(string cause) => cause is Missing ? NotYetLoaded : ChangedSinceLoad;

    /// <summary>The cause seen from the other side.</summary>
    public static string Reversed(string cause) =>
        cause switch
        {
            Missing => Extra,
            Extra => Missing,
            // Once instead of twice.
            MoreThanOnce => Missing,
            _ => cause,
        };

    /// <summary>An amount that moved between groups: "moved to another day".</summary>
    public static string Moved(string group) => $"moved to another {group}";
}

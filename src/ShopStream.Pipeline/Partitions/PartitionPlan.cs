using ShopStream.Pipeline.Lake;

namespace ShopStream.Pipeline.Partitions;

/// <summary>A partition as the source has it in the snapshot.</summary>
/// <param name="Name">Name of the partition.</param>
/// <param name="Rows">Number of rows, at least 1.</param>
/// <param name="Keys">Sum of the hashes of the keys; null for a table without a key.</param>
/// <param name="IsTouched">Whether a row has a watermark that is not older than the last night's.</param>
internal sealed record CensusLine(string Name, long Rows, string? Keys, bool IsTouched);

/// <summary>Which partitions a night reads anew, which it verifies, and which it leaves as they are.</summary>
/// <param name="Read">Names of those that are read anew in any case.</param>
/// <param name="Kept">Names of those whose files stay, if they are not found changed by verifying.</param>
/// <param name="Verify">Names of those whose seal is compared with the source's rows: all that are open or touched, and those that are due.</param>
/// <param name="Closed">Names of those that were sealed and are not open: what changes in them has to be announced by the watermark.</param>
internal sealed record PartitionPlan(IReadOnlySet<string> Read, IReadOnlySet<string> Kept, IReadOnlySet<string> Verify, IReadOnlySet<string> Closed)
{
    /// <param name="spec">How the table is divided.</param>
    /// <param name="census">The partitions of the source.</param>
    /// <param name="sealedBefore">The partitions of the manifest that the night builds on; empty for a first night.</param>
    /// <param name="today">The day of the snapshot.</param>
    /// <param name="nights">All closed partitions are verified within this number of nights, from 1.</param>
    /// <param name="exists">Whether a partition's file is still in the lake, with its size.</param>
    public static PartitionPlan Of(
        PartitionSpec spec,
        IReadOnlyList<CensusLine> census,
        IReadOnlyCollection<ManifestPartition> sealedBefore,
        DateOnly today,
        int nights,
        Func<ManifestPartition, bool> exists
    )
    {
        var before = sealedBefore.ToDictionary(p => p.Name, StringComparer.Ordinal);
        var open = OpenOf(spec, [.. census.Select(l => l.Name)], today);
        bool IsAsBefore(CensusLine line) =>
            before.TryGetValue(line.Name, out var found)
            && found.Rows == line.Rows
            && string.Equals(found.Keys, line.Keys, StringComparison.Ordinal)
            && exists(found);
        var (same, changed) = (census.Where(IsAsBefore).ToList(), census.Where(l => !IsAsBefore(l)));
        // Where rows may have changed, the seal says whether they have: writing and loading them again costs more.
        var suspected = same.Where(l => open.Contains(l.Name) || l.IsTouched).Select(l => l.Name).ToHashSet(StringComparer.Ordinal);
        var due = DueOf(spec, same.Where(l => !suspected.Contains(l.Name)).Select(l => before[l.Name]).ToList(), nights);
        return new PartitionPlan(
            changed.Select(l => l.Name).ToHashSet(StringComparer.Ordinal),
            same.Select(l => l.Name).ToHashSet(StringComparer.Ordinal),
            suspected.Concat(due).ToHashSet(StringComparer.Ordinal),
            before.Keys.Where(n => !open.Contains(n)).ToHashSet(StringComparer.Ordinal)
        );
    }

    // Those that were not verified for the longest time; and in any case those for which this is the last of the nights. Those that follow one another
    // are verified together: PostgreSQL finds their rows by an index.
    private static IEnumerable<string> DueOf(PartitionSpec spec, List<ManifestPartition> kept, int nights)
    {
        var share = (kept.Count + nights - 1) / nights;
        return kept.OrderByDescending(p => p.NightsUnverified)
            .ThenBy(p => PartitionSql.OrderOf(spec, p.Name))
            .Where((p, i) => i < share || p.NightsUnverified + 1 >= nights)
            .Select(p => p.Name);
    }

    // Rows without a value are expected to get one, so that their partition stays open.
    private static HashSet<string> OpenOf(PartitionSpec spec, List<string> names, DateOnly today)
    {
        var known = names.Where(n => n is not PartitionSql.NullName);
        var open = spec.Size is not null
            ? known.OrderByDescending(PartitionSql.LowOf).Take(spec.Open + 1)
            : known.Where(n => PartitionSql.DayOf(n) is not { } day || day.DayNumber >= today.DayNumber - spec.Open);
        return open.Append(PartitionSql.NullName).ToHashSet(StringComparer.Ordinal);
    }
}

using System.Globalization;
using System.Text.Json;

namespace ShopStream.Pipeline.Lake;

/// <summary>Validates the partitions of a manifest's table.</summary>
internal static class PartitionValidation
{
    /// <param name="table">The table, whose other fields are valid.</param>
    /// <param name="partitions">As deserialized: any reference in it can still be null.</param>
    /// <param name="field">The table's field, for messages.</param>
    /// <exception cref="JsonException">A field is missing or impossible, or the totals are not those of the table.</exception>
    public static void Validate(ManifestTable table, IReadOnlyList<ManifestPartition> partitions, string field)
    {
        Expect(!string.IsNullOrEmpty(table.PartitionedBy), $"{field}.partitionedBy", table.PartitionedBy, "how the table is divided");
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < partitions.Count; i++)
        {
            var part = string.Create(CultureInfo.InvariantCulture, $"{field}.partitions[{i}]");
            var partition = partitions[i];
            Expect(partition is not null, part, null, "a partition");
            Expect(!string.IsNullOrEmpty(partition.Name), $"{part}.name", partition.Name, "the partition's name");
            Expect(names.Add(partition.Name), $"{part}.name", partition.Name, "each partition once");
            part = $"{part} ({partition.Name})";
            Expect(
                partition.Key is { } key && LakeLayout.IsPartition(key) && string.Equals(key, Key(table, partition), StringComparison.Ordinal),
                $"{part}.key",
                partition.Key,
                $"the key of a file of this partition of {table.Table}"
            );
            Expect(partition.Bytes >= 0, $"{part}.bytes", partition.Bytes, "0 or more");
            ManifestValidation.ValidateHash(partition.Sha256, $"{part}.sha256");
            ManifestValidation.ValidateTotals(table, partition.Totals, $"{part}.totals");
            Expect(!string.IsNullOrEmpty(partition.Seal), $"{part}.seal", partition.Seal, "the sum of the hashes of the rows");
            Expect(partition.NightsUnverified >= 0, $"{part}.nightsUnverified", partition.NightsUnverified, "0 or more");
        }
        var expected = ControlTotals.Combined(table.As(Quality.Data.Layer.Source), [.. partitions.Select(p => p.Totals)]);
        if (ControlTotals.Differences(expected, table.Totals).FirstOrDefault() is { What: { } what } difference)
            Expect(false, $"{field}.totals['{what}']", difference.Found, $"{difference.Expected ?? "null"}, as the partitions have together");
        var hash = PartitionFiles.HashOf(partitions);
        Expect(string.Equals(table.Sha256, hash, StringComparison.Ordinal), $"{field}.sha256", table.Sha256, $"{hash}, that of the partitions");
        foreach (var change in table.SilentChanges ?? [])
            Expect(!string.IsNullOrEmpty(change?.Partition) && change.Keys is not null, $"{field}.silentChanges", change, "a partition and keys");
    }

    // The folder has the date of the run that wrote the file.
    private static string? Key(ManifestTable table, ManifestPartition partition) =>
        LakeLayout.DateOf(partition.Key) is { } date
            ? LakeLayout.PartitionKey(table.Table, date, partition.Name, partition.SnapshotAt, table.IsJson) + table.Compression.Suffix()
            : null;

    private static void Expect([System.Diagnostics.CodeAnalysis.DoesNotReturnIf(false)] bool holds, string field, object? found, string expected) =>
        ManifestValidation.Expect(holds, field, found, expected);
}

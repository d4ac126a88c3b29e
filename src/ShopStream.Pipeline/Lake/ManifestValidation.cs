using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Pipeline.Lake;

/// <summary>Validates a manifest that was read: every field has a possible value, and the manifest lies where it belongs.</summary>
internal static partial class ManifestValidation
{
    /// <param name="manifest">As deserialized: any reference in it can still be null.</param>
    /// <param name="date">The date of the folder in which the manifest lies.</param>
    /// <exception cref="JsonException">A field is missing or impossible. The message names the field, what was found and what was expected.</exception>
    public static void Validate(Manifest manifest, DateOnly date)
    {
        Expect(manifest.Schema == 1, "schema", manifest.Schema, "1, the schema that this version reads");
        Expect(manifest.Date == date, "date", Day(manifest.Date), $"{Day(date)}, the date of its folder: this is the manifest of another date");
        Expect(!string.IsNullOrWhiteSpace(manifest.RunId), "runId", manifest.RunId, "the run's identifier");
        Expect(manifest.SnapshotAt != default, "snapshotAt", manifest.SnapshotAt, "the moment of the snapshot");
        Expect(manifest.Source is not null, "source", null, "the source's server and database");
        Expect(!string.IsNullOrEmpty(manifest.SourceSchema), "sourceSchema", manifest.SourceSchema, "the schema of the source's tables");
        Expect(manifest.Tables is not null, "tables", null, "a list of tables");
        Expect(manifest.Measurements is not null, "answers", null, "an object of recorded measurements");
        if (manifest.Exchange is { } exchange)
            ValidateExchange(exchange, date);
        for (var i = 0; i < manifest.Tables.Count; i++)
            ValidateTable(manifest.Tables[i], string.Create(CultureInfo.InvariantCulture, $"tables[{i}]"), date);
        if (manifest.Tables.GroupBy(t => t.Table, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
            Fail("tables", $"table '{twice.Key}' twice", "each table once");
        foreach (var (metric, recorded) in manifest.Measurements)
            ValidateMeasurement(recorded, $"answers['{metric}']", date);
    }

    private static void ValidateExchange(PendingExchange exchange, DateOnly date)
    {
        var folder = LakeLayout.NextFolder(date);
        Expect(
            exchange.Folder is { } found
                && found.StartsWith(folder, StringComparison.Ordinal)
                && found.Length > folder.Length + 1
                && found.EndsWith('/')
                && LakeKey.IsValid(found[..^1])
                && found.Count('/') == folder.Count('/') + 1,
            "exchange.folder",
            exchange.Folder,
            $"a folder in {folder}"
        );
        Expect(exchange.Replaced is not null, "exchange.replaced", null, "a list of keys");
        // They are deleted: only what can belong to this date is.
        for (var i = 0; i < exchange.Replaced.Count; i++)
            Expect(
                exchange.Replaced[i] is { } key
                    && LakeKey.IsValid(key)
                    && key.StartsWith(LakeLayout.Root, StringComparison.Ordinal)
                    && (LakeLayout.DateOf(key) == date || LakeLayout.IsPartition(key)),
                string.Create(CultureInfo.InvariantCulture, $"exchange.replaced[{i}]"),
                exchange.Replaced[i],
                $"the key of a file of {Day(date)}, or of a partition"
            );
    }

    private static void ValidateTable(ManifestTable? table, string field, DateOnly date)
    {
        Expect(table is not null, field, null, "a table");
        Expect(!string.IsNullOrEmpty(table.Table), $"{field}.table", table.Table, "the table's name");
        field = $"{field} ({table.Table})";
        Expect(Enum.IsDefined(table.Compression), $"{field}.compression", table.Compression, "None, Gzip or Zstd");
        ValidateKey(table, field, date);
        Expect(table.Bytes >= 0, $"{field}.bytes", table.Bytes, "0 or more");
        ValidateHash(table.Sha256, $"{field}.sha256");
        Expect(table.Columns is not null, $"{field}.columns", null, "the table's columns");
        Expect(table.Columns.Count > 0, $"{field}.columns", "an empty list", "the table's columns");
        for (var i = 0; i < table.Columns.Count; i++)
        {
            var column = string.Create(CultureInfo.InvariantCulture, $"{field}.columns[{i}]");
            Expect(table.Columns[i] is not null, column, null, "a column");
            Expect(!string.IsNullOrEmpty(table.Columns[i].Name), $"{column}.name", table.Columns[i].Name, "the column's name");
            Expect(!string.IsNullOrEmpty(table.Columns[i].Type), $"{column}.type", table.Columns[i].Type, "the column's type");
        }
        if (table.Columns.GroupBy(c => c.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            Fail($"{field}.columns", $"column '{twice.Key}' twice", "each column once");
        Expect(table.PrimaryKey is not null, $"{field}.primaryKey", null, "a list of columns, empty if there is no key");
        Expect(table.PrimaryKey.All(c => !string.IsNullOrEmpty(c)), $"{field}.primaryKey", "a column without a name", "names of columns");
        if (table.PrimaryKey.Except(table.Columns.Select(c => c.Name), StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            Fail($"{field}.primaryKey", $"column '{unknown}'", "columns of the table");
        ValidateTotals(table, table.Totals, $"{field}.totals");
        if (table.Partitions is { } partitions)
            PartitionValidation.Validate(table, partitions, field);
        else
            Expect(table.PartitionedBy is null, $"{field}.partitions", null, $"the partitions by {table.PartitionedBy}");
    }

    private static void ValidateKey(ManifestTable table, string field, DateOnly date)
    {
        string? expected = null;
        try
        {
            expected = LakeLayout.KeyOf(table.Table, date, LakeLayout.IsJson(table.Key ?? "")) + table.Compression.Suffix();
        }
        catch (Quality.Results.UsageException)
        {
            Fail($"{field}.table", table.Table, "a name that can be part of a key");
        }
        Expect(string.Equals(table.Key, expected, StringComparison.Ordinal), $"{field}.key", table.Key, $"{expected}, the table's file of {Day(date)}");
    }

    /// <summary>All control totals are there: without them, nothing would be compared.</summary>
    internal static void ValidateTotals(ManifestTable table, IReadOnlyDictionary<string, string?>? totals, string field)
    {
        Expect(totals is not null, field, null, "the control totals");
        var expected = ControlTotals.Of(table.As(Layer.Source)).Select(t => (Name: ControlTotals.NameOf(t), t.Aggregate)).ToList();
        var missing = expected.Select(t => t.Name).FirstOrDefault(name => !totals.ContainsKey(name));
        Expect(missing is null, field, $"no '{missing}'", $"all {expected.Count} control totals of its columns");
        var unknown = totals.Keys.Except(expected.Select(t => t.Name), StringComparer.Ordinal).FirstOrDefault();
        Expect(unknown is null, field, $"'{unknown}'", "only control totals of its columns");
        foreach (var (total, aggregate) in expected)
        {
            var (name, text) = ($"{field}['{total}']", totals[total]);
            if (aggregate is CountRows or CountWhere)
                Expect(IsCount(text), name, text, "a number of rows");
            else
                Expect(text is null || Number().IsMatch(text), name, text, "a number, or null over no values");
        }
        var most = ControlTotals.RowsOf(totals);
        foreach (var (count, _) in expected.Where(t => t.Aggregate is CountWhere && long.Parse(totals[t.Name]!, CultureInfo.InvariantCulture) > most))
            Fail($"{field}['{count}']", totals[count], string.Create(CultureInfo.InvariantCulture, $"at most {most}, the number of rows"));
    }

    private static void ValidateMeasurement(RecordedMeasurement? recorded, string field, DateOnly date)
    {
        Expect(recorded is not null, field, null, "a recorded measurement");
        Expect(recorded.Columns is not null, $"{field}.columns", null, "a list of columns");
        Expect(recorded.Columns.All(c => c is not null), $"{field}.columns", "a column without a name", "names of columns");
        Expect(recorded.Rows is not null, $"{field}.rows", null, "a list of rows");
        for (var i = 0; i < recorded.Rows.Count; i++)
        {
            var row = recorded.Rows[i];
            Expect(
                row is not null && row.Count == recorded.Columns.Count,
                string.Create(CultureInfo.InvariantCulture, $"{field}.rows[{i}]"),
                row is null ? null : Cells(row.Count),
                Cells(recorded.Columns.Count)
            );
        }
        Expect(double.IsFinite(recorded.Seconds) && recorded.Seconds >= 0, $"{field}.seconds", recorded.Seconds, "0 or more");
        if (recorded.File is not null)
        {
            var folder = LakeLayout.RecordedFolder(date);
            Expect(
                recorded.File.StartsWith(folder, StringComparison.Ordinal) && LakeKey.IsValid(recorded.File),
                $"{field}.file",
                recorded.File,
                $"a file in {folder}, the folder of {Day(date)}"
            );
            ValidateHash(recorded.Sha256, $"{field}.sha256");
            return;
        }
        Expect(recorded.Sha256 is null, $"{field}.sha256", recorded.Sha256, "null, because no file is named");
        if (recorded.Missing is not { } missing)
            Expect(recorded.Columns.Count > 0, $"{field}.columns", "an empty list", "the columns of the measurement");
        else
            Expect(!string.IsNullOrEmpty(missing.Reason) && Enum.IsDefined(missing.Kind), $"{field}.missing", missing, "a reason and one of its kinds");

        static string Cells(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "cell" : "cells")}");
    }

    internal static void ValidateHash(string? hash, string field) =>
        Expect(hash is not null && Hash().IsMatch(hash), field, hash, "a SHA-256 in lower-case hexadecimal digits");

    private static bool IsCount(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static string Day(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    internal static void Expect([System.Diagnostics.CodeAnalysis.DoesNotReturnIf(false)] bool holds, string field, object? found, string expected)
    {
        if (!holds)
            Fail(field, found, expected);
    }

    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    private static void Fail(string field, object? found, string expected) =>
        throw new JsonException(string.Create(CultureInfo.InvariantCulture, $"field {field} is {found ?? "null"}; expected {expected}."));

    // A longer one is compared, and differs.
    [GeneratedRegex(@"\A[0-9a-f]{64,}\z", RegexOptions.None, 1000)]
    private static partial Regex Hash();

    // PostgreSQL's numeric has these three values beside the finite ones.
    [GeneratedRegex(@"\A(-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?|NaN|-?Infinity)\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();
}

using System.Globalization;
using System.Text.Json;
using ShopStream.Pipeline.Lake;

namespace ShopStream.Cli.View;

/// <summary>What the lake holds.</summary>
internal static class LakeView
{
    private const int ShortHash = 12;

    private static readonly string[] DateHead = ["date", "state", "run", "snapshot (UTC)", "files", "rows", "bytes"];
    private static readonly string[] FileHead = ["date", "file", "sha-256", "rows", "bytes"];

    public static void Write(CommandHost host, string lake, IReadOnlyList<LakeDate> dates)
    {
        host.Output.Write(string.Create(CultureInfo.InvariantCulture, $"{lake}: {dates.Count:#,##0} {(dates.Count == 1 ? "date" : "dates")}\n"));
        if (dates.Count == 0)
            return;
        host.Output.Write('\n');
        Tables.Write(host, DateHead, [.. dates.Select(Line)], firstToTheRight: 4);
        host.Output.Write('\n');
        Tables.Write(host, FileHead, [.. dates.SelectMany(d => d.Files.Select(f => Line(d, f)))], firstToTheRight: 3);
    }

    public static string Json(string lake, IReadOnlyList<LakeDate> dates) =>
        JsonSerializer.Serialize(
            new
            {
                lake,
                dates = dates.Select(d => new
                {
                    date = d.Date,
                    state = JsonNamingPolicy.CamelCase.ConvertName(d.State.ToString()),
                    runId = d.Manifest?.RunId,
                    snapshotAt = d.Manifest?.SnapshotAt,
                    problem = d.Problem,
                    leasedBy = d.Lease?.RunId,
                    leasedAt = d.Lease?.At,
                    leasedUntil = d.Lease?.Until,
                    files = d.Files.Select(f => new
                    {
                        key = f.Key,
                        table = f.Stored?.Table,
                        rows = f.Stored?.Rows,
                        bytes = f.Bytes,
                        sha256 = f.Stored?.Sha256,
                        inManifest = f.Stored is not null,
                    }),
                }),
            }
        ) + "\n";

    private static string[] Line(LakeDate date) =>
        [
            HistoryView.Day(date.Date),
            State(date),
            date.Manifest?.RunId ?? "–",
            date.Manifest?.SnapshotAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "–",
            Number(date.Files.Count),
            Number(date.Files.Sum(f => f.Stored?.Rows ?? 0)),
            Number(date.Files.Sum(f => f.Bytes ?? 0)),
        ];

    private static string[] Line(LakeDate date, LakeDateFile file) =>
        [
            HistoryView.Day(date.Date),
            file.Key,
            file.Stored is { } kept ? kept.Sha256?[..Math.Min(ShortHash, kept.Sha256.Length)] ?? "–"
            : date.Manifest is null ? "–"
            : "not in manifest",
            file.Stored?.Rows is { } rows ? Number(rows) : "–",
            file.Bytes is { } bytes ? Number(bytes) : "missing",
        ];

    private static string State(LakeDate date) =>
        date.State switch
        {
            LakeDateState.Leased => $"leased by {date.Lease!.RunId}",
            LakeDateState.LeaseExpired => $"leased by {date.Lease!.RunId}, which has died",
            LakeDateState.WithoutManifest when date.Problem is not null => "manifest unreadable",
            LakeDateState.WithoutManifest => "without manifest",
            _ => "complete",
        };

    private static string Number(long number) => number.ToString("#,##0", CultureInfo.InvariantCulture);
}

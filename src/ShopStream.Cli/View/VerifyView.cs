using System.Globalization;
using System.Text.Json;
using ShopStream.Application.LakeContent;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.View;

/// <summary>How the lake's files compare with their manifests.</summary>
internal static class VerifyView
{
    private static readonly string[] Head = ["date", "finding", "file", "note"];

    public static void Write(CommandHost host, VerifiedLake verified)
    {
        var (lake, files, notJudged, _) = verified;
        var off = files.Where(f => f.Status != FileStatus.Good).ToList();
        if (off.Count > 0)
        {
            Tables.Write(
                host,
                Head,
                [.. off.Select(f => new[] { HistoryView.Day(f.Date), NameOf(f.Status), f.Key, f.Note ?? "" })],
                firstToTheRight: Head.Length
            );
            host.Output.Write('\n');
        }

        foreach (var date in notJudged)
            host.Output.Write(
                $"{HistoryView.Day(date.Date)} is not judged: "
                    + $"it has no manifest{(date.Lease is { } lease ? $"; run {lease.RunId} holds its lease" : ". A run of that date writes one")}\n"
            );
        var good = files.Count - off.Count;
        var counts = off.GroupBy(f => f.Status)
            .OrderBy(g => g.Key)
            .Select(g => string.Create(CultureInfo.InvariantCulture, $", {g.Count():#,##0} {NameOf(g.Key)}"));
        var outcome = Outcomes.NameOf(
            off.Exists(f => f.Status != FileStatus.Unfinished) ? Outcome.Failed
            : notJudged.Count > 0 ? Outcome.NotJudged
            : Outcome.Passed
        );
        host.Output.Write(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{outcome}: {good:#,##0} of {files.Count(f => f.Status != FileStatus.Unfinished):#,##0} files "
                    + $"in {lake} match their manifests{string.Concat(counts)} ({files.Sum(f => f.Bytes ?? 0):#,##0} bytes read)\n"
            )
        );
    }

    public static string Json(VerifiedLake verified) =>
        JsonSerializer.Serialize(
            new
            {
                lake = verified.Lake,
                exitCode = verified.ExitCode,
                good = verified.Files.Count(f => f.Status == FileStatus.Good),
                notJudged = verified.NotJudged.Select(d => d.Date),
                files = verified.Files.Select(f => new
                {
                    date = f.Date,
                    key = f.Key,
                    finding = NameOf(f.Status),
                    bytes = f.Bytes,
                    note = f.Note,
                }),
            }
        ) + "\n";

    private static string NameOf(FileStatus status) => status.ToString().ToLowerInvariant();
}

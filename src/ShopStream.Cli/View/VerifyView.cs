using System.Globalization;
using System.Text.Json;
using ShopStream.Pipeline.Lake;

namespace ShopStream.Cli.View;

/// <summary>How the lake's files stand to their manifests.</summary>
internal static class VerifyView
{
    private static readonly string[] Head = ["date", "finding", "file", "note"];

    public static void Write(CommandHost host, string lake, IReadOnlyList<VerifiedFile> files, IReadOnlyList<LakeDate> unjudged)
    {
        var off = files.Where(f => f.Status != FileStatus.Good).ToList();
        if (off.Count > 0)
        {
            Tables.Write(host, Head, [.. off.Select(f => new[] { HistoryView.Day(f.Date), NameOf(f.Status), f.Key, f.Note ?? "" })], firstToTheRight: Head.Length);
            host.Output.Write('\n');
        }

        foreach (var date in unjudged)
            host.Output.Write($"{HistoryView.Day(date.Date)} is not judged: it has no manifest{(date.Lease is { } claim ? $"; run {claim.RunId} has claimed it" : ". A run of that date makes one, or replaces what is there")}\n");
        var good = files.Count - off.Count;
        var counts = off.GroupBy(f => f.Status).OrderBy(g => g.Key).Select(g => string.Create(CultureInfo.InvariantCulture, $", {g.Count():#,##0} {NameOf(g.Key)}"));
        var verdict = off.Count > 0 ? "Failed" : unjudged.Count > 0 ? "Not judged" : "Passed";
        host.Output.Write(string.Create(CultureInfo.InvariantCulture,
            $"{verdict}: {good:#,##0} of {files.Count:#,##0} files in {lake} are as their manifests say{string.Concat(counts)} ({files.Sum(f => f.Bytes ?? 0):#,##0} bytes read)\n"));
    }

    public static string Json(string lake, IReadOnlyList<VerifiedFile> files, IReadOnlyList<LakeDate> unjudged, int exitCode) => JsonSerializer.Serialize(new
    {
        lake,
        exitCode,
        good = files.Count(f => f.Status == FileStatus.Good),
        notJudged = unjudged.Select(d => d.Date),
        files = files.Select(f => new { date = f.Date, key = f.Key, finding = NameOf(f.Status), bytes = f.Bytes, note = f.Note }),
    }) + "\n";

    private static string NameOf(FileStatus status) => status.ToString().ToLowerInvariant();
}

using System.Globalization;
using ShopStream.Application.Progress;
using ShopStream.Quality.Data;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.View;

/// <summary>What is known of a stage that runs: the units done of each of its items, and in all.</summary>
internal sealed class StageState
{
    private readonly Dictionary<string, long> items = new(StringComparer.Ordinal);
    private string latest = "";
    private string unit = "rows";
    private string? note;

    /// <summary>Units done so far.</summary>
    public long Done { get; private set; }

    /// <summary>Units in all; null where that is not known.</summary>
    public long? Total { get; private set; }

    public void Add(WorkProgress progress)
    {
        if (progress.Item is not { } item)
            return;
        (latest, unit, note) = (item, progress.Unit, progress.Note);
        items[item] = progress.Done;
        // Without a total, every item counts its own units. With one, reports of several threads may come out of order.
        Done =
            progress.Total is null ? items.Values.Sum()
            : progress.Total == Total ? Math.Max(Done, progress.Done)
            : progress.Done;
        Total = progress.Total;
    }

    /// <summary>For a bar: the item in work, or what was done so far.</summary>
    public string Short() =>
        Total is null ? Megabytes("#,##0")
        : string.Equals(latest, unit, StringComparison.Ordinal) ? Counts()
        : latest;

    /// <summary>For a line: what was done so far; null where nothing was reported.</summary>
    public string? Text() =>
        items.Count == 0 ? null
        : Total is null && unit is "bytes" ? Megabytes("#,##0.0")
        : string.Equals(latest, unit, StringComparison.Ordinal) ? Counts()
        : $"{latest}, {Counts()}";

    /// <summary>The time, the rows and the bytes of a stage that has ended.</summary>
    public static string Of(StageResult stage) => string.Join(", ", Sizes(stage).Prepend(Seconds(stage.Seconds)));

    /// <summary>The rows and the bytes of a stage that has ended.</summary>
    public static string Size(StageResult stage) => string.Join(", ", Sizes(stage));

    /// <summary>A stage's name and what is said of it, which begins in the same column for all stages.</summary>
    public static string Line(string stage, string text) => $"{stage, -10} {VisibleCharacters.Line(text)}";

    /// <summary>As "1.5 s".</summary>
    public static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s");

    private string Counts()
    {
        var of = Total is { } total ? string.Create(CultureInfo.InvariantCulture, $" of {total:#,##0}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{Done:#,##0}{of} {unit}{(note is null ? "" : $", {note}")}");
    }

    private string Megabytes(string format) => (Done / 1e6).ToString(format, CultureInfo.InvariantCulture) + " MB";

    private static IEnumerable<string> Sizes(StageResult stage)
    {
        if (stage.Rows is { } rows)
            yield return Counted.Of(rows, "row");
        if (stage.Bytes is { } bytes)
            yield return string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:#,##0.0} MB");
    }
}

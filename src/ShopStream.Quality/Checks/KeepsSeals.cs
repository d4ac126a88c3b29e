using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Checks;

/// <summary>
/// No row of a closed partition was changed or deleted without notice. The run has compared the rows already, when it extracted the table: nothing is measured.
/// </summary>
/// <param name="Dataset">The table in the source.</param>
/// <param name="Watermark">The column that announces changes; null if the table has none.</param>
/// <param name="Verified">Number of partitions that were compared with their seals by this run.</param>
/// <param name="Partitions">Number of partitions.</param>
/// <param name="Broken">What was found, by partition.</param>
public sealed record KeepsSeals(Dataset Dataset, string? Watermark, int Verified, int Partitions, IReadOnlyList<BrokenSeal> Broken) : ICheck
{
    /// <inheritdoc />
    public Dataset? WrongRowsOf => Broken.Count > 0 ? Dataset : null;

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var rule = Watermark is { } column ? $"every change in a closed partition shows in {Identifier.Written(column)}" : "closed partitions stay as they are";
        var expected = $"no silent change: {rule}";
        var updated = Broken.Sum(b => b.Updated);
        var deleted = Broken.Sum(b => b.Deleted);
        return Broken.Count == 0
            ? Evaluation.Passed(
                expected,
                string.Create(CultureInfo.InvariantCulture, $"none; {Verified} of {Counted.Of(Partitions, "partition")} verified by this run")
            )
            : Evaluation.Failed(
                expected,
                $"{FigureText.Rows(updated)} updated and {FigureText.Rows(deleted)} deleted in silence, in {Counted.Of(Broken.Count, "partition")}",
                FigureText.Rows(updated + deleted)
            ) with
            {
                Keys = [.. Broken.Take(Sample.Limit).Select(b => b.Text())],
            };
    }
}

/// <summary>Rows of one closed partition that are not those that were sealed, although nothing announced it.</summary>
/// <param name="Partition">Name of the partition.</param>
/// <param name="Expected">Rows that were sealed.</param>
/// <param name="Found">Rows of the source.</param>
/// <param name="Updated">Rows with other values.</param>
/// <param name="Deleted">Rows that are gone.</param>
/// <param name="Keys">Keys of some of them.</param>
public sealed record BrokenSeal(string Partition, long Expected, long Found, long Updated, long Deleted, IReadOnlyList<string> Keys)
{
    internal string Text() =>
        string.Create(CultureInfo.InvariantCulture, $"partition {Partition}: {FigureText.Rows(Found)}, sealed with {FigureText.Rows(Expected)}; ")
        + $"{FigureText.Rows(Updated)} updated, {FigureText.Rows(Deleted)} deleted{(Keys.Count > 0 ? $", such as {string.Join("; ", Keys)}" : "")}";
}

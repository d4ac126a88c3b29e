using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Quality.Execution;

/// <summary>Judges the rows of one relation by all rules on them while a store reads them, in constant memory, beside the reading.</summary>
internal sealed class JudgedRows : IRowSink, IDisposable
{
    // More would wait for the reader: judging a row takes about as long as reading it.
    private const int MostWorkers = 4;

    private readonly IReadOnlyList<(int Cell, JudgedValues Metric)> rules;
    private readonly JudgedBatches<Verdicts[]> batches;

    /// <param name="metrics">The rules on one relation; at least one.</param>
    /// <param name="catalog">Column types.</param>
    public JudgedRows(IReadOnlyList<JudgedValues> metrics, Catalog catalog)
    {
        Reading = JudgedValues.Reading(metrics, catalog.TypeOf);
        var columns = Reading.Keys.Select(c => c.Name).ToList();
        rules = [.. metrics.Select(m => (columns.FindIndex(c => string.Equals(c, m.Column, StringComparison.Ordinal)), m))];
        var workers = Math.Clamp(Environment.ProcessorCount - 1, 1, MostWorkers);
        batches = new JudgedBatches<Verdicts[]>(workers, () => [.. rules.Select(r => new Verdicts(r.Cell, r.Metric.Rule))], Judge);
    }

    /// <summary>The rows to read.</summary>
    public RowReading Reading { get; }

    /// <inheritdoc />
    public bool TakesJsonAsWritten => true;

    /// <summary>Reads the rows.</summary>
    public async Task<IReadOnlyList<(Metric, Measurement)>> MeasureAsync(IStore store, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            await store.ReadRowsAsync(Reading, this, cancellationToken);
            var all = await batches.AllAsync();
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            return
            [
                .. rules.Select(
                    (r, i) => ((Metric)r.Metric, Verdicts.Together(all.Select(v => v[i]), r.Metric) with { Note = store.NoteFor(Reading), Seconds = seconds })
                ),
            ];
        }
        catch (StoreException e)
        {
            return [.. rules.Select(r => ((Metric)r.Metric, Measurement.None(e.Reason)))];
        }
    }

    /// <inheritdoc />
    public void Add(ReadOnlySpan<byte> row, int keyLength, bool keyHasNull) => batches.Add(row);

    /// <inheritdoc />
    public void Dispose() => batches.Dispose();

    private static void Judge(Verdicts[] all, ReadOnlySpan<byte> row)
    {
        for (var cell = 0; !row.IsEmpty; cell++)
        {
            if (row[0] == CanonicalRow.NullTag)
            {
                row = row[1..];
                continue;
            }
            // Columns of text and JSON only: a tag and a length, and the text.
            var text = row.Slice(5, BinaryPrimitives.ReadInt32BigEndian(row[1..]));
            foreach (var verdicts in all)
            {
                if (verdicts.Cell == cell)
                    verdicts.Judge(text);
            }
            row = row[(5 + text.Length)..];
        }
    }

    // The values that are shown are the smallest ones, so that they are the same whatever the order of the rows is, and whoever judges them.
    private sealed class Verdicts(int cell, ValueRule rule)
    {
        private readonly SortedSet<string> shown = new(Comparer<string>.Create(MergedValues.ByBytes));
        private long breaking;
        private string? problem;

        public int Cell => cell;

        public static Measurement Together(IEnumerable<Verdicts> parts, JudgedValues metric)
        {
            var all = parts.ToList();
            if (all.Select(v => v.problem).OfType<string>().Order(StringComparer.Ordinal).FirstOrDefault() is { } problem)
                return Measurement.None(new MissingMeasurement($"{metric}: {problem}", MissingMeasurementKind.Refused));
            var values = new SortedSet<string>(all.SelectMany(v => v.shown), Comparer<string>.Create(MergedValues.ByBytes));
            return new Measurement(
                ["value"],
                [
                    [all.Sum(v => v.breaking).ToString(CultureInfo.InvariantCulture)],
                    .. values.Take(Sample.Limit).Select(v => (IReadOnlyList<string?>)[v]),
                ]
            );
        }

        public void Judge(ReadOnlySpan<byte> text)
        {
            try
            {
                if (problem is not null || rule.Holds(text))
                    return;
            }
            catch (FormatException e)
            {
                problem = e.Message;
                return;
            }
            breaking++;
            var value = Encoding.UTF8.GetString(text);
            if (shown.Count == Sample.Limit && MergedValues.ByBytes(value, shown.Max!) > 0)
                return;
            shown.Add(value);
            if (shown.Count > Sample.Limit)
                shown.Remove(shown.Max!);
        }
    }
}

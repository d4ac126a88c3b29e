using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Quality.Execution;

/// <summary>Judges the rows of one relation by all rules on them while a store reads them, in constant memory.</summary>
internal sealed class JudgedRows : IRowSink
{
    private readonly List<(int Cell, Verdicts Verdicts)> rules;

    /// <param name="metrics">The rules on one relation; at least one.</param>
    /// <param name="catalog">Column types.</param>
    public JudgedRows(IReadOnlyList<JudgedValues> metrics, Catalog catalog)
    {
        Reading = JudgedValues.Reading(metrics, catalog.TypeOf);
        var columns = Reading.Keys.Select(c => c.Name).ToList();
        rules = [.. metrics.Select(m => (columns.FindIndex(c => string.Equals(c, m.Column, StringComparison.Ordinal)), new Verdicts(m)))];
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
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            return [.. rules.Select(r => ((Metric)r.Verdicts.Metric, r.Verdicts.Measurement() with { Note = store.NoteFor(Reading), Seconds = seconds }))];
        }
        catch (StoreException e)
        {
            return [.. rules.Select(r => ((Metric)r.Verdicts.Metric, Measurement.None(e.Reason)))];
        }
    }

    /// <inheritdoc />
    public void Add(ReadOnlySpan<byte> row, int keyLength, bool keyHasNull)
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
            foreach (var (judged, verdicts) in rules)
            {
                if (judged == cell)
                    verdicts.Judge(text);
            }
            row = row[(5 + text.Length)..];
        }
    }

    // The values that are shown are the smallest ones, so that they are the same whatever the order of the rows is.
    private sealed class Verdicts(JudgedValues metric)
    {
        private readonly SortedSet<string> shown = new(Comparer<string>.Create(MergedValues.ByBytes));
        private long breaking;
        private string? problem;

        public JudgedValues Metric => metric;

        public void Judge(ReadOnlySpan<byte> text)
        {
            try
            {
                if (problem is not null || metric.Rule.Holds(text))
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

        public Measurement Measurement() =>
            problem is not null
                ? Metrics.Measurement.None(new MissingMeasurement($"{metric}: {problem}", MissingMeasurementKind.Refused))
                : new Measurement(
                    ["value"],
                    [
                        [breaking.ToString(CultureInfo.InvariantCulture)],
                        .. shown.Select(v => (IReadOnlyList<string?>)[v]),
                    ]
                );
    }
}

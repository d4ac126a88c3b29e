using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Redaction;

namespace ShopStream.Quality.Execution;

/// <summary>Redacts measurements that are only shown. Measurements that checks evaluate are not changed.</summary>
/// <param name="redaction">What may be shown.</param>
/// <param name="catalog">Provides keys and columns of the tables.</param>
internal sealed class RedactedMeasurements(RedactionPolicy redaction, Catalog catalog)
{
    /// <summary>Most UTF-16 characters of a value that are shown: a document of many megabytes would be copied into every output.</summary>
    internal const int MostCharacters = 1_000;

    /// <summary>Redacts the rows of samples and error messages, and cuts long values; returns any other measurement unchanged.</summary>
    public Measurement Redact(Metric metric, Measurement measurement) =>
        metric switch
        {
            _ when ReferenceEquals(redaction, RedactionPolicy.None) => measurement,
            _ when measurement.Missing is { } missing => ReadsPersonal(metric)
                ? measurement with
                {
                    Missing = missing with { Reason = EngineMessages.Redact(missing.Reason, metric.CustomSql?.Sql ?? $"{metric}", redaction) },
                }
                : measurement,
            Sample sample => RedactRows(measurement, new SampleColumns(sample, catalog, redaction.Personal)),
            MissingValues m when Hides(m.Child) || Hides(m.Parent) => measurement with
            {
                Rows = [measurement.Rows[0], .. measurement.Rows.Skip(1).Select(r => (IReadOnlyList<string?>)[redaction.Mask(r[0] ?? "")])],
            },
            JudgedValues m when redaction.Hides(m.Relation.Reference(m.Column)) => measurement with
            {
                Rows = [measurement.Rows[0], .. measurement.Rows.Skip(1).Select(r => (IReadOnlyList<string?>)[redaction.Mask(r[0] ?? "")])],
            },
            MissingValues or JudgedValues => measurement with { Rows = [.. measurement.Rows.Select(r => (IReadOnlyList<string?>)[.. r.Select(Cut)])] },
            ManifestDifferences m => measurement with { Rows = [.. measurement.Rows.Select(r => RedactManifest(m.Dataset, r))] },
            _ => measurement,
        };

    private bool ReadsPersonal(Metric metric) =>
        metric switch
        {
            { CustomSql: { } customSql } when CustomSqlPolicy.Words(customSql.Sql) is var words => catalog.Tables.Any(t =>
                t.Dataset.Store == customSql.Store
                && words.Contains(t.Dataset.Table)
                && t.Columns.Any(c => redaction.Hides(new ColumnReference(t.Dataset, c.Name)))
            ),
            _ => metric.References.Any(redaction.Hides),
        };

    private bool Hides(OrderedValues values) => redaction.Hides(values.Relation.Reference(values.Column));

    private Measurement RedactRows(Measurement measurement, SampleColumns columns)
    {
        var shown = measurement
            .Columns.Select((name, i) => (Name: name, Index: i))
            .Where(c => redaction.Level == SampleLevel.Full || columns.IsKey(c.Name))
            .ToList();
        if (shown.Count == 0 && measurement.Rows.Count > 0)
            return new Measurement([], [])
            {
                Seconds = measurement.Seconds,
                Note = redaction.Level == SampleLevel.None ? null : "No column identifies the rows; use --samples full to show their values.",
            };
        return measurement with
        {
            Columns = [.. shown.Select(c => c.Name)],
            Rows =
            [
                .. measurement.Rows.Select(row =>
                    (IReadOnlyList<string?>)
                        [.. shown.Select(c => row[c.Index] is { } value && columns.IsPersonal(c.Name) ? redaction.Mask(value) : Cut(row[c.Index]))]
                ),
            ],
        };
    }

    /// <summary>A value without what is beyond <see cref="MostCharacters"/>.</summary>
    internal static string? Cut(string? value)
    {
        if (value is null || value.Length <= MostCharacters)
            return value;
        // Not between the two halves of a character.
        var end = char.IsHighSurrogate(value[MostCharacters - 1]) ? MostCharacters - 1 : MostCharacters;
        return string.Create(CultureInfo.InvariantCulture, $"{value.AsSpan(0, end)}… ({value.Length:#,##0} characters)");
    }

    // Control totals such as "min of user_no" contain values of the column.
    private IReadOnlyList<string?> RedactManifest(Dataset dataset, IReadOnlyList<string?> row)
    {
        var words = CustomSqlPolicy.Words(row[0] ?? "");
        var hides =
            catalog
                .Find(dataset)
                ?.Columns.Any(c =>
                    (words.Contains(c.Name) || row[0]?.EndsWith($" of {c.Name}", StringComparison.Ordinal) is true)
                    && redaction.Hides(new ColumnReference(dataset, c.Name))
                )
            ?? false;
        return hides ? [row[0], .. row.Skip(1).Select(v => v is null ? null : redaction.Mask(v))] : row;
    }
}

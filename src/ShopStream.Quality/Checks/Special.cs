using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Checks;

/// <summary>raw orders has exactly these columns. Types are the catalog's portable words, without regard to case.</summary>
public sealed record HasColumns(Dataset Dataset, IReadOnlyList<ColumnInfo> Columns) : ICheck
{
    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [new Shape(Dataset)];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var found = measurements[new Shape(Dataset)].Rows.Select(Line).ToList();
        var wanted = Columns.Select(c => Line([c.Name, c.Type, c.Nullable ? "true" : "false"])).ToList();
        var expected = FigureText.Count(wanted.Count, "column") + " as listed";
        var off = wanted.Except(found, StringComparer.OrdinalIgnoreCase).Select(c => $"missing: {c}")
            .Concat(found.Except(wanted, StringComparer.OrdinalIgnoreCase).Select(c => $"not expected: {c}")).ToList();
        return off.Count == 0
            ? Evaluation.Passed(expected, FigureText.Count(found.Count, "column"))
            : Evaluation.Failed(expected, FigureText.Count(found.Count, "column"), FigureText.Count(off.Count, "line") + " not as listed") with { Keys = off };
    }

    private static string Line(IReadOnlyList<string?> column) =>
        $"{column[0]} {column[1]}{(column[2] is "true" ? "" : " not null")}";
}

/// <summary>lake orders agrees with its manifest: the file is there, with its size, hash, rows and control totals.</summary>
public sealed record AgreesWithManifest(Dataset Dataset) : ICheck
{
    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [new ManifestDifferences(Dataset)];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var differences = measurements[new ManifestDifferences(Dataset)].Rows;
        const string Expected = "size, SHA-256, rows and control totals as in the manifest";
        return differences.Count == 0
            ? Evaluation.Passed(Expected, "all agree")
            : Evaluation.Failed(Expected, $"{FigureText.Count(differences.Count, "figure")} not so", null) with
            {
                Keys = [.. differences.Take(Sample.Limit).Select(d => $"{d[0]}: manifest {d[1]}, file {d[2]}")],
            };
    }
}

/// <summary>this query finds no rows in core.</summary>
public sealed record CustomSqlCheck(Layer Layer, string Sql) : ICheck
{
    private CustomSqlMetric Query => new(Layer, Sql);

    private Sample Sample => new(Query, null, []);

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [Query];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var rows = measurements[Query].Number(0);
        return rows == 0
            ? Evaluation.Passed("no rows", "no rows")
            : Evaluation.Failed("no rows", FigureText.Rows(rows), FigureText.SignedRows(rows)) with { Evidence = [Sample], Keys = FigureText.KeysOf(measurements.Find(Sample)) };
    }
}

/// <summary>A claim about a run of another date than the one that is judged.</summary>
public sealed record OtherRunCheck(DateOnly RequestedDate, DateOnly JudgedDate) : ICheck
{
    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements) =>
        Evaluation.NotJudged($"the scenario is about the run of {RequestedDate:yyyy-MM-dd}; this one is of {JudgedDate:yyyy-MM-dd}: use --date {RequestedDate:yyyy-MM-dd}");
}

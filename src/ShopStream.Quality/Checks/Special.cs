using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Checks;

/// <summary>raw orders has exactly these columns. Types are the portable type names of the catalog, compared case-insensitively.</summary>
public sealed record HasColumns(Dataset Dataset, IReadOnlyList<ColumnInfo> Columns) : ICheck
{
    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [new Shape(Dataset)];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var found = measurements[new Shape(Dataset)].Rows.Select(Line).ToList();
        var listed = Columns.Select(c => Line([c.Name, c.Type, c.Nullable ? "true" : "false"])).ToList();
        var expected = Counted.Of(listed.Count, "column") + " as listed";
        var differences = listed
            .Except(found, StringComparer.OrdinalIgnoreCase)
            .Select(c => $"missing: {c}")
            .Concat(found.Except(listed, StringComparer.OrdinalIgnoreCase).Select(c => $"not expected: {c}"))
            .ToList();
        return differences.Count == 0
            ? Evaluation.Passed(expected, Counted.Of(found.Count, "column"))
            : Evaluation.Failed(expected, Counted.Of(found.Count, "column"), Counted.Of(differences.Count, "difference")) with
            {
                Keys = differences,
            };
    }

    private static string Line(IReadOnlyList<string?> column) => $"{column[0]} {column[1]}{(column[2] is "true" ? "" : " not null")}";
}

/// <summary>
/// total_amount in raw orders has the type decimal(12,2). A type without a size stands for every size: decimal, and varchar, which text is, too.
/// </summary>
/// <param name="Dataset">The table.</param>
/// <param name="Column">Name of the column.</param>
/// <param name="Type">Portable type name of the catalog.</param>
public sealed record HasType(Dataset Dataset, string Column, string Type) : ICheck
{
    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [new Shape(Dataset)];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var found = measurements[new Shape(Dataset)].Rows.FirstOrDefault(r => string.Equals(r[0], Column, StringComparison.Ordinal))?[1];
        var expected = $"{Identifier.Written(Column)} {Type}";
        return found is not null && IsOfType(found)
            ? Evaluation.Passed(expected, $"{Identifier.Written(Column)} {found}")
            : Evaluation.Failed(expected, found is null ? $"no column {Identifier.Written(Column)}" : $"{Identifier.Written(Column)} {found}", null);
    }

    private bool IsOfType(string found)
    {
        if (string.Equals(found, Type, StringComparison.OrdinalIgnoreCase))
            return true;
        var (wanted, actual) = (ColumnType.Parse(Type), ColumnType.Parse(found));
        if (wanted.Size is not null || (wanted.Word is "text" && actual.Size is not null))
            return false;
        return string.Equals(Family(wanted), Family(actual), StringComparison.Ordinal);
    }

    // text is a varchar without a limit.
    private static string Family(ColumnType type) =>
        type switch
        {
            { Word: "varchar" or "text" } => "varchar",
            { IsDecimal: true } => "decimal",
            { Word: "integer" } => "int",
            _ => type.Word,
        };
}

/// <summary>lake orders agrees with its manifest: the file exists and has the listed size, hash, row count and control totals.</summary>
public sealed record AgreesWithManifest(Dataset Dataset) : ICheck
{
    /// <inheritdoc />
    public Dataset? WrongRowsOf => Dataset;

    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [new ManifestDifferences(Dataset)];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var differences = measurements[new ManifestDifferences(Dataset)].Rows;
        const string Expected = "size, SHA-256, rows and control totals as in the manifest";
        return differences.Count == 0
            ? Evaluation.Passed(Expected, "all agree")
            : Evaluation.Failed(Expected, $"{Counted.Of(differences.Count, "value")} {(differences.Count == 1 ? "differs" : "differ")}", null) with
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
            : Evaluation
                .Failed("no rows", FigureText.Rows(rows), FigureText.SignedRows(rows))
                .NeedsEvidence([Sample], (failed, evidence) => failed with { Keys = FigureText.KeysOf(evidence.Find(Sample)) });
    }
}

/// <summary>Check of a scenario that is written for another date than the run's; never judged.</summary>
public sealed record OtherRunCheck(DateOnly RequestedDate, DateOnly RunDate) : ICheck
{
    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements) =>
        Evaluation.NotJudged(
            $"the scenario applies to the run of {RequestedDate:yyyy-MM-dd}, but this run is of {RunDate:yyyy-MM-dd}: use --date {RequestedDate:yyyy-MM-dd}"
        );
}

using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Quality.Checks;

/// <summary>raw orders has exactly these columns. Types are the catalog's portable words, without regard to case.</summary>
public sealed record HasColumns(Dataset Dataset, IReadOnlyList<ColumnInfo> Columns) : ICheck
{
    /// <inheritdoc />
    public IEnumerable<Question> Ask() => [new Shape(Dataset)];

    /// <inheritdoc />
    public Verdict Judge(Answers answers)
    {
        var found = answers[new Shape(Dataset)].Rows.Select(Line).ToList();
        var wanted = Columns.Select(c => Line([c.Name, c.Type, c.Nullable ? "true" : "false"])).ToList();
        var expected = Say.Count(wanted.Count, "column") + " as listed";
        var off = wanted.Except(found, StringComparer.OrdinalIgnoreCase).Select(c => $"missing: {c}")
            .Concat(found.Except(wanted, StringComparer.OrdinalIgnoreCase).Select(c => $"not expected: {c}")).ToList();
        return off.Count == 0
            ? Verdict.Passed(expected, Say.Count(found.Count, "column"))
            : Verdict.Failed(expected, Say.Count(found.Count, "column"), Say.Count(off.Count, "line") + " not as listed") with { Keys = off };
    }

    private static string Line(IReadOnlyList<string?> column) =>
        $"{column[0]} {column[1]}{(column[2] is "true" ? "" : " not null")}";
}

/// <summary>lake orders agrees with its manifest: the file is there, with its size, hash, rows and control totals.</summary>
public sealed record AgreesWithManifest(Dataset Dataset) : ICheck
{
    /// <inheritdoc />
    public IEnumerable<Question> Ask() => [new ManifestDifferences(Dataset)];

    /// <inheritdoc />
    public Verdict Judge(Answers answers)
    {
        var differences = answers[new ManifestDifferences(Dataset)].Rows;
        const string Expected = "size, SHA-256, rows and control totals as in the manifest";
        return differences.Count == 0
            ? Verdict.Passed(Expected, "all agree")
            : Verdict.Failed(Expected, $"{Say.Count(differences.Count, "figure")} not so", null) with
            {
                Keys = [.. differences.Take(Sample.Limit).Select(d => $"{d[0]}: manifest {d[1]}, file {d[2]}")],
            };
    }
}

/// <summary>this query finds no rows in core.</summary>
public sealed record FindsNoRows(Layer Layer, string Sql) : ICheck
{
    private OwnQuery Found => new(Layer, Sql);

    private Sample Which => new(Found, null, []);

    /// <inheritdoc />
    public IEnumerable<Question> Ask() => [Found];

    /// <inheritdoc />
    public Verdict Judge(Answers answers)
    {
        var rows = answers[Found].Number(0);
        return rows == 0
            ? Verdict.Passed("no rows", "no rows")
            : Verdict.Failed("no rows", Say.Rows(rows), Say.SignedRows(rows)) with { Evidence = [Which], Keys = Say.Keys(answers.Find(Which)) };
    }
}

/// <summary>A claim about a run of another date than the one that is judged.</summary>
public sealed record OfAnotherRun(DateOnly Wanted, DateOnly Judged) : ICheck
{
    /// <inheritdoc />
    public IEnumerable<Question> Ask() => [];

    /// <inheritdoc />
    public Verdict Judge(Answers answers) =>
        Verdict.NotJudged($"the scenario is about the run of {Wanted:yyyy-MM-dd}; this one is of {Judged:yyyy-MM-dd}: use --date {Wanted:yyyy-MM-dd}");
}

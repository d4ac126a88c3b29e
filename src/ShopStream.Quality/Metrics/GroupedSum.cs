using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics;

/// <summary>A sum by group.</summary>
/// <param name="Relation">Rows to sum.</param>
/// <param name="By">Group keys; at least one.</param>
/// <param name="Measure">Column to sum.</param>
/// <param name="RowKey">Column that identifies the rows on both sides of a comparison; null to compare only sums.</param>
public sealed record GroupedSum(Relation Relation, IReadOnlyList<GroupKey> By, string Measure, string? RowKey = null)
{
    /// <summary>Condition of the rows that are summed; the others only show that their group exists. Null if all rows are summed.</summary>
    public AllOf? Counted { get; init; }

    /// <summary>Further groups that exist, with no rows to sum; null if there are none.</summary>
    public GroupDomain? Domain { get; init; }

    /// <summary>Names the sum; see <see cref="Identity"/>.</summary>
    public string Id =>
        Identity.Of(
            "sums",
            Relation.Id,
            Identity.List(By.Select(k => k.Id)),
            Identity.Column(Measure),
            Identity.Column(RowKey),
            Counted?.Id ?? "all",
            Domain?.Id ?? "any"
        );

    /// <summary>Tables and columns it refers to.</summary>
    public IEnumerable<ColumnReference> References =>
        Relation
            .References.Concat(By.Select(k => k.Column).Append(Measure).Append(RowKey ?? Measure).Concat(Counted?.Columns ?? []).Select(Relation.Reference))
            .Concat(Domain?.References ?? []);

    /// <summary>What it does with columns that not every type allows.</summary>
    public IEnumerable<TypedUse> Uses =>
        TypedUse.Of(Relation).Append(new SumUse(Relation, Measure)).Concat(Counted is null ? [] : [new ConditionUse(Relation, Counted)]);

    /// <inheritdoc />
    public override string ToString() =>
        $"the sum of {Identifier.Written(Measure)} in {Relation}{(Counted is null ? "" : $", counting those where {Counted},")} by {string.Join(", ", By)}"
        + $"{(Domain is null ? "" : $", among {Domain}")}{(RowKey is null ? "" : $", rows by {Identifier.Written(RowKey)}")}";

    /// <summary>Rows of the groups, for a UNION with the other side of a comparison.</summary>
    /// <param name="sql">Renders SQL in the dialect of the store.</param>
    /// <param name="asText">For each key, whether its values are compared as text.</param>
    /// <param name="byRow">Whether the number of rows and their digest are columns, too.</param>
    /// <param name="decimals">Decimal places of a digested amount; null for all digits.</param>
    /// <param name="side">Whether its columns are the actual ones: a0, a1, …; otherwise the expected ones: e0, e1, ….</param>
    internal string ToSql(SqlText sql, IReadOnlyList<bool> asText, bool byRow, int? decimals, ComparedSide side)
    {
        var keys = By.Select((k, i) => $"{sql.Key(Relation, k, asText[i])} AS k{i + 1}");
        var digest = byRow ? new DigestOf(RowKey!, Measure, decimals) { IsLocal = true } : null;
        List<Aggregate> aggregates = Counted is not { } counted
            ? [new SumOf(Measure), .. digest is null ? Array.Empty<Aggregate>() : [new CountRows(), digest]]
            : [new SumWhere(Measure, counted), .. digest is null ? Array.Empty<Aggregate>() : [new CountWhere(counted), new DigestWhere(digest, counted)]];
        // 2: rows of the group count, 1: none of its rows counts; 0, for a group that does not exist, is added when the sides are merged.
        var present = Counted is null ? "2" : $"CASE WHEN {new CountWhere(Counted).ToSql(sql, Relation, null)} > 0 THEN 2 ELSE 1 END";
        List<string> expressions = [.. aggregates.Select(a => a.ToSql(sql, Relation, null)), present];
        var none = expressions.ConvertAll(_ => "NULL");
        var (actual, expected) = side == ComparedSide.Actual ? (expressions, none) : (none, expressions);
        var columns = actual.Select((text, i) => $"{text} AS a{i}").Concat(expected.Select((text, i) => $"{text} AS e{i}"));
        return $"SELECT {string.Join(", ", keys.Concat(columns))}\n{sql.From(Relation)}\nGROUP BY {string.Join(", ", Enumerable.Range(1, By.Count))}";
    }
}

/// <summary>A side of a comparison.</summary>
internal enum ComparedSide
{
    /// <summary>What was found.</summary>
    Actual,

    /// <summary>What it is compared with.</summary>
    Expected,
}

/// <summary>The groups that may exist: the values of a looked-up table, such as all products, whether they were sold or not.</summary>
/// <param name="Relation">The looked-up table.</param>
/// <param name="By">Its group keys, in the order of the groups.</param>
public sealed record GroupDomain(Relation Relation, IReadOnlyList<GroupKey> By)
{
    /// <summary>Names the groups; see <see cref="Identity"/>.</summary>
    public string Id => Identity.Of("domain", Relation.Id, Identity.List(By.Select(k => k.Id)));

    /// <summary>Table and columns it refers to.</summary>
    public IEnumerable<ColumnReference> References => Relation.References.Concat(By.Select(k => Relation.Reference(k.Column)));

    /// <inheritdoc />
    public override string ToString() => $"{string.Join(", ", By)} of {Relation}";

    /// <summary>A row per group, for a UNION with the sums; only the column that says that the group exists has a value.</summary>
    /// <param name="sql">Renders SQL in the dialect of the store.</param>
    /// <param name="asText">For each key, whether its values are compared as text.</param>
    /// <param name="columns">Number of columns of a side; the last one says that the group exists.</param>
    /// <param name="side">The side of the comparison that has this domain.</param>
    internal string ToSql(SqlText sql, IReadOnlyList<bool> asText, int columns, ComparedSide side)
    {
        var none = string.Concat(Enumerable.Repeat(", NULL", columns));
        var exists = string.Concat(Enumerable.Repeat(", NULL", columns - 1)) + ", 1";
        var keys = By.Select((k, i) => sql.Key(Relation, k, asText[i]));
        return $"SELECT {string.Join(", ", keys)}{(side == ComparedSide.Actual ? exists + none : none + exists)}\n{sql.From(Relation)}\n"
            + $"GROUP BY {string.Join(", ", Enumerable.Range(1, By.Count))}";
    }
}

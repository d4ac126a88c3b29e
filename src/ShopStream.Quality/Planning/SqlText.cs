using System.Globalization;
using ShopStream.Quality.Data;

namespace ShopStream.Quality.Planning;

/// <summary>Questions as SQL of one dialect. Identifiers are quoted, values are literals: nothing from a feature is pasted.</summary>
/// <param name="dialect">Of the store.</param>
/// <param name="keyOf">The columns that name a row, for samples; null where no catalog is at hand.</param>
public sealed class SqlText(Dialect dialect, Func<Dataset, IReadOnlyList<string>>? keyOf = null)
{
    /// <summary>One query for all figures of one relation; a column each, in their order.</summary>
    public string Figures(Relation relation, IReadOnlyList<Aggregate> aggregates) =>
        $"SELECT {string.Join(",\n       ", aggregates.Select((a, i) => $"{Of(relation, a)} AS {dialect.Quote($"{a}")}"))}\n{From(relation)}";

    /// <summary>One query for all figures by group; keys first.</summary>
    public string Groups(Relation relation, IReadOnlyList<GroupKey> by, IReadOnlyList<Aggregate> aggregates)
    {
        var keys = by.Select(k => $"{Key(relation, k)} AS {dialect.Quote($"{k}")}");
        var figures = aggregates.Select(a => $"{Of(relation, a)} AS {dialect.Quote($"{a}")}");
        var positions = string.Join(", ", Enumerable.Range(1, by.Count));
        return $"SELECT {string.Join(",\n       ", keys.Concat(figures))}\n{From(relation)}\nGROUP BY {positions}\nORDER BY {positions}";
    }

    /// <summary>The query of a question that has one of its own.</summary>
    /// <exception cref="ArgumentException">The question is answered without SQL.</exception>
    public string Of(Question question) => question switch
    {
        Figure f => Figures(f.Relation, [f.Aggregate]),
        Groups g => Groups(g.Relation, g.By, g.Aggregates),
        Repeats r => $"SELECT COUNT(*) AS \"values\", COALESCE(SUM(n - 1), 0) AS \"surplus\", COALESCE(SUM(n), 0) AS \"rows\"\nFROM (\n{Indent(Repeated(r))}\n) AS repeated",
        Orphans o => $"SELECT COUNT(*) AS \"orphans\"\n{OrphanRows(o)}",
        OrderedValues v => OrderedValues(v),
        GroupDifferences d => GroupDifferences(d),
        OwnQuery q => $"SELECT COUNT(*) AS \"rows\"\nFROM (\n{q.Sql}\n) AS found",
        Sample s => SampleOf(s),
        _ => throw new ArgumentException($"'{question}' is answered without SQL", nameof(question)),
    };

    private string SampleOf(Sample sample)
    {
        var limit = Sample.Limit.ToString(CultureInfo.InvariantCulture);
        switch (sample.Subject)
        {
            case Figure figure:
                var relation = sample.Violation is null ? figure.Relation : figure.Relation.Where(sample.Violation);
                return $"SELECT {Shown(relation, sample.Show)}\n{From(relation)}\nORDER BY 1\nLIMIT {limit}";
            case Repeats repeats:
                return $"{Repeated(repeats)}\nORDER BY n DESC, {string.Join(", ", Enumerable.Range(1, repeats.Columns.Count))}\nLIMIT {limit}";
            case Orphans orphans:
                return $"SELECT {Shown(orphans.Relation, [orphans.Column])}\n{OrphanRows(orphans)}\nORDER BY 1\nLIMIT {limit}";
            case GroupDifferences differences:
                return $"{DifferingGroups(differences)}\nORDER BY ABS(COALESCE(l.total, 0) - COALESCE(r.total, 0)) DESC, 1\nLIMIT {limit}";
            case OwnQuery query:
                return $"SELECT *\nFROM (\n{query.Sql}\n) AS found\nLIMIT {limit}";
            default:
                throw new ArgumentException($"no rows can be shown for '{sample.Subject}'", nameof(sample));
        }
    }

    private string Shown(Relation relation, IReadOnlyList<string> show)
    {
        var columns = (keyOf?.Invoke(relation.Dataset) ?? []).Concat(show).Distinct(StringComparer.Ordinal).ToList();
        return columns.Count == 0 ? "*" : string.Join(", ", columns.Select(c => $"{Column(relation, c)} AS {dialect.Quote(c)}"));
    }

    private string Repeated(Repeats repeats)
    {
        var present = repeats.Columns.Aggregate(repeats.Relation, (r, c) => r.Where(new Not(new IsNull(c))));
        var columns = repeats.Columns.Select(c => $"{Column(repeats.Relation, c)} AS {dialect.Quote(c)}");
        return $"SELECT {string.Join(", ", columns)}, COUNT(*) AS n\n{From(present)}\nGROUP BY {string.Join(", ", Enumerable.Range(1, repeats.Columns.Count))}\nHAVING COUNT(*) > 1";
    }

    private string OrphanRows(Orphans orphans)
    {
        var relation = orphans.Relation;
        var column = Column(relation, orphans.Column);
        var missing = $"NOT EXISTS (SELECT 1 FROM {dialect.Table(orphans.Parent)} AS parent WHERE parent.{dialect.Quote(orphans.ParentColumn)} = {column})";
        return $"{From(relation.Where(new Not(new IsNull(orphans.Column))))}\n  AND {missing}";
    }

    private string OrderedValues(OrderedValues values)
    {
        var column = Column(values.Relation, values.Column);
        var present = From(values.Relation.Where(new Not(new IsNull(values.Column))));
        return $"SELECT v\nFROM (SELECT DISTINCT CAST({column} AS VARCHAR) AS v\n{Indent(present)}) AS present\nORDER BY {dialect.ByteOrder("v")}";
    }

    private string GroupDifferences(GroupDifferences d) =>
        $"SELECT COUNT(*) AS \"groups\",\n       COUNT(CASE WHEN {Differs(d)} THEN 1 END) AS \"differing\",\n"
        + $"       SUM(l.total) AS \"left\",\n       SUM(r.total) AS \"right\"\n{Joined(d)}";

    private string DifferingGroups(GroupDifferences d)
    {
        var keys = d.Left.By.Select((k, i) => $"COALESCE(l.k{i + 1}, r.k{i + 1}) AS {dialect.Quote(k.Column)}");
        return $"SELECT {string.Join(", ", keys)}, r.total AS \"expected\", l.total AS \"actual\"\n{Joined(d)}\nWHERE {Differs(d)}";
    }

    private static string Differs(GroupDifferences d) =>
        $"ABS(COALESCE(l.total, 0) - COALESCE(r.total, 0)) > {d.Tolerance.ToString(CultureInfo.InvariantCulture)}";

    private string Joined(GroupDifferences d)
    {
        var on = Enumerable.Range(1, d.Left.By.Count).Select(i => $"l.k{i} = r.k{i}");
        return $"FROM (\n{Indent(Summed(d.Left))}\n) AS l\nFULL OUTER JOIN (\n{Indent(Summed(d.Right))}\n) AS r\n  ON {string.Join(" AND ", on)}";
    }

    private string Summed(GroupedSum sum)
    {
        var keys = sum.By.Select((k, i) => $"{Key(sum.Relation, k)} AS k{i + 1}");
        return $"SELECT {string.Join(", ", keys)}, SUM({Column(sum.Relation, sum.Measure)}) AS total\n{From(sum.Relation)}\nGROUP BY {string.Join(", ", Enumerable.Range(1, sum.By.Count))}";
    }

    private string Key(Relation relation, GroupKey key) =>
        key.ByDay ? $"CAST({Column(relation, key.Column)} AS DATE)" : Column(relation, key.Column);

    private string Of(Relation relation, Aggregate aggregate) => aggregate switch
    {
        CountRows => "COUNT(*)",
        CountWhere c => $"COUNT(CASE WHEN {Holds(relation, c.Condition)} THEN 1 END)",
        CountSurplus c => $"COUNT({Column(relation, c.Column)}) - COUNT(DISTINCT {Column(relation, c.Column)})",
        SumOf s => $"SUM({Column(relation, s.Column)})",
        MinOf m => $"MIN({Column(relation, m.Column)})",
        MaxOf m => $"MAX({Column(relation, m.Column)})",
        // SUM, not XOR: under XOR a row loaded three times looks like one loaded once.
        DigestOf d => $"COALESCE(SUM({dialect.Hash(string.Join(" || '|' || ", d.Of.Select(c => $"COALESCE(CAST({Column(relation, c)} AS VARCHAR), '\\N')")))}), 0)",
        _ => throw new ArgumentException($"unknown aggregate {aggregate}", nameof(aggregate)),
    };

    private string From(Relation relation)
    {
        var from = $"FROM {dialect.Table(relation.Dataset)} AS {dialect.Quote(relation.Dataset.Table)}";
        foreach (var lookup in relation.Lookups)
        {
            var table = relation.Dataset with { Table = lookup.Table };
            from += $"\nLEFT JOIN {dialect.Table(table)} AS {dialect.Quote(lookup.Table)}\n  ON {dialect.Quote(lookup.Table)}.{dialect.Quote(lookup.Key)} = {Column(relation, lookup.On)}";
        }
        return relation.Only.Count == 0 ? from : $"{from}\nWHERE {string.Join("\n  AND ", relation.Only.Select(c => Holds(relation, c)))}";
    }

    private string Holds(Relation relation, Condition condition) => condition switch
    {
        IsNull c => $"{Column(relation, c.Column)} IS NULL",
        Not(IsNull c) => $"{Column(relation, c.Column)} IS NOT NULL",
        IsOneOf c => $"{Column(relation, c.Column)} IN ({string.Join(", ", c.Values.Select(Sql.Literal))})",
        Not(IsOneOf c) => $"{Column(relation, c.Column)} NOT IN ({string.Join(", ", c.Values.Select(Sql.Literal))})",
        IsBetween c => $"{Column(relation, c.Column)} BETWEEN {Sql.Literal(c.Low)} AND {Sql.Literal(c.High)}",
        IsMatch c => dialect.Matches(Column(relation, c.Column), Sql.Literal(c.Pattern)),
        Compares c => $"{Column(relation, c.Column)} {Operator(c.Comparison)} {Sql.Literal(c.Value)}",
        IsSameAs c => $"{Column(relation, c.Column)} IS NOT DISTINCT FROM {FormulaText(relation, c.Formula)}",
        OrNull c => $"({Holds(relation, c.Inner)} OR {Column(relation, c.Column)} IS NULL)",
        Not c => $"NOT ({Holds(relation, c.Inner)})",
        _ => throw new ArgumentException($"unknown condition {condition}", nameof(condition)),
    };

    private string FormulaText(Relation relation, Formula formula) => formula switch
    {
        ColumnTerm c => Column(relation, c.Name),
        NumberTerm n => n.Value.ToString(CultureInfo.InvariantCulture),
        Operation o => $"({FormulaText(relation, o.Left)} {o.Operator} {FormulaText(relation, o.Right)})",
        _ => throw new ArgumentException($"unknown formula {formula}", nameof(formula)),
    };

    private string Column(Relation relation, string column)
    {
        var mention = relation.Mention(column);
        return $"{dialect.Quote(mention.Dataset.Table)}.{dialect.Quote(mention.Column!)}";
    }

    private static string Operator(Comparison comparison) => comparison switch
    {
        Comparison.Equal => "=",
        Comparison.AtLeast => ">=",
        Comparison.AtMost => "<=",
        Comparison.Above => ">",
        _ => "<",
    };

    private static string Indent(string sql) => "  " + sql.Replace("\n", "\n  ", StringComparison.Ordinal);
}

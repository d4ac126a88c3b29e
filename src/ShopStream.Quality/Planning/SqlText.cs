using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Quality.Planning;

/// <summary>Renders metrics as SQL of one dialect. Identifiers are quoted and values are literals: no text from a feature is pasted into SQL.</summary>
/// <param name="dialect">Dialect of the store.</param>
/// <param name="catalog">Keys of tables, for samples, and column types; null if no catalog is available.</param>
public sealed class SqlText(Dialect dialect, Catalog? catalog = null)
{
    private readonly ConditionSql conditions = new(dialect);
    private readonly DigestSql digests = new(dialect);

    /// <summary>Name of the dialect.</summary>
    public string Name => dialect.Name;

    /// <summary>One query for several aggregates of one relation; a column per aggregate, in the same order.</summary>
    public string Aggregates(Relation relation, IReadOnlyList<Aggregate> aggregates) =>
        $"SELECT {string.Join(",\n       ", aggregates.Select((a, i) => $"{Of(relation, a, [])} AS {dialect.Alias($"{a}")}"))}{FromFor(relation, aggregates)}";

    /// <summary>One query for aggregates over different rows of one table; a column per metric, in the same order. Conditions that all metrics share are in WHERE, the others in CASE.</summary>
    public string Aggregates(IReadOnlyList<AggregateMetric> metrics)
    {
        var shared = metrics.Select(f => f.Relation.Conditions.AsEnumerable()).Aggregate((a, b) => a.IntersectBy(b.Select(c => $"{c}"), c => $"{c}", StringComparer.Ordinal)).ToList();
        var rows = new Relation(metrics[0].Relation.Dataset, shared, metrics[0].Relation.Lookups);
        var columns = metrics.Select(f =>
        {
            var only = f.Relation.Conditions.ExceptBy(shared.Select(c => $"{c}"), c => $"{c}", StringComparer.Ordinal).ToList();
            return $"{Of(rows, f.Aggregate, only)} AS {dialect.Alias(only.Count == 0 ? $"{f.Aggregate}" : $"{f.Aggregate}, only {string.Join(" and ", only)}")}";
        });
        return $"SELECT {string.Join(",\n       ", columns)}{FromFor(rows, metrics.Select(f => f.Aggregate))}";
    }

    // Without an aggregate, a SELECT of subqueries would return a row per row of the table, so FROM is omitted.
    private string FromFor(Relation relation, IEnumerable<Aggregate> aggregates) =>
        dialect.DistinctBySubquery && aggregates.All(a => a is CountDistinct) ? "" : $"\n{From(relation)}";

    /// <summary>One query for several aggregates by group; key columns first.</summary>
    public string Groups(Relation relation, IReadOnlyList<GroupKey> by, IReadOnlyList<Aggregate> aggregates) => Groups(relation, by, aggregates, ordered: true);

    private string Groups(Relation relation, IReadOnlyList<GroupKey> by, IReadOnlyList<Aggregate> aggregates, bool ordered)
    {
        var keys = by.Select(k => $"{Key(relation, k)} AS {dialect.Quote($"{k}")}");
        var values = aggregates.Select(a => $"{Of(relation, a, null)} AS {dialect.Alias($"{a}")}");
        var positions = string.Join(", ", Enumerable.Range(1, by.Count));
        return $"SELECT {string.Join(",\n       ", keys.Concat(values))}\n{From(relation)}{(by.Count == 0 ? "" : $"\nGROUP BY {positions}{(ordered ? $"\nORDER BY {positions}" : "")}")}";
    }

    /// <summary>The query of a single metric.</summary>
    /// <exception cref="ArgumentException">The metric is measured without SQL.</exception>
    public string Of(Metric metric) => metric switch
    {
        AggregateMetric f => Aggregates(f.Relation, [f.Aggregate]),
        GroupedMetric g => Groups(g.Relation, g.By, g.Aggregates),
        GroupDigestMetric d => GroupDigests(d),
        DuplicateValues r => $"SELECT COUNT(*) AS \"values\", COALESCE(SUM({OccurrenceCount} - 1), 0) AS \"surplus\", COALESCE(SUM({OccurrenceCount}), 0) AS \"rows\"\nFROM (\n{Indent(DuplicateRows(r))}\n) AS repeated",
        Orphans o => $"SELECT COUNT(*) AS \"orphans\"\n{OrphanRows(o)}",
        OrderedValues v => OrderedValues(v),
        GroupDifferences d => GroupDifferences(d),
        DifferingGroups g => $"{DifferingGroups(g.Differences)}\nLIMIT {Planning.DifferingGroups.Limit.ToString(CultureInfo.InvariantCulture)}",
        CustomSqlMetric q => $"SELECT COUNT(*) AS \"rows\"\nFROM (\n{q.Sql}\n) AS found",
        Sample s => SampleOf(s),
        _ => throw new ArgumentException($"'{metric}' is measured without SQL", nameof(metric)),
    };

    /// <summary>Query for the rows of a reading; key columns first.</summary>
    public string Rows(RowReading reading)
    {
        var cells = reading.Cells.Select(c => dialect.Cell(Column(reading.Relation, c.Name), c));
        var select = $"SELECT {(reading.AllColumns ? "*" : string.Join(", ", cells))}\n{From(reading.Relation)}";
        if (reading.OnlyKeys is not { } only) return select;
        var keys = only.Select(key => $"({string.Join(" AND ", reading.Keys.Zip(key, (cell, value) => EqualsCell(reading.Relation, cell, value)))})");
        return $"{select}\n{(reading.Relation.Conditions.Count == 0 ? "WHERE" : "  AND")} ({string.Join("\n    OR ", keys)})";
    }

    private string EqualsCell(Relation relation, RowCell cell, string? value)
    {
        var column = Column(relation, cell.Name);
        return value is null ? $"{column} IS NULL" : cell.Kind switch
        {
            // A quoted number would be converted to the column's type and might not fit.
            ValueKind.Exact => $"{column} = {(char.IsAsciiDigit(value[^1]) ? value : dialect.Literal(value))}",
            ValueKind.Moment => $"{column} = {MomentLiteral(cell.Type, value)}",
            _ => $"{dialect.Cell(column, cell)} = {dialect.Literal(value)}",
        };
    }

    // A date is compared with a date: DuckDB takes the time of a timestamp to compare them, which an infinite one does not have.
    private string MomentLiteral(string type, string text)
    {
        var isDate = type.StartsWith("date", StringComparison.OrdinalIgnoreCase);
        var word = isDate ? "DATE" : "TIMESTAMP";
        var isBeforeChrist = text.EndsWith(CanonicalText.BeforeChrist, StringComparison.Ordinal);
        var isInfinite = !isBeforeChrist && !char.IsAsciiDigit(text[^1]);
        if (isInfinite) return $"{word} {dialect.Literal(text)}";
        var parts = text.Split(' ');
        var isZoned = type.StartsWith("timestamptz", StringComparison.OrdinalIgnoreCase);
        var time = isDate ? "" : $" {parts[1]}{(isZoned ? "+00" : "")}";
        var written = dialect.Literal(isBeforeChrist ? dialect.BeforeChrist(parts[0], time) : parts[0] + time);
        return isZoned ? written : $"{word} {written}";
    }

    private string GroupDigests(GroupDigestMetric d)
    {
        var columns = d.Groups.By.Select(k => (dialect.Quote($"{k}"), TypeOf(d.Groups.Relation, k))).Concat(d.Groups.Aggregates.Select(a => (dialect.Alias($"{a}"), AnyNumber)));
        var inner = Groups(d.Groups.Relation, d.Groups.By, d.Groups.Aggregates, ordered: false);
        return $"SELECT {digests.Bucket(d.Names.Select(n => (dialect.Quote(n), d.Groups.By.FirstOrDefault(k => string.Equals($"{k}", n, StringComparison.Ordinal)) is { } key ? TypeOf(d.Groups.Relation, key) : ColumnType.Unknown)), d.Buckets)} AS \"bucket\", COUNT(*) AS \"groups\",\n       SUM({digests.Of(columns)}) AS \"digest\"\nFROM (\n{Indent(inner)}\n) AS digested\nGROUP BY 1\nORDER BY 1";
    }

    private static ColumnType AnyNumber { get; } = ColumnType.Parse("decimal");

    private ColumnType TypeOf(Relation relation, string column) => catalog?.TypeOf(relation.Reference(column)) ?? ColumnType.Unknown;

    // Keys are comparable text already, or of a type that every store writes alike; except moments, which Snowflake writes with all decimals.
    private ColumnType TypeOf(Relation relation, GroupKey key) =>
        !key.ByDay && TypeOf(relation, key.Column) is { Kind: ValueKind.Moment or ValueKind.Time } moment ? moment : ColumnType.Unknown;

    private string SampleOf(Sample sample)
    {
        var limit = Sample.Limit.ToString(CultureInfo.InvariantCulture);
        switch (sample.Subject)
        {
            case AggregateMetric metric:
                var relation = sample.Violation is null ? metric.Relation : metric.Relation.Where(sample.Violation);
                return $"SELECT {Shown(relation, sample.Show)}\n{From(relation)}\nORDER BY 1\nLIMIT {limit}";
            case DuplicateValues repeats:
                return $"{DuplicateRows(repeats)}\nORDER BY {OccurrenceCount} DESC, {string.Join(", ", Enumerable.Range(1, repeats.Columns.Count))}\nLIMIT {limit}";
            case Orphans orphans:
                return $"SELECT {Shown(orphans.Relation, [orphans.Column])}\n{OrphanRows(orphans)}\nORDER BY 1\nLIMIT {limit}";
            case GroupDifferences differences:
                return $"{DifferingGroups(differences)}\nORDER BY ABS(actual - expected) DESC, 1\nLIMIT {limit}";
            case CustomSqlMetric query:
                return $"SELECT *\nFROM (\n{query.Sql}\n) AS found\nLIMIT {limit}";
            default:
                throw new ArgumentException($"'{sample.Subject}' cannot be sampled", nameof(sample));
        }
    }

    private string Shown(Relation relation, IReadOnlyList<string> show)
    {
        var columns = (catalog?.KeyOf(relation.Dataset) ?? []).Concat(show).Distinct(StringComparer.Ordinal).ToList();
        return columns.Count == 0 ? "*" : string.Join(", ", columns.Select(c => $"{Column(relation, c)} AS {dialect.Quote(c)}"));
    }

    // An unquoted column name cannot contain a space, so the alias does not hide a column of the table.
    private const string OccurrenceCount = "\"how often\"";

    private string DuplicateRows(DuplicateValues repeats)
    {
        var present = repeats.Columns.Aggregate(repeats.Relation, (r, c) => r.Where(new Not(new IsNull(c))));
        var columns = repeats.Columns.Select(c => $"{Equatable(repeats.Relation, c)} AS {dialect.Quote(c)}");
        return $"SELECT {string.Join(", ", columns)}, COUNT(*) AS {OccurrenceCount}\n{From(present)}\nGROUP BY {string.Join(", ", Enumerable.Range(1, repeats.Columns.Count))}\nHAVING COUNT(*) > 1";
    }

    // An unquoted table name cannot contain a space, so the alias does not hide a table of the outer query.
    private const string ParentAlias = "\"pointed to\"";

    private string OrphanRows(Orphans orphans)
    {
        var relation = orphans.Relation;
        var parent = dialect.Equatable($"{ParentAlias}.{dialect.Quote(orphans.ParentColumn)}", TypeOf(new Relation(orphans.Parent), orphans.ParentColumn));
        var missing = $"NOT EXISTS (SELECT 1 FROM {dialect.Table(orphans.Parent)} AS {ParentAlias} WHERE {parent} = {Equatable(relation, orphans.Column)})";
        return $"{From(relation.Where(new Not(new IsNull(orphans.Column))))}\n  AND {missing}";
    }

    private string OrderedValues(OrderedValues values)
    {
        var column = dialect.Text(Column(values.Relation, values.Column), TypeOf(values.Relation, values.Column));
        var present = From(values.Relation.Where(new Not(new IsNull(values.Column))));
        return $"SELECT v\nFROM (SELECT DISTINCT {column} AS v\n{Indent(present)}) AS present\nORDER BY {dialect.ByteOrder("v")}";
    }

    private string GroupDifferences(GroupDifferences d) =>
        $"SELECT COUNT(CASE WHEN actual_present = 2 OR expected_present = 2 THEN 1 END) AS \"groups\",\n       COUNT(CASE WHEN {Differs(d)} THEN 1 END) AS \"differing\",\n"
        + $"       SUM(actual) AS \"actual\",\n       SUM(expected) AS \"expected\"\n{Compared(d)}";

    private string DifferingGroups(GroupDifferences d)
    {
        var keys = d.Right.By.Select((k, i) => $"k{i + 1} AS {dialect.Quote($"{k}")}");
        return $"SELECT {string.Join(", ", keys)}, expected, actual{(d.ByRow ? ", expected_rows, actual_rows" : "")}, expected_present, actual_present\n{Compared(d)}\nWHERE {Differs(d)}";
    }

    // ABS(…) = 2: one side counts rows of the group, the other does not have the group.
    private static string Differs(GroupDifferences d) =>
        d.Tolerance.Differs("expected", "actual") + " OR ABS(actual_present - expected_present) = 2" + (d.ByRow ? " OR actual_rows <> expected_rows OR actual_digest <> expected_digest" : "");

    // UNION ALL instead of FULL JOIN: a join would not pair groups whose key is NULL.
    private string Compared(GroupDifferences d)
    {
        var keys = string.Join(", ", d.Left.By.Select((_, i) => $"k{i + 1}"));
        string[] sums = d.ByRow ? ["total", "rows", "digest", "present"] : ["total", "present"];
        var asText = d.Left.By.Zip(d.Right.By, (l, r) => IsComparedAsText(d.Left.Relation, l) || IsComparedAsText(d.Right.Relation, r)).ToList();
        var left = Summed(d.Left, asText, d.ByRow, d.Tolerance.Decimals, sums.Select((_, i) => $"a{i}"), sums.Select((_, i) => $"e{i}"), actual: true);
        var right = Summed(d.Right, asText, d.ByRow, d.Tolerance.Decimals, sums.Select((_, i) => $"a{i}"), sums.Select((_, i) => $"e{i}"), actual: false);
        var columns = sums.SelectMany((name, i) => new[] { $"COALESCE({Merge(name)}(a{i}), 0) AS actual{Suffix(name)}", $"COALESCE({Merge(name)}(e{i}), 0) AS expected{Suffix(name)}" });
        var rows = new[] { left, right }.Concat(new[] { (Side: d.Left, Actual: true), (Side: d.Right, Actual: false) }.Where(s => s.Side.Domain is not null).Select(s => DomainRows(s.Side.Domain!, asText, sums.Length, s.Actual)));
        return $"FROM (\n  SELECT {keys}, {string.Join(", ", columns)}\n  FROM (\n{string.Join("\n    UNION ALL\n", rows.Select(r => Indent(Indent(r))))}\n  ) AS sides\n  GROUP BY {keys}\n) AS compared";

        static string Suffix(string name) => name is "total" ? "" : "_" + name;

        static string Merge(string name) => name is "present" ? "MAX" : "SUM";
    }

    private string DomainRows(GroupDomain domain, List<bool> asText, int sums, bool actual)
    {
        var none = string.Concat(Enumerable.Repeat(", NULL", sums - 1));
        var ofOther = none + ", NULL";
        return $"SELECT {string.Join(", ", domain.By.Select((k, i) => Key(domain.Relation, k, asText[i])))}{(actual ? $"{none}, 1{ofOther}" : $"{ofOther}{none}, 1")}\n{From(domain.Relation)}\nGROUP BY {string.Join(", ", Enumerable.Range(1, domain.By.Count))}";
    }

    private string Summed(GroupedSum sum, List<bool> asText, bool byRow, int? decimals, IEnumerable<string> actualNames, IEnumerable<string> expectedNames, bool actual)
    {
        var keys = sum.By.Select((k, i) => $"{Key(sum.Relation, k, asText[i])} AS k{i + 1}");
        var digest = byRow ? new DigestOf(sum.RowKey!, sum.Measure, decimals) : null;
        List<Aggregate> aggregates = sum.Counted is not { } counted
            ? [new SumOf(sum.Measure), .. digest is null ? Array.Empty<Aggregate>() : [new CountRows(), digest]]
            : [new SumWhere(sum.Measure, counted), .. digest is null ? Array.Empty<Aggregate>() : [new CountWhere(counted), new DigestWhere(digest, counted)]];
        // 2: rows of the group count, 1: none of its rows counts; 0, for a group that does not exist, is added when the sides are merged.
        var present = sum.Counted is null ? "2" : $"CASE WHEN {Of(sum.Relation, new CountWhere(sum.Counted), null)} > 0 THEN 2 ELSE 1 END";
        List<string> expressions = [.. aggregates.Select(a => Of(sum.Relation, a, null)), present];
        var none = expressions.ConvertAll(_ => "NULL");
        var actuals = actualNames.Zip(actual ? expressions : none, (name, sql) => $"{sql} AS {name}");
        var expecteds = expectedNames.Zip(actual ? none : expressions, (name, sql) => $"{sql} AS {name}");
        return $"SELECT {string.Join(", ", keys.Concat(actuals).Concat(expecteds))}\n{From(sum.Relation)}\nGROUP BY {string.Join(", ", Enumerable.Range(1, sum.By.Count))}";
    }

    private string Key(Relation relation, GroupKey key) => Key(relation, key, IsComparedAsText(relation, key));

    private string Key(Relation relation, GroupKey key, bool asText)
    {
        var (column, type) = (Column(relation, key.Column), TypeOf(relation, key.Column));
        return key.ByDay ? $"CAST({column} AS DATE)" : asText ? dialect.Text(column, type) : dialect.Equatable(column, type);
    }

    // Stores write numbers with different scales.
    private bool IsComparedAsText(Relation relation, GroupKey key) =>
        !key.ByDay && TypeOf(relation, key.Column) is ({ IsDecimal: true, Scale: not 0 } or { Kind: ValueKind.Float });

    // A column whose values are compared for equality.
    private string Equatable(Relation relation, string column) => dialect.Equatable(Column(relation, column), TypeOf(relation, column));

    // only: conditions of the rows to aggregate; null for aggregates by group.
    private string Of(Relation relation, Aggregate aggregate, IReadOnlyList<Condition>? only) => aggregate switch
    {
        CountRows => only is null or [] ? "COUNT(*)" : $"COUNT({When(relation, only, "1")})",
        // COUNT of a column ignores NULLs, which is cheaper than a CASE, and engines compute equal expressions once.
        CountWhere { Condition: Not(IsNull c) } => $"COUNT({When(relation, only, Column(relation, c.Column))})",
        CountWhere { Condition: IsNull c } => $"{Of(relation, new CountRows(), only)} - COUNT({When(relation, only, Column(relation, c.Column))})",
        CountWhere c => $"COUNT({When(relation, [.. only ?? [], c.Condition], "1")})",
        CountDistinct c => Distinct(relation, c.Column, only),
        CountSurplus c => $"COUNT({When(relation, only, Column(relation, c.Column))}) - {Distinct(relation, c.Column, only)}",
        SumOf s => $"SUM({When(relation, only, Column(relation, s.Column))})",
        SumWhere s => $"SUM({When(relation, [.. only ?? [], s.Condition], Column(relation, s.Column))})",
        MinOf m => $"MIN({When(relation, only, Column(relation, m.Column))})",
        MaxOf m => $"MAX({When(relation, only, Column(relation, m.Column))})",
        // SUM, not XOR: under XOR a row loaded three times looks like one loaded once.
        DigestOf d => $"COALESCE(SUM({When(relation, only, digests.Of([(Column(relation, d.Key), TypeOf(relation, d.Key)), Amount(relation, d)]))}), 0)",
        DigestWhere d => Of(relation, d.Digest, [.. only ?? [], d.Condition]),
        _ => throw new ArgumentException($"unknown aggregate {aggregate}", nameof(aggregate)),
    };

    // For COUNT(DISTINCT) PostgreSQL sorts and does not run in parallel; for a DISTINCT subquery it hashes.
    private string Distinct(Relation relation, string column, IReadOnlyList<Condition>? only) =>
        only is null || !dialect.DistinctBySubquery
            ? $"COUNT(DISTINCT {When(relation, only, Equatable(relation, column))})"
            : $"(SELECT COUNT(*) FROM (SELECT DISTINCT {Equatable(relation, column)} {From(only.Append(new Not(new IsNull(column))).Aggregate(relation, (r, c) => r.Where(c))).ReplaceLineEndings(" ")}) AS present)";

    private string When(Relation relation, IReadOnlyList<Condition>? only, string value) =>
        only is null or [] ? value : $"CASE WHEN {string.Join(" AND ", only.Select(c => Holds(relation, c)))} THEN {value} END";

    private (string Column, ColumnType Type) Amount(Relation relation, DigestOf digest) => digest.Decimals is { } decimals
        ? ($"CAST({Column(relation, digest.Amount)} AS DECIMAL(38, {decimals.ToString(CultureInfo.InvariantCulture)}))", ColumnType.Unknown)
        : (Column(relation, digest.Amount), TypeOf(relation, digest.Amount) is { Word.Length: > 0 } known ? known : AnyNumber);

    private string From(Relation relation)
    {
        var from = $"FROM {dialect.Table(relation.Dataset)} AS {dialect.Quote(relation.Dataset.Table)}";
        foreach (var lookup in relation.Lookups)
        {
            var table = relation.Dataset with { Table = lookup.Table };
            from += $"\nLEFT JOIN {dialect.Table(table)} AS {dialect.Quote(lookup.Table)}\n  ON {dialect.Quote(lookup.Table)}.{dialect.Quote(lookup.Key)} = {Column(relation, lookup.On)}";
        }
        return relation.Conditions.Count == 0 ? from : $"{from}\nWHERE {string.Join("\n  AND ", relation.Conditions.Select(c => Holds(relation, c)))}";
    }

    private string Holds(Relation relation, Condition condition) => conditions.Holds(condition, c => Column(relation, c), c => TypeOf(relation, c));

    /// <summary>Renders a condition.</summary>
    /// <param name="condition">Condition to render.</param>
    /// <param name="column">Renders a column name in the context of the SQL.</param>
    public string Holds(Condition condition, Func<string, string> column) => conditions.Holds(condition, column, _ => ColumnType.Unknown);

    private string Column(Relation relation, string column)
    {
        var reference = relation.Reference(column);
        return $"{dialect.Quote(reference.Dataset.Table)}.{dialect.Quote(reference.Column!)}";
    }

    private static string Indent(string sql) => "  " + sql.Replace("\n", "\n  ", StringComparison.Ordinal);
}

using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Dbt.Project;

/// <summary>A test of dbt on a column: not_null, unique, accepted_values or relationships.</summary>
/// <param name="Dataset">The model or source table.</param>
/// <param name="Column">The column.</param>
/// <param name="Lines">YAML, the first line without its dash.</param>
internal sealed record ColumnTest(Dataset Dataset, string Column, IReadOnlyList<string> Lines);

/// <summary>A test of dbt that is a query: the rows that it finds are wrong.</summary>
/// <param name="Name">Name of its file, without .sql.</param>
/// <param name="Sql">Its text.</param>
internal sealed record QueryTest(string Name, string Sql);

/// <summary>Writes checks as tests of dbt.</summary>
/// <param name="models">The models and the raw tables of the project.</param>
/// <param name="sql">Renders SQL of the warehouse.</param>
internal sealed class DbtTests(IReadOnlySet<Dataset> models, SqlText sql)
{
    private readonly List<ColumnTest> columns = [];
    private readonly List<QueryTest> queries = [];
    private readonly List<string> left = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);

    /// <summary>Tests of columns.</summary>
    public IReadOnlyList<ColumnTest> Columns => columns;

    /// <summary>Tests that are queries.</summary>
    public IReadOnlyList<QueryTest> Queries => queries;

    /// <summary>Checks without a dbt test, with the reason, a line each.</summary>
    public IReadOnlyList<string> Left => left;

    /// <summary>Adds all checks of a scenario.</summary>
    public void Add(Specification specification)
    {
        var isWarning = Severities.Of(specification.Tags) is Severity.Warning or Severity.Info;
        foreach (var check in specification.Checks)
        {
            if (!TryColumn(check.Check, isWarning) && !TryQuery(specification.Name, check.Check, isWarning))
                left.Add($"{specification.File}:{check.Line}: {check.Sentence}: {Reason(check)}");
        }
    }

    private bool TryColumn(ICheck check, bool isWarning) =>
        check switch
        {
            NeverNull c => TryColumn(c.Relation, c.Column, isWarning, "not_null"),
            Unique { Columns: [var only] } c => TryColumn(c.Relation, only, isWarning, "unique"),
            EveryValue { Condition: IsOneOf one, MostExceptions: 0, JudgesNulls: false } c => TryColumn(
                c.Relation,
                one.Column,
                isWarning,
                "accepted_values",
                $"values: [{string.Join(", ", one.Values.Select(YamlText.Of))}]"
            ),
            References c when c.Allowed == Allowance.None && models.Contains(c.Parent) => TryColumn(
                c.Relation,
                c.Column,
                isWarning,
                "relationships",
                $"to: {Reference(c.Parent)}",
                $"field: {YamlText.Of(c.ParentColumn)}"
            ),
            _ => false,
        };

    // A test with arguments has them below its name, where older versions of dbt look, too.
    private bool TryColumn(Relation relation, string column, bool isWarning, string test, params string[] arguments)
    {
        if (!models.Contains(relation.Dataset) || relation.Conditions.Count > 0 || relation.Lookups.Count > 0)
            return false;
        string[] below = isWarning ? [.. arguments, "config: {severity: warn}"] : arguments;
        columns.Add(new ColumnTest(relation.Dataset, column, below.Length == 0 ? [test] : [$"{test}:", .. below.Select(l => $"    {l}")]));
        return true;
    }

    private bool TryQuery(string scenario, ICheck check, bool isWarning)
    {
        var query = check switch
        {
            EveryValue { MostExceptions: 0 } c when Reads(c.Relation) => Select(c.Relation, $"NOT ({sql.Holds(c.Relation, c.Condition)})"),
            NeverNull c when Reads(c.Relation) => Select(c.Relation, $"{sql.Column(c.Relation, c.Column)} IS NULL"),
            Unique c when Reads(c.Relation) => Repeated(c),
            RowCountBound c when Reads(c.Relation) =>
                $"SELECT COUNT(*) AS rows_found\n{sql.From(c.Relation)}\nHAVING NOT (COUNT(*) {Operator(c.Comparison)} {c.Rows})",
            SameRowCount { Others: [var other] } c when Reads(c.Reference) && Reads(other) =>
                $"SELECT *\nFROM (\n  SELECT ({Count(c.Reference)}) AS expected, ({Count(other)}) AS found\n) AS counted\nWHERE expected <> found",
            CustomSqlCheck { Layer: >= Layer.Raw } c => Qualified(c),
            _ => null,
        };
        if (query is null)
            return false;
        var config = isWarning ? "{{ config(severity='warn') }}\n" : "";
        queries.Add(new QueryTest(FreeName(scenario), $"{config}-- {scenario}\n{SqlTables.Replace(query, Written)}\n"));
        return true;
    }

    private bool Reads(Relation relation) =>
        models.Contains(relation.Dataset)
        && !relation.Conditions.Any(c => c is IsWithinLast)
        && relation.Lookups.All(l => models.Contains(relation.Dataset with { Table = l.Table }));

    private string Select(Relation relation, string violation) =>
        $"SELECT {sql.Dialect.Quote(relation.Dataset.Table)}.*\n{sql.From(relation)}\n{(relation.Conditions.Count == 0 ? "WHERE" : "  AND")} {violation}";

    private string Count(Relation relation) => $"SELECT COUNT(*) {sql.From(relation).Replace('\n', ' ')}";

    private string Repeated(Unique check)
    {
        var together = check.Columns.Select(c => sql.Column(check.Relation, c)).ToList();
        var present = string.Join(" AND ", together.Select(c => $"{c} IS NOT NULL"));
        var listed = string.Join(", ", together);
        return $"SELECT {listed}, COUNT(*) AS times\n{sql.From(check.Relation)}\n"
            + $"{(check.Relation.Conditions.Count == 0 ? "WHERE" : "  AND")} {present}\nGROUP BY {listed}\nHAVING COUNT(*) > 1";
    }

    private static string Operator(Comparison comparison) =>
        comparison switch
        {
            Comparison.AtLeast => ">=",
            Comparison.AtMost => "<=",
            _ => "=",
        };

    // Custom SQL names the tables of its layer without a schema.
    private string Qualified(CustomSqlCheck check) =>
        SqlTables.Replace(
            check.Sql,
            (schema, table) => schema is null && models.Contains(new Dataset(check.Layer, table)) ? sql.Dialect.Table(new(check.Layer, table)) : null
        );

    private string? Written(string? schema, string table) =>
        models
            .Where(m =>
                string.Equals(m.Table, table, StringComparison.Ordinal)
                && string.Equals(sql.Dialect.Schema(m.Layer), schema, StringComparison.OrdinalIgnoreCase)
            )
            .Select(m => (Dataset?)m)
            .FirstOrDefault()
            is { } dataset
            ? $"{{{{ {Reference(dataset)} }}}}"
            : null;

    /// <summary>How dbt names a dataset: a model or a source.</summary>
    private static string Reference(Dataset dataset) => dataset.Layer == Layer.Raw ? $"source('raw', '{dataset.Table}')" : $"ref('{dataset.Table}')";

    private string FreeName(string scenario)
    {
        var words = new string([.. scenario.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')]);
        var name = string.Join('_', words.Split('_', StringSplitOptions.RemoveEmptyEntries));
        name = name.Length > 60 ? name[..60].TrimEnd('_') : name;
        var free = name;
        for (var number = 2; !names.Add(free); number++)
            free = $"{name}_{number}";
        return free;
    }

    private static string Reason(BoundCheck check)
    {
        var datasets = check.Metrics.SelectMany(m => m.References).Select(r => r.Dataset);
        return datasets.Any(d => d.Store != StoreId.Warehouse) ? "dbt reads the warehouse alone"
            : check.Uses.OfType<ConditionUse>().Any(u => u.Condition is IsWithinLast) ? "dbt does not know the date of the run"
            : "dbt has no test of this kind";
    }
}

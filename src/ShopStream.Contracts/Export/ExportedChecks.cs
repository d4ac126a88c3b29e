using System.Globalization;
using ShopStream.Contracts.Reading;
using ShopStream.Contracts.Translation;
using ShopStream.Features.Writing;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Checks.Figures;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Results;

namespace ShopStream.Contracts.Export;

/// <summary>
/// Sorts checks into the places of a contract. A check is said by the standard's own words if these are translated back into the same
/// sentence; otherwise it is a rule of engine shopstream, whose implementation is the sentence.
/// </summary>
internal sealed class ExportedChecks
{
    private readonly Dictionary<Dataset, ExportedTable> tables = [];
    private readonly List<ServiceLevel> levels = [];

    /// <summary>The tables, in the order of the checks.</summary>
    public IReadOnlyCollection<ExportedTable> Tables => tables.Values;

    /// <summary>Freshness of columns.</summary>
    public IReadOnlyList<ServiceLevel> ServiceLevels => levels;

    /// <summary>How many checks are said by the standard's own words.</summary>
    public int Standard { get; private set; }

    /// <summary>How many checks are rules of engine shopstream.</summary>
    public int Own { get; private set; }

    /// <param name="specifications">Scenarios in the language of sentences that contracts are written in: English.</param>
    public ExportedChecks(IReadOnlyList<Specification> specifications)
    {
        // Names first: a reference may lead to a table that later scenarios are about.
        var datasets = specifications.SelectMany(s => s.Checks).SelectMany(DatasetsOf).Distinct().ToList();
        foreach (var dataset in datasets)
        {
            var isOnlyOne = datasets.Count(d => string.Equals(d.Table, dataset.Table, StringComparison.Ordinal)) == 1;
            tables.Add(dataset, new ExportedTable(isOnlyOne ? dataset.Table : $"{dataset.Layer.NameOf()}_{dataset.Table}", dataset));
        }
        foreach (var specification in specifications)
        {
            foreach (var check in specification.Checks)
                Add(specification, check);
        }
    }

    private static IEnumerable<Dataset> DatasetsOf(BoundCheck check) =>
        check.Metrics.SelectMany(m => m.References).Select(r => r.Dataset).Where(d => d.Table.Length > 0);

    private void Add(Specification specification, BoundCheck check)
    {
        var steps = Steps(specification, check);
        var template = new QualityRule
        {
            Type = "library",
            Name = specification.Name,
            Severity = Severities.Of(specification.Tags) switch
            {
                Severity.Warning => "warning",
                Severity.Info => "info",
                _ => null,
            },
            Tags = [.. specification.Tags.Select(t => t.TrimStart('@')).Where(t => t is not ("warning" or "info"))],
        };
        if (steps is [{ IsContext: false } only] && TryStandard(check.Check, only, template))
        {
            Standard++;
            return;
        }
        if (Home(check) is not { } home)
            return;
        Own++;
        home.Rules.Add(template with { Type = "custom", Engine = OwnRules.Engine, Implementation = OwnRules.Text(steps) });
    }

    private ExportedTable? Home(BoundCheck check) =>
        check.Check.WrongRowsOf is { } wrong && tables.TryGetValue(wrong, out var table) ? table
        : DatasetsOf(check).Select(d => tables[d]).LastOrDefault() is { } last ? last
        : check.Check is CustomSqlCheck sql
            ? tables.Values.FirstOrDefault(t => t.Dataset.Layer == sql.Layer && CustomSqlPolicy.Words(sql.Sql).Contains(t.Dataset.Table))
        : tables.Values.FirstOrDefault();

    // What a scenario says before its first check holds for all of them.
    private static List<WrittenStep> Steps(Specification specification, BoundCheck check)
    {
        var first = specification.Checks.Min(c => c.Line);
        return
        [
            .. specification
                .Steps.Where(s => s.Line == check.Line || s.Line < first)
                .Where(s => s.Line == check.Line || !IsUsual(s))
                .Select(s => s.Line == check.Line ? Standalone(check, s) : new WrittenStep(s.Text, s.DocString) { IsContext = true, Table = s.Table }),
        ];
    }

    // A contract is one file.
    private static WrittenStep Standalone(BoundCheck check, StepResult step) =>
        check.Alone is { } alone ? new WrittenStep(alone.Text, alone.DocString) : new WrittenStep(step.Text, step.DocString) { Table = step.Table };

    private static bool IsUsual(StepResult step) => step.Text is "the latest run";

    private bool TryStandard(ICheck check, WrittenStep step, QualityRule rule) =>
        check switch
        {
            NeverNull c => TryColumn(c.Relation, c.Column, step, rule with { Metric = "nullValues", Bound = Zero }, column => column.Required = true),
            Unique { Columns: [var only] } c => TryColumn(
                c.Relation,
                only,
                step,
                rule with
                {
                    Metric = "duplicateValues",
                    Bound = Zero,
                },
                column => column.Unique = true
            ),
            Unique c => TryTable(c.Relation, step, rule with { Metric = "duplicateValues", Bound = Zero, Properties = c.Columns }),
            RowCountBound c => TryTable(c.Relation, step, rule with { Metric = "rowCount", Bound = StandardBounds.Of(c) }),
            FigureInBounds { Measured: { Figure: NumberOfRows } m } c when StandardBounds.Of(c.Bound) is { } bound => TryTable(
                m.Relation,
                step,
                rule with
                {
                    Metric = "rowCount",
                    Bound = bound,
                }
            ),
            FigureInBounds { Measured: { Figure: ShareOfRows { Condition: IsNull n } } m } c when StandardBounds.Of(c.Bound) is { } bound => TryColumn(
                m.Relation,
                n.Column,
                step,
                rule with
                {
                    Metric = "nullValues",
                    Bound = bound,
                    IsPercent = true,
                }
            ),
            EveryValue { Condition: IsOneOf one } c => TryColumn(
                c.Relation,
                one.Column,
                step,
                rule with
                {
                    Metric = "invalidValues",
                    Bound = Zero,
                    ValidValues = one.Values,
                }
            ),
            EveryValue { Condition: IsMatch match } c => TryColumn(
                c.Relation,
                match.Column,
                step,
                rule with
                {
                    Metric = "invalidValues",
                    Bound = Zero,
                    Pattern = $"^{match.Pattern}$",
                }
            ),
            EveryValue { Condition: Compares compares } c when StandardBounds.OptionOf(compares.Comparison) is { } option => TryOption(
                c.Relation,
                compares.Column,
                step,
                option,
                compares.Value
            ),
            EveryValue { Condition: HasLength { Most: null } length } c => TryOption(
                c.Relation,
                length.Column,
                step,
                "minLength",
                length.Fewest.ToString(CultureInfo.InvariantCulture)
            ),
            EveryValue { Condition: HasLength { Fewest: 0, Most: { } most } length } c => TryOption(
                c.Relation,
                length.Column,
                step,
                "maxLength",
                most.ToString(CultureInfo.InvariantCulture)
            ),
            Quality.Checks.References c when c.Allowed == Allowance.None => TryReference(c, step),
            HasType c when tables.TryGetValue(c.Dataset, out var table) && table[c.Column].PhysicalType is null => TryType(table, c, step),
            NamesColumns { Rule: ColumnRule.AtLeast } c => TryColumns(c, step),
            Freshness c => TryFreshness(c, step),
            CustomSqlCheck c => TrySql(c, step, rule),
            _ => false,
        };

    private static RuleBound Zero { get; } = new(RuleOperator.Equal, [0]);

    private bool TryColumn(Relation relation, string column, WrittenStep step, QualityRule rule, Action<ExportedColumn>? also = null)
    {
        var table = tables[relation.Dataset];
        if (!Is(LibraryRules.Of(table.Placed, new ExportedColumn(column).Model, rule).Steps, step))
            return false;
        table[column].Rules.Add(rule);
        also?.Invoke(table[column]);
        return true;
    }

    private bool TryTable(Relation relation, WrittenStep step, QualityRule rule)
    {
        var table = tables[relation.Dataset];
        if (rule.Bound is null || !Is(LibraryRules.Of(table.Placed, null, rule).Steps, step))
            return false;
        table.Rules.Add(rule);
        return true;
    }

    private bool TryOption(Relation relation, string column, WrittenStep step, string name, string value)
    {
        var table = tables[relation.Dataset];
        var option = new TypeOption(name, [value], 0);
        // One column has one minimum, and a type that the option belongs to.
        if (
            table.Columns.TryGetValue(column, out var known)
            && (known.Options.ContainsKey(name) || (known.PhysicalType is not null && !Fits(known.LogicalType, name)))
        )
            return false;
        var trial = new ExportedColumn(column);
        trial.Options.Add(name, option);
        if (
            !Fits(trial.LogicalType, name)
            || (known is { Options.Count: > 0 } && !string.Equals(known.LogicalType, trial.LogicalType, StringComparison.Ordinal))
        )
            return false;
        if (!Is(DescribedRules.Option(table.Placed, trial.Model, option).SelectMany(r => r.Steps), step))
            return false;
        table[column].Options.Add(name, option);
        return true;
    }

    private static bool Fits(string? logicalType, string option) =>
        Reading.Standard.Options(logicalType, hasEnum: false)?.Contains(option, StringComparer.Ordinal) ?? false;

    private bool TryReference(Quality.Checks.References check, WrittenStep step)
    {
        var (child, parent) = (tables[check.Relation.Dataset], tables[check.Parent]);
        if (!Identifier.IsPlain(parent.Name) || !Identifier.IsPlain(check.ParentColumn) || child[check.Column].Relationships.Count > 0)
            return false;
        _ = parent[check.ParentColumn];
        var relationship = new Relationship([], [$"{parent.Name}.{check.ParentColumn}"], 0);
        var placed = tables.Values.Select(t => t.Placed).ToList();
        var translated = new DescribedRules(placed, new Reading.References([.. placed.Select(p => p.Table)])).Reference(
            placed.Find(p => p.Dataset == child.Dataset)!,
            child[check.Column].Model,
            relationship
        );
        if (!Is(translated.Steps, step))
            return false;
        child[check.Column].Relationships.Add(relationship);
        return true;
    }

    private static bool TryType(ExportedTable table, HasType check, WrittenStep step)
    {
        if (PortableType.Of(check.Type) is not { } type || !Says(step, $"{Identifier.Written(check.Column)} in {check.Dataset} has the type {type}"))
            return false;
        var column = table[check.Column];
        column.PhysicalType = check.Type;
        if (column.Options.Keys.All(o => Fits(column.LogicalType, o)))
            return true;
        column.PhysicalType = null;
        return false;
    }

    // The contract's columns are all that any check names.
    private bool TryColumns(NamesColumns check, WrittenStep step)
    {
        var table = tables[check.Dataset];
        if (table.NamesColumns || table.Columns.Count > 0 || !Says(step, $"{check.Dataset} has at least the columns {Identifier.Listing(check.Names)}"))
            return false;
        foreach (var name in check.Names)
            _ = table[name];
        return table.NamesColumns = true;
    }

    private bool TryFreshness(Freshness check, WrittenStep step)
    {
        var table = tables[check.Relation.Dataset];
        if (!Identifier.IsPlain(table.Name) || !Identifier.IsPlain(check.Column) || $"{check.Limit}".Split(' ') is not [var count, var unit])
            return false;
        var level = new ServiceLevel(null, "freshness", count.Replace(",", "", StringComparison.Ordinal), unit[..1], $"{table.Name}.{check.Column}", 0);
        _ = table[check.Column];
        var placed = tables.Values.Select(t => t.Placed).ToList();
        if (!Is(new ServiceLevels(placed, new Reading.References([.. placed.Select(p => p.Table)])).Of(level).Steps, step))
            return false;
        levels.Add(level);
        return true;
    }

    private bool TrySql(CustomSqlCheck check, WrittenStep step, QualityRule rule)
    {
        var words = CustomSqlPolicy.Words(check.Sql);
        if (tables.Values.FirstOrDefault(t => t.Dataset.Layer == check.Layer && words.Contains(t.Dataset.Table)) is not { } table)
            return false;
        var sql = rule with { Type = "sql", Query = $"SELECT COUNT(*) FROM (\n{check.Sql}\n) AS found", Bound = Zero };
        if (!Is(new SqlRules([.. tables.Values.Select(t => t.Placed)]).Of(table.Placed, null, sql).Steps, step))
            return false;
        table.Rules.Add(sql);
        return true;
    }

    private static bool Is(IEnumerable<WrittenStep> translated, WrittenStep step) =>
        translated.ToList() is [var only]
        && step.Table is null
        && Says(step, only.Text)
        && string.Equals(only.DocString?.Trim(), step.DocString?.Trim(), StringComparison.Ordinal);

    private static bool Says(WrittenStep step, string text) => string.Equals(step.Text, text, StringComparison.Ordinal);
}

using System.Globalization;
using ShopStream.Pipeline.Models;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Examples;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;

namespace ShopStream.Pipeline.Examples;

/// <summary>The models that an example needs: those that it builds, and what lies between them and the tables that it gives.</summary>
/// <param name="Example">The example.</param>
/// <param name="Models">Each after those it reads.</param>
public sealed record ExamplePlan(Example Example, IReadOnlyList<Model> Models)
{
    /// <summary>Plans an example, and looks up all its tables, columns and cells.</summary>
    /// <param name="example">The example.</param>
    /// <param name="schema">The models and the columns of all tables.</param>
    /// <param name="problems">Receives what is wrong, with file:line; the plan is only used if nothing is added.</param>
    public static ExamplePlan Of(Example example, ExampleSchema schema, ICollection<string> problems)
    {
        var before = problems.Count;
        var given = example.Given.Select(g => g.Dataset).ToHashSet();
        var targets = Targets(example, schema, problems);
        var reached = new HashSet<Dataset>();
        var models = Needed(targets, schema, given, reached);
        foreach (var table in example.Given)
            Check(example, table, schema, problems);
        if (problems.Count == before)
        {
            var used = example.Scenario.Checks.SelectMany(c => c.Metrics).SelectMany(m => m.References).Select(r => r.Dataset).ToHashSet();
            foreach (var table in example.Given.Where(g => !reached.Contains(g.Dataset) && !used.Contains(g.Dataset)))
                problems.Add(
                    $"{example.At(table.Table.Line)}: {table.Dataset} is given, but nothing that {Names(targets)} is built from reads it: "
                        + $"expected a table upstream of {Names(targets)} (read directly: {Directly(targets, schema)}), or remove it"
                );
            CheckTime(example, models, problems);
            foreach (var check in example.Scenario.Checks)
                Check(example, check, new Tables(given, [.. models.Select(m => m.Dataset)]), schema, problems);
        }
        return new ExamplePlan(example, models);
    }

    private sealed record Tables(HashSet<Dataset> Given, HashSet<Dataset> Built);

    private static List<Model> Targets(Example example, ExampleSchema schema, ICollection<string> problems)
    {
        var targets = new List<Model>();
        foreach (var build in example.Builds)
        {
            if (schema.Find(build.Model) is not { } model)
                problems.Add($"{example.At(build.Line)}: {schema.WhyUnknown(build.Model)}");
            else if (example.Given.FirstOrDefault(g => g.Dataset == model.Dataset) is { } table)
                problems.Add($"{example.At(table.Table.Line)}: {model.Dataset} is given and built: remove its rows, or do not build it");
            else
                targets.Add(model);
        }
        if (example.Scenario.Run is not null)
            problems.Add($"{example.Place}: an example is about no run: remove 'the run of …', or say 'today is …'");
        return targets;
    }

    // A model that reads none of the given tables, directly or through others, stays empty.
    private static List<Model> Needed(List<Model> targets, ExampleSchema schema, HashSet<Dataset> given, HashSet<Dataset> reached)
    {
        var reads = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var target in targets)
            Reads(target);
        return [.. schema.Models.Where(m => targets.Contains(m) || reads.GetValueOrDefault(m.Name))];

        bool Reads(Model model)
        {
            if (reads.TryGetValue(model.Name, out var known))
                return known;
            var any = false;
            foreach (var upstream in schema.Upstream(model))
            {
                if (given.Contains(upstream))
                    any |= reached.Add(upstream) || true;
                else if (upstream.Layer > Layer.Raw)
                    any |= Reads(schema.Find(upstream.Table)!);
            }
            return reads[model.Name] = any;
        }
    }

    private static void Check(Example example, GivenTable table, ExampleSchema schema, ICollection<string> problems)
    {
        if (schema.WhyUnknown(table.Dataset) is { } unknown)
        {
            problems.Add($"{example.At(table.Table.Line)}: {unknown}");
            return;
        }
        var columns = table.Table.Columns.Select(c => new ColumnReference(table.Dataset, c));
        foreach (var problem in schema.Catalog.Unknown(columns, new HashSet<Layer>()))
            problems.Add($"{example.At(table.Table.Line)}: {problem}");
        foreach (var (line, position, problem) in table.Table.Misfits(table.Dataset, schema.Catalog))
            problems.Add($"{example.At(line, position)}: {problem}");
    }

    private static void CheckTime(Example example, IReadOnlyList<Model> models, ICollection<string> problems)
    {
        if (example.Today is not null)
            return;
        foreach (var model in models)
        {
            if (ModelClock.AsksBy(model.Sql) is { } call)
                problems.Add(
                    $"{example.At(example.Builds[0].Line)}: {model.Name} asks for the time by {call} ({model.File}), "
                        + "and the example would pass on some days only: add 'Given today is 2025-11-28'"
                );
        }
    }

    private static void Check(Example example, BoundCheck check, Tables tables, ExampleSchema schema, ICollection<string> problems)
    {
        foreach (var dataset in check.Metrics.SelectMany(m => m.References).Select(r => r.Dataset).Distinct())
        {
            if (schema.WhyUnknown(dataset) is { } unknown && dataset.Layer > Layer.Lake)
                problems.Add($"{example.At(check.Line)}: {unknown}");
            else if (!tables.Built.Contains(dataset) && !tables.Given.Contains(dataset))
                problems.Add(
                    $"{example.At(check.Line)}: {dataset} is neither built nor given in this example: expected one of "
                        + $"{string.Join(", ", tables.Built.Concat(tables.Given).Select(d => $"{d}").Order(StringComparer.Ordinal))}; "
                        + $"or build it with 'When {dataset.Table} is built'"
                );
        }
        foreach (var problem in check.Problems(schema.Catalog, new HashSet<Layer> { Layer.Source, Layer.Lake }))
        {
            if ($"{example.At(check.Line)}: {problem}" is var text && !problems.Contains(text))
                problems.Add(text);
        }
        if (example.Today is null && check.Uses.OfType<ConditionUse>().FirstOrDefault(u => u.Condition is IsWithinLast) is { } relative)
            problems.Add(
                $"{example.At(check.Line)}: '{relative.Condition}' counts from today, and the example would pass on some days only: "
                    + "add 'Given today is 2025-11-28'"
            );
        if (check.Check is HasModelRows { Dataset: var compared })
            problems.Add($"{example.At(check.Line)}: the model has just built {compared}, so that this cannot fail: expected the rows that it should have");
        if (check.Check is not HasRows rows)
            return;
        if (tables.Given.Contains(rows.Relation.Dataset))
            problems.Add($"{example.At(check.Line)}: {rows.Relation.Dataset} is given, so that this cannot fail: expected a table that is built");
        foreach (var (line, position, problem) in rows.Expected.Misfits(rows.Relation.Dataset, schema.Catalog))
            problems.Add($"{example.At(line, position)}: {problem}");
    }

    private static string Names(IEnumerable<Model> models) => string.Join(" and ", models.Select(m => m.Name));

    private static string Directly(IEnumerable<Model> models, ExampleSchema schema) =>
        string.Join(", ", models.SelectMany(schema.Upstream).Distinct().Select(d => string.Create(CultureInfo.InvariantCulture, $"{d}")));
}

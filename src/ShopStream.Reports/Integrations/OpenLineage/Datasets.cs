using System.Text.Json;
using System.Text.Json.Nodes;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Reports.Integrations.OpenLineage;

/// <summary>The datasets of a run in OpenLineage's format.</summary>
/// <param name="run">The run.</param>
/// <param name="names">Maps layer and table to namespace and name.</param>
internal sealed class Datasets(RunResult run, Func<string, string, (string Namespace, string Name)> names)
{
    /// <summary>The inputs of the pipeline: datasets without upstream.</summary>
    public JsonArray Extracted() => [.. run.Lineage.Where(n => n.Upstream.Count == 0).Select(n => Dataset(n.Dataset, "inputFacets", Metrics(n.Dataset)))];

    /// <summary>The outputs of the pipeline, with row counts.</summary>
    public JsonArray Written() =>
        [
            .. run
                .Lineage.Where(n => n.Upstream.Count > 0)
                .Select(n =>
                    Dataset(
                        n.Dataset,
                        "outputFacets",
                        Rows(n.Dataset) is { } rows
                            ? new() { ["outputStatistics"] = Facets.Of("1-0-2/OutputStatisticsOutputDatasetFacet", new() { ["rowCount"] = rows }) }
                            : []
                    )
                ),
        ];

    /// <summary>The upstream of each dataset. Inputs and outputs of the job alone would link every input to every output.</summary>
    public JsonObject Lineage() =>
        Facets.Of(
            "1-0-0/LineageFacet",
            new()
            {
                ["entries"] = new JsonArray([
                    .. run
                        .Lineage.Where(n => n.Upstream.Count > 0)
                        .Select(n =>
                        {
                            var entry = Reference(n.Dataset);
                            entry["type"] = "DATASET";
                            entry["inputs"] = new JsonArray([
                                .. n.Upstream.Select(f =>
                                {
                                    var input = Reference(f);
                                    input["type"] = "DATASET";
                                    return input;
                                }),
                            ]);
                            return entry;
                        }),
                ]),
            },
            "LineageJobFacet"
        );

    /// <summary>The datasets that were checked or counted, with assertions and row counts.</summary>
    public JsonArray Checked()
    {
        var assertions = Assertions();
        var all = run.Layers.Select(h => $"{h.Dataset}").Concat(assertions.Keys).Distinct(StringComparer.Ordinal);
        return
        [
            .. all.Select(dataset =>
            {
                var facets = Metrics(dataset);
                if (assertions.TryGetValue(dataset, out var list))
                    facets["dataQualityAssertions"] = Facets.Of("1-1-0/DataQualityAssertionsDatasetFacet", new() { ["assertions"] = list });
                return Dataset(dataset, "inputFacets", facets);
            }),
        ];
    }

    private Dictionary<string, JsonArray> Assertions()
    {
        var all = new Dictionary<string, JsonArray>(StringComparer.Ordinal);
        foreach (var scenario in run.Scenarios)
        {
            foreach (var check in scenario.Checks)
            {
                foreach (
                    var (dataset, columns) in check
                        .Reads.Select(Identifier.SplitReference)
                        .GroupBy(r => r.Dataset, StringComparer.Ordinal)
                        .Select(g => (g.Key, g.Select(r => r.Column).OfType<string>().ToList()))
                )
                {
                    if (!all.TryGetValue(dataset, out var list))
                        all[dataset] = list = [];
                    foreach (var column in columns.DefaultIfEmpty())
                        list.Add(Assertion(scenario, check, column));
                }
            }
        }
        return all;
    }

    private static JsonObject Assertion(ScenarioResult scenario, CheckResult check, string? column)
    {
        // Consumers know only success and failure; a check that was not judged is not a success.
        var assertion = new JsonObject { ["assertion"] = check.Sentence, ["success"] = check.Outcome == Outcome.Passed };
        if (column is not null)
            assertion["column"] = column;
        assertion["severity"] = scenario.Severity == Severity.Critical ? "error" : "warn";
        assertion["name"] = scenario.Name;
        if (check.Note is { } note)
            assertion["description"] = note;
        if (check.Expected is { } expected)
            assertion["expected"] = expected;
        if (check.Actual is { } actual)
            assertion["actual"] = actual;
        assertion["params"] = new JsonObject
        {
            ["outcome"] = JsonNamingPolicy.CamelCase.ConvertName(check.Outcome.ToString()),
            ["file"] = scenario.File,
            ["line"] = check.Line,
        };
        return assertion;
    }

    private JsonObject Metrics(string dataset) =>
        Rows(dataset) is { } rows
            ? new()
            {
                ["dataQualityMetrics"] = Facets.Of(
                    "1-0-3/DataQualityMetricsInputDatasetFacet",
                    new() { ["rowCount"] = rows, ["columnMetrics"] = new JsonObject() }
                ),
            }
            : [];

    private long? Rows(string dataset) => run.Layers.FirstOrDefault(h => string.Equals($"{h.Dataset}", dataset, StringComparison.Ordinal))?.Rows;

    private JsonObject Dataset(string dataset, string facetsOf, JsonObject facets)
    {
        var named = Reference(dataset);
        if (facets.Count > 0)
            named[facetsOf] = facets;
        return named;
    }

    private JsonObject Reference(string dataset)
    {
        var words = dataset.Split(' ', 2);
        var (space, name) = words.Length == 2 ? names(words[0], Identifier.Unquoted(words[1])) : names("", words[0]);
        return new JsonObject { ["namespace"] = space, ["name"] = name };
    }
}

using System.Globalization;
using ShopStream.Application.Dbt.Artifacts;
using ShopStream.Application.Dbt.Placement;
using ShopStream.Application.Dbt.Translation;
using ShopStream.Application.Dbt.Writing;
using ShopStream.Application.Files;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Dbt;

/// <summary>init --from dbt: settings and features from dbt's files, to check what dbt has built.</summary>
public static class ImportUseCase
{
    private const string SettingsFile = "pipeline.runsettings";
    private const string ReportFile = "dbt-tests.md";

    /// <param name="request">What to read, and where to write.</param>
    /// <param name="cancellationToken">Cancels reading and writing.</param>
    /// <exception cref="UsageException">dbt's files cannot be read, the warehouse cannot be attached, or a file exists already.</exception>
    public static async Task<ImportedProject> RunAsync(ImportRequest request, CancellationToken cancellationToken)
    {
        var mapping = LayerNames.Parse(request.Layers);
        var project = await ManifestReader.ReadAsync(request.Target, cancellationToken);
        var manifest = Path.Combine(request.Target, "manifest.json");
        if (project.Adapter is not ("duckdb" or "postgres" or "snowflake"))
            throw new UsageException($"{manifest} is of a project for {project.Adapter}: expected duckdb, postgres or snowflake, which can be attached");
        if (!project.Tables.Any())
            throw new UsageException($"{manifest} has no source and no model that is a table: there is nothing to check");
        var warehouse = WarehouseOfProject.Settings(request, project);
        var names = new DatasetNames(project, new LayerNames(project, mapping));
        var ofProject = new TestTranslator(project, names).All();
        var freshness = FreshnessOfSources.Of(project, names);
        List<TranslatedTest> tests = [.. ofProject, .. freshness, .. ContractsOfModels.Of(project, names)];
        var files = new List<(string Path, string Text)> { (SettingsFile, SettingsText.Of(project, names, warehouse, RunResults(request))) };
        var descriptions = project.Tables.Where(r => r.Summary.Length > 0 && names.Of(r) is not null).ToDictionary(r => names.Of(r)!.Value, r => r.Summary);
        var places = new Dictionary<TranslatedCheck, string>(ReferenceEqualityComparer.Instance);
        foreach (var subject in Enum.GetValues<TestSubject>())
        {
            var ofSubject = tests.Where(t => t.Checks.Any(c => c.Subject == subject)).OrderBy(t => Order(t, subject), StringComparer.Ordinal).ToList();
            if (ofSubject.Count == 0)
                continue;
            var file = $"features/{subject.ToString().ToLowerInvariant()}.feature";
            var (text, lines) = FeatureText.Of(subject, ofSubject, d => descriptions.GetValueOrDefault(d));
            files.Add((file, text));
            foreach (var (check, line) in lines)
                places[check] = string.Create(CultureInfo.InvariantCulture, $"{file}:{line}");
        }
        files.Add((ReportFile, TranslationReport.Of(project, names, tests, places)));
        await NewFiles.WriteAsync(request.Into, files, request.Overwrite, "with --into", cancellationToken);
        return new ImportedProject(
            $"{project.Name}, dbt {project.Version}, {project.Adapter}",
            project.Tables.Count(),
            new ImportedTests(
                ofProject.Count(t => t.Checks.Count > 0 && !t.IsQuery),
                ofProject.Count(t => t.IsQuery),
                ofProject.Count(t => t.Checks.Count == 0),
                freshness.Count(t => t.Checks.Count > 0)
            ),
            Path.Combine(request.Into, ReportFile),
            [.. files.Select(f => Path.Combine(request.Into, f.Path))]
        )
        {
            Places = tests
                .GroupBy(t => t.Test.UniqueId, StringComparer.Ordinal)
                .ToDictionary(t => t.Key, t => (IReadOnlyList<string>)[.. t.SelectMany(x => x.Checks).Select(c => places[c])], StringComparer.Ordinal),
        };
    }

    // dbt test writes it, too, and then it says nothing of models.
    private static string? RunResults(ImportRequest request) =>
        Path.GetFullPath(Path.Combine(request.Target, "run_results.json")) is var file && File.Exists(file)
            ? Path.GetRelativePath(Path.GetFullPath(request.Into), file) is var below && below.StartsWith("..", StringComparison.Ordinal)
                ? file
                : below
            : null;

    // By layer and table; the tests of one table as in the manifest.
    private static string Order(TranslatedTest test, TestSubject subject) =>
        test.Checks.First(c => c.Subject == subject).Dataset is var dataset ? $"{(int)dataset.Layer} {dataset.Table}" : "";
}

using ShopStream.Application.Settings;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Git;
using ShopStream.Quality.Changes;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.MutationTesting;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Impact;

/// <summary>
/// What the files that changed since a commit can affect: models and everything downstream of them, and the scenarios of changed features. A change
/// whose effect is not known affects everything.
/// </summary>
public sealed class ChangedFiles
{
    private readonly string reference;
    private readonly int files;
    private readonly HashSet<string> features = new(StringComparer.Ordinal);
    private readonly HashSet<string> models = new(StringComparer.Ordinal);
    private readonly HashSet<string> datasets = new(StringComparer.Ordinal);
    private readonly List<string> unknown = [];

    private ChangedFiles(string reference, int files) => (this.reference, this.files) = (reference, files);

    /// <summary>Whether everything can be affected.</summary>
    public bool IsEverything => unknown.Count > 0;

    /// <summary>Names of the models whose files changed, at either side.</summary>
    public IReadOnlySet<string> Models => models;

    /// <summary>Reads the files that changed.</summary>
    /// <param name="settings">Name the models and the features.</param>
    /// <param name="settingsFile">The settings file, whose folder is in the clone.</param>
    /// <param name="reference">A branch, tag or commit; changes since its merge base with what is checked out count.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="UsageException">There is no clone or no such commit, or the models cannot be read.</exception>
    public static async Task<ChangedFiles> ReadAsync(ShopSettings settings, string settingsFile, string reference, CancellationToken cancellationToken)
    {
        var repository = await GitRepository.FindAsync(Path.GetDirectoryName(Path.GetFullPath(settingsFile))!, cancellationToken);
        var fork = await repository.ForkOfAsync(await repository.CommitAsync(reference, cancellationToken), cancellationToken);
        var found = await repository.ChangedSinceAsync(fork, cancellationToken);
        var changed = new ChangedFiles(reference, found.Count);
        var tracked = await TrackedModels.FindAsync(repository, settings, cancellationToken) ?? settings.Pipeline.ModelsFolder;
        var (modelsFolder, featuresFolder) = (repository.PathOf(tracked), repository.PathOf(settings.Features));
        var reports = repository.PathOf(settings.Out);
        foreach (var path in found.SelectMany(f => new[] { f.Path, f.OldPath }).OfType<string>())
        {
            if (Below(modelsFolder, path) is { } model && model.EndsWith(".sql", StringComparison.Ordinal))
                changed.models.Add(Path.GetFileNameWithoutExtension(model));
            else if (Below(featuresFolder, path) is { } feature && feature.EndsWith(".feature", StringComparison.Ordinal))
                changed.features.Add(feature);
            else if (!HasNoEffect(path, Below(featuresFolder, path), Below(reports, path)))
                changed.unknown.Add(path);
        }
        changed.AddDownstream(await ShopPipeline.LineageAsync(settings.Pipeline with { Snowflake = null }, settings.Tables, cancellationToken));
        return changed;
    }

    /// <summary>Whether a scenario can be affected: its feature changed, or a check reads a table that can differ.</summary>
    public bool Affects(Specification specification) =>
        IsEverything || IsOfChangedFeature(specification.File) || specification.Checks.SelectMany(c => c.Metrics).Any(Affects);

    /// <summary>Whether an example or scenario is in a changed feature file.</summary>
    /// <param name="file">As results name it: the features folder's name and the path below it.</param>
    public bool IsOfChangedFeature(string file) => features.Any(f => file.EndsWith("/" + f, StringComparison.Ordinal));

    /// <summary>Whether mutants of a table are worth planting: it can differ, or a scenario of a changed feature reads it.</summary>
    public Func<Mutant, bool> Mutants(IEnumerable<Specification> specifications)
    {
        if (IsEverything)
            return static _ => true;
        var read = specifications
            .Where(s => IsOfChangedFeature(s.File))
            .SelectMany(s => s.Checks.SelectMany(c => c.Metrics).SelectMany(m => m.References))
            .Select(r => $"{r.Dataset}")
            .ToHashSet(StringComparer.Ordinal);
        return mutant => datasets.Contains($"{mutant.Dataset}") || read.Contains($"{mutant.Dataset}");
    }

    /// <summary>What was selected, what was skipped and why, on one line.</summary>
    /// <param name="what">scenario, example or mutant.</param>
    /// <param name="selected">How many were selected.</param>
    /// <param name="all">Out of how many.</param>
    public string Describe(string what, int selected, int all)
    {
        var head = System.FormattableString.Invariant($"Changed since {reference}: {files:#,##0} {(files == 1 ? "file" : "files")}");
        if (IsEverything)
            return $"{head}; all {what}s are selected, because the effect of {Listed(unknown)} is not known";
        var reached =
            datasets.Count == 0
                ? "no model"
                : $"{Listed(models.Order(StringComparer.Ordinal))} and {Listed(datasets.Except(Own(), StringComparer.Ordinal), "nothing downstream")}";
        var skipped = all - selected;
        return System.FormattableString.Invariant($"{head}; {selected:#,##0} of {all:#,##0} {what}s selected, for {reached}")
            + (features.Count == 0 ? "" : $" and the changed features {Listed(features.Order(StringComparer.Ordinal))}")
            + (skipped == 0 ? "" : System.FormattableString.Invariant($"; {skipped:#,##0} skipped, which read nothing of that"));
    }

    private bool Affects(Metric metric) =>
        metric is CustomSqlMetric custom
            // Custom SQL names its tables only in its text.
            ? CustomSqlPolicy.Words(custom.Sql) is var words && datasets.Any(d => words.Contains(d[(d.IndexOf(' ', StringComparison.Ordinal) + 1)..]))
            : metric.References.Any(r => datasets.Contains($"{r.Dataset}"));

    private IEnumerable<string> Own() => datasets.Where(d => models.Contains(Identifier.Unquoted(d[(d.IndexOf(' ', StringComparison.Ordinal) + 1)..])));

    // Each node comes after those that it is built from.
    private void AddDownstream(IReadOnlyList<LineageNode> lineage)
    {
        foreach (var node in lineage)
            if ((node.Layer is not ("source" or "lake" or "raw") && models.Contains(node.Table)) || node.Upstream.Any(datasets.Contains))
                datasets.Add(node.Dataset);
    }

    // Text for people, reports, and files that no check reads.
    private static bool HasNoEffect(string path, string? inFeatures, string? inReports) =>
        inReports is not null
        || inFeatures is ExpectedChange.FileName or AcceptedMutant.FileName
        || path.EndsWith(".md", StringComparison.OrdinalIgnoreCase)
        || Path.GetFileName(path) is "LICENSE" or ".gitignore" or ".gitattributes" or ".editorconfig";

    private static string? Below(string? folder, string path) =>
        folder is not null && path.StartsWith(folder + "/", StringComparison.Ordinal) ? path[(folder.Length + 1)..] : null;

    private static string Listed(IEnumerable<string> names, string none = "")
    {
        var all = names.ToList();
        return all.Count == 0 ? none : $"{string.Join(", ", all.Take(5))}{(all.Count > 5 ? $" and {all.Count - 5} more" : "")}";
    }
}

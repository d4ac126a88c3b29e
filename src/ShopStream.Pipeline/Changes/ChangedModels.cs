using ShopStream.Pipeline.Models;
using ShopStream.Quality.Changes;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Reconciliation;

namespace ShopStream.Pipeline.Changes;

/// <summary>A model on both sides; one of them is null if it was added or removed.</summary>
internal sealed record ModelPair(Model? Base, Model? Head)
{
    /// <summary>The dataset at the head; at the base, if it was removed.</summary>
    public Dataset Dataset => (Head ?? Base)!.Dataset;
}

/// <summary>A side of the comparison: its models and its metric definitions.</summary>
internal sealed record ModelSide(ModelProject Project, IReadOnlyDictionary<string, BusinessMetric> Metrics);

/// <summary>Which models were changed themselves, and which others depend on them.</summary>
internal sealed class ChangedModels
{
    private ChangedModels(IReadOnlyList<ModelPair> pairs, IReadOnlyList<ModelPair> affected, IReadOnlyList<ModelChange> changes) =>
        (Pairs, Affected, Changes) = (pairs, affected, changes);

    /// <summary>All models of both sides, in the head's build order; removed ones last.</summary>
    public IReadOnlyList<ModelPair> Pairs { get; }

    /// <summary>Those whose rows may differ: changed themselves, or downstream of one that was.</summary>
    public IReadOnlyList<ModelPair> Affected { get; }

    /// <summary>Those that were changed themselves.</summary>
    public IReadOnlyList<ModelChange> Changes { get; }

    /// <summary>Whether the model of a dataset was changed itself.</summary>
    public bool IsOwn(Dataset dataset) =>
        Changes.Any(c => c.Kind is not ModelChangeKind.Configured && string.Equals(c.Dataset, $"{dataset}", StringComparison.Ordinal));

    /// <summary>Compares the models of two sides in the same dialect.</summary>
    public static ChangedModels Of(ModelSide @base, ModelSide head, Dialect dialect)
    {
        var moved = new Dictionary<string, string>(StringComparer.Ordinal);
        var pairs = Pair(@base.Project.Models, head.Project.Models, dialect, moved);
        var changes = pairs.Select(p => Change(p, @base, head, moved)).OfType<ModelChange>().ToList();
        var own = changes.Where(c => c.Kind is not ModelChangeKind.Configured).Select(c => c.Dataset).ToHashSet(StringComparer.Ordinal);
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var affected = new List<ModelPair>();
        foreach (var pair in pairs)
        {
            var reads = (pair.Head?.Refs ?? []).Concat(pair.Base?.Refs ?? []);
            if (!own.Contains($"{pair.Dataset}") && !reads.Any(reached.Contains))
                continue;
            reached.UnionWith(new[] { pair.Base?.Name, pair.Head?.Name }.OfType<string>());
            affected.Add(pair);
        }
        return new(pairs, affected, changes);
    }

    // By name; then a model that is gone with one that is new and has the same SQL.
    private static List<ModelPair> Pair(IReadOnlyList<Model> @base, IReadOnlyList<Model> head, Dialect dialect, Dictionary<string, string> moved)
    {
        var byName = @base.ToDictionary(m => m.Name, StringComparer.Ordinal);
        var gone = @base.Where(m => !head.Any(h => string.Equals(h.Name, m.Name, StringComparison.Ordinal))).ToList();
        var pairs = new List<ModelPair>();
        foreach (var model in head)
        {
            var before = byName.GetValueOrDefault(model.Name);
            if (before is null && gone.Find(g => string.Equals(Form(g, moved), SqlForm.Of(model.Sql), StringComparison.Ordinal)) is { } same)
            {
                gone.Remove(same);
                before = same;
            }
            if (before is not null && before.Dataset != model.Dataset)
                moved[SqlForm.Of(dialect.Table(before.Dataset))] = SqlForm.Of(dialect.Table(model.Dataset));
            pairs.Add(new ModelPair(before, model));
        }
        return [.. pairs, .. gone.Select(m => new ModelPair(m, null))];
    }

    private static ModelChange? Change(ModelPair pair, ModelSide @base, ModelSide head, Dictionary<string, string> moved)
    {
        if (pair.Base is not { } before)
            return new ModelChange($"{pair.Dataset}", pair.Head!.File, ModelChangeKind.Added);
        if (pair.Head is not { } after)
            return new ModelChange($"{pair.Dataset}", before.File, ModelChangeKind.Removed);
        List<string> configuration =
        [
            .. Differ("materialization", Words(before.Materialization), Words(after.Materialization)),
            .. Differ("key", Identifier.Written(before.Key), Identifier.Written(after.Key)),
        ];
        var from = before.Dataset == after.Dataset ? null : $"{before.Dataset}";
        if (string.Equals(Form(before, moved), SqlForm.Of(after.Sql), StringComparison.Ordinal))
        {
            ModelChangeKind? kind =
                from is not null ? ModelChangeKind.Moved
                : configuration.Count > 0 ? ModelChangeKind.Configured
                : null;
            return kind is { } found ? new ModelChange($"{after.Dataset}", after.File, found) { From = from, Configuration = configuration } : null;
        }
        var (textBefore, textAfter) = (TextOf(@base.Project, before), TextOf(head.Project, after));
        var rules = string.Equals(SqlForm.Of(textBefore), SqlForm.Of(textAfter), StringComparison.Ordinal)
            ? RulesOf(textAfter)
                .Where(r => !string.Equals(@base.Metrics.GetValueOrDefault(r)?.Text, head.Metrics.GetValueOrDefault(r)?.Text, StringComparison.Ordinal))
            : [];
        return new ModelChange($"{after.Dataset}", after.File, ModelChangeKind.Changed)
        {
            From = from,
            Configuration = configuration,
            Rules = [.. rules],
            Lines = LineDifferences.Of(textBefore, textAfter),
        };
    }

    // As the SQL of the head would name the tables that were moved.
    private static string Form(Model model, Dictionary<string, string> moved) =>
        moved.Aggregate(SqlForm.Of(model.Sql), (sql, m) => sql.Replace(m.Key, m.Value, StringComparison.Ordinal));

    private static string TextOf(ModelProject project, Model model) => System.IO.File.ReadAllText(Path.Combine(project.Folder, model.File));

    private static IEnumerable<string> RulesOf(string text) =>
        Template.Parse(text, static (_, _) => { }).OfType<RulePiece>().Select(r => r.Rule).Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Differ(string what, string before, string after) =>
        string.Equals(before, after, StringComparison.Ordinal) ? [] : [$"{what}: {NoneIfEmpty(before)} → {NoneIfEmpty(after)}"];

    private static string NoneIfEmpty(string text) => text.Length == 0 ? "none" : text;

    private static string Words(Materialization materialization) => materialization == Materialization.View ? "view" : "table";
}

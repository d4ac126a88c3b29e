using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Examples;

/// <summary>The models that examples can build, and the columns of all tables, known without connecting to anything.</summary>
public sealed class ExampleSchema
{
    private readonly Dictionary<string, Model> byName;
    private readonly Dictionary<string, string> unreadable;

    private ExampleSchema(ModelProject project, IReadOnlyList<TableInfo> raw, IReadOnlyList<TableInfo> built, Dictionary<string, string> unreadable)
    {
        (Project, Raw, this.unreadable) = (project, raw, unreadable);
        byName = project.Models.ToDictionary(m => m.Name, StringComparer.Ordinal);
        Catalog = new Catalog([.. raw, .. built]);
    }

    /// <summary>The models that can be built, each after those it reads.</summary>
    public IReadOnlyList<Model> Models => Project.Models;

    /// <summary>The raw tables whose columns are known, and the tables of the models.</summary>
    public Catalog Catalog { get; }

    internal ModelProject Project { get; }

    internal IReadOnlyList<TableInfo> Raw { get; }

    /// <summary>Builds the models on empty tables.</summary>
    /// <param name="project">All models, in DuckDB's SQL.</param>
    /// <param name="raw">The raw tables whose columns are known. Models that read others cannot be built.</param>
    /// <param name="deadline">The deadline of each statement.</param>
    /// <param name="cancellationToken">Cancels the build.</param>
    /// <exception cref="UsageException">A model's SQL is wrong.</exception>
    public static async Task<ExampleSchema> OfAsync(ModelProject project, IReadOnlyList<TableInfo> raw, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var known = raw.Select(t => t.Dataset.Table).ToHashSet(StringComparer.Ordinal);
        var blocked = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var model in project.Models)
        {
            if (model.Sources.FirstOrDefault(s => !known.Contains(s)) is { } source)
                blocked[model.Name] = source;
            else if (model.Refs.FirstOrDefault(blocked.ContainsKey) is { } upstream)
                blocked[model.Name] = blocked[upstream];
        }
        var buildable = project.Without(blocked.Keys);
        return new ExampleSchema(buildable, raw, await buildable.DryBuildAsync(raw, deadline, cancellationToken), blocked);
    }

    /// <summary>A model that can be built; null if there is none of this name.</summary>
    public Model? Find(string model) => byName.GetValueOrDefault(model);

    /// <summary>The tables that a model reads, in order of first reference.</summary>
    public IReadOnlyList<Dataset> Upstream(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return [.. model.Sources.Select(s => new Dataset(Layer.Raw, s)), .. model.Refs.Select(r => Find(r)!.Dataset)];
    }

    /// <summary>The call by which a model asks for the time; null if it does not ask.</summary>
    public static string? AsksForTimeBy(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return ModelClock.AsksBy(model.Sql);
    }

    /// <summary>Why a model cannot be built, and what to do.</summary>
    public string WhyUnknown(string model) =>
        unreadable.TryGetValue(model, out var table)
            ? WhyUnreadable($"{model} cannot be built", table)
            : $"there is no model {model}{Nearest.Hint(model, byName.Keys.Concat(unreadable.Keys))}";

    /// <summary>Why the columns of a table are not known, and what to do; null if they are.</summary>
    public string? WhyUnknown(Dataset dataset) =>
        Catalog.Find(dataset) is not null ? null
        : unreadable.TryGetValue(dataset.Table, out var table) && dataset.Layer > Layer.Raw ? WhyUnreadable($"{dataset} is not known", table)
        : dataset.Layer == Layer.Raw && unreadable.ContainsValue(dataset.Table) ? WhyUnreadable($"{dataset} is not known", dataset.Table)
        : Catalog.Unknown([new ColumnReference(dataset, null)], new HashSet<Layer>()).First();

    private static string WhyUnreadable(string what, string table) =>
        $"{what}, because the columns of {new Dataset(Layer.Raw, table)} are not known without a source: "
        + $"list them in {RawColumns.FileName} in the models folder, or run 'shopstream run' once";
}
